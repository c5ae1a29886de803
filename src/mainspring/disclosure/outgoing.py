"""What passed a gate is a type: only a gate makes a `Cleared`, and whatever writes or prints takes nothing else."""

from __future__ import annotations

from dataclasses import InitVar, dataclass
from typing import Final, Generic, TypeVar

from mainspring.disclosure.policy import Policy

Content_co = TypeVar("Content_co", covariant=True)
Content = TypeVar("Content")

KEY: Final = object()
"""What a gate shows at the door. No other room may ask for it; tests/privacy sees to that."""


@dataclass(frozen=True, slots=True)
class Cleared(Generic[Content_co]):
    """Something that passed a gate and may leave.

    It cannot be made by hand, and not from another one with other content.

    Attributes
    ----------
    content : what may leave. policy : under which. kind : what it is: "fit", "countries", "claims", "measurement" or "unit scores".
    people : how many it is about; None where that is not told.
    """

    content: Content_co
    policy: Policy
    kind: str
    people: int | None
    key: InitVar[object]

    def __post_init__(self, key: object) -> None:
        check_key(key, "Cleared")


def check_key(key: object, name: str) -> None:
    """TypeError for whoever is no gate."""
    if key is not KEY:
        raise TypeError(f"{name} is what a gate of mainspring.disclosure gives: it cannot be made by hand.")


def cleared(content: Content, policy: Policy, kind: str, people: int | None) -> Cleared[Content]:
    """What a gate gives; for gates only."""
    return Cleared(content, policy, kind, people, KEY)

"""What models tell: how many people are in each. Two of the same model with a few people more or fewer would tell of these."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

KIND: Final = "models"


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """What the models of a release tell.

    Attributes
    ----------
    instruments : the id of each wave's instrument. sources : SHA-256 of the files behind them, by name. minimum : the policy's.
    people : how many are in each model, by what it is called in full: its formula and who is in it.
    """

    instruments: Mapping[int, str]
    minimum: int
    people: Mapping[str, int]
    sources: Mapping[str, str] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        """The same for a ledger's entry."""
        return {"kind": KIND, "people": dict(self.people)}


def differences(earlier: ModelFacts, new: ModelFacts) -> Iterator[str]:
    """What could be worked out with the models of two releases, in words; nothing if they are of different surveys."""
    if set(earlier.instruments.items()) != set(new.instruments.items()):
        return
    minimum = max(earlier.minimum, new.minimum)
    for model, n in new.people.items():
        if 0 < abs(n - earlier.people.get(model, n)) < minimum:
            yield f"{model} has fewer than {minimum} people more or fewer than before: how it changed is about them"

"""Confidentiality policies: presets, fixed per project, with a floor that no option lowers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from mainspring.errors import PolicyError, Problem

FLOOR: Final = 5


@dataclass(frozen=True, slots=True)
class Policy:
    """A rule of release.

    Attributes
    ----------
    minimum : fewest people who answered for a value to be shown, at least FLOOR.
    code_extremes : whether shares that identify everybody, or all but one or two, are coded ("90 or more").
    complements : whether more is withheld, so that no withheld value can be worked out through the unit tree.
    text : fewest answers for free text to be shown; None where it never is.
    score_width : points between the ends of what may be worked out of a withheld score, at least; of larger groups than the
        minimum, which are withheld for the sake of others, as much less as they are larger.
    """

    name: str
    minimum: int
    code_extremes: bool
    complements: bool
    text: int | None = None
    score_width: float = 20.0

    def __post_init__(self) -> None:
        if self.minimum < FLOOR:
            raise PolicyError(
                Problem(
                    f"Policy {self.name} shows groups of {self.minimum}.",
                    remedy=f"The smallest minimum any policy may have is {FLOOR} people.",
                )
            )

    def stricter(self, minimum: int) -> Policy:
        """The same policy with a higher minimum; PolicyError if it would be lower."""
        if minimum < self.minimum:
            raise PolicyError(
                Problem(
                    f"A minimum of {minimum} is weaker than the {self.minimum} of policy {self.name}.",
                    remedy=f"Give {self.minimum} or more.",
                )
            )
        return replace(self, minimum=minimum)


POLICIES: Final[dict[str, Policy]] = {
    "rule-of-ten": Policy("rule-of-ten", 10, code_extremes=True, complements=True),
    "people-survey": Policy("people-survey", 10, code_extremes=False, complements=True),
    "pulse": Policy("pulse", 8, code_extremes=True, complements=True, text=10),
    "open": Policy("open", FLOOR, code_extremes=False, complements=False),
}


def load_policy(name: str) -> Policy:
    """The preset with this name; PolicyError names the presets if there is none."""
    if name not in POLICIES:
        raise PolicyError(
            Problem(f"There is no policy called {name!r}.", remedy=f"Choose one of {', '.join(POLICIES)}.")
        )
    return POLICIES[name]

"""What may be shown is a type: `Released` or `Withheld`. A bare float is never displayed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Literal

Bound = Literal["or_more", "or_less"]


class Reason(Enum):
    """Why a value is withheld, as the sentence a reader sees."""

    TOO_FEW = "fewer than {minimum} people answered"
    PROTECTED = "fewer than {minimum} people answered, or a smaller group's result could be worked out from it"
    ALIKE = "too many answered alike, here or in a group whose answers could be worked out from it"
    PART_ALIKE = "a part of it is withheld, and could be worked out from it"
    RESIDUAL = "a leftover group, not a unit: counted in the unit above"
    NOT_ASKED = "this survey did not ask"
    NOT_COMPARABLE = "the question changed: not comparable with earlier waves"
    PUBLISHER = "the publisher does not show it"
    NOT_PUBLISHED = "the publisher gives no figure"


@dataclass(frozen=True, slots=True)
class Released:
    """A value that may be shown. Only this room makes one; tests/privacy sees to that.

    Attributes
    ----------
    value : on 0-100.
    std_error, conf_low, conf_high : None where uncertainty cannot be had (published aggregates, coded extremes).
    n : people who answered; None for published aggregates.
    bound : the value is coded: "90 or more" is value 90, bound "or_more".
    flag : a sentence of doubt about this value (an outlier in the published file), or None.
    n_bound : `n` is not exact, but a bound itself.
    """

    value: float
    std_error: float | None = None
    conf_low: float | None = None
    conf_high: float | None = None
    n: int | None = None
    bound: Bound | None = None
    flag: str | None = None
    n_bound: Bound | None = None


def published(value: float, flag: str | None = None) -> Released:
    """A figure that its publisher has released already; `flag` is a doubt about it."""
    return Released(value=value, flag=flag)


def people_counted(n: int) -> Released:
    """How many people a unit has, for one that may be shown."""
    return Released(value=float(n), n=n)


@dataclass(frozen=True, slots=True)
class Withheld:
    """A value that may not be shown, and why (`sentence` is for the reader)."""

    reason: Reason
    minimum: int = 10

    @property
    def sentence(self) -> str:
        """The reason in full, for example "Withheld: fewer than ten people answered"."""
        words = {5: "five", 6: "six", 7: "seven", 8: "eight", 9: "nine", 10: "ten"}
        return "Withheld: " + self.reason.value.format(minimum=words.get(self.minimum, str(self.minimum)))


Value = Released | Withheld

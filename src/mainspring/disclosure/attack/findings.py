"""What an attack learned: about whom, how many people, and by which route."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from mainspring.disclosure.facts import Codes, Group

ALL_OTHERS: Final = "*"
"""The code of "all other units" in a release."""

UNLISTED: Final = "(not listed)"
"""What stands for units that a page counts and does not name. Nobody can be learned of there."""

LEFTOVER: Final = "(in no unit listed)"
"""What stands for a unit's people who are in none of the units below it that a page lists, where the page says that there are such."""


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing that was learned.

    Attributes
    ----------
    route : the attack that succeeded, such as "subtraction". what : in a sentence, what was learned, and of whom.
    people : about how many people it is about. where : the release, or the releases, that told it.
    """

    route: str
    what: str
    people: int
    where: str


@dataclass(frozen=True, slots=True)
class Attack:
    """What was tried, in words, and what was learned: nothing, if all is well."""

    tried: tuple[str, ...]
    findings: tuple[Finding, ...]

    def joined(self, other: Attack) -> Attack:
        """Both attacks as one."""
        return Attack((*self.tried, *other.tried), (*self.findings, *other.findings))


def named(group: Group) -> str:
    """A group inside a sentence: "AGENCY AR, LEVEL1 ARCE, DSUPER B (2018)"."""
    codes = [_code(column, code) for column, code in (*group.unit, *group.breakdown)]
    return f"{', '.join(codes) or 'everybody'} ({group.wave})"


def listed(names: Sequence[str]) -> str:
    """Some names, the rest counted: "Q1, Q2 and 14 more"."""
    if len(names) <= 2:
        return " and ".join(names)
    return f"{', '.join(names[:2])} and {len(names) - 2} more"


def counted(people: float) -> str:
    """A number of people: "1 person", "12 people"."""
    return "1 person" if people == 1 else f"{people:.0f} people"


def between(low: float, high: float) -> str:
    """What a value may be, inside a sentence: "between 12.5 and 20.0", or "12.5"."""
    low, high = low + 0.0, high + 0.0  # never a negative nought
    return f"{high:.1f}" if high - low < 0.05 else f"between {low:.1f} and {high:.1f}"


def joined_names(names: Iterable[str]) -> str:
    """Releases' names, each once: "a.json and b.json"."""
    return " and ".join(dict.fromkeys(names))


def is_fold(codes: Codes) -> bool:
    """Whether these are the codes of "all other units" of a unit, or of what is below them."""
    return any(code == ALL_OTHERS for _, code in codes)


def _code(column: str, code: str) -> str:
    return f"all other units by {column}" if code == ALL_OTHERS else f"{column} {code or '(blank)'}"

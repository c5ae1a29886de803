"""What a release tells whoever reads it: groups of people, how many they are, and what is said of them; and where it is silent.

This is what an attacker starts from and what the ledger remembers. It is read back from what was released, never taken from the
scorecards behind it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from mainspring.disclosure.values import Bound

Codes = tuple[tuple[str, str], ...]
"""Columns with their codes: (("AGENCY", "AR"), ("LEVEL1", "ARCE"))."""


@dataclass(frozen=True, slots=True, order=True)
class Group:
    """People of one wave who have these codes: `unit` from the top, () for everybody; `breakdown` beside it, () for all of the unit."""

    wave: int
    unit: Codes = ()
    breakdown: Codes = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """A value as it is shown, on 0-100; None for what is not shown with it. `n` may be a bound, too: then it is at least so many.

    `reach` is how many standard errors its interval reaches: whoever knows it knows of how many units the error is made.
    """

    value: float
    n: int | None = None
    std_error: float | None = None
    bound: Bound | None = None
    reach: float | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What one release tells.

    Attributes
    ----------
    name : what a reader calls it: its file.
    instruments : the id of each wave's instrument. sources : SHA-256 of the files behind it, by name, where it tells them.
    minimum : the fewest people that it says a group has. code_extremes : whether it says that extremes are coded.
    people : how many are in each group; None where that is withheld, or only a bound is shown. Groups that it does not speak of are
        absent. values : by group and measure; None where it is withheld. What nobody was asked is absent.
    at_least : head counts that are shown as "so many or more", or are unknown and no secret; 0 where there may be
        nobody. half_width : half of the step that values are rounded to for display.
    """

    name: str
    instruments: Mapping[int, str]
    minimum: int
    code_extremes: bool
    people: Mapping[Group, int | None]
    values: Mapping[tuple[Group, str], Shown | None]
    sources: Mapping[str, str] = field(default_factory=dict)
    at_least: Mapping[Group, int] = field(default_factory=dict)
    half_width: float = 0.0

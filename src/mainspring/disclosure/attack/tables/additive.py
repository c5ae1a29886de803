"""Which scores add up: n times the score is a sum over people, where nobody's answer weighs more than another's.

Where all scores of a whole and of its parts are told, it is seen whether they add up. If they do, each score is two counts: of the
points that people gave, and of those that they did not, and what is withheld can be worked out as counts can. If they do not, the
survey is weighted (or the score is a mean of shares of different people). The weights are nobody's to know; how far such sums are
off where all is told says within how much they can be relied on elsewhere: among units of the same level, since units differ more in
their weights the larger they are, and twice as far as was seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from mainspring.disclosure.attack.tables.recipes import Recipes
from mainspring.disclosure.attack.tables.table import Bools, Floats, Table

ROUNDING = 1e-7
"""Scores are told to so many points, where they are not rounded for display."""

APART = 5.0
"""Points between the values of units that are so unlike that their weights show in what they have together."""

FEWEST_SUMS = 3
"""From fewer sums of a level it is not seen how far such sums are off."""


@dataclass(frozen=True, slots=True)
class Points:
    """One measure as points: n times the score over 100, of people who answered.

    Attributes
    ----------
    n : people, NaN where not told, float64 (groups,). given : points, NaN where not told exactly. exact : whether they add up.
    slack : by how many points for each person of the whole a sum may be off, where they do not, for each relation, float64
        (relations,); infinite where that is not known.
    of_people : whether it is a share of people. share : whether its points are people, too, so that they are whole numbers; not
        where answers are weighted.
    """

    n: Floats
    given: Floats
    exact: bool
    slack: Floats
    of_people: bool
    share: bool


class Additive:
    """The measures of a table as points."""

    def __init__(self, table: Table, holds: Bools) -> None:
        self.table, self.holds = table, holds
        self.recipes = Recipes(table.instrument)
        self._points: dict[int, Points] = {}

    def points(self, column: int) -> Points:
        """A measure as points."""
        if column not in self._points:
            self._points[column] = self._read(column)
        return self._points[column]

    def _read(self, column: int) -> Points:
        table = self.table
        measure, value = table.columns[column], table.value[:, column]
        n, guessed = table.n[:, column], False
        if np.isnan(n).all():  # a page gives no number of answers: nearly everybody answers
            n, guessed = np.where(np.isnan(value), np.nan, table.n[:, 0]), True
        given = np.where(table.bound[:, column] == 0, n * value / 100, np.nan)
        rounding = (ROUNDING + table.half_width[:, column]) / 100 * np.nan_to_num(n)
        told, off, allowed = self._told(column, given, rounding)
        share = self.recipes.is_share(measure) and not guessed and self._whole_numbers(given, rounding)
        adds_up = bool((off <= allowed)[told].all()) and not guessed and not table.half_width[:, column].any()
        if self.recipes.weighted:
            told &= self._apart(value)
            adds_up = adds_up and told.sum() >= FEWEST_SUMS
        if not told.any():
            adds_up = adds_up and (share or not (self.weighted or self.recipes.is_composite(measure)))
        each = off / np.maximum(np.nan_to_num(n)[table.wholes], 1)
        slack = np.zeros(len(off)) if adds_up else self._slack(each, told)
        share = share and adds_up
        return Points(n, np.rint(given) if share else given, adds_up, slack, self.recipes.is_share(measure), share)

    @cached_property
    def weighted(self) -> bool:
        """Whether shares that are told are not all whole numbers of people, so that answers must have been weighted."""
        shares = [at for at, name in enumerate(self.table.columns) if at and self.recipes.is_share(name)]
        return not all(self._counted(at) for at in shares)

    def _counted(self, column: int) -> bool:
        table = self.table
        n, exact = table.n[:, column], table.bound[:, column] == 0
        given = np.where(exact, n * table.value[:, column] / 100, np.nan)
        return self._whole_numbers(given, (ROUNDING + table.half_width[:, column]) / 100 * np.nan_to_num(n))

    @staticmethod
    def _whole_numbers(given: Floats, rounding: Floats) -> bool:
        told = ~np.isnan(given)
        return bool((np.abs(given - np.rint(given)) <= rounding + ROUNDING)[told].all())

    def _told(self, column: int, given: Floats, rounding: Floats) -> tuple[Bools, Floats, Floats]:
        """Which relations have everything told, how far each sum is off, and how far it may be by rounding (relations,)."""
        table = self.table
        spoken = table.spoken[:, column]
        missing = (spoken & np.isnan(given)).astype(float)
        sides = abs(table.relations)
        told = self.holds & spoken[table.wholes] & (sides @ missing == 0)
        off = np.abs(table.relations @ np.nan_to_num(given))
        return told, off, sides @ rounding + ROUNDING

    def _apart(self, value: Floats) -> Bools:
        """Of which relations the parts' values are far enough apart for weights to show in the sum (relations,)."""
        rows, groups = self.table.relations.nonzero()
        known = ~np.isnan(value[groups])
        low, high = (np.full(len(self.table.wholes), end) for end in (np.inf, -np.inf))
        np.minimum.at(low, rows[known], value[groups[known]])
        np.maximum.at(high, rows[known], value[groups[known]])
        return np.asarray(high - low >= APART)

    def _slack(self, each: Floats, told: Bools) -> Floats:
        """Twice the most that sums of the same level were seen to be off, for each person; infinite where too few were seen."""
        levels = [
            (kind, len(self.table.groups[whole].unit))
            for kind, whole in zip(self.table.kinds, self.table.wholes, strict=True)
        ]
        slack = np.full(len(each), np.inf)
        for level in set(levels):
            same = np.array([one == level for one in levels])
            if (same & told).sum() >= FEWEST_SUMS:
                slack[same] = 2 * each[same & told].max()
        return slack

"""How many people may be in groups whose numbers are withheld, as far as whoever adds and subtracts can tell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from mainspring.disclosure.attack.ranges.column import Ranges
from mainspring.disclosure.attack.ranges.components import Component, components, holding, rests
from mainspring.disclosure.attack.tables.table import Bools, Floats, Table

NEARLY = 1e-4
"""A whole number is not missed by so little."""


@dataclass(frozen=True, slots=True)
class Counts:
    """The least and the most people that each group of a table may have, float64 (groups, columns).

    Both are exact where they are closer than the table's minimum; elsewhere they are at least that far apart. `sole` says where one
    subtraction is all it takes, bool (groups, columns).
    """

    least: Floats
    most: Floats
    sole: Bools


class Relations:
    """The relations of a table that hold, cut into components for each column's unknowns; `parts` is which parts each has."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.holds = holding(table)
        self.parts = table.relations.copy()
        self.parts.data = np.maximum(self.parts.data, 0)
        self.parts.eliminate_zeros()
        self._cut: dict[bytes, list[Component]] = {}

    def among(self, unknown: Bools, column: int) -> list[Component]:
        """The components among the unknowns (groups,) of a column."""
        used = self.holds & self.table.spoken[self.table.wholes, column]
        key = unknown.tobytes() + used.tobytes()
        if key not in self._cut:
            self._cut[key] = components(self.table.relations, unknown, used)
        return self._cut[key]


def count_ranges(table: Table, relations: Relations, columns: Iterable[int]) -> Counts:
    """The ranges of head counts (column 0), and of how many answered a question, for some columns.

    How many answered a question is worked out from its own numbers alone: that nobody answers twice, and nearly everybody once, is
    used for scores.
    """
    least, most = table.n.copy(), table.n.copy()
    sole = np.zeros(table.n.shape, dtype=bool)
    rest = rests(table, table.n)
    for column in columns:
        unknown = table.spoken[:, column] & np.isnan(table.n[:, column])
        if not unknown.any() or not _told(table, column):
            continue
        found = relations.among(unknown, column)
        low, high = limits(table, column)
        enough = table.minimum + 1.0  # one more, since whole numbers may lie inside the ends that were seen
        ranged = Ranges(found, rest[:, column], (low, high), enough)
        ranged.settle_narrow(enough)
        least[unknown, column] = np.ceil(ranged.least - NEARLY)[unknown] + 0.0
        most[unknown, column] = np.floor(ranged.most + NEARLY)[unknown]
        for one in found:
            sole[one.unknowns, column] = len(one.unknowns) == 1
    return Counts(least, most, sole)


def limits(table: Table, column: int) -> tuple[Floats, Floats]:
    """What numbers may be before anything is added up: no less than what a bound says, and no more."""
    low = table.least.copy() if column == 0 else np.where(np.isnan(table.value[:, column]), 0.0, float(table.minimum))
    high = np.full(len(low), beyond(table, table.n[:, column]))
    if column == 0:
        high = np.where(np.isfinite(table.most), table.most, high)
    return low, np.maximum(high, low)


def beyond(table: Table, n: Floats) -> float:
    """More people than any group that something is known of: what is withheld may be larger than all that is told, `n` (groups,)."""
    told = np.nansum(n) + np.nansum(table.n[:, 0]) + table.most[np.isfinite(table.most)].sum()
    return float(told + len(table.groups) * table.minimum)


def _told(table: Table, column: int) -> bool:
    """Whether any number of people is told in a column, if only as a bound."""
    return not np.isnan(table.n[:, column]).all() or (column == 0 and bool(np.isfinite(table.most).any()))

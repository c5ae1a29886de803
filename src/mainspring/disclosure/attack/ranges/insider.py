"""What withheld scores may be to whoever knows how many people there are in each group: no more of them can have answered.

A group that surely has the minimum of people is no concern here: a score of so many may be known, and is withheld for others' sake.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy import sparse

from mainspring.disclosure.attack.ranges.bounds import System
from mainspring.disclosure.attack.ranges.components import Component
from mainspring.disclosure.attack.ranges.counts import Relations, beyond
from mainspring.disclosure.attack.ranges.scores import boxes
from mainspring.disclosure.attack.ranges.single_sums import narrowed, of_a_ratio, single_sums
from mainspring.disclosure.attack.tables.additive import Points
from mainspring.disclosure.attack.tables.table import Bools, Floats, Longs, Table


def with_head_counts(
    relations: Relations, points: Points, column: int, people: Floats
) -> tuple[Floats, Floats, Floats]:
    """The ends of withheld scores as each single sum tells them, and the most people they can be of, float64 (groups,) each.

    NaN where no sum tells anything, or a group has enough people.

    Parameters
    ----------
    people : how many each group has, float64 (groups,), NaN where that is not known.
    """
    nothing = np.full(len(people), np.nan)
    if not points.exact:
        return nothing, nothing, nothing
    sums = single_sums(relations, points, column)
    most = np.fmin(people[sums.group], sums.people)
    fewest = np.maximum(1.0, sums.people - sums.others(most))
    low, high = of_a_ratio((sums.given, sums.given), sums.people, fewest)
    small = fewest < relations.table.minimum
    ends = narrowed(sums, (np.where(small, low, -np.inf), np.where(small, high, np.inf)), len(people))
    return *ends, narrowed(sums, (most, most), len(people))[1]


def known_to_insiders(
    relations: Relations, points: Points, column: int, people: Floats, targets: Longs
) -> tuple[Floats, Floats]:
    """The exact ends of some groups' scores to whoever knows all head counts, float64 (targets,); NaN where nothing ties them.

    Source: Charnes and Cooper (1962): the most of g / (g + r) is that of g where g + r = 1 and all else is scaled by the same.
    """
    table = relations.table
    unknown = table.spoken[:, column] & np.isnan(points.given)
    low, high = np.full(len(targets), np.nan), np.full(len(targets), np.nan)
    for one in relations.among(unknown, column):
        mine = np.flatnonzero(np.isin(targets, one.unknowns)).tolist()
        scaled = _scaled(table, points, column, (one, people)) if mine else None
        for place in mine:
            if scaled is None:
                continue
            low[place], high[place] = scaled.ends(int(np.flatnonzero(one.unknowns == targets[place])[0]))
    return low, high


class _Scaled:
    """The programme of one component, in points given, points not given, spare head count, and the scale."""

    def __init__(self, system: System, unknowns: int) -> None:
        self.system, self.unknowns = system, unknowns

    def ends(self, at: int) -> tuple[float, float]:
        """The least and the most of one unknown's score; NaN where nothing fits."""
        places = [at, self.unknowns + at]
        one = sparse.csr_array(([1.0, 1.0], ([0, 0], places)), shape=(1, len(self.system.low)))
        matrix = sparse.csr_array(sparse.vstack([self.system.matrix, one]))
        system = System(matrix, np.r_[self.system.rest, 1.0], self.system.low, self.system.high)
        found = []
        for sign in (1.0, -1.0):
            cost = np.zeros(len(system.low))
            cost[at] = sign
            x = system.optimum(cost)
            found.append(np.nan if x is None else 100 * x[at])
        return found[0], found[1]


def _scaled(table: Table, points: Points, column: int, of: tuple[Component, Floats]) -> _Scaled:
    """g, r, s >= 0 and 0 < scale <= 1: A g = G scale, A r = R scale, g + r + s = people * scale, and the boxes of coded values."""
    one, people = of
    k, at = len(one.unknowns), one.unknowns
    given, withheld = (
        -(table.relations @ np.nan_to_num(known))[one.rows] for known in (points.given, points.n - points.given)
    )
    most = np.where(np.isnan(people[at]), beyond(table, points.n), people[at])
    (g_low, g_high), (r_low, r_high) = boxes(table, points, column)
    coded = np.flatnonzero(table.bound[at, column] != 0)
    limits = ((0, g_low, 1), (0, g_high, -1), (k, r_low, 1), (k, r_high, -1))
    # Columns: g, r, s, the scale, and a spare unknown for each end of each box.
    scale, spare = 3 * k, 3 * k + 1
    width = spare + 4 * len(coded)
    eye, entries = np.arange(k), one.matrix.tocoo()
    row, unknown = entries.coords
    rows = _Rows()
    for first, rest in ((0, given), (k, withheld)):
        rows.add([(row, first + unknown, entries.data), (np.arange(len(rest)), scale, -rest)])
    rows.add([(eye, eye, 1.0), (eye, k + eye, 1.0), (eye, 2 * k + eye, 1.0), (eye, scale, -most)])
    for number, (first, limit, sign) in enumerate(limits):
        each = np.arange(len(coded))
        own = spare + number * len(coded) + each
        rows.add([(each, first + coded, sign), (each, scale, -sign * limit[at[coded]]), (each, own, -1.0)])
    matrix = rows.matrix(width)
    high = np.full(width, np.inf)
    high[scale] = 1.0
    return _Scaled(System(matrix, np.zeros(matrix.shape[0]), np.zeros(width), high), k)


class _Rows:
    """Equations while they are written down, a block after the other."""

    def __init__(self) -> None:
        self._entries: list[tuple[Longs, Longs, Floats]] = []
        self._n = 0

    def add(self, entries: Sequence[tuple[Any, Any, Any]]) -> None:
        """A block, as entries (row in it, column, value) each."""
        found = [np.broadcast_arrays(*one) for one in entries]
        self._entries += [(self._n + row, column, value) for row, column, value in found]
        self._n += max((int(row.max(initial=-1)) + 1 for row, *_ in found), default=0)

    def matrix(self, width: int) -> sparse.csr_array:
        """All of them."""
        row, column, value = (np.concatenate(part) for part in zip(*self._entries, strict=True))
        return sparse.csr_array((value.astype(np.float64), (row, column)), shape=(self._n, width))


def under_minimum(table: Table, people: Floats, column: int) -> tuple[Longs, Bools]:
    """Groups whose score is withheld and whom an insider knows to be fewer than the minimum; positions, and bool (groups,)."""
    few = table.silent[:, column] & (people < table.minimum) & (people > 0)
    return np.flatnonzero(few), few

"""What withheld scores may be to whoever knows how many people there are in each group: no more of them can have answered.

A group that surely has the minimum of people is no concern here: a score of so many may be known, and is withheld for others' sake.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import sparse

from mainspring.disclosure.attack.ranges.bounds import System
from mainspring.disclosure.attack.ranges.components import Component
from mainspring.disclosure.attack.ranges.counts import Relations
from mainspring.disclosure.attack.ranges.scores import boxes
from mainspring.disclosure.attack.ranges.single_sums import narrowed, of_a_ratio, single_sums
from mainspring.disclosure.attack.tables.additive import Points
from mainspring.disclosure.attack.tables.table import Bools, Floats, Longs, Table


def with_head_counts(relations: Relations, points: Points, column: int, people: Floats) -> tuple[Floats, Floats]:
    """The ends of withheld scores as each single sum tells them, float64 (groups,): NaN where none does, or a group has enough people.

    Parameters
    ----------
    people : how many each group has, float64 (groups,), NaN where that is not known.
    """
    nothing = np.full(len(people), np.nan)
    if not points.exact:
        return nothing, nothing
    sums = single_sums(relations, points, column)
    most = np.fmin(people[sums.group], sums.people)
    fewest = np.maximum(1.0, sums.people - sums.others(most))
    low, high = of_a_ratio((sums.given, sums.given), sums.people, fewest)
    small = fewest < relations.table.minimum
    return narrowed(sums, (np.where(small, low, -np.inf), np.where(small, high, np.inf)), len(people))


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
        for group in np.intersect1d(one.unknowns, targets).tolist():
            place = int(np.flatnonzero(targets == group)[0])
            found = _scaled(table, points, column, (one, people)).ends(int(np.flatnonzero(one.unknowns == group)[0]))
            low[place], high[place] = found
    return low, high


class _Scaled:
    """The programme of one component, in points given, points not given, spare head count, and the scale."""

    def __init__(self, system: System, unknowns: int) -> None:
        self.system, self.unknowns = system, unknowns

    def ends(self, at: int) -> tuple[float, float]:
        """The least and the most of one unknown's score; NaN where nothing fits."""
        k = self.unknowns
        one = sparse.csr_array(([1.0, 1.0], ([0, 0], [at, k + at])), shape=(1, len(self.system.low)))
        system = System(
            sparse.csr_array(sparse.vstack([self.system.matrix, one])),
            np.r_[self.system.rest, 1.0],
            self.system.low,
            self.system.high,
        )
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
    rests = [-(table.relations @ np.nan_to_num(known))[one.rows] for known in (points.given, points.n - points.given)]
    most = np.where(np.isnan(people[at]), np.nansum(points.n), people[at])
    eye, none = sparse.eye_array(k), sparse.csr_array((k, k))
    empty = sparse.csr_array(one.matrix.shape)
    rows: list[list[Any]] = [
        [one.matrix, empty, empty, *[empty] * 4, -rests[0][:, None]],
        [empty, one.matrix, empty, *[empty] * 4, -rests[1][:, None]],
        [eye, eye, eye, *[none] * 4, -most[:, None]],
    ]
    # Each box of points is two equations with a spare unknown: g - low * scale = a, high * scale - g = b.
    (g_low, g_high), (r_low, r_high) = boxes(table, points, column)
    for place, (first, limit, sign) in enumerate(
        ((0, g_low, 1.0), (0, g_high, -1.0), (1, r_low, 1.0), (1, r_high, -1.0))
    ):
        blocks: list[Any] = [none] * 7
        blocks[first], blocks[3 + place] = sign * eye, -eye
        rows.append([*blocks, (-sign * limit[at])[:, None]])
    matrix = sparse.csr_array(sparse.block_array(rows))
    width = 7 * k + 1
    system = System(matrix, np.zeros(matrix.shape[0]), np.zeros(width), np.r_[np.full(width - 1, np.inf), 1.0])
    return _Scaled(system, k)


def under_minimum(table: Table, people: Floats, column: int) -> tuple[Longs, Bools]:
    """Groups whose score is withheld and whom an insider knows to be fewer than the minimum; positions, and bool (groups,)."""
    few = table.silent[:, column] & (people < table.minimum) & (people > 0)
    return np.flatnonzero(few), few

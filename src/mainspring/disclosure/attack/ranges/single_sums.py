"""Sums of which only parts are withheld, and what each alone says of their scores, in closed form."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mainspring.disclosure.attack.ranges.counts import Relations
from mainspring.disclosure.attack.tables.additive import Points
from mainspring.disclosure.attack.tables.table import Floats, Longs


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums with withheld parts, one entry for each part of each: arrays (entries,).

    `relation` is which sum, `group` which part. `people` and `given` are what the withheld parts of it have together, people and points;
    `whole` is how many people all parts have.
    """

    relation: Longs
    group: Longs
    people: Floats
    given: Floats
    whole: Floats

    def others(self, of: Floats) -> Floats:
        """The sum over the other withheld parts of the same sum, of something about parts, float64 (entries,)."""
        total = np.bincount(self.relation, weights=of) if len(self.relation) else np.zeros(0)
        return np.asarray(total[self.relation] - of)

    @property
    def alone(self) -> Floats:
        """Whether a part is the only one that is withheld of its sum, 1.0 or 0.0."""
        return np.asarray(self.others(np.ones(len(self.relation))) == 0, dtype=np.float64)


def single_sums(relations: Relations, points: Points, column: int) -> Sums:
    """The sums of a column whose whole is told, and of whose parts some are told nothing of."""
    table = relations.table
    unknown = table.spoken[:, column] & np.isnan(points.given)
    half_told = unknown & ~np.isnan(points.n)
    known = relations.holds & table.spoken[table.wholes, column] & ~unknown[table.wholes]
    usable = known & (relations.parts @ half_told.astype(float) == 0)
    relation, group = relations.parts.tocoo().coords
    taken = usable[relation] & unknown[group]
    relation, group = relation[taken].astype(np.int64), group[taken].astype(np.int64)
    people, given = (-(table.relations @ np.nan_to_num(told)) for told in (points.n, points.given))
    some = people[relation] >= 1
    relation, group = relation[some], group[some]
    return Sums(relation, group, people[relation], given[relation], np.nan_to_num(points.n)[table.wholes[relation]])


def of_a_ratio(given: tuple[Floats, Floats], people: Floats, fewest: Floats) -> tuple[Floats, Floats]:
    """The ends of the scores of groups, of which only the sums of people and of points (from, to) with others are known.

    All arrays (entries,). `fewest` is how many people each has at least: with the fewest, a score can be anything most easily.
    """
    high = 100 * np.minimum(1.0, given[1] / fewest)
    low = 100 * np.maximum(0.0, 1 - (people - given[0]) / fewest)
    return np.clip(low, 0, 100), np.clip(high, 0, 100)


def narrowed(sums: Sums, ends: tuple[Floats, Floats], groups: int) -> tuple[Floats, Floats]:
    """The ends of each group's score by all sums that it is in, float64 (groups,): NaN where it is in none."""
    low, high = np.full(groups, -np.inf), np.full(groups, np.inf)
    np.maximum.at(low, sums.group, ends[0])
    np.minimum.at(high, sums.group, ends[1])
    return np.where(np.isinf(low), np.nan, low), np.where(np.isinf(high), np.nan, high)

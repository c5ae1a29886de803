"""What withheld scores may be, as far as whoever adds and subtracts can tell.

A score is points given over people. Points given and points not given are two tables that add up on their own, so that the range of
a score follows from the ranges in both: it is highest with most given and fewest not given. Charnes and Cooper's transformation,
which makes a ratio linear, is only needed where head counts tie the two together (`insider`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from mainspring.disclosure.attack.ranges.column import Ranges
from mainspring.disclosure.attack.ranges.counts import NEARLY, Relations, beyond, count_ranges
from mainspring.disclosure.attack.ranges.single_sums import narrowed, of_a_ratio, single_sums
from mainspring.disclosure.attack.tables.additive import Additive, Points
from mainspring.disclosure.attack.tables.table import Bools, Floats, Table
from mainspring.disclosure.facts import Group

WIDE: Final = 20.0
"""Points between the ends of what may be worked out of a withheld score of a group of the minimum or fewer, at least."""


@dataclass(frozen=True, slots=True)
class ScoreRanges:
    """What may be worked out of one measure, float64 (groups,) each.

    `fewest` and `most` people answered, `low` to `high` is their score; exact where less than what a policy asks for (`room`). `sole` is where
    one subtraction is all it takes, bool (groups,). `points` are those given, least and most, for coded values.
    """

    fewest: Floats
    most: Floats
    low: Floats
    high: Floats
    sole: Bools
    points: tuple[Floats, Floats]


def room(table: Table, most: Floats) -> Floats:
    """Points that a withheld score must range by, of groups that have so many people at most, float64 as `most`.

    Of more people than the minimum, who are withheld for others' sake, as much less as they are more: the room is then as wide
    as that which the minimum of them could make.
    """
    with np.errstate(divide="ignore"):
        return np.asarray(WIDE * np.minimum(1.0, table.minimum / most))


def score_ranges(relations: Relations, additive: Additive, column: int) -> ScoreRanges:
    """What may be worked out of a measure by whoever knows the releases alone."""
    points = additive.points(column)
    if points.exact:
        return _by_points(relations, points, column)
    return _within_slack(relations, points, column)


def _by_points(relations: Relations, points: Points, column: int) -> ScoreRanges:
    table = relations.table
    unknown = table.spoken[:, column] & np.isnan(points.given)
    found = relations.among(unknown, column) if unknown.any() and not np.isnan(points.given).all() else []
    sides = []
    step = table.minimum / 2 + 1  # enough for people, if both sides range so far, and for most scores
    for known, limits in zip((points.given, points.n - points.given), boxes(table, points, column), strict=True):
        rest = np.asarray(-(table.relations @ np.nan_to_num(known)))
        sides.append(Ranges(found, np.rint(rest) if points.share else rest, limits, step))
    given, withheld = sides
    _settle(table, table.silent[:, column], given, withheld)
    for group in np.flatnonzero(unknown & (table.bound[:, column] != 0)).tolist() if table.coded else ():
        given.settle(group)
    if points.share:
        for side in sides:
            side.least[:], side.most[:] = np.ceil(side.least - NEARLY), np.floor(side.most + NEARLY)
    sole = np.zeros(len(unknown), dtype=bool)
    for one in found:
        sole[one.unknowns] = len(one.unknowns) == 1
    low, high = _scores(given, withheld)
    return ScoreRanges(
        np.ceil(given.least + withheld.least - NEARLY) + 0.0,
        np.floor(given.most + withheld.most + NEARLY),
        low,
        high,
        sole,
        (given.least, given.most),
    )


def _settle(table: Table, silent: Bools, given: Ranges, withheld: Ranges) -> None:
    """Make sure of all withheld values that are closer than a policy asks for, as far as was seen."""
    for side in (given, withheld):
        side.stretch(silent & _narrow(table, given, withheld))
    for group in np.flatnonzero(silent & _narrow(table, given, withheld)).tolist():
        for side in (given, withheld):
            if _narrow(table, given, withheld, group).any():
                side.settle(group)


def boxes(table: Table, points: Points, column: int) -> tuple[tuple[Floats, Floats], tuple[Floats, Floats]]:
    """What points given, and points not given, may be before anything is added up: least and most, float64 (groups,)."""
    given_low, given_high = coded_points(table, points, column)
    largest = beyond(table, points.n)
    rest_low, rest_high = points.n - given_high, points.n - given_low
    return (
        (np.nan_to_num(given_low), np.where(np.isnan(given_high), largest, given_high)),
        (np.nan_to_num(rest_low), np.where(np.isnan(rest_high), largest, rest_high)),
    )


def coded_points(table: Table, points: Points, column: int) -> tuple[Floats, Floats]:
    """What coded values say of points: of a share, that all but two people count, or at most two; of a mean, its end of the scale.
    Two people of a weighted survey may be more of a share than two of all: of that, only what is said counts.

    NaN for values that are not coded, and where it is not told how many people they are of. Float64 (groups,) each.
    """
    bound, n = table.bound[:, column], points.n
    said = np.where(bound > 0, 100 - table.value[:, column], table.value[:, column]) / 100
    near = np.minimum(2.0, n) if points.share else n * (said if points.of_people else 0.05)
    low = np.where(bound > 0, n - near, np.where(bound < 0, 0.0, np.nan))
    high = np.where(bound > 0, n, np.where(bound < 0, near, np.nan))
    return low, high


def _narrow(table: Table, given: Ranges, withheld: Ranges, group: int | slice = slice(None)) -> Bools:
    """Whether what was seen of groups is less than a policy asks for, bool (groups,), or of one group."""
    people = given.most[group] - given.least[group] + withheld.most[group] - withheld.least[group]
    low, high = _scores(given, withheld, group)
    wanted = room(table, given.most[group] + withheld.most[group])
    return np.asarray((people < table.minimum + 1) | (high - low < wanted))


def _scores(given: Ranges, withheld: Ranges, group: int | slice = slice(None)) -> tuple[Floats, Floats]:
    """The ends of scores, of at least one person."""
    least, most = given.least[group], given.most[group]
    low = 100 * least / np.maximum(least + withheld.most[group], 1.0)
    high = 100 * most / np.maximum(most + withheld.least[group], 1.0)
    return np.clip(low, 0, 100), np.clip(high, 0, 100)


def _within_slack(relations: Relations, points: Points, column: int) -> ScoreRanges:
    """Where sums of scores are only about right: counts as they are, and scores of what is one sum away."""
    table = relations.table
    counts = count_ranges(table, relations, [column])
    fewest, most = counts.least[:, column], counts.most[:, column]
    silent = table.silent[:, column]
    low, high = np.where(silent, 0.0, np.nan), np.where(silent, 100.0, np.nan)
    sums = single_sums(relations, points, column)
    off = points.slack[sums.relation] * sums.whole
    # What lies beyond nobody and everybody shows that sums are further off than was seen: nothing is told by those.
    odd = (sums.given < -off) | (sums.given > sums.people + off) | ~np.isfinite(off)
    off = np.where(odd, np.inf, off)
    one_of_all = np.where(sums.alone == 1, sums.people, 1.0)
    by_sums = narrowed(sums, of_a_ratio((sums.given - off, sums.given + off), sums.people, one_of_all), len(low))
    low, high = np.fmax(low, by_sums[0]), np.fmin(high, by_sums[1])
    nothing = np.full(len(low), np.nan)
    return ScoreRanges(fewest, most, low, high, counts.sole[:, column], (nothing, nothing))


def known_people(table: Table, people_known: Mapping[Group, int] | None) -> Floats:
    """Head counts as somebody knows them who knows some groups: NaN elsewhere, float64 (groups,)."""
    people = table.n[:, 0].copy()
    for at, group in enumerate(table.groups):
        if people_known is not None and group in people_known:
            people[at] = people_known[group]
    return people

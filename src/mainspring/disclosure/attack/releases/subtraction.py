"""What subtraction through the unit tree and the breakdowns tells of what is withheld."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import numpy as np

from mainspring.disclosure.attack.findings import Finding, between, counted, named
from mainspring.disclosure.attack.ranges.counts import Relations, count_ranges
from mainspring.disclosure.attack.ranges.insider import known_to_insiders, under_minimum, with_head_counts
from mainspring.disclosure.attack.ranges.scores import WIDE, ScoreRanges, known_people, room, score_ranges
from mainspring.disclosure.attack.tables.additive import Additive
from mainspring.disclosure.attack.tables.table import PEOPLE, Bools, Floats, Table
from mainspring.disclosure.facts import Group

SUBTRACTION: Final = "subtraction"
BOUNDS: Final = "bounds"
HEAD_COUNTS: Final = "head counts"
INSIDER: Final = "insider"
CLOSE: Final = 5e-3
"""Points that are rounding, here and where it is decided what is withheld."""


def head_counts(table: Table, relations: Relations) -> Iterator[Finding]:
    """Withheld head counts that can be told to within less than the minimum."""
    counts = count_ranges(table, relations, [table.columns.index(PEOPLE)])
    least, most = counts.least[:, 0], counts.most[:, 0]
    for group in np.flatnonzero(table.silent[:, 0] & (most - least < table.minimum)).tolist():
        what = f"{named(table.groups[group])} has {_number(least[group], most[group])}."
        route = SUBTRACTION if counts.sole[group, 0] else BOUNDS
        yield Finding(route, what, _about(least[group], most[group]), table.where)


class Measures:
    """What is learned of withheld values, gathered by group, so that a group is one finding and not one for each measure."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self._found: dict[tuple[int, str], list[tuple[str, int]]] = {}

    def add(self, group: int, route: str, what: str, people: int) -> None:
        """One measure of one group."""
        self._found.setdefault((group, route), []).append((what, people))

    def findings(self) -> Iterator[Finding]:
        """One finding for each group and route: the first measure told in full, the others counted."""
        for (group, route), told in sorted(self._found.items()):
            first, people = told[0]
            more = f" The same goes for {len(told) - 1} more of its measures." if len(told) > 1 else ""
            what = f"{named(self.table.groups[group])}: {first}.{more}"
            yield Finding(
                route, what, max(people, *(n for _, n in told)) if len(told) > 1 else people, self.table.where
            )


def withheld_scores(
    table: Table, relations: Relations, additive: Additive, people_known: Mapping[Group, int] | None = None
) -> tuple[list[Finding], dict[int, ScoreRanges]]:
    """Withheld values that can be told too closely; and the ranges of all measures, by column.

    Anybody can tell that fewer people than the minimum answered, and how many about; or the score to within less than the points that
    a policy leaves to the most people it can be of (`room`: WIDE of the minimum and fewer, of n people WIDE * minimum / n). Or
    somebody can tell the score of fewer than the minimum to within less than WIDE who knows `people_known`, and that only as many
    can have answered.
    """
    found, ranges = Measures(table), dict[int, ScoreRanges]()
    people = known_people(table, None)
    for column in range(1, len(table.columns)):
        silent = table.silent[:, column]
        coded = table.coded and bool((table.bound[:, column] != 0).any())
        if not silent.any() and not coded:
            continue
        ranged = ranges[column] = score_ranges(relations, additive, column)
        told = _told_by_sums(found, column, ranged)
        _told_by_head_counts(found, relations, additive, column, (people, told))
        if people_known is not None:
            _told_to_insiders(found, relations, additive, column, known_people(table, people_known))
    return list(found.findings()), ranges


def _told_by_sums(found: Measures, column: int, ranged: ScoreRanges) -> Bools:
    """Add what sums tell, and say of whose score, bool (groups,)."""
    table = found.table
    few = ranged.most < table.minimum  # where they may be as many as the minimum, nobody knows whether they are few
    told = ranged.most - ranged.fewest < table.minimum
    close = ranged.high - ranged.low < room(table, ranged.most) - CLOSE
    for group in np.flatnonzero(table.silent[:, column] & (few | close)).tolist():
        number = _number(ranged.fewest[group], ranged.most[group])
        score = f" is {between(ranged.low[group], ranged.high[group])}" + f" of {number}" * bool(told[group])
        what = (
            f"{table.columns[column]}{score}" if close[group] else f"{table.columns[column]} was answered by {number}"
        )
        people = _about(ranged.fewest[group], ranged.most[group]) if told[group] else table.minimum
        found.add(group, SUBTRACTION if ranged.sole[group] else BOUNDS, what, people)
    return np.asarray(table.silent[:, column] & close)


def _told_by_head_counts(
    found: Measures, relations: Relations, additive: Additive, column: int, known: tuple[Floats, Bools]
) -> None:
    """Add what head counts tell besides; `known` are they, and whose score is told already, both (groups,)."""
    table, (people, told) = found.table, known
    low, high, most = with_head_counts(relations, additive.points(column), column, people)
    with np.errstate(invalid="ignore"):
        close = table.silent[:, column] & (high - low < room(table, most) - CLOSE) & ~told
    for group in np.flatnonzero(close).tolist():
        what = f"{table.columns[column]} is {between(low[group], high[group])}, since only so many people can have answered"
        found.add(group, HEAD_COUNTS, what, table.minimum)


def _told_to_insiders(found: Measures, relations: Relations, additive: Additive, column: int, people: Floats) -> None:
    table, points = found.table, additive.points(column)
    targets, few = under_minimum(table, people, column)
    if not points.exact or not few.any():
        return
    low, high = known_to_insiders(relations, points, column, people, targets)
    for place, group in enumerate(targets.tolist()):
        if high[place] - low[place] < WIDE - CLOSE:
            what = f"{table.columns[column]} is {between(low[place], high[place])} to whoever knows all head counts"
            found.add(group, INSIDER, what, int(people[group]))


def _number(least: float, most: float) -> str:
    return counted(least) if least == most else f"between {least:.0f} and {most:.0f} people"


def _about(least: float, most: float) -> int:
    return round((least + most) / 2)

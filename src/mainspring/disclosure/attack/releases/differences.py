"""What two releases of one survey tell together: where the same group has a few people more in one of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from mainspring.disclosure.attack.findings import Finding, counted, is_fold, joined_names, named
from mainspring.disclosure.attack.tables.table import PEOPLE, Table, people_of

ROUTE: Final = "difference of releases"


def differences(one: Table, other: Table) -> Iterator[Finding]:
    """Groups whose people differ by fewer than the minimum between two releases of the same wave."""
    at = {people_of(group): row for row, group in enumerate(one.groups)}
    columns = _common(one, other)
    for row, group in enumerate(other.groups):
        last = at.get(people_of(group))
        if last is None or is_fold(group.unit):
            continue
        apart = [abs(one.n[last, a] - other.n[row, b]) for a, b in columns]
        few = [
            (gap, a) for gap, (a, _) in zip(apart, columns, strict=True) if 0 < gap < max(one.minimum, other.minimum)
        ]
        if few:
            gap, first = few[0]
            what = f"{named(group)} differs by {counted(gap)} in {_table(one.columns[first])}: what they answered is the difference."
            yield Finding(ROUTE, what, int(gap), joined_names([one.where, other.where]))


def _common(one: Table, other: Table) -> list[tuple[int, int]]:
    return [(a, other.columns.index(measure)) for a, measure in enumerate(one.columns) if measure in other.columns]


def _table(column: str) -> str:
    return "head counts" if column == PEOPLE else column


def agree(one: Table, other: Table) -> bool:
    """Whether two releases say the same of the groups and measures that they share, so that they can be added up together."""
    at = {people_of(group): row for row, group in enumerate(one.groups) if not is_fold(group.unit)}
    rows = [(at[key], row) for row, group in enumerate(other.groups) if (key := people_of(group)) in at]
    columns = _common(one, other)
    if not rows:
        return True
    (here, there), (mine, theirs) = np.transpose(rows), np.transpose(columns)
    apart = np.abs(one.n[np.ix_(here, mine)] - other.n[np.ix_(there, theirs)])
    return not bool((apart > 0).any())

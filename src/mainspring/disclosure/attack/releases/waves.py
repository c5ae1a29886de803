"""What two waves tell together: who came, or went, where a group changed by a few people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

import numpy as np

from mainspring.disclosure.attack.findings import Finding, counted, is_fold, joined_names, named
from mainspring.disclosure.attack.tables.table import Floats, Table

ROUTE: Final = "between waves"


def between_waves(tables: Sequence[Table], people: Sequence[Floats], answered: Sequence[Floats]) -> Iterator[Finding]:
    """Groups that are counted exactly in two waves that follow each other, and changed by fewer people than the minimum.

    Parameters
    ----------
    people : the head counts of each table's groups as they are told, or follow, float64 (groups,), NaN where they do not.
    answered : the most people of each group that are known to have answered any question: what is taken where head counts are not
        told, or only as a bound.
    """
    ordered = sorted(zip(tables, people, answered, strict=True), key=lambda one: one[0].groups[0].wave)
    for (before, then, some), (after, now, others) in pairwise(ordered):
        at = {(group.unit, group.breakdown): row for row, group in enumerate(before.groups)}
        minimum = max(before.minimum, after.minimum)
        for row, group in enumerate(after.groups):
            last = at.get((group.unit, group.breakdown))
            if last is None or is_fold(group.unit):
                continue
            change = now[row] - then[last]
            change = others[row] - some[last] if np.isnan(change) else change
            if 0 < abs(change) < minimum:
                what = f"{named(group)} has {counted(abs(change))} {'more' if change > 0 else 'fewer'} than in {before.groups[0].wave}."
                yield Finding(ROUTE, what, int(abs(change)), joined_names([before.where, after.where]))

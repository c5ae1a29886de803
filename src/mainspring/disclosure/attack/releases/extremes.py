"""What (almost) everybody answered, where a release says that it codes such values as "90 or more"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import numpy as np

from mainspring.disclosure.attack.findings import Finding
from mainspring.disclosure.attack.ranges.scores import ScoreRanges
from mainspring.disclosure.attack.releases.subtraction import Measures
from mainspring.disclosure.attack.tables.additive import Additive
from mainspring.disclosure.attack.tables.table import Table

ROUTE: Final = "extreme"
TREE: Final = "extreme, through the tree"
ALL_BUT: Final = 2
"""A release says that it does not tell of shares that all but so many people have, or so many at most."""


def shown_extremes(table: Table, additive: Additive) -> Iterator[Finding]:
    """Values that tell what everybody answered, or, of shares of people, what all but one or two did."""
    found = Measures(table)
    for column in range(1, len(table.columns)) if table.coded else ():
        points = additive.points(column)
        value, exact = table.value[:, column], table.bound[:, column] == 0
        half = table.half_width[:, column]
        ends = (value <= half) | (value >= 100 - half)
        with np.errstate(invalid="ignore"):
            nearly = (points.given <= ALL_BUT) | (points.given >= points.n - ALL_BUT)
        for group in np.flatnonzero(exact & (ends | (nearly if points.share else ends))).tolist():
            n = points.n[group]
            people = int(n) if not np.isnan(n) else table.minimum
            what = f"{table.columns[column]} is {value[group]:.1f}, which says what {_whom(points.given[group], n)} answered"
            found.add(group, ROUTE, what, people)
    yield from found.findings()


def followed_through_the_tree(table: Table, ranges: Mapping[int, ScoreRanges], additive: Additive) -> Iterator[Finding]:
    """Coded values that sums pin down further than their code does.

    The code of a share says that all but two people count, or two at most: three numbers are possible. The code of a mean says that
    it is within 5 points of an end: half of that is further.
    """
    found = Measures(table)
    for column, ranged in ranges.items():
        points = additive.points(column)
        least, most = ranged.points
        coded = (table.bound[:, column] != 0) & ~np.isnan(points.n) & ~np.isnan(least)
        said = np.minimum(ALL_BUT, points.n) if points.share else points.n * 0.05
        with np.errstate(invalid="ignore"):
            pinned = coded & (most - least < (said if points.share else said / 2) - 1e-6)
        for group in np.flatnonzero(pinned).tolist():
            if points.share:
                number = (
                    f"{least[group]:.0f}" if least[group] == most[group] else f"{least[group]:.0f} or {most[group]:.0f}"
                )
                what = f"{table.columns[column]} is coded, but {number} of its {points.n[group]:.0f} people count"
            else:
                ends = 100 * least[group] / points.n[group], 100 * most[group] / points.n[group]
                what = f"{table.columns[column]} is coded, but lies between {ends[0]:.1f} and {ends[1]:.1f}"
            found.add(group, TREE, what, int(points.n[group]))
    yield from found.findings()


def _whom(given: float, n: float) -> str:
    if np.isnan(n) or np.isnan(given):
        return "(almost) everybody"
    odd = round(min(given, n - given))
    return "everybody" if odd == 0 else f"all but {odd}"

"""What a standard error tells of units that are withheld, where it is made of the units below.

It is then the square root of k / (k - 1) times the sum of squares of what each of k units moves the score by. What all of them move
it by together is nothing, so that two withheld units are two unknowns with two equations: their sum, and the sum of their squares.
Where a release counts all that it withholds as one unit, there is nothing in its standard error that subtraction has not told.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
from scipy.special import stdtrit

from mainspring.disclosure.attack.findings import Finding, is_fold
from mainspring.disclosure.attack.releases.subtraction import Measures
from mainspring.disclosure.attack.tables.additive import Additive, Points
from mainspring.disclosure.attack.tables.table import Longs, Table

ROUTE: Final = "standard error"
FEWEST_UNITS: Final = 10
"""With fewer units below, a standard error is made of respondents."""

SAME: Final = 1e-6
"""Relative: sums of squares that differ by less are the same."""

LEVEL: Final = 0.975
"""Of the upper end of intervals."""


def standard_errors(table: Table, additive: Additive) -> Iterator[Finding]:
    """Families of units whose standard error tells apart what is withheld in them.

    Only of scores that add up: where answers are weighted, what a unit moves is not known to anybody.
    """
    found = Measures(table)
    families = list(_families(table, additive))
    for column in range(1, len(table.columns)) if families else ():
        if np.isnan(table.std_error[:, column]).all() or not additive.points(column).exact:
            continue
        points = additive.points(column)
        for whole, parts in families:
            below = parts[table.spoken[parts, column]]
            hidden = below[np.isnan(points.given[below])]
            if len(below) >= FEWEST_UNITS and len(hidden) > 1 and _solves(table, points, column, (whole, below)):
                people = points.n[whole] - np.nansum(points.n[below])
                solved = "gives each" if len(hidden) == 2 else "tells how far apart they are"
                what = f"the standard error of {table.columns[column]} is made of {len(hidden)} withheld units apart, and {solved}"
                found.add(whole, ROUTE, what, int(people))
    yield from found.findings()


def _families(table: Table, additive: Additive) -> Iterator[tuple[int, Longs]]:
    """Units with the units directly below them, as groups; folds are no units of their own."""
    for row in np.flatnonzero(additive.holds).tolist():
        whole, kind = int(table.wholes[row]), table.kinds[row]
        parts = table.relations[[row]].indices
        parts = parts[parts != whole]
        if not kind and len(parts) >= FEWEST_UNITS and not is_fold(table.groups[whole].unit):
            yield whole, parts.astype(np.int64)


def _solves(table: Table, points: Points, column: int, family: tuple[int, Longs]) -> bool:
    """Whether the squares of what is withheld are not those of one lump."""
    whole, below = family
    n, given, error = points.n[whole], points.given[whole], table.std_error[whole, column]
    if np.isnan(n) or np.isnan(given) or np.isnan(error) or table.half_width[whole, column] > 0:
        return False
    shown = below[~np.isnan(points.given[below])]
    moved = 100 * (points.given[shown] - given / n * points.n[shown]) / n
    squares, lump = float((moved**2).sum()), float(moved.sum() ** 2)
    reach, possible = table.reach[whole, column], range(len(shown) + 1, len(below) + 1)
    if not np.isnan(reach) and not any(abs(stdtrit(units - 1, LEVEL) - reach) <= SAME for units in possible):
        return False  # its degrees of freedom are those of respondents
    hidden = [error**2 * (units - 1) / units - squares for units in possible]
    return all(abs(one - lump) > SAME * error**2 + 1e-9 for one in hidden)

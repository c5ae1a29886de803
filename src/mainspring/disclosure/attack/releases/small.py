"""Groups that are shown though they have too few people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from mainspring.disclosure.attack.findings import Finding, counted, listed, named
from mainspring.disclosure.attack.tables.table import Table

ROUTE: Final = "small group"


def small_groups(table: Table) -> Iterator[Finding]:
    """Head counts, and values, of fewer people than the release says a group has."""
    few = table.n < table.minimum
    shown = ~np.isnan(table.value)
    for group in np.flatnonzero(few.any(axis=1)).tolist():
        people = table.n[group]
        if few[group, 0]:
            what = f"{named(table.groups[group])} is shown with {counted(people[0])}, where {table.minimum} are the fewest."
            yield Finding(ROUTE, what, int(people[0]), table.where)
        measures = np.flatnonzero(few[group] & shown[group])
        if len(measures):
            n = int(people[measures].min())
            names = listed([table.columns[at] for at in measures.tolist()])
            what = f"{names} of {named(table.groups[group])}: values of {counted(n)}, where {table.minimum} are the fewest."
            yield Finding(ROUTE, what, n, table.where)

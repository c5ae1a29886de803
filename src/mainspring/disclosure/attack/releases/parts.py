"""What an index tells of the measures that it is a mean of, and they of it: the recipes are public."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from mainspring.disclosure.attack.findings import Finding, between
from mainspring.disclosure.attack.ranges.scores import coded_points, room
from mainspring.disclosure.attack.releases.subtraction import Measures
from mainspring.disclosure.attack.tables.additive import Additive
from mainspring.disclosure.attack.tables.table import Bools, Floats, Table

ROUTE: Final = "index and its parts"
CLOSE: Final = 1e-6
ROUNDS: Final = 4
"""Indices of indices are two deep; what one relation tells goes on to the next as often."""

Recipe = tuple[int, tuple[int, ...], Bools]
"""A whole's column, its parts' columns, and the groups of which it holds."""


def indices_and_parts(table: Table, additive: Additive) -> Iterator[Finding]:
    """Withheld or coded values that follow from an index, or from its parts, that are shown."""
    recipes = list(_recipes(table, additive))
    if not recipes:
        return
    low, high = _start(table, additive)
    first = low.copy(), high.copy()
    for _ in range(ROUNDS):
        for whole, parts, holds in recipes:
            _narrowed(low, high, whole, parts, holds)
    found = Measures(table)
    for column in sorted({at for whole, parts, _ in recipes for at in (whole, *parts)}):
        n = table.n[:, column]
        learned = _learned(
            table, additive, column, (low[:, column], high[:, column]), (first[0][:, column], first[1][:, column])
        )
        for group in np.flatnonzero(learned).tolist():
            value = between(low[group, column], high[group, column])
            state = "withheld" if table.silent[group, column] else "coded"
            what = f"{table.columns[column]} is {state}, but {value} by what it is part of or made of"
            found.add(group, ROUTE, what, table.minimum if np.isnan(n[group]) else int(n[group]))
    yield from found.findings()


def _recipes(table: Table, additive: Additive) -> Iterator[Recipe]:
    """The recipes of which all measures are in the table, and which hold where all is shown.

    A construct is each person's mean of others: that is the mean of their scores only in groups where as many people have each.
    """
    at = {measure: column for column, measure in enumerate(table.columns)}
    everywhere = np.ones(len(table.groups), dtype=bool)
    for means, same_people in ((additive.recipes.means(), False), (additive.recipes.mean_constructs(), True)):
        for whole, of in means:
            columns = [at[measure] for measure in (whole, *of) if measure in at]
            if len(columns) != 1 + len(of):
                continue
            parts = tuple(columns[1:])
            spoken = table.spoken[:, columns].all(axis=1)
            holds = spoken & (_same_people(table, columns) if same_people else everywhere)
            if _holds(table, at[whole], parts, holds):
                yield at[whole], parts, holds


def _same_people(table: Table, columns: list[int]) -> Bools:
    n = table.n[:, columns]
    told = ~np.isnan(n).any(axis=1)
    return np.asarray(told & (n.max(axis=1, initial=0) == n.min(axis=1, initial=np.inf)))


def _holds(table: Table, whole: int, parts: tuple[int, ...], of: Bools) -> bool:
    columns = [whole, *parts]
    exact = of & (table.bound[:, columns] == 0).all(axis=1) & ~np.isnan(table.value[:, columns]).any(axis=1)
    off = np.abs(table.value[exact, whole] - table.value[exact][:, list(parts)].mean(axis=1))
    return bool((off <= 2 * table.half_width[exact, whole] + CLOSE).all())


def _start(table: Table, additive: Additive) -> tuple[Floats, Floats]:
    """What every value may be as it stands, float64 (groups, columns)."""
    half, exact = table.half_width, table.bound == 0
    low = np.where(exact, table.value - half, np.where(table.bound > 0, table.value, 0.0))
    high = np.where(exact, table.value + half, np.where(table.bound < 0, table.value, 100.0))
    for column in np.flatnonzero((table.bound != 0).any(axis=0)).tolist():
        points = additive.points(column)
        if points.share or not additive.recipes.is_share(table.columns[column]):
            with np.errstate(invalid="ignore", divide="ignore"):
                ends = [100 * side / points.n for side in coded_points(table, points, column)]
            low[:, column] = np.fmax(low[:, column], ends[0])
            high[:, column] = np.fmin(high[:, column], ends[1])
    nothing = np.isnan(table.value)
    return np.where(nothing, 0.0, low), np.where(nothing, 100.0, high)


def _narrowed(low: Floats, high: Floats, whole: int, parts: tuple[int, ...], holds: Bools) -> None:
    """Narrow a whole by its parts, and each part by the whole and the other parts, where the relation holds."""
    at, of = np.flatnonzero(holds), np.array(parts)
    low[at, whole] = np.maximum(low[at, whole], low[np.ix_(at, of)].mean(axis=1) - CLOSE)
    high[at, whole] = np.minimum(high[at, whole], high[np.ix_(at, of)].mean(axis=1) + CLOSE)
    for part in parts:
        others = of[of != part]
        low[at, part] = np.maximum(
            low[at, part], len(of) * low[at, whole] - high[np.ix_(at, others)].sum(axis=1) - CLOSE
        )
        high[at, part] = np.minimum(
            high[at, part], len(of) * high[at, whole] - low[np.ix_(at, others)].sum(axis=1) + CLOSE
        )


def _learned(
    table: Table, additive: Additive, column: int, now: tuple[Floats, Floats], first: tuple[Floats, Floats]
) -> Bools:
    """Where a withheld value lies within less than a policy leaves to it (`room`), a coded share is fewer than the three numbers of
    people that its code allows, or another coded value lies within a third of what its code says.
    """
    silent, coded = table.silent[:, column], (table.bound[:, column] != 0) & table.coded
    width, said = now[1] - now[0], first[1] - first[0]
    pinned = width < said / 3
    n = additive.points(column).n
    if additive.points(column).share:
        with np.errstate(invalid="ignore"):
            step = 1e-4
            people = [np.floor(ends[1] * n / 100 + step) - np.ceil(ends[0] * n / 100 - step) for ends in (now, first)]
        pinned = people[0] < people[1]
    most = np.where(np.isnan(table.n[:, 0]), table.minimum, table.n[:, 0])  # of its people, as many as answered
    return np.asarray((silent & (width < room(table, most))) | (coded & pinned))

"""How far hidden cells can move while everything that is shown stays: what an attacker cannot tell apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from mainspring.disclosure.suppression.problem import ROUNDING, Problem
from mainspring.errors import DisclosureError
from mainspring.errors import Problem as Fault
from mainspring.scores.tree import Bools, Floats, Longs

DIRECTIONS: Final = 12
"""Rounds in which all cells of all parts are pushed at once, before those that are left are pushed one by one."""


@dataclass(frozen=True, slots=True)
class Movement:
    """Room of each cell, float64 (cells,): 0 where it is shown; at least what it needs where it is `enough`, bool (cells,)."""

    room: Floats
    enough: Bools


@dataclass(frozen=True, slots=True)
class Solution:
    """How far each cell moved, float64 (cells,), and the price of each relation, float64 (relations,)."""

    moved: Floats
    prices: Floats


@dataclass(frozen=True, slots=True)
class Push:
    """How far one cell goes, and the price of each relation: what the way would be worth if it gave by one."""

    distance: float
    prices: Floats


def parts_of(problem: Problem, hidden: Bools) -> tuple[Longs, Longs]:
    """Which hidden cells hang together: for each hidden cell and each relation the number of its part; -1 for those in none."""
    matrix = problem.relations.matrix[:, np.flatnonzero(hidden)]
    relations = matrix.shape[0]
    touched = np.diff(matrix.indptr) > 0
    label = linked(matrix)
    part = np.full(problem.relations.cells, -1, dtype=np.int64)
    part[hidden] = label[relations:]
    return part, np.where(touched, label[:relations], -1).astype(np.int64)


def linked(matrix: sparse.csr_array) -> Longs:
    """The number of the connected part that each row, and then each column, of a matrix belongs to."""
    rows, columns = matrix.shape
    entries = matrix.tocoo()
    edges = (np.ones(entries.nnz), (entries.row, rows + entries.col))
    graph = sparse.csr_array(edges, shape=(rows + columns, rows + columns))
    return np.asarray(sparse.csgraph.connected_components(graph, directed=False)[1], dtype=np.int64)


def movement(problem: Problem, hidden: Bools) -> Movement:
    """Whether each hidden cell has the room it needs; exact where it has not."""
    part, part_of_relation = parts_of(problem, hidden)
    room = np.where(hidden, problem.down + problem.up, 0.0)
    matrix = problem.relations.matrix[:, np.flatnonzero(hidden)]
    rows = np.bincount(part_of_relation[part_of_relation >= 0], minlength=1 + max(part.max(initial=0), 0))
    simple = hidden & (part >= 0)
    simple[simple] = rows[part[simple]] == 1
    room[simple] = _within_one(problem, hidden, matrix)[simple[hidden]]
    complex_ = hidden & (part >= 0)
    complex_[complex_] = rows[part[complex_]] > 1
    if complex_.any():
        room[complex_] = _within_many(problem, complex_, part, part_of_relation)
    return Movement(room, ~hidden | (room >= problem.needs * (1 - ROUNDING)))


def _within_one(problem: Problem, hidden: Bools, matrix: sparse.csr_array) -> Floats:
    """Room of hidden cells that lie in one relation each: what the others of the relation can give way."""
    up, down = problem.up[hidden], problem.down[hidden]
    coordinates = matrix.tocoo()
    row, at, sign = coordinates.row, coordinates.col, coordinates.data
    more = np.where(sign > 0, up[at], down[at])  # what each adds to its relation's sum when it moves that way
    less = np.where(sign > 0, down[at], up[at])
    all_more, all_less = (np.bincount(row, one, matrix.shape[0]) for one in (more, less))
    found = np.zeros(len(up))
    found[at] = np.minimum(more, all_less[row] - less) + np.minimum(less, all_more[row] - more)
    return found


def _within_many(problem: Problem, cells: Bools, part: Longs, part_of_relation: Longs) -> Floats:
    """Room of hidden cells in parts of several relations.

    All parts are pushed at once in some directions, which shows most cells to have enough; the others one by one, to the end.
    """
    where = np.flatnonzero(cells)
    inside = np.isin(part_of_relation, np.unique(part[where]))
    matrix = problem.relations.matrix[np.flatnonzero(inside)][:, where]
    bounds = np.column_stack([-problem.down[where], problem.up[where]])
    needs = problem.needs[where]
    low, high = np.zeros(len(where)), np.zeros(len(where))
    random = np.random.default_rng(0)
    for _ in range(DIRECTIONS):
        open_ = high - low < needs * (1 - ROUNDING)
        if not open_.any():
            break
        aim = np.where(open_, random.choice([-1.0, 1.0], len(where)), 0.0)
        for sign in (1.0, -1.0):
            moved = solved(sign * aim, matrix, bounds).moved
            low, high = np.minimum(low, moved), np.maximum(high, moved)
    room = high - low
    for at in np.flatnonzero(room < needs * (1 - ROUNDING)).tolist():
        up, down = (push(problem, int(where[at]), sign, part, part_of_relation) for sign in (1, -1))
        room[at] = up.distance + down.distance
    return room


def push(problem: Problem, cell: int, sign: int, part: Longs, part_of_relation: Longs) -> Push:
    """Move one hidden cell up (1) or down (-1) as far as it goes; prices float64 (relations,)."""
    where, inside = np.flatnonzero(part == part[cell]), np.flatnonzero(part_of_relation == part[cell])
    aim = np.zeros(len(where))
    aim[np.searchsorted(where, cell)] = -sign
    bounds = np.column_stack([-problem.down[where], problem.up[where]])
    found = solved(aim, problem.relations.matrix[inside][:, where], bounds)
    prices = np.zeros(problem.relations.matrix.shape[0])
    prices[inside] = found.prices
    return Push(-float(aim @ found.moved), prices)


def solved(aim: Floats, matrix: sparse.csr_array, bounds: Floats) -> Solution:
    """The linear programme: least of aim @ x where matrix @ x is zero, within bounds (cells, 2)."""
    found: Any = linprog(aim, A_eq=matrix, b_eq=np.zeros(matrix.shape[0]), bounds=bounds)  # type: ignore[call-overload]  # the stubs know no sparse matrices
    if found.status != 0:  # nothing moving at all is always a solution
        raise DisclosureError(Fault(f"What is hidden could not be checked ({found.message}).", remedy="Try it again."))
    return Solution(found.x, found.eqlin.marginals)

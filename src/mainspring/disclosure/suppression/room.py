"""How far hidden cells can move while everything that is shown stays: what an attacker cannot tell apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import sparse

from mainspring.disclosure.suppression.problem import ROUNDING, Demand, Relations
from mainspring.disclosure.suppression.solver import Movable
from mainspring.scores.tree import Bools, Floats, Longs

DIRECTIONS: Final = 12
"""Rounds in which all cells of all parts are pushed at once, before those that are left are pushed one by one."""


@dataclass(frozen=True, slots=True)
class Movement:
    """Room of each cell, float64 (cells,): 0 where it is shown; at least what it needs where it is `enough`, bool (cells,)."""

    room: Floats
    enough: Bools


@dataclass(frozen=True, slots=True)
class Parts:
    """Cells that are not exact, and the relations between them, in parts that do not touch each other.

    Attributes
    ----------
    of_cell, of_relation : int64 (cells,) and (relations,), the number of a part; -1 for those in none.
    """

    of_cell: Longs
    of_relation: Longs


@dataclass(frozen=True, slots=True)
class Push:
    """How far one cell goes, and the price of each relation: what the way would be worth if it gave by one."""

    distance: float
    prices: Floats


def parts_of(relations: Relations, moving: Bools) -> Parts:
    """The parts in which cells that are not exact hang together."""
    matrix = relations.matrix[:, np.flatnonzero(moving)]
    label = linked(matrix)
    part = np.full(relations.cells, -1, dtype=np.int64)
    part[moving] = label[matrix.shape[0] :]
    return Parts(part, np.where(np.diff(matrix.indptr) > 0, label[: matrix.shape[0]], -1))


def linked(matrix: sparse.csr_array) -> Longs:
    """The number of the connected part that each row, and then each column, of a matrix belongs to."""
    rows, columns = matrix.shape
    entries = matrix.tocoo()
    edges = (np.ones(entries.nnz), (entries.row, rows + entries.col))
    graph = sparse.csr_array(edges, shape=(rows + columns, rows + columns))
    return np.asarray(sparse.csgraph.connected_components(graph, directed=False)[1], dtype=np.int64)


def movement(relations: Relations, demand: Demand, moving: Bools) -> Movement:
    """Whether each cell that is not exact has the room it needs; exact where it has not."""
    matrix = relations.matrix[:, np.flatnonzero(moving)]
    matrix = matrix[np.diff(matrix.indptr) > 0]
    room = np.zeros(len(moving))
    room[moving] = _tightened(matrix, demand.down[moving], demand.up[moving])
    parts = parts_of(relations, moving)
    if (circles := _in_circles(matrix, parts.of_cell[moving])).any():
        cells = np.zeros(len(moving), dtype=bool)
        cells[moving] = circles
        room[cells] = _pushed(relations, demand, cells, parts)
    return Movement(room, ~moving | (room >= demand.needs * (1 - ROUNDING)))


def _tightened(matrix: sparse.csr_array, down: Floats, up: Floats) -> Floats:
    """Room of hidden cells, where each relation takes what its other cells can give way, until no relation takes more.

    Exact where the relations between hidden cells make no circle (Dechter 2003, Constraint Processing, section 4.3); never too small.
    """
    entries = matrix.tocoo()
    row, at, sign = entries.row, entries.col, entries.data
    down, up = down.copy(), up.copy()
    while True:
        more = np.where(sign > 0, up[at], down[at])  # what each adds to its relation's sum when it moves that way
        less = np.where(sign > 0, down[at], up[at])
        all_more, all_less = (np.bincount(row, one, matrix.shape[0]) for one in (more, less))
        more, less = np.minimum(more, all_less[row] - less), np.minimum(less, all_more[row] - more)
        before = float(down.sum() + up.sum())
        np.minimum.at(up, at, np.where(sign > 0, more, less))
        np.minimum.at(down, at, np.where(sign > 0, less, more))
        if float(down.sum() + up.sum()) >= before * (1 - 1e-12):
            return np.maximum(down, 0) + np.maximum(up, 0)


def _in_circles(matrix: sparse.csr_array, part: Longs) -> Bools:
    """Which hidden cells are in a part whose relations make circles: it has more links than it takes to hang together."""
    entries = matrix.tocoo()
    parts = int(part.max(initial=-1)) + 1
    cells = np.bincount(part[part >= 0], minlength=parts)
    links = np.bincount(part[entries.col], minlength=parts)
    first = np.unique(entries.row, return_index=True)[1]
    relations = np.bincount(part[entries.col[first]], minlength=parts)
    circles = links > cells + relations - 1
    return (part >= 0) & circles[np.maximum(part, 0)] if parts else np.zeros(len(part), dtype=bool)


def _pushed(relations: Relations, demand: Demand, cells: Bools, parts: Parts) -> Floats:
    """Room of cells in parts whose relations make circles.

    All parts are pushed at once in some directions, which shows most cells to have enough; the others one by one, to the end.
    """
    where = np.flatnonzero(cells)
    inside = np.isin(parts.of_relation, np.unique(parts.of_cell[where]))
    everything = Movable(relations.matrix[np.flatnonzero(inside)][:, where], -demand.down[where], demand.up[where])
    needs = demand.needs[where] * (1 - ROUNDING)
    low, high = np.zeros(len(where)), np.zeros(len(where))
    random = np.random.default_rng(0)
    for _ in range(DIRECTIONS):
        open_ = high - low < needs
        if not open_.any():
            break
        aim = np.where(open_, random.choice([-1.0, 1.0], len(where)), 0.0)
        for sign in (1.0, -1.0):
            moved = everything.towards(sign * aim).moved
            low, high = np.minimum(low, moved), np.maximum(high, moved)
    room = high - low
    pusher = Pusher(relations, demand, parts)
    for at in np.flatnonzero(room < needs).tolist():
        room[at] = sum(pusher.push(int(where[at]), sign).distance for sign in (1, -1))
    return room


class Pusher:
    """Moves cells one by one as far as they go; the programme of a part is kept for the next cell of it."""

    def __init__(self, relations: Relations, demand: Demand, parts: Parts) -> None:
        self.relations, self.demand, self.parts = relations, demand, parts
        self.movable: dict[int, Movable] = {}

    def push(self, cell: int, sign: int) -> Push:
        """Move a cell up (1) or down (-1); prices float64 (relations,)."""
        part = int(self.parts.of_cell[cell])
        where, inside = np.flatnonzero(self.parts.of_cell == part), np.flatnonzero(self.parts.of_relation == part)
        if part not in self.movable:
            matrix = self.relations.matrix[inside][:, where]
            self.movable[part] = Movable(matrix, -self.demand.down[where], self.demand.up[where])
        aim = np.zeros(len(where))
        aim[np.searchsorted(where, cell)] = sign
        found = self.movable[part].towards(aim)
        prices = np.zeros(self.relations.matrix.shape[0])
        prices[inside] = found.prices
        return Push(float(aim @ found.moved), prices)

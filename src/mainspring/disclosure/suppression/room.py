"""How far hidden cells can move while everything that is shown stays: what an attacker cannot tell apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

import numpy as np

from mainspring.disclosure.suppression.problem import ROUNDING, Demand, Entries, Relations, linked
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


def movement(relations: Relations, demand: Demand, moving: Bools) -> Movement:
    """Whether each cell that is not exact has the room it needs; exact where it has not."""
    entries = relations.entries.of(moving)
    room = _tightened(entries, np.where(moving, demand.down, 0.0), np.where(moving, demand.up, 0.0))
    if relations.circular:
        parts = parts_of(relations, moving)
        _in_circles(relations, demand, parts, _circles(entries, parts), room)
    return Movement(room, ~moving | (room >= demand.needs * (1 - ROUNDING)))


def _tightened(entries: Entries, down: Floats, up: Floats) -> Floats:
    """Room of hidden cells, where each relation takes what its other cells can give way, until no relation takes more.

    Exact where the relations between hidden cells make no circle (Dechter 2003, Constraint Processing, section 4.3); never too small.
    """
    row, at, whole = entries.relation, entries.cell, entries.sign > 0
    while True:
        more = np.where(whole, up[at], down[at])  # what each adds to its relation's sum when it moves that way
        less = np.where(whole, down[at], up[at])
        all_more, all_less = np.bincount(row, more), np.bincount(row, less)
        more, less = np.minimum(more, all_less[row] - less), np.minimum(less, all_more[row] - more)
        before = float(down.sum() + up.sum())
        np.minimum.at(up, at, np.where(whole, more, less))
        np.minimum.at(down, at, np.where(whole, less, more))
        if float(down.sum() + up.sum()) >= before * (1 - 1e-12):
            return np.maximum(down, 0) + np.maximum(up, 0)


def _circles(entries: Entries, parts: Parts) -> list[Longs]:
    """The cells of each part whose relations make circles: it has more links than it takes to hang together."""
    of_cell, of_relation = parts.of_cell, parts.of_relation
    number = int(of_cell.max(initial=-1)) + 1
    cells, relations = (np.bincount(of[of >= 0], minlength=number) for of in (of_cell, of_relation))
    links = np.bincount(of_cell[entries.cell], minlength=number)
    return [np.flatnonzero(of_cell == part) for part in np.flatnonzero(links > cells + relations - 1)]


def _in_circles(relations: Relations, demand: Demand, parts: Parts, circles: Sequence[Longs], room: Floats) -> None:
    """Fill in the room of cells in parts whose relations make circles; what was pushed just so before is remembered."""
    new = {}
    for cells in circles:
        pushed = (cells, demand.down[cells], demand.up[cells], demand.needs[cells])
        key = blake2b(b"".join(one.tobytes() for one in pushed), digest_size=16).digest()
        if key in relations.rooms:
            room[cells] = relations.rooms[key]
        else:
            new[key] = cells
    if new:
        where = np.sort(np.concatenate(list(new.values())))
        room[where] = _pushed(relations, demand, where, parts)
        relations.rooms.update({key: room[cells] for key, cells in new.items()})


def _pushed(relations: Relations, demand: Demand, where: Longs, parts: Parts) -> Floats:
    """Room of cells in parts whose relations make circles, all cells of those parts, float64 (where,).

    All parts are pushed at once in some directions, which shows most cells to have enough; the others one by one, to the end.
    """
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

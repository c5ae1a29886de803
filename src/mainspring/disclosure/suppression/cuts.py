"""From a choice that hides too little to conditions that every better choice satisfies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from mainspring.disclosure.suppression.problem import ROUNDING, Cut, Demand, Entries, Relations, cut
from mainspring.disclosure.suppression.room import Pusher, parts_of
from mainspring.scores.tree import Bools, Floats


def cuts_of_relations(relations: Relations, demand: Demand, moving: Bools) -> list[Cut]:
    """For each relation and each cell in it that is not exact, whether the others that are not can give way far enough.

    A cell that can go down by `down` at most must be able to go up by the rest of what it needs, and the others must take that.
    """
    entries = relations.entries.of(moving)
    row, cells = entries.relation, entries.cell
    needs, found = demand.needs[cells], []
    for number, (takes, own) in enumerate(_sides(entries, demand)):
        least = needs - own
        short = np.bincount(row, takes)[row] - takes < least - ROUNDING * np.maximum(needs, 1e-9)
        asking = np.flatnonzero(short)
        # In each relation, who asks the others for most.
        asking = asking[np.lexsort((-(least + takes)[asking], row[asking]))]
        for at in asking[np.unique(row[asking], return_index=True)[1]].tolist():
            others = relations.entries.beside(row[at], cells[at])
            weights = list(_sides(others, demand))[number][0]
            found.append(cut(int(cells[at]), others.cell, weights, float(least[at]), demand))
    return found


def _sides(entries: Entries, demand: Demand) -> Iterator[tuple[Floats, Floats]]:
    """What each entry takes of how the others in its relation move, and what of its need it sees to itself: down, up, and both."""
    more, less = entries.ways(demand)
    yield less, less
    yield more, more
    yield less + more, 0 * more


def cuts_of_company(with_it: Sequence[tuple[int, int]], hidden: Bools) -> list[Cut]:
    """For each hidden cell, the others that go with it and are not hidden yet."""
    pairs = np.array(with_it, dtype=np.int64).reshape(-1, 2)
    missing = pairs[hidden[pairs[:, 0]] & ~hidden[pairs[:, 1]]]
    return [Cut(one, np.array([other]), np.ones(1), 1.0) for one, other in missing.tolist()]


def cuts_of_cells(relations: Relations, demand: Demand, moving: Bools, weak: Bools) -> Iterator[Cut]:
    """For each cell that has too little room, what its way up and down together would need.

    The price of a relation says what it is worth that the relation gives: by duality the way is at most the prices' sum over cells,
    each with how far it may move, whatever is hidden (Fischetti and Salazar 2001, section 3).
    """
    if not weak.any():
        return
    pusher = Pusher(relations, demand, parts_of(relations, moving))
    for cell in np.flatnonzero(weak).tolist():
        weights: Floats = np.zeros(relations.cells)
        for sign in (1, -1):
            slope = relations.matrix.T @ pusher.push(cell, sign).prices
            slope[cell] += sign
            weights += np.where(slope > 0, demand.up, demand.down) * np.abs(slope)
        least = float(demand.needs[cell] - weights[cell])
        weights[cell] = 0.0
        cells = np.flatnonzero(weights)
        yield cut(cell, cells, weights[cells], least, demand)

"""From a choice that hides too little to conditions that every better choice satisfies."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from mainspring.disclosure.suppression.problem import ROUNDING, Cut, Problem, cut
from mainspring.disclosure.suppression.room import parts_of, push
from mainspring.scores.tree import Bools, Floats


def cuts_of_relations(problem: Problem, hidden: Bools) -> list[Cut]:
    """For each relation and each hidden cell in it, whether the other hidden cells can give way far enough.

    A cell that can go down by `down` at most must be able to go up by the rest of what it needs, and the others must take that.
    """
    matrix = problem.relations.matrix.tocoo()
    row, cells, sign = matrix.row, matrix.col, matrix.data
    more = np.where(
        sign > 0, problem.up[cells], problem.down[cells]
    )  # what each adds to its relation's sum, if it moves so
    less = np.where(sign > 0, problem.down[cells], problem.up[cells])
    inside = hidden[cells]
    found = []
    for takes, own in ((less, less), (more, more), (less + more, 0 * more)):
        total = np.bincount(row, takes * inside, matrix.shape[0])
        least = problem.needs[cells] - own
        short = inside & (total[row] - takes < least - ROUNDING * np.maximum(np.abs(total[row]), 1))
        for at in np.flatnonzero(short).tolist():
            others = np.flatnonzero((row == row[at]) & (cells != cells[at]))
            found.append(cut(int(cells[at]), cells[others].astype(np.int64), takes[others], float(least[at])))
    return found


def cuts_of_company(problem: Problem, hidden: Bools) -> list[Cut]:
    """For each hidden cell, the others that go with it and are not hidden yet."""
    pairs = np.array(problem.with_it, dtype=np.int64).reshape(-1, 2)
    first, second = pairs[hidden[pairs[:, 0]] & ~hidden[pairs[:, 1]]].T
    return [
        Cut(one, np.array([other]), np.ones(1), 1.0) for one, other in zip(first.tolist(), second.tolist(), strict=True)
    ]


def cuts_of_cells(problem: Problem, hidden: Bools, weak: Bools) -> Iterator[Cut]:
    """For each cell that has too little room, what its way up and down together would need.

    The price of a relation says what it is worth that the relation gives: by duality the way is at most the prices' sum over cells,
    each with how far it may move, whatever is hidden (Fischetti and Salazar 2001, section 3).
    """
    part, part_of_relation = parts_of(problem, hidden)
    for cell in np.flatnonzero(weak).tolist():
        weights: Floats = np.zeros(problem.relations.cells)
        for sign in (1, -1):
            prices = push(problem, cell, sign, part, part_of_relation).prices
            slope = problem.relations.matrix.T @ prices
            slope[cell] += sign
            weights += np.where(slope > 0, problem.up, problem.down) * np.abs(slope)
        least = float(problem.needs[cell] - weights[cell])
        weights[cell] = 0.0
        cells = np.flatnonzero(weights)
        yield cut(cell, cells, weights[cells], least)

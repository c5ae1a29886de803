"""Small tables that add up, with what an attacker can work out of them, found by brute force."""

from __future__ import annotations

from itertools import product

import numpy as np
import numpy.typing as npt

from mainspring.disclosure.suppression import Demand, Problem, Relations

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
K = 10.0


def crossed(inner: list[list[int]]) -> tuple[Floats, Relations]:
    """A table with its margins: rows are units, columns the codes of a breakdown; last row and column are the sums."""
    table = np.array(inner, dtype=float)
    full = np.vstack([table, table.sum(axis=0)])
    full = np.column_stack([full, full.sum(axis=1)])
    rows, columns = full.shape
    at = np.arange(full.size).reshape(full.shape)
    sums = [(int(at[r, -1]), at[r, :-1].tolist()) for r in range(rows)]
    sums += [(int(at[-1, c]), at[:-1, c].tolist()) for c in range(columns)]
    return full.ravel(), Relations.of(full.size, sums)


def problem(counts: Floats, relations: Relations) -> Problem:
    """Counts under ten are hidden, and every hidden count needs room of ten."""
    ten = np.full(len(counts), K)
    return Problem(relations, (Demand(counts, ten, ten),), counts < K, counts + 0.01)


def widths(counts: Floats, relations: Relations, hidden: Bools) -> Floats:
    """How far apart the ends are of each hidden count, over every table of whole people that looks the same, float64 (cells,).

    All tables of two rows and two columns are tried that differ from the truth by at most ten in a cell.
    """
    free = np.flatnonzero(hidden)
    matrix = relations.matrix.toarray()
    low, high = counts.copy(), counts.copy()
    for moves in product(*(range(-int(min(counts[cell], 12)), 13) for cell in free[:-1])) if len(free) else ():
        moved = np.zeros(len(counts))
        moved[free[:-1]] = moves
        rest = matrix @ moved
        at = np.flatnonzero(matrix[:, free[-1]])
        moved[free[-1]] = -rest[at[0]] / matrix[at[0], free[-1]]
        if (matrix @ moved == 0).all() and (counts + moved >= 0).all():
            low, high = np.minimum(low, counts + moved), np.maximum(high, counts + moved)
    return high - low

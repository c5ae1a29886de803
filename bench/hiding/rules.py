"""Rules of thumb, which need no programme: which cells of a tree are hidden, bool (units,), given the people in each."""

from __future__ import annotations

import numpy as np

from bench.hiding.organisation import MINIMUM
from mainspring.disclosure import relations_of
from mainspring.scores import UnitTree
from mainspring.scores.tree import Bools, Floats, Longs


def threshold(_tree: UnitTree, n: Floats) -> Bools:
    """Small cells alone."""
    return np.asarray(n < MINIMUM)


def rolled_up(tree: UnitTree, n: Floats) -> Bools:
    """Of parts that add up to something, all are hidden where one is, or where what they add up to is."""
    hidden = n < MINIMUM
    before = -1
    while before != (before := int(hidden.sum())):
        for whole, parts in _sums(tree):
            if hidden[whole] or hidden[parts].any():
                hidden[parts] = True
    return np.asarray(hidden)


def smallest_siblings(tree: UnitTree, n: Floats) -> Bools:
    """Of parts that add up to something shown, the smallest are hidden until the hidden ones are two, with ten people between them.

    Parts of what is hidden are hidden. This is what this project did before, there for the units alone.
    """
    hidden = n < MINIMUM
    before = -1
    while before != (before := int(hidden.sum())):
        for whole, parts in _sums(tree):
            if hidden[whole]:
                hidden[parts] = True
            gone = parts[hidden[parts]].tolist()
            others = parts[~hidden[parts]]
            for part in others[np.argsort(n[others], kind="stable")].tolist() if gone else ():
                if len(gone) >= 2 and n[gone].sum() >= MINIMUM:
                    break
                hidden[part] = True
                gone.append(part)
    return np.asarray(hidden)


def _sums(tree: UnitTree) -> list[tuple[int, Longs]]:
    """Each cell that others add up to, with those: units up the tree, groups over a breakdown and up the tree."""
    matrix = relations_of(tree).matrix
    rows = np.split(matrix.indices, matrix.indptr[1:-1])
    signs = np.split(matrix.data, matrix.indptr[1:-1])
    return [
        (int(cells[sign > 0][0]), cells[sign < 0].astype(np.int64)) for cells, sign in zip(rows, signs, strict=True)
    ]

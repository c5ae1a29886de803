"""The unit tree: everybody, and every prefix of every cell's path, with sums that add up it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mainspring.moments import CellPath, Moments

Floats = npt.NDArray[np.float64]
Longs = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

FOLD = "*"
"""The label of "all other units": no survey file has it as a unit's code."""


@dataclass(frozen=True, slots=True)
class UnitTree:
    """Units, each after the one above it; siblings in order of their labels, groups of folded siblings last.

    Attributes
    ----------
    paths : the labels from the top, () for everybody.
    parents : int64 (units,), the position of the unit above; -1 for everybody.
    members : pairs (cell, unit), int64 (pairs, 2): every unit that each cell belongs to.
    """

    paths: tuple[CellPath, ...]
    parents: Longs
    members: Longs

    @property
    def depths(self) -> Longs:
        """How far each unit is below everybody, int64 (units,)."""
        return np.array([len(path) for path in self.paths], dtype=np.int64)

    @property
    def counted(self) -> Bools:
        """Which units add up to the unit above: all but everybody and groups of folded siblings, bool (units,)."""
        return np.array([bool(path) and path[-1] != FOLD for path in self.paths])

    def children(self, unit: int) -> Longs:
        """Positions of the units directly below, groups of folded siblings among them."""
        return np.flatnonzero(self.parents == unit)

    def total(self, per_cell: npt.NDArray[np.generic]) -> Floats:
        """Sums over each unit's cells: (cells, ...) becomes (units, ...)."""
        sums = np.zeros((len(self.paths), *per_cell.shape[1:]))
        np.add.at(sums, self.members[:, 1], per_cell[self.members[:, 0]])
        return sums


def unit_tree(moments: Moments) -> UnitTree:
    """The tree of a survey's cells."""
    depths = range(len(moments.schema.by) + 1)
    paths = tuple(sorted({(), *(path[:depth] for path in moments.paths for depth in depths)}))
    at = {path: i for i, path in enumerate(paths)}
    parents = [at[path[:-1]] if path else -1 for path in paths]
    members = [(cell, at[path[:depth]]) for cell, path in enumerate(moments.paths) for depth in depths]
    return UnitTree(paths, np.array(parents, dtype=np.int64), np.array(members, dtype=np.int64).reshape(-1, 2))


def with_folds(tree: UnitTree, groups: Sequence[Sequence[int]]) -> UnitTree:
    """The tree with one more unit for each group of siblings that is counted together, its last label FOLD."""
    if not groups:
        return tree
    paths = tuple((*tree.paths[group[0]][:-1], FOLD) for group in groups)
    parents = [int(tree.parents[group[0]]) for group in groups]
    pairs = [
        np.column_stack([cells, np.full(len(cells), len(tree.paths) + i)])
        for i, group in enumerate(groups)
        for cells in [tree.members[np.isin(tree.members[:, 1], group), 0]]
    ]
    return UnitTree(
        (*tree.paths, *paths),
        np.concatenate([tree.parents, np.array(parents, dtype=np.int64)]),
        np.concatenate([tree.members, *pairs]),
    )

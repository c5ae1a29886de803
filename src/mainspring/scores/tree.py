"""The unit tree: everybody, and every prefix of every cell's path, with sums that add up it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

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
    """Units, each after the one above it; siblings in order of their labels, then breakdowns' groups, then folded siblings.

    Attributes
    ----------
    paths : the labels from the top, () for everybody; a group of a unit's people has the unit's.
    parents : int64 (units,), the position of the unit above, or of the unit that a group is of; -1 for everybody.
    members : pairs (cell, unit), int64 (pairs, 2): every unit and group that each cell belongs to.
    breakdowns : the column and the code of a group, None for units.
    fold_of : int64 (units,), the position of the folded siblings that a unit is one of; -1 for all others.
    """

    paths: tuple[CellPath, ...]
    parents: Longs
    members: Longs
    breakdowns: tuple[tuple[str, str] | None, ...]
    fold_of: Longs

    @property
    def depths(self) -> Longs:
        """How far each unit is below everybody, int64 (units,)."""
        return np.array([len(path) for path in self.paths], dtype=np.int64)

    @property
    def grouped(self) -> Bools:
        """Which are groups of a unit's people by a breakdown, bool (units,)."""
        return np.array([breakdown is not None for breakdown in self.breakdowns])

    @property
    def folded(self) -> Bools:
        """Which are siblings that are counted together, bool (units,)."""
        return np.array([bool(path) and path[-1] == FOLD for path in self.paths])

    @property
    def counted(self) -> Bools:
        """Which units add up to the unit above: all but everybody, breakdowns' groups and folded siblings, bool (units,)."""
        return (self.parents >= 0) & ~self.grouped & ~self.folded

    @property
    def apart(self) -> Bools:
        """Which units make up the unit above as far as anybody is shown: folded siblings as one, bool (units,)."""
        return (self.parents >= 0) & ~self.grouped & (self.fold_of < 0)

    def total(self, per_cell: npt.NDArray[np.generic]) -> Floats:
        """Sums over each unit's cells: (cells, ...) becomes (units, ...)."""
        sums = np.zeros((len(self.paths), *per_cell.shape[1:]))
        np.add.at(sums, self.members[:, 1], per_cell[self.members[:, 0]])
        return sums


def unit_tree(moments: Moments, breakdowns: Sequence[str] = ()) -> UnitTree:
    """The tree of a survey's cells: by all their columns but the breakdowns', each unit of which has a group for every code there is."""
    return unit_tree_of(moments.paths, moments.schema.by, breakdowns)


def unit_tree_of(cells_of: Sequence[CellPath], by: Sequence[str], breakdowns: Sequence[str] = ()) -> UnitTree:
    """The tree of cells with these codes in the columns `by`, some of which are breakdowns."""
    columns = [at for at, name in enumerate(by) if name not in breakdowns]
    cells = [tuple(path[at] for at in columns) for path in cells_of]
    depths = range(len(columns) + 1)
    paths = sorted({(), *(path[:depth] for path in cells for depth in depths)})
    at = {path: i for i, path in enumerate(paths)}
    tree = UnitTree(
        tuple(paths),
        np.array([at[path[:-1]] if path else -1 for path in paths], dtype=np.int64),
        np.array([(i, at[path[:d]]) for i, path in enumerate(cells) for d in depths], dtype=np.int64).reshape(-1, 2),
        (None,) * len(paths),
        np.full(len(paths), -1, dtype=np.int64),
    )
    for name in breakdowns:
        tree = _with_groups(tree, name, [path[by.index(name)] for path in cells_of])
    return tree


def _with_groups(tree: UnitTree, column: str, code_of_cell: Sequence[str]) -> UnitTree:
    """The tree with a group of each unit for each code, in order of the units and then of the codes."""
    codes, code = np.unique(np.array(code_of_cell, dtype=object), return_inverse=True)
    units = np.flatnonzero(~tree.grouped)
    place = np.full(len(tree.paths), -1, dtype=np.int64)
    place[units] = np.arange(len(units))
    cells, unit = tree.members[place[tree.members[:, 1]] >= 0].T
    group = len(tree.paths) + place[unit] * len(codes) + code[cells]
    return _added(
        tree,
        [tree.paths[at] for at in units.tolist() for _ in codes],
        np.repeat(units, len(codes)),
        np.column_stack([cells, group]),
        [(column, str(one)) for _ in units for one in codes],
    )


def with_folds(tree: UnitTree, folds: Sequence[Sequence[int]]) -> UnitTree:
    """The tree with one more unit for each set of siblings that is counted together, its last label FOLD."""
    if not folds:
        return tree
    pairs = [
        np.column_stack([cells, np.full(len(cells), len(tree.paths) + i)])
        for i, fold in enumerate(folds)
        for cells in [tree.members[np.isin(tree.members[:, 1], fold), 0]]
    ]
    fold_of = np.append(tree.fold_of, np.full(len(folds), -1))
    for i, fold in enumerate(folds):
        fold_of[list(fold)] = len(tree.paths) + i
    more = _added(
        tree,
        [(*tree.paths[fold[0]][:-1], FOLD) for fold in folds],
        np.array([tree.parents[fold[0]] for fold in folds], dtype=np.int64),
        np.concatenate(pairs),
        [None for _ in folds],
    )
    return replace(more, fold_of=fold_of)


def _added(
    tree: UnitTree,
    paths: Sequence[CellPath],
    parents: Longs,
    members: Longs,
    breakdowns: Sequence[tuple[str, str] | None],
) -> UnitTree:
    return UnitTree(
        (*tree.paths, *paths),
        np.concatenate([tree.parents, parents]),
        np.concatenate([tree.members, members]),
        (*tree.breakdowns, *breakdowns),
        np.append(tree.fold_of, np.full(len(paths), -1)),
    )

"""Secondary suppression by Gaussian elimination: the published method of the R package GaussSuppression, written anew.

Cells are published in order, the largest first, unless one of the small cells could then be worked out exactly from what is
published: unless its row, reduced by those of all published cells before it, were a multiple of a small cell's. What the package
adds for cells of nobody and of one person (its "singleton" methods) is left out.

Source: Langsrud (2024), Secondary Cell Suppression by Gaussian Elimination, in Privacy in Statistical Databases; the order of cells is
the package's default, by their number of people.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from bench.hiding.organisation import MINIMUM
from mainspring.scores import UnitTree
from mainspring.scores.tree import Bools, Floats

Rows = Sequence[Sequence[int]]
"""Of each cell, the innermost cells that it is the sum of."""


def gauss(tree: UnitTree, n: Floats) -> Bools:
    """Which cells of a tree are hidden, bool (units,), given the people in each."""
    return eliminated(_rows(tree), n, n < MINIMUM)


def eliminated(rows: Rows, n: Floats, small: Bools) -> Bools:
    """Which cells are hidden, bool (cells,), so that no `small` one is a linear combination of those that are not."""
    table = _Reduced(rows)
    hidden = small.copy()
    inner = np.array([len(row) for row in rows])
    for cell in np.lexsort((-inner, -n)).tolist():
        if small[cell]:
            continue
        table.take(cell)
        if table.gives_away(cell, small):
            hidden[cell] = True
        else:
            table.publish(cell)
    return hidden


class _Reduced:
    """The rows of cells that are not yet decided on, reduced by those of published cells; sparse, and exact."""

    def __init__(self, rows: Rows) -> None:
        self.rows: list[dict[int, Fraction | int]] = [dict.fromkeys(row, 1) for row in rows]
        self.at: dict[int, set[int]] = {}
        for cell, row in enumerate(rows):
            for inner in row:
                self.at.setdefault(inner, set()).add(cell)

    def take(self, cell: int) -> None:
        """Decide on a cell: its row is no longer reduced."""
        for inner in self.rows[cell]:
            self.at[inner].discard(cell)

    def gives_away(self, cell: int, small: Bools) -> bool:
        """Whether a small cell's row is a multiple of this one's."""
        row = self.rows[cell]
        if not row:
            return False
        pivot = self._pivot(row)
        for other in self.at[pivot]:
            if small[other] and len(self.rows[other]) == len(row):
                times = Fraction(self.rows[other][pivot]) / row[pivot]
                if all(self.rows[other].get(inner, 0) == times * value for inner, value in row.items()):
                    return True
        return False

    def publish(self, cell: int) -> None:
        """Reduce the rows of all others by a cell's."""
        row = self.rows[cell]
        if not row:
            return
        pivot = self._pivot(row)
        for other in list(self.at[pivot]):
            self._subtract(other, Fraction(self.rows[other][pivot]) / row[pivot], row)

    def _pivot(self, row: dict[int, Fraction | int]) -> int:
        """The innermost cell that is in the fewest other rows."""
        return min(row, key=lambda inner: len(self.at[inner]))

    def _subtract(self, cell: int, times: Fraction | int, row: dict[int, Fraction | int]) -> None:
        target = self.rows[cell]
        for inner, value in row.items():
            left = target.get(inner, 0) - times * value
            if left:
                target[inner] = left
                self.at[inner].add(cell)
            elif inner in target:
                del target[inner]
                self.at[inner].discard(cell)


def _rows(tree: UnitTree) -> list[list[int]]:
    """The groups of the lowest units are the innermost cells."""
    at = {one: cell for cell, one in enumerate(zip(tree.paths, tree.breakdowns, strict=True))}
    depth = max(len(path) for path in tree.paths)
    rows: list[list[int]] = [[] for _ in tree.paths]
    for inner, (path, code) in enumerate(at):
        if code is not None and len(path) == depth:
            for level in range(depth + 1):
                rows[at[path[:level], None]].append(inner)
                rows[at[path[:level], code]].append(inner)
    return rows

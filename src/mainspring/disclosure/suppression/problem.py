"""A table whose cells add up, and what each cell needs when it is hidden."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse

from mainspring.errors import DisclosureError
from mainspring.errors import Problem as Fault
from mainspring.scores.tree import Bools, Floats, Longs


@dataclass(frozen=True, slots=True)
class Entries:
    """The entries of relations: int64 (entries,) the relation and the cell, float64 (entries,) 1 for a whole and -1 for a part."""

    relation: Longs
    cell: Longs
    sign: Floats

    def of(self, cells: Bools) -> Entries:
        """Those of some cells, bool (cells,)."""
        kept = np.flatnonzero(cells[self.cell])
        return Entries(self.relation[kept], self.cell[kept], self.sign[kept])

    def beside(self, relation: int, cell: int) -> Entries:
        """Those of the other cells in a relation."""
        start, end = np.searchsorted(self.relation, (relation, relation + 1))
        kept = start + np.flatnonzero(self.cell[start:end] != cell)
        return Entries(self.relation[kept], self.cell[kept], self.sign[kept])

    def ways(self, demand: Demand) -> tuple[Floats, Floats]:
        """How much each adds to its relation's sum at most, and takes from it, float64 (entries,) each."""
        up, down = demand.up[self.cell], demand.down[self.cell]
        return np.where(self.sign > 0, up, down), np.where(self.sign > 0, down, up)


@dataclass(frozen=True)  # without slots: what follows from the matrix is kept beside it
class Relations:
    """How cells add up: relation r says that a cell is the sum of others.

    Attributes
    ----------
    matrix : sparse (relations, cells), 1 at the whole and -1 at its parts, so that matrix @ counts is zero.
    """

    matrix: sparse.csr_array

    @cached_property
    def entries(self) -> Entries:
        """What the matrix has that is not zero, relation by relation."""
        found = self.matrix.tocoo()
        return Entries(found.row.astype(np.int64), found.col.astype(np.int64), found.data)

    @cached_property
    def circular(self) -> bool:
        """Whether some relations make a circle: a breakdown's and the tree's do, a tree's alone do not."""
        relations, cells = self.matrix.shape
        return self.matrix.nnz > relations + cells - int(linked(self.matrix).max(initial=-1)) - 1

    @cached_property
    def rooms(self) -> dict[bytes, Floats]:
        """The room of cells that have been pushed before, by what was pushed."""
        return {}

    @classmethod
    def of(cls, cells: int, sums: Sequence[tuple[int, Sequence[int]]]) -> Relations:
        """From each whole with its parts; a whole without parts says nothing and is left out.

        Raises DisclosureError if a cell is a part of itself.
        """
        _no_circle(cells, sums)
        sums = [(whole, parts) for whole, parts in sums if len(parts)]
        rows = np.repeat(np.arange(len(sums)), [1 + len(parts) for _, parts in sums])
        columns = np.array([cell for whole, parts in sums for cell in (whole, *parts)], dtype=np.int64)
        signs = np.array([sign for _, parts in sums for sign in (1.0, *([-1.0] * len(parts)))])
        return cls(sparse.csr_array((signs, (rows, columns)), shape=(len(sums), cells)))

    @property
    def cells(self) -> int:
        """How many cells the table has."""
        return int(self.matrix.shape[1])

    def check(self, counts: Floats) -> None:
        """Raise DisclosureError if counts (cells,) are negative, not whole, or do not add up."""
        faults = []
        if (counts < 0).any():
            faults.append(Fault(f"{int((counts < 0).sum())} cells count fewer than no people.", remedy=COUNT_AGAIN))
        if (counts != np.rint(counts)).any():
            what = f"{int((counts != np.rint(counts)).sum())} cells do not count whole people."
            faults.append(Fault(what, remedy="Give how many people answered, not the sum of their weights."))
        if (off := np.flatnonzero(self.matrix @ counts)).size:
            faults.append(Fault(f"In {off.size} places a whole is not the sum of its parts.", remedy=COUNT_AGAIN))
        if faults:
            raise DisclosureError(faults)


def linked(matrix: sparse.csr_array) -> Longs:
    """The number of the connected part that each row, and then each column, of a matrix belongs to."""
    rows, columns = matrix.shape
    entries = matrix.tocoo()
    edges = (np.ones(entries.nnz), (entries.row, rows + entries.col))
    graph = sparse.csr_array(edges, shape=(rows + columns, rows + columns))
    return np.asarray(sparse.csgraph.connected_components(graph, directed=False)[1], dtype=np.int64)


def _no_circle(cells: int, sums: Sequence[tuple[int, Sequence[int]]]) -> None:
    edges = [(whole, part) for whole, parts in sums for part in parts]
    ends = np.array(edges, dtype=np.int64).reshape(-1, 2).T
    graph = sparse.csr_array((np.ones(len(edges)), (ends[0], ends[1])), shape=(cells, cells))
    label = sparse.csgraph.connected_components(graph, connection="strong")[1]
    circles = {int(whole) for whole, part in edges if label[whole] == label[part]}
    if circles:
        what = f"{len(circles)} cells are each a part of itself, at once or by way of others."
        raise DisclosureError(Fault(what, remedy="A unit is below one other unit, and none is below itself."))


COUNT_AGAIN = "Make the counts again from the survey's moments."


@dataclass(frozen=True, slots=True)
class Demand:
    """What hidden cells need, of one figure that is told of each cell; all arrays have a place for each cell.

    Attributes
    ----------
    down, up : how far below and above the truth a hidden cell could be, for all an attacker knows beside the relations.
    needs : how far apart the ends must be of what can be worked out of a cell that is hidden; 0 where it does not matter.
    loose : cells that are not exact though they are not hidden: what they need is theirs as well.
    """

    down: Floats
    up: Floats
    needs: Floats
    loose: Bools | None = None

    def moving(self, hidden: Bools) -> Bools:
        """Which cells are not exact, where some are hidden."""
        return hidden if self.loose is None else hidden | self.loose


@dataclass(frozen=True, slots=True)
class Problem:
    """What may be hidden, what it costs, and what each hidden cell needs.

    Attributes
    ----------
    forced : cells that are hidden whatever it costs. cost : of hiding a cell; people, mostly.
    with_it : pairs of cells: where the first is hidden, so is the second.
    """

    relations: Relations
    demands: tuple[Demand, ...]
    forced: Bools
    cost: Floats
    with_it: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Cut:
    """What every safe choice satisfies: the hidden ones of `cells` weigh at least `least` together, if `cell` is hidden.

    `weights` float64, one for each of `cells`; `cell` is not one of them. Without `cell` it holds in any case.
    """

    cell: int | None
    cells: Longs
    weights: Floats
    least: float

    def holds(self, hidden: Bools) -> bool:
        """Whether a choice satisfies it."""
        return (self.cell is not None and not hidden[self.cell]) or float(
            self.weights[hidden[self.cells]].sum()
        ) >= self.least * (1 - ROUNDING)


ROUNDING = 1e-4
"""What is short of what is needed by so small a part is rounding; the solver is asked for a tenth of it."""


def cut(cell: int, cells: Longs, weights: Floats, least: float, demand: Demand) -> Cut:
    """The cut of a demand, without what moves anyway, what weighs next to nothing, and weight above what is needed."""
    if demand.loose is not None:
        loose = demand.loose[cells]
        least -= float(weights[loose].sum())
        cells, weights = cells[~loose], weights[~loose]
    kept = weights > ROUNDING * least
    always = demand.loose is not None and bool(demand.loose[cell])
    return Cut(None if always else cell, cells[kept], np.minimum(weights[kept], least), least)

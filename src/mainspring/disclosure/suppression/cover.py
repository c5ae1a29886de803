"""The cheapest cells that satisfy all conditions so far: an integer programme for each set of conditions that share cells."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from mainspring.disclosure.suppression.problem import ROUNDING, Cut, Problem, linked
from mainspring.disclosure.suppression.solver import Cheapest, cheapest
from mainspring.scores.tree import Bools, Floats, Longs


@dataclass(frozen=True, slots=True)
class Effort:
    """How far the cheapest choice is looked for.

    Attributes
    ----------
    deadline : by time.monotonic(): after it, the first safe choice is taken.
    cells : where more cells than these depend on each other, a cheap choice is taken without asking whether it is the cheapest.
    """

    deadline: float
    cells: int


class Cover:
    """Cells to hide under conditions that come one after another; what new conditions do not touch is not solved again.

    `hidden` bool (cells,) satisfies all conditions; no choice that does costs less than `bound`.
    """

    def __init__(self, problem: Problem, effort: Effort) -> None:
        self.problem, self.effort = problem, effort
        self.cuts: list[Cut] = []
        self.hidden: Bools = problem.forced.copy()
        self.solved: dict[bytes, tuple[Longs, Cheapest]] = {}
        self.bound = float(problem.cost[problem.forced].sum())
        self.exact = True

    def add(self, cuts: Sequence[Cut]) -> None:
        """Satisfy these conditions too."""
        self.cuts += cuts
        if time.monotonic() > self.effort.deadline:
            self.exact = False
            self.hidden = greedy(self.problem, cuts, self.hidden)
            return
        matrix, least = rows_of(self.cuts, self.problem)
        self.hidden, self.bound = self.problem.forced.copy(), float(self.problem.cost[self.problem.forced].sum())
        for rows in sharing(matrix):
            key = rows.tobytes()  # new conditions come last: those before keep their rows
            if key not in self.solved:
                self.solved[key] = self._solve(matrix[rows], least[rows])
            cells, found = self.solved[key]
            self.hidden[cells[found.chosen]] = True
            self.bound += found.bound
            self.exact &= found.exact

    def _solve(self, matrix: sparse.csr_array, least: Floats) -> tuple[Longs, Cheapest]:
        """The cells that some conditions are about, and which of them are cheapest to hide."""
        cells = np.unique(matrix.indices).astype(np.int64)
        return cells, split(matrix[:, cells], least, self.problem.cost[cells], self.effort)


def split(matrix: sparse.csr_array, least: Floats, cost: Floats, effort: Effort) -> Cheapest:
    """The cheapest cells with matrix @ chosen >= least, every cell in some condition.

    A cell that costs more than a whole choice that will do is in no cheapest one. Without such cells, which are large and touch
    many conditions, the rest falls into small parts.
    """
    if matrix.shape[0] == 1 and float(matrix.data.min()) >= float(least[0]):
        return one_of(cost)
    will_do = covering(matrix, least, cost)
    kept = np.flatnonzero(cost <= float(cost[will_do].sum()))
    if len(kept) == len(cost) > effort.cells:
        return Cheapest(lean(matrix, least, cost, will_do), 0.0, exact=False)
    if len(kept) == len(cost):
        return cheapest(matrix, least, cost, max(effort.deadline - time.monotonic(), 0.1))
    fewer = matrix[:, kept]
    chosen, bound, exact = np.zeros(len(cost), dtype=bool), 0.0, True
    for rows in sharing(fewer):
        cells = np.unique(fewer[rows].indices)
        if len(cells):
            found = split(fewer[rows][:, cells], least[rows], cost[kept[cells]], effort)
            chosen[kept[cells]] = found.chosen
            bound, exact = bound + found.bound, exact and found.exact
    return Cheapest(chosen, bound, exact)


def covering(matrix: sparse.csr_array, least: Floats, cost: Floats) -> Bools:
    """Some cells with matrix @ chosen >= least, bool (cells,): each time what costs least for what all conditions want of it.

    A cell whose being chosen asks for others (a negative entry) is chosen only if nothing else is left.
    """
    chosen = np.zeros(len(cost), dtype=bool)
    columns = matrix.tocsc()
    missing = least.copy()
    while (missing > 0).any():
        wanted = np.minimum(columns.data, np.maximum(missing, 0)[columns.indices])
        gain = np.bincount(np.repeat(np.arange(len(cost)), np.diff(columns.indptr)), wanted, len(cost))
        gain[chosen] = -np.inf
        with np.errstate(divide="ignore"):
            best = int(np.argmin(np.where(gain > 0, cost / np.maximum(gain, 1e-300), np.inf)))
        if gain[best] <= 0:
            return np.ones(len(cost), dtype=bool)
        chosen[best] = True
        missing = least - matrix @ chosen
    return chosen


def lean(matrix: sparse.csr_array, least: Floats, cost: Floats, chosen: Bools) -> Bools:
    """A choice without the cells that it does not need, the dearest given up first."""
    chosen = chosen.copy()
    columns = matrix.tocsc()
    spare = matrix @ chosen - least
    for cell in np.flatnonzero(chosen)[np.argsort(-cost[chosen], kind="stable")].tolist():
        span = slice(columns.indptr[cell], columns.indptr[cell + 1])
        left = spare[columns.indices[span]] - columns.data[span]
        if (left >= 0).all():
            chosen[cell] = False
            spare[columns.indices[span]] = left
    return chosen


def one_of(cost: Floats) -> Cheapest:
    """The cheapest cell, where one suffices."""
    return Cheapest(np.arange(len(cost)) == np.argmin(cost), float(cost.min()), exact=True)


def rows_of(cuts: Sequence[Cut], problem: Problem) -> tuple[sparse.csr_array, Floats]:
    """Conditions as rows over the cells that are free, each at least `least`; those that what is forced satisfies are left out."""
    rows, columns, values = [], [], []
    least: list[float] = []
    for one in cuts:
        free = ~problem.forced[one.cells]
        needed = one.least - float(one.weights[~free].sum())
        if needed <= ROUNDING * one.least:
            continue
        cells, weights = one.cells[free], np.minimum(one.weights[free], needed)
        if one.cell is not None and not problem.forced[one.cell]:  # it counts only where that cell is hidden
            cells, weights = np.append(cells, one.cell), np.append(weights, -needed)
            needed = 0.0
        scale = 1 / np.abs(weights).max()
        rows.append(np.full(len(cells), len(least)))
        columns.append(cells)
        values.append(weights * scale)
        least.append(needed * scale * (1 - ROUNDING / 10) - (needed == 0) * ROUNDING / 10)
    shape = (len(least), problem.relations.cells)
    if not least:
        return sparse.csr_array(shape), np.zeros(0)
    coordinates = np.concatenate(rows), np.concatenate(columns)
    return sparse.csr_array((np.concatenate(values), coordinates), shape=shape), np.array(least)


def sharing(matrix: sparse.csr_array) -> list[Longs]:
    """The rows, in groups that share no cell with each other."""
    if not matrix.shape[0]:
        return []
    label = linked(matrix)[: matrix.shape[0]]
    order = np.argsort(label, kind="stable")
    starts = np.flatnonzero(np.diff(label[order])) + 1
    return np.split(order, starts)


def greedy(problem: Problem, cuts: Sequence[Cut], hidden: Bools) -> Bools:
    """Hide more until the conditions are satisfied, each time what costs least for what it brings."""
    hidden = hidden.copy()
    for one in cuts:
        while not one.holds(hidden):
            open_ = np.flatnonzero(~hidden[one.cells])
            price = problem.cost[one.cells[open_]] / one.weights[open_]
            hidden[one.cells[open_[np.argmin(price)]]] = True
    return hidden

"""The cheapest cells that satisfy all conditions so far: an integer programme for each set of conditions that share cells."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from mainspring.disclosure.suppression.problem import ROUNDING, Cut, Problem
from mainspring.disclosure.suppression.room import linked
from mainspring.scores.tree import Bools, Floats, Longs


class Cover:
    """Cells to hide under conditions that come one after another; what new conditions do not touch is not solved again.

    `hidden` bool (cells,) satisfies all conditions; no choice that does costs less than `bound`.
    """

    def __init__(self, problem: Problem, deadline: float) -> None:
        self.problem, self.deadline = problem, deadline
        self.cuts: list[Cut] = []
        self.hidden: Bools = problem.forced.copy()
        self.solved: dict[bytes, tuple[Bools, float]] = {}
        self.bound = 0.0
        self.exact = True

    def add(self, cuts: Sequence[Cut]) -> None:
        """Satisfy these conditions too."""
        self.cuts += cuts
        if not self.exact or time.monotonic() > self.deadline:
            self.exact = False
            self.hidden = greedy(self.problem, cuts, self.hidden)
            return
        matrix, least = rows_of(self.cuts, self.problem)
        self.hidden, self.bound = self.problem.forced.copy(), float(self.problem.cost[self.problem.forced].sum())
        for rows in sharing(matrix):
            self._solve(matrix[rows], least[rows])

    def _solve(self, matrix: sparse.csr_array, least: Floats) -> None:
        """Hide the cheapest cells for some conditions."""
        cells = np.unique(matrix.indices)
        part = matrix[:, cells]
        key = cells.tobytes() + part.indptr.tobytes() + part.indices.tobytes() + part.data.tobytes() + least.tobytes()
        if key not in self.solved:
            self.solved[key] = self._cheapest(part, least, self.problem.cost[cells])
        chosen, bound = self.solved[key]
        self.hidden[cells[chosen]] = True
        self.bound += bound

    def _cheapest(self, matrix: sparse.csr_array, least: Floats, cost: Floats) -> tuple[Bools, float]:
        """Which cells, bool (cells,), and what no choice costs less than."""
        left = self.deadline - time.monotonic()
        found: Any = milp(
            cost,
            constraints=LinearConstraint(matrix, least, np.inf),
            integrality=np.ones(len(cost), dtype=np.int64),
            bounds=Bounds(0, 1),
            options={"time_limit": max(left, 0.1), "mip_rel_gap": 0.0},
        )
        if found.x is None:
            return np.ones(len(cost), dtype=bool), 0.0
        if found.status != 0:
            self.exact = False
        return found.x > 0.5, float(found.mip_dual_bound)


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
        if not problem.forced[one.cell]:  # it counts only where that cell is hidden
            cells, weights = np.append(cells, one.cell), np.append(weights, -needed)
            needed = 0.0
        scale = 1 / np.abs(weights).max()
        rows.append(np.full(len(cells), len(least)))
        columns.append(cells)
        values.append(weights * scale)
        least.append(needed * scale * (1 - ROUNDING))
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

"""The two programmes that are solved, by HiGHS (Huangfu and Hall 2018): how far cells can move, and which cells are cheapest.

HiGHS is called by its own interface: it goes on from its last solution when only the aim changes, and keeps quiet.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
from scipy import sparse

from mainspring.errors import DisclosureError
from mainspring.errors import Problem as Fault
from mainspring.scores.tree import Bools, Floats


@dataclass(frozen=True, slots=True)
class Solution:
    """How far each cell moved, float64 (cells,), and the price of each relation, float64 (relations,)."""

    moved: Floats
    prices: Floats


class Movable:
    """Cells that can move from `low` to `high` while matrix @ cells is zero: float64 (cells,), sparse (relations, cells)."""

    def __init__(self, matrix: sparse.csr_array, low: Floats, high: Floats) -> None:
        self.cells = np.arange(matrix.shape[1], dtype=np.int32)
        nothing = np.zeros(matrix.shape[0])
        self.solver = _solver(_programme(matrix, (low, high), (nothing, nothing), np.zeros(len(low))))

    def towards(self, aim: Floats) -> Solution:
        """Where aim @ cells is largest."""
        self.solver.changeColsCost(len(self.cells), self.cells, -aim)
        self.solver.run()
        if self.solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:  # nothing moving is always a solution
            what = f"What is hidden could not be checked ({self.solver.modelStatusToString(self.solver.getModelStatus())})."
            raise DisclosureError(Fault(what, remedy="Try it again, with coarser units."))
        found = self.solver.getSolution()
        return Solution(np.array(found.col_value), np.array(found.row_dual))


@dataclass(frozen=True, slots=True)
class Cheapest:
    """The cells chosen, bool (cells,); no choice costs less than `bound`, and `exact` says whether this one costs as much."""

    chosen: Bools
    bound: float
    exact: bool


def cheapest(matrix: sparse.csr_array, least: Floats, cost: Floats, seconds: float) -> Cheapest:
    """The cheapest cells with matrix @ chosen >= least, sparse (conditions, cells); all of them if none is found in time."""
    ones, endless = np.ones(len(cost)), np.full(len(least), highspy.kHighsInf)
    programme = _programme(matrix, (0 * ones, ones), (least, endless), cost)
    programme.integrality_ = [highspy.HighsVarType.kInteger] * len(cost)
    solver = _solver(programme)
    solver.setOptionValue("mip_rel_gap", 0.0)
    solver.setOptionValue("time_limit", seconds)
    solver.run()
    values = np.array(solver.getSolution().col_value)
    if not len(values) or (matrix @ (values > 0.5) < least).any():
        return Cheapest(np.ones(len(cost), dtype=bool), 0.0, exact=False)
    done = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return Cheapest(values > 0.5, float(solver.getInfo().mip_dual_bound), exact=done)


def _programme(
    matrix: sparse.csr_array, columns: tuple[Floats, Floats], rows: tuple[Floats, Floats], cost: Floats
) -> highspy.HighsLp:
    programme = highspy.HighsLp()
    programme.num_row_, programme.num_col_ = matrix.shape
    programme.col_cost_ = cost
    programme.col_lower_, programme.col_upper_ = columns
    programme.row_lower_, programme.row_upper_ = rows
    programme.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    programme.a_matrix_.start_ = matrix.indptr
    programme.a_matrix_.index_ = matrix.indices
    programme.a_matrix_.value_ = matrix.data
    return programme


def _solver(programme: highspy.HighsLp) -> Any:
    solver = highspy.Highs()  # type: ignore[no-untyped-call]  # its stubs leave this one out
    solver.silent()
    solver.setOptionValue("threads", 1)  # always the same answer
    solver.passModel(programme)
    return solver

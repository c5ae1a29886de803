"""Linear programmes over one set of equations, one after the other: each goes on from the solution of the one before."""

from __future__ import annotations

import highspy
import numpy as np
import numpy.typing as npt
from scipy import sparse

Floats = npt.NDArray[np.float64]


class Programme:
    """Equations `matrix` @ x = `rest` with `low` <= x <= `high`: float64 (r, k), (r,), (k,), (k,)."""

    def __init__(self, matrix: sparse.csr_array, rest: Floats, low: Floats, high: Floats) -> None:
        model = highspy.HighsLp()
        model.num_row_, model.num_col_ = matrix.shape
        model.col_cost_ = np.zeros(len(low))
        model.col_lower_, model.col_upper_ = low, high
        model.row_lower_ = model.row_upper_ = rest
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_, model.a_matrix_.index_, model.a_matrix_.value_ = (
            matrix.indptr,
            matrix.indices,
            matrix.data,
        )
        self._columns = np.arange(len(low), dtype=np.int32)
        self._solver = highspy.Highs()  # type: ignore[no-untyped-call]  # its stubs leave this one out
        self._solver.silent()
        self._solver.setOptionValue("threads", 1)  # always the same answer
        self._solver.passModel(model)

    def least(self, cost: Floats) -> Floats | None:
        """An x that makes cost @ x least; None if there is no x at all, or none is the least."""
        self._solver.changeColsCost(len(self._columns), self._columns, cost)
        self._solver.run()
        if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        return np.array(self._solver.getSolution().col_value)

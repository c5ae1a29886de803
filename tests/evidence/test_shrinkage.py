"""Shrunken unit scores and intraclass correlations, worked out from rows."""

from __future__ import annotations

import numpy as np
import pytest

from mainspring.errors import ModelError
from mainspring.evidence import FitOptions, fit, shrink
from tests.evidence.cast import SURVEY
from tests.evidence.test_mixed import with_unit_effects

STAFF = with_unit_effects(1.0)
FOUND = shrink(STAFF.moments(), "b", "office")
ROWS = STAFF.rows("b", ("b",), weighted=False)


def test_each_mean_is_drawn_to_everybodys_by_its_reliability() -> None:
    model = fit("b ~ 1 + (1 | office)", STAFF.moments(), SURVEY, FitOptions())
    tau, sigma = model.varying[0].std_dev, model.residual_sd or 0.0
    assert FOUND.between == pytest.approx(tau)
    assert FOUND.within == pytest.approx(sigma)
    office = ROWS.labels["office"]
    for at, unit in enumerate(FOUND.units):
        own = ROWS.y[office == int(unit[1:])]
        kept = tau**2 / (tau**2 + sigma**2 / len(own))
        assert FOUND.n[at] == len(own)
        assert FOUND.mean[at] == pytest.approx(own.mean())
        assert FOUND.reliability[at] == pytest.approx(kept)
        assert FOUND.estimate[at] == pytest.approx(model.estimate[0] + kept * (own.mean() - model.estimate[0]))


def test_the_best_predictions_solve_hendersons_equations() -> None:
    office = ROWS.labels["office"]
    Z = (office[:, None] == np.unique(office)).astype(float)
    X = np.ones((len(office), 1))
    ratio = FOUND.within**2 / FOUND.between**2
    left = np.block([[X.T @ X, X.T @ Z], [Z.T @ X, Z.T @ Z + ratio * np.eye(Z.shape[1])]])
    solved = np.linalg.solve(left, np.concatenate([X.T @ ROWS.y, Z.T @ ROWS.y]))
    np.testing.assert_allclose(FOUND.estimate, solved[0] + solved[1:], rtol=1e-9)
    inverse = np.linalg.inv(left) * FOUND.within**2
    contrast = np.column_stack([np.ones(Z.shape[1]), np.eye(Z.shape[1])])
    spread = FOUND.between**2 + FOUND.within**2 / FOUND.n
    added = (FOUND.within**2 / FOUND.n) ** 2 / spread**3 * 2 / (1 / spread**2).sum()
    known = np.diagonal(contrast @ inverse @ contrast.T)
    np.testing.assert_allclose(FOUND.std_error**2, known + 2 * added, rtol=1e-8)


def test_intraclass_correlations_are_those_of_the_analysis_of_variance() -> None:
    office = ROWS.labels["office"]
    groups = [ROWS.y[office == code] for code in np.unique(office)]
    sizes = np.array([len(group) for group in groups])
    means = np.array([group.mean() for group in groups])
    between = (sizes * (means - ROWS.y.mean()) ** 2).sum() / (len(groups) - 1)
    within = sum(((group - group.mean()) ** 2).sum() for group in groups) / (sizes.sum() - len(groups))
    size = (sizes.sum() - (sizes**2).sum() / sizes.sum()) / (len(groups) - 1)
    assert FOUND.icc1 == pytest.approx((between - within) / (between + (size - 1) * within))
    assert FOUND.icc2 == pytest.approx((between - within) / between)


def test_the_frame_has_a_row_for_each_unit() -> None:
    frame = FOUND.frame()
    assert frame.height == len(FOUND.units)
    assert frame.columns == ["unit", "n", "mean", "estimate", "std_error", "conf_low", "conf_high", "reliability"]


def test_a_column_that_is_not_there_is_named() -> None:
    with pytest.raises(ModelError, match="not by floor"):
        shrink(STAFF.moments(), "b", "floor")

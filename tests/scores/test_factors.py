"""Factor models of samples whose truth is known."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from scipy import optimize

from mainspring.scores.factors import Sample, fit_factors
from mainspring.scores.measurement import htmt

Floats = npt.NDArray[np.float64]
FACTOR = [0, 0, 0, 1, 1, 1]
LOADINGS = np.array([0.9, 0.7, 0.8, 0.6, 1.1, 0.8])
RESIDUALS = np.array([0.4, 0.5, 0.3, 0.6, 0.2, 0.5])


def sample(n: int, correlation: float, mean: Floats | None = None, loadings: Floats = LOADINGS) -> Sample:
    """The covariance that the model implies, exactly."""
    L = np.zeros((6, 2))
    L[np.arange(6), FACTOR] = loadings
    phi = np.array([[1.0, correlation], [correlation, 1.0]])
    return Sample(n, np.zeros(6) if mean is None else mean, L @ phi @ L.T + np.diag(RESIDUALS))


def drawn(n: int, seed: int) -> Sample:
    rng = np.random.default_rng(seed)
    x = rng.multivariate_normal(np.zeros(6), sample(1, 0.4).covariance, n)
    return Sample(n, x.mean(0), np.cov(x.T, bias=True))


def test_a_true_model_is_found_exactly() -> None:
    found = fit_factors([sample(500, 0.4)], FACTOR)
    assert found.converged
    assert found.chi2 == pytest.approx(0, abs=1e-6)
    assert found.df == 8
    np.testing.assert_allclose(found.loadings[0], LOADINGS, atol=1e-5)
    np.testing.assert_allclose(found.residuals[0], RESIDUALS, atol=1e-5)
    assert found.correlations[0, 0, 1] == pytest.approx(0.4, abs=1e-5)
    assert found.cfi == pytest.approx(1)


def test_no_other_parameters_fit_better() -> None:
    data = drawn(300, 1)
    found = fit_factors([data], FACTOR)

    def discrepancy(values: Floats) -> float:
        L = np.zeros((6, 2))
        L[np.arange(6), FACTOR] = values[:6]
        phi = np.array([[1.0, values[12]], [values[12], 1.0]])
        sigma = L @ phi @ L.T + np.diag(values[6:12])
        sign, log_det = np.linalg.slogdet(sigma)
        own = np.linalg.slogdet(data.covariance)[1]
        return np.inf if sign <= 0 else float(log_det - own + np.trace(np.linalg.solve(sigma, data.covariance)) - 6)

    start = np.r_[found.loadings[0] * 1.1, found.residuals[0] * 0.9, 0.2]
    best = optimize.minimize(discrepancy, start, method="BFGS")
    assert found.chi2 <= 300 * best.fun + 1e-6
    assert found.chi2 == pytest.approx(300 * best.fun, abs=1e-4)


def test_chi2_has_its_distribution_where_the_model_is_true() -> None:
    values = [fit_factors([drawn(400, seed)], FACTOR).chi2 for seed in range(300)]
    assert np.mean(values) == pytest.approx(8, abs=0.8)
    assert np.mean(np.array(values) > 15.507) == pytest.approx(0.05, abs=0.035)


def test_groups_that_differ_in_means_and_variances_of_factors_alone_pass_every_step() -> None:
    other = sample(400, 0.2)
    shift = np.where(np.array(FACTOR) == 0, 0.5, -0.3) * LOADINGS
    two = [sample(300, 0.4), Sample(400, shift, other.covariance)]
    for step, df in (("configural", 16), ("metric", 20), ("scalar", 24)):
        found = fit_factors(two, FACTOR, step)  # type: ignore[arg-type]  # one of the three
        assert found.df == df
        assert found.chi2 == pytest.approx(0, abs=1e-5)


def test_a_question_that_one_group_answers_higher_fails_at_intercepts_alone() -> None:
    higher = np.array([0.6, 0, 0, 0, 0, 0])
    two = [sample(2000, 0.4), Sample(2000, higher, sample(1, 0.4).covariance)]
    assert fit_factors(two, FACTOR, "metric").chi2 == pytest.approx(0, abs=1e-5)
    assert fit_factors(two, FACTOR, "scalar").chi2 > 100


def test_a_question_that_measures_more_in_one_group_fails_at_loadings() -> None:
    stronger = LOADINGS * np.array([1.6, 1, 1, 1, 1, 1])
    two = [sample(2000, 0.4), sample(2000, 0.4, loadings=stronger)]
    assert fit_factors(two, FACTOR, "configural").chi2 == pytest.approx(0, abs=1e-4)
    assert fit_factors(two, FACTOR, "metric").chi2 > 20


def test_a_singular_covariance_is_refused() -> None:
    with pytest.raises(np.linalg.LinAlgError):
        fit_factors([Sample(100, np.zeros(6), np.ones((6, 6)))], FACTOR)


def test_the_ratio_of_a_construct_with_itself_in_two_halves_is_one() -> None:
    """Four parallel items called two constructs correlate as much between as within."""
    covariance = np.full((4, 4), 0.5) + 0.5 * np.eye(4)
    assert htmt(covariance, [0, 0, 1, 1])[0, 1] == pytest.approx(1.0)
    covariance[:2, 2:] = covariance[2:, :2] = 0.25
    assert htmt(covariance, [0, 0, 1, 1])[0, 1] == pytest.approx(0.5)

"""Mixed models from units' cross-products against the likelihood of all rows, whose covariance is n x n."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mainspring.errors import ModelError
from mainspring.evidence import Fit, FitOptions, fit
from tests.evidence.cast import SURVEY, Floats, Rows, Staff, staff


def with_unit_effects(size: float, n: int = 600, offices: int = 15) -> Staff:
    """Staff whose answers to the second construct's items go up or down with their office."""
    some = staff(n, 7, offices)
    rng = np.random.default_rng(8)
    moved = np.rint(rng.normal(size=offices)[some.office] * size).astype(int)
    items = some.people.items.astype(int)
    answered = items[3:5] >= 3
    items[3:5] = np.where(answered, np.clip(items[3:5] + moved, 3, 7), items[3:5])
    return replace(some, people=replace(some.people, items=items.astype(np.uint8)))


STAFF = with_unit_effects(1.0)


def fitted(formula: str, some: Staff = STAFF, *, reml: bool = True) -> Fit:
    return fit(formula, some.moments(), SURVEY, FitOptions(reml=reml))


def criterion(rows: Rows, between: Floats, sigma: float, *, reml: bool, slope: bool = False) -> float:
    """Minus twice the (restricted) log likelihood, `between` being the covariance of what varies by office."""
    X = rows.with_intercept()
    V = np.zeros((len(rows.y), len(rows.y)))
    for code in np.unique(rows.labels["office"]):
        at = np.flatnonzero(rows.labels["office"] == code)
        Z = X[at][:, :2] if slope else np.ones((len(at), 1))
        V[np.ix_(at, at)] = Z @ between @ Z.T
    V += sigma**2 * np.eye(len(rows.y))
    W = np.linalg.inv(V)
    gram = X.T @ W @ X
    left = rows.y - X @ np.linalg.solve(gram, X.T @ W @ rows.y)
    n = len(rows.y) - (X.shape[1] if reml else 0)
    value = np.linalg.slogdet(V)[1] + left @ W @ left + n * np.log(2 * np.pi)
    return float(value + (np.linalg.slogdet(gram)[1] if reml else 0.0))


@pytest.mark.parametrize("reml", [True, False])
def test_the_criterion_is_the_likelihood_of_the_rows_at_its_optimum(*, reml: bool) -> None:
    rows = STAFF.rows("b", ("a", "female"), weighted=False)
    found = fitted("b ~ a + female + (1 | office)", reml=reml)
    sd, sigma = found.varying[0].std_dev, found.residual_sd or 0.0
    assert found.criterion == pytest.approx(criterion(rows, np.array([[sd**2]]), sigma, reml=reml), abs=1e-6)
    best, sizes = np.inf, np.linspace(0.5, 1.5, 9)
    for size in sizes:
        best = min(
            best, *(criterion(rows, np.array([[(size * sd) ** 2]]), other * sigma, reml=reml) for other in sizes)
        )
    assert found.criterion is not None
    assert found.criterion <= best + 1e-9


def test_a_slope_that_varies_too() -> None:
    rows = STAFF.rows("b", ("a",), weighted=False)
    found = fitted("b ~ a + (1 + a | office)")
    first, second = found.varying
    covariance = second.correlations[0] * first.std_dev * second.std_dev
    between = np.array([[first.std_dev**2, covariance], [covariance, second.std_dev**2]])
    value = criterion(rows, between, found.residual_sd or 0.0, reml=True, slope=True)
    assert found.criterion == pytest.approx(value, abs=1e-5)


def test_coefficients_and_errors_are_generalised_least_squares() -> None:
    rows = STAFF.rows("b", ("a", "female"), weighted=False)
    found = fitted("b ~ a + female + (1 | office)")
    X = rows.with_intercept()
    same = rows.labels["office"][:, None] == rows.labels["office"]
    W = np.linalg.inv(found.varying[0].std_dev ** 2 * same + (found.residual_sd or 0.0) ** 2 * np.eye(len(X)))
    gram = X.T @ W @ X
    np.testing.assert_allclose(found.estimate, np.linalg.solve(gram, X.T @ W @ rows.y), rtol=1e-8)
    np.testing.assert_allclose(found.std_error, np.sqrt(np.diagonal(np.linalg.inv(gram))), rtol=1e-8)


def test_a_balanced_comparison_between_units_has_units_less_one_degrees_of_freedom() -> None:
    """The mean of a balanced one-way layout: Satterthwaite's approximation is exact there."""
    some = with_unit_effects(1.0, 480, 12)
    items = some.people.items.copy()
    items[3:5] = np.where(items[3:5] < 3, 5, items[3:5])
    even = replace(some, people=replace(some.people, items=items), office=np.repeat(np.arange(12), 40).astype(np.int32))
    effect = np.random.default_rng(3).integers(-1, 2, 12)[even.office]
    even.people.items[3] = np.clip(even.people.items[3] + effect, 3, 7)
    found = fitted("b ~ 1 + (1 | office)", even)
    assert found.df[0] == pytest.approx(11, rel=0.02)


def test_units_that_do_not_differ_are_said_to_be_at_the_boundary() -> None:
    found = fitted("leave ~ a + (1 | office)", staff(400, 11, 12))
    assert found.varying[0].std_dev == pytest.approx(0, abs=0.5)
    assert any("boundary" in note for note in found.notes)
    assert np.isfinite(found.std_error).all()


def test_a_term_that_tells_nothing_is_dropped_and_said() -> None:
    women = with_unit_effects(1.0)
    women.people.categories[0] = 4
    found = fitted("b ~ a + female + (1 | office)", women)
    assert found.terms == ("Intercept", "a")
    assert any("female was left out" in note for note in found.notes)


def test_what_cannot_be_asked_of_a_mixed_model() -> None:
    with pytest.raises(ModelError, match="a mixed model has no place for them"):
        fit("b ~ a + (1 | office)", STAFF.moments(), SURVEY, FitOptions(weights="survey"))
    with pytest.raises(ModelError, match="not both"):
        fitted("b ~ a + (1 | office) | agency")
    with pytest.raises(ModelError, match="2 units are too few"):
        fitted("b ~ a + (1 | office)", staff(100, 2, offices=2))

"""Least squares from moments against least squares on rows."""

from __future__ import annotations

import numpy as np
import pytest

from mainspring.errors import ModelError
from mainspring.evidence import Fit, FitOptions, fit
from mainspring.evidence.model import Vcov, Weights
from tests.evidence.cast import SURVEY, Floats, Staff, staff

STAFF = staff()
TERMS = ("a", "b", "female")
NEAR = 1e-9


def fitted(formula: str, some: Staff = STAFF, by: tuple[str, ...] = ("agency", "office"), **options: object) -> Fit:
    return fit(formula, some.moments(by), SURVEY, FitOptions(**options))  # type: ignore[arg-type]  # each test knows its options


def by_rows(columns: Floats, y: Floats, weight: Floats) -> Floats:
    root = np.sqrt(weight)
    found: Floats = np.linalg.lstsq(columns * root[:, None], y * root, rcond=None)[0].astype(np.float64)
    return found


@pytest.mark.parametrize("weights", ["survey", "none"])
def test_an_intercept_and_terms(weights: Weights) -> None:
    rows = STAFF.rows("leave", TERMS, weighted=weights == "survey")
    found = fitted("leave ~ a + b + female", weights=weights)
    assert found.terms == ("Intercept", *TERMS)
    np.testing.assert_allclose(found.estimate, by_rows(rows.with_intercept(), rows.y, rows.weight), rtol=NEAR)
    assert found.n == len(rows.y)


def test_only_people_with_all_variables_are_in_the_fit() -> None:
    assert fitted("leave ~ a").n > fitted("leave ~ a + b + female").n


@pytest.mark.parametrize("absorbed", [["office"], ["agency"], ["office", "grade"], ["agency", "grade"]])
def test_fixed_effects_are_dummies_taken_out(absorbed: list[str]) -> None:
    rows = STAFF.rows("leave", TERMS, weighted=True)
    columns = np.column_stack([rows.X, *(rows.dummies(name) for name in absorbed)])
    found = fitted(f"leave ~ a + b + female | {' + '.join(absorbed)}", by=("agency", "office", "grade"), vcov="iid")
    np.testing.assert_allclose(found.estimate, by_rows(columns, rows.y, rows.weight)[:3], rtol=NEAR)


def test_a_product_is_of_deviations_from_the_means() -> None:
    rows = STAFF.rows("leave", ("a", "b", "a:b"), weighted=True)
    found = fitted("leave ~ a * b")
    assert found.terms == ("Intercept", "a", "b", "a:b")
    np.testing.assert_allclose(found.estimate[1:], by_rows(rows.with_intercept(), rows.y, rows.weight)[1:], rtol=NEAR)
    turned = fitted("leave ~ a + b + b:a")
    np.testing.assert_allclose(turned.estimate, found.estimate, rtol=NEAR)


def test_errors_of_independent_people() -> None:
    rows = STAFF.rows("leave", TERMS, weighted=True)
    X, n = rows.with_intercept(), len(rows.y)
    residual = rows.y - X @ by_rows(X, rows.y, rows.weight)
    inverse = np.linalg.inv(X.T @ (X * rows.weight[:, None]))
    variance = (rows.weight * residual**2).sum() / (n - X.shape[1])
    found = fitted("leave ~ a + b + female", vcov="iid")
    np.testing.assert_allclose(found.std_error, np.sqrt(variance * np.diagonal(inverse)), rtol=NEAR)
    assert found.clusters is None


def test_explained_is_the_share_within_the_effects() -> None:
    rows = STAFF.rows("leave", TERMS, weighted=True)
    effects = rows.dummies("office")
    within = rows.y - effects @ by_rows(effects, rows.y, rows.weight)
    columns = np.column_stack([rows.X, effects])
    left = rows.y - columns @ by_rows(columns, rows.y, rows.weight)
    share = 1 - (rows.weight * left**2).sum() / (rows.weight * within**2).sum()
    assert fitted("leave ~ a + b + female | office").explained == pytest.approx(share, rel=1e-8)
    assert 0 < (fitted("leave ~ a + b + female").explained or 0) < 1


def test_an_office_of_one_is_left_out_and_said() -> None:
    alone = staff(60, 3, offices=25)
    found = fitted("leave ~ a | office", alone, vcov="iid")
    counted = np.bincount(alone.rows("leave", ("a",), weighted=True).labels["office"])
    assert found.n == counted[counted > 1].sum() < counted.sum()
    assert any("alone with their office" in note for note in found.notes)


def test_a_term_that_is_constant_or_a_combination_is_dropped_and_said() -> None:
    found = fitted("leave ~ a + b + both + female")
    assert found.terms == ("Intercept", "a", "b", "female")
    assert any(note.startswith("both was left out") for note in found.notes)
    again = fitted("leave ~ a + b + b:a + a:b")
    assert again.terms == ("Intercept", "a", "b", "b:a")
    everybody_a_woman = staff()
    everybody_a_woman.people.categories[0] = 4
    alike = fitted("leave ~ a + female", everybody_a_woman)
    assert alike.terms == ("Intercept", "a")
    assert any(note.startswith("female was left out") for note in alike.notes)


def test_nothing_that_varies_is_refused() -> None:
    everybody_a_woman = staff()
    everybody_a_woman.people.categories[0] = 4
    with pytest.raises(ModelError, match="Nothing that is asked"):
        fitted("leave ~ female | office", everybody_a_woman)


VCOVS: tuple[Vcov, ...] = ("CR1", "CR2", "CR3")


@pytest.mark.parametrize("vcov", VCOVS)
def test_cells_that_are_finer_than_clusters_change_nothing(vcov: Vcov) -> None:
    some = staff(3000, 5, offices=60)
    coarse = fitted("leave ~ a + b | office", some, vcov=vcov, cluster="office")
    fine = fitted("leave ~ a + b | office", some, by=("agency", "office", "grade"), vcov=vcov, cluster="office")
    np.testing.assert_allclose(coarse.std_error, fine.std_error, rtol=NEAR)


def test_a_split_term_is_fixed_effects_within_and_units_means_between() -> None:
    found = fitted("leave ~ a + b + female", split="office", vcov="CR2")
    effects = fitted("leave ~ a + b + female | office", vcov="CR2")
    assert found.terms == ("Intercept", *(f"{name} within" for name in TERMS), *(f"{name} between" for name in TERMS))
    np.testing.assert_allclose(found.estimate[1:4], effects.estimate, rtol=1e-8)
    rows = STAFF.rows("leave", TERMS, weighted=True)
    dummies = rows.dummies("office")
    means = dummies @ ((dummies * rows.weight[:, None]).T @ rows.X / (dummies.T @ rows.weight)[:, None])
    columns = np.column_stack([np.ones(len(rows.y)), rows.X - means, means])
    np.testing.assert_allclose(found.estimate, by_rows(columns, rows.y, rows.weight), rtol=1e-8)


def test_a_split_beside_fixed_effects_is_refused() -> None:
    with pytest.raises(ModelError, match="needs all that differs between units"):
        fitted("leave ~ a | office", split="office")

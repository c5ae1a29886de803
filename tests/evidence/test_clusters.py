"""Cluster-robust errors in k x k algebra against their definitions on rows, where matrices are n x n."""

from __future__ import annotations

from itertools import product

import numpy as np
import numpy.typing as npt
import pytest

from mainspring.errors import ModelError
from mainspring.evidence import Fit, FitOptions, fit
from mainspring.evidence.model import Vcov
from tests.evidence.cast import SURVEY, Floats, Rows, Staff, staff

FEW = staff(260, 1, offices=9)
NEAR = 1e-8


def fitted(
    formula: str, vcov: Vcov, some: Staff = FEW, cluster: str = "office", by: tuple[str, ...] = ("agency", "office")
) -> Fit:
    return fit(formula, some.moments(by), SURVEY, FitOptions(vcov=vcov, cluster=cluster))


def half_inverse(matrix: Floats) -> Floats:
    """The symmetric (generalised) inverse square root."""
    values, vectors = np.linalg.eigh(matrix)
    turned = np.where(values > 1e-9, 1 / np.sqrt(np.clip(values, 1e-300, None)), 0.0)
    found: Floats = (vectors * turned) @ vectors.T
    return found


class Definition:
    """Weighted least squares on all columns, transformed so that errors are alike: everything from its textbook formula."""

    def __init__(self, rows: Rows, columns: Floats, cluster: str) -> None:
        root = np.sqrt(rows.weight)
        self.X, self.y = columns * root[:, None], rows.y * root
        self.inverse = np.linalg.pinv(self.X.T @ self.X)
        self.residual = self.y - self.X @ (self.inverse @ (self.X.T @ self.y))
        self.members = [np.flatnonzero(rows.labels[cluster] == code) for code in np.unique(rows.labels[cluster])]
        self.away = np.eye(len(self.y)) - self.X @ self.inverse @ self.X.T

    def cr2(self, at: int) -> tuple[float, float]:
        """Standard error and Satterthwaite's degrees of freedom of one coefficient."""
        total, leads = 0.0, []
        for rows in self.members:
            adjust = half_inverse(self.away[np.ix_(rows, rows)])
            lead = adjust @ self.X[rows] @ self.inverse[at]
            total += (lead @ self.residual[rows]) ** 2
            leads.append(self.away[rows].T @ lead)
        gram = np.array(leads) @ np.array(leads).T
        return float(np.sqrt(total)), float(np.trace(gram) ** 2 / (gram**2).sum())

    def without(self, rows: npt.NDArray[np.intp]) -> Floats:
        kept = np.setdiff1d(np.arange(len(self.y)), rows)
        found: Floats = np.linalg.lstsq(self.X[kept], self.y[kept], rcond=None)[0].astype(np.float64)
        return found


@pytest.mark.parametrize(
    ("formula", "cluster"),
    [
        ("leave ~ a + b", "office"),
        ("leave ~ a + b | office", "office"),
        ("leave ~ a + b | agency", "office"),
        ("leave ~ a + b | office + grade", "office"),
    ],
)
def test_cr2_and_its_degrees_of_freedom(formula: str, cluster: str) -> None:
    rows = FEW.rows("leave", ("a", "b"), weighted=True)
    absorbed = [name for name in ("office", "agency", "grade") if name in formula]
    columns = (
        np.column_stack([rows.X, *(rows.dummies(name) for name in absorbed)]) if absorbed else rows.with_intercept()
    )
    definition = Definition(rows, columns, cluster)
    found = fitted(formula, "CR2", by=("agency", "office", "grade"))
    for at, term in enumerate(["a", "b"] if absorbed else ["Intercept", "a", "b"]):
        std_error, df = definition.cr2(at)
        place = found.terms.index(term)
        assert found.std_error[place] == pytest.approx(std_error, rel=NEAR)
        assert found.df[place] == pytest.approx(df, rel=1e-6)


@pytest.mark.parametrize("formula", ["leave ~ a + b", "leave ~ a + b | agency"])
def test_cr3_leaves_each_cluster_out(formula: str) -> None:
    rows = FEW.rows("leave", ("a", "b"), weighted=True)
    columns = rows.with_intercept() if "|" not in formula else np.column_stack([rows.X, rows.dummies("agency")])
    definition = Definition(rows, columns, "office")
    found = fitted(formula, "CR3")
    whole = definition.without(np.zeros(0, dtype=np.intp))
    moves = np.array([definition.without(members) - whole for members in definition.members])
    g, n = len(moves), len(rows.y)
    parameters = np.linalg.matrix_rank(columns)
    expected = np.sqrt(g / (g - 1) * (n - 1) / (n - parameters) * (moves**2).sum(0))
    places = [found.terms.index(name) for name in ("a", "b")]
    np.testing.assert_allclose(
        found.std_error[places], expected[1:3] if "|" not in formula else expected[:2], rtol=1e-7
    )


def test_the_wild_bootstrap_with_few_clusters_is_every_sign_vector() -> None:
    rows = FEW.rows("leave", ("a", "b"), weighted=True)
    columns = rows.with_intercept()
    definition = Definition(rows, columns, "office")
    g, n = len(definition.members), len(rows.y)
    correction = g / (g - 1) * (n - 1) / (n - columns.shape[1])

    def t_of(y: Floats, at: int) -> float:
        b = definition.inverse @ (definition.X.T @ y)
        residual = y - definition.X @ b
        scores = np.array([definition.X[m].T @ residual[m] for m in definition.members]) @ definition.inverse[at]
        return float(b[at] / np.sqrt(correction * (scores**2).sum()))

    for at, term in ((1, "a"), (2, "b")):
        others = np.delete(definition.X, at, axis=1)
        held = others @ np.linalg.lstsq(others, definition.y, rcond=None)[0]
        left = definition.y - held
        own = abs(t_of(definition.y, at))
        drawn = []
        for signs in product([1.0, -1.0], repeat=g):
            turned = left.copy()
            for sign, members in zip(signs, definition.members, strict=True):
                turned[members] *= sign
            drawn.append(abs(t_of(held + turned, at)) >= own * (1 - 1e-9))
        found = fitted("leave ~ a + b", "wild")
        assert found.p_value[found.terms.index(term)] == pytest.approx(np.mean(drawn), abs=1e-12)


def test_the_wild_interval_holds_what_the_test_does_not_reject() -> None:
    some = staff(900, 4, offices=30)
    found = fitted("leave ~ a + b", "wild", some)
    inside = (found.conf_low < found.estimate) & (found.estimate < found.conf_high)
    assert inside.all()
    zero_inside = (found.conf_low < 0) & (found.conf_high > 0)
    np.testing.assert_array_equal(zero_inside, found.p_value > 0.05)


def test_the_wild_bootstrap_is_the_same_for_the_same_seed() -> None:
    some = staff(900, 4, offices=30)
    one, two = fitted("leave ~ a + b", "wild", some), fitted("leave ~ a + b", "wild", some)
    np.testing.assert_array_equal(one.p_value, two.p_value)


def test_few_clusters_get_cr2_unasked_and_are_refused_cr1() -> None:
    found = fit("leave ~ a + b | office", FEW.moments(), SURVEY)
    assert found.vcov == "CR2"
    assert any("equal size" in note for note in found.notes)
    with pytest.raises(ModelError, match=r"\d clusters of office, CR1 finds too much.*--vcov CR2, or wild"):
        fitted("leave ~ a + b", "CR1")


def test_two_clusters_are_refused() -> None:
    with pytest.raises(ModelError, match="2 clusters of office tell nothing of chance"):
        fitted("leave ~ a + b", "CR2", staff(100, 2, offices=2))


def test_without_cells_there_are_no_clusters_and_it_is_said() -> None:
    found = fit("leave ~ a + b", FEW.moments(()), SURVEY)
    assert (found.vcov, found.clusters) == ("iid", None)
    assert any("independent of each other" in note for note in found.notes)
    with pytest.raises(ModelError, match="CR2 needs clusters"):
        fit("leave ~ a + b", FEW.moments(()), SURVEY, FitOptions(vcov="CR2"))

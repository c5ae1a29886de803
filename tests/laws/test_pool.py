"""Pooled moments are those of one file that holds the people of all countries."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mainspring.errors import ModelError, MomentsError
from mainspring.evidence import FitOptions, across_countries, fit
from mainspring.moments import COUNTRY, Moments, pool
from tests.evidence.cast import SURVEY, Floats, Rows, staff
from tests.moments.cast import by_hand

HOMES = {"NO": staff(500, 21, 12), "DK": staff(700, 22, 16), "SE": staff(400, 23, 12)}
FORMULA = "leave ~ a + b + a:b | office"


def home(label: str, by: tuple[str, ...] = ("agency", "office")) -> Moments:
    return replace(HOMES[label].moments(by), sources={"survey.csv": label})


POOLED = pool({label: home(label) for label in HOMES})


def together() -> Rows:
    """The rows of all countries, offices numbered through, the product from the means of everybody."""
    parts = [some.rows("leave", ("a", "b"), weighted=True) for some in HOMES.values()]
    y, X = np.concatenate([part.y for part in parts]), np.concatenate([part.X for part in parts])
    weight = np.concatenate([part.weight for part in parts])
    centred = X - np.average(X, axis=0, weights=weight)
    office = np.concatenate([100 * at + part.labels["office"] for at, part in enumerate(parts)])
    country = np.concatenate([np.full(len(part.y), at) for at, part in enumerate(parts)])
    columns = np.column_stack([X, centred[:, 0] * centred[:, 1] / 100])
    return Rows(y, columns, weight, {"office": office, "country": country})


def solved(rows: Rows, effects: str) -> Floats:
    columns = np.column_stack([rows.X, rows.dummies(effects)]) * np.sqrt(rows.weight)[:, None]
    found: Floats = np.linalg.lstsq(columns, rows.y * np.sqrt(rows.weight), rcond=None)[0].astype(np.float64)
    return found


def test_a_model_of_pooled_moments_is_the_model_of_all_the_rows() -> None:
    found = fit(FORMULA, POOLED, SURVEY, FitOptions(vcov="CR2"))
    np.testing.assert_allclose(found.estimate, solved(together(), "office")[:3], rtol=1e-10)


def test_countries_are_fixed_effects_without_being_asked_for() -> None:
    found = fit("leave ~ a + b + a:b", POOLED, SURVEY, FitOptions(vcov="CR2", cluster="office"))
    np.testing.assert_allclose(found.estimate, solved(together(), "country")[:3], rtol=1e-10)
    assert "COUNTRY" in found.method


def test_offices_of_two_countries_with_one_code_stay_two() -> None:
    assert POOLED.schema.by == (COUNTRY, "agency", "office")
    assert {"NO/o01", "DK/o01"} <= {path[2] for path in POOLED.paths}
    assert POOLED.n.sum() == sum(len(some.office) for some in HOMES.values())


def test_countries_whose_units_have_other_columns_pool_by_unit() -> None:
    found = pool({"NO": home("NO"), "DK": home("DK", ("office",))})
    assert found.schema.by == (COUNTRY, "UNIT")
    assert ("DK", "DK/o01") in found.paths
    assert ("NO", "NO/A0/o01") in found.paths


def other_codebook(part: Moments) -> Moments:
    return replace(part, schema=replace(part.schema, fingerprint="another"))


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ({"NO": home("NO")}, "One country cannot be pooled"),
        ({"NO": home("NO"), "DK": replace(home("DK"), sources={"x": "NO"})}, "is in two of these moments"),
        ({"NO": home("NO"), "DK": other_codebook(home("DK"))}, "two versions of its content"),
        ({"NO": POOLED, "DK": home("DK")}, "NO are pooled already"),
    ],
)
def test_what_cannot_be_pooled_is_refused_with_the_difference(parts: dict[str, Moments], says: str) -> None:
    with pytest.raises(MomentsError, match=says):
        pool(parts)


def test_what_does_not_go_with_countries_is_explained() -> None:
    with pytest.raises(ModelError, match="fixed effects of the country"):
        fit("leave ~ a", POOLED, SURVEY, FitOptions(split="office"))


def test_a_mixed_model_of_pooled_moments_has_the_countries_as_columns() -> None:
    """Generalised least squares on all rows, with the variances that were found; the likelihood, too, is that of the rows."""
    found = fit("leave ~ a + (1 | office)", POOLED, SURVEY)
    parts = [some.rows("leave", ("a",), weighted=False) for some in (HOMES[name] for name in ("DK", "NO", "SE"))]
    y, a = np.concatenate([part.y for part in parts]), np.concatenate([part.X for part in parts])
    country = np.concatenate([np.full(len(part.y), at) for at, part in enumerate(parts)])
    office = np.concatenate([100 * at + part.labels["office"] for at, part in enumerate(parts)])
    X = np.column_stack([np.ones(len(y)), a, country == 1, country == 2])
    tau, sigma = found.varying[0].std_dev, found.residual_sd or 0.0
    V = tau**2 * (office[:, None] == office) + sigma**2 * np.eye(len(y))
    W = np.linalg.inv(V)
    gram = X.T @ W @ X
    b = np.linalg.solve(gram, X.T @ W @ y)
    np.testing.assert_allclose(found.estimate, b[:2], rtol=1e-7)
    np.testing.assert_allclose(found.std_error, np.sqrt(np.diagonal(np.linalg.inv(gram)))[:2], rtol=1e-7)
    left = y - X @ b
    value = np.linalg.slogdet(V)[1] + left @ W @ left + np.linalg.slogdet(gram)[1] + (len(y) - 4) * np.log(2 * np.pi)
    assert found.criterion == pytest.approx(value, abs=1e-5)
    assert found.terms == ("Intercept", "a")
    assert "COUNTRY" in found.method


def test_each_country_alone_and_all_without_it() -> None:
    for one in across_countries("leave ~ a + b", POOLED, SURVEY, FitOptions(cluster="office", vcov="CR2")):
        assert one.countries == ("DK", "NO", "SE")
        for at, name in enumerate(one.countries):
            alone = fit("leave ~ a + b", home(name), SURVEY, FitOptions(cluster="office", vcov="CR2"))
            place = alone.terms.index(one.term)
            assert one.own[at] == pytest.approx(alone.estimate[place], rel=1e-9)
            rest = pool({other: home(other) for other in HOMES if other != name})
            others = fit("leave ~ a + b", rest, SURVEY, FitOptions(cluster="office", vcov="CR2"))
            assert one.without[at] == pytest.approx(others.estimate[others.terms.index(one.term)], rel=1e-9)
        weight = 1 / one.std_error**2
        middle = (weight * one.own).sum() / weight.sum()
        assert one.q == pytest.approx((weight * (one.own - middle) ** 2).sum())
        assert one.df == 2
        assert 0 <= one.i2 < 1


def test_countries_that_differ_are_told_apart() -> None:
    """One country where the wish to leave falls with b, one where it rises."""
    parts = {}
    for name, sign in (("DOWN", 1), ("UP", -1)):
        some = staff(900, 31, 12)
        b = by_hand(some.people)["b"]
        some.people.categories[1] = np.where(sign * (np.nan_to_num(b, nan=50.0) - 50) < 0, 3, 4)
        parts[name] = replace(some.moments(), sources={"survey.csv": name})
    (one,) = across_countries("leave ~ b | office", pool(parts), SURVEY)
    assert one.own[0] < 0 < one.own[1]
    assert one.p_value < 0.001
    assert one.i2 > 0.9


def test_moments_of_one_country_have_none_to_compare() -> None:
    with pytest.raises(ModelError, match="of one country"):
        across_countries("leave ~ a", home("NO"), SURVEY)


def test_why_a_country_has_no_fit_of_its_own_is_said() -> None:
    """A country with two offices has too few clusters for an error."""
    few = replace(staff(60, 41, 2).moments(), sources={"survey.csv": "XX"})
    (one,) = across_countries("leave ~ b | office", pool({"NO": home("NO"), "DK": home("DK"), "XX": few}), SURVEY)
    assert np.isnan(one.own[2])
    assert one.reasons == ("XX alone: 2 clusters of office tell nothing of chance.",)
    assert one.df == 1

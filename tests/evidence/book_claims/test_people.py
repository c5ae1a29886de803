"""Claims about people against the same models of their rows, and against truths that are known."""

from __future__ import annotations

import numpy as np
import polars as pl
import pyfixest as pf
import pytest

from mainspring.evidence import Claims, ClaimsOptions, Part, claims
from mainspring.evidence.book_claims.effects import ASKED, effects
from mainspring.evidence.book_claims.motivation import mixed_model
from mainspring.evidence.book_claims.sample import sample
from mainspring.evidence.book_claims.verdicts import judged
from mainspring.evidence.shrinkage import shrink
from tests.evidence.book_claims.cast import INSTRUMENT, Floats, Survey, survey, without

# pyfixest 0.60 calls pandas in a way that pandas 3.1 warns of.
pytestmark = pytest.mark.filterwarnings("ignore:The inplace keyword")

SURVEY = survey(seed=7, offices=150, product=0.2, slope=0.3)


@pytest.fixture(scope="module")
def found() -> Claims:
    return claims(SURVEY.moments(), INSTRUMENT)


C3 = tuple(one for one in ASKED if one.claim == "C3")


def part(found: Claims, claim: str, id: str) -> Part:
    return next(one for one in found.parts() if (one.claim, one.id) == (claim, id))


def standardised(formula: str, rows: pl.DataFrame, terms: str) -> tuple[float, float]:
    """pyfixest's estimate and error of a term, in standard deviations of the outcome for one of the term."""
    fit = pf.feols(formula, rows, vcov={"CRV1": "office"})
    outcome = formula.partition(" ~ ")[0]
    spread = 1.0 if outcome == "leave" else float(rows[outcome].to_numpy().std())
    size = float(np.prod([rows[name].to_numpy().std() for name in terms.split(":")])) / spread
    name = "product" if ":" in terms else terms
    return float(fit.coef()[name]) * size, float(fit.se()[name]) * size


def with_product(rows: pl.DataFrame, first: str, second: str, at: float = 0.0) -> pl.DataFrame:
    """With a product from the means, the second variable's moved by so many standard deviations."""
    a, b = (rows[name].to_numpy() for name in (first, second))
    moved = b - b.mean() - at * b.std()
    return rows.with_columns(pl.Series("product", (a - a.mean()) * moved), pl.Series("moved", moved))


@pytest.mark.parametrize(
    ("claim", "id", "formula", "term"),
    [
        ("C2", "satisfaction", "satisfaction ~ empowerment + compliance + pay | office", "empowerment"),
        ("C2", "performance", "performance ~ empowerment + compliance + pay | office", "empowerment"),
        ("C3", "motivation", "motivation ~ compliance + empowerment + pay | office", "compliance"),
        ("C3", "satisfaction", "satisfaction ~ compliance + empowerment + pay | office", "compliance"),
    ],
)
def test_effects_are_those_of_the_rows(found: Claims, claim: str, id: str, formula: str, term: str) -> None:
    ours = part(found, claim, id)
    assert (ours.estimate, ours.std_error) == pytest.approx(standardised(formula, SURVEY.rows(), term), rel=1e-8)
    assert ours.clusters == 150


@pytest.mark.parametrize(
    ("claim", "outcome", "first", "second"),
    [("C5", "leave", "motivation", "empowerment"), ("C8", "performance", "empowerment", "observability")],
)
def test_products_are_those_of_the_rows(found: Claims, claim: str, outcome: str, first: str, second: str) -> None:
    rows = with_product(SURVEY.rows(), first, second)
    ours = part(found, claim, "product")
    expected = standardised(f"{outcome} ~ product + {first} + {second} | office", rows, f"{first}:{second}")
    assert (ours.estimate, ours.std_error) == pytest.approx(expected, rel=1e-8)


def test_a_slope_elsewhere_is_that_of_a_model_with_the_mean_moved_there(found: Claims) -> None:
    low = with_product(SURVEY.rows(), "motivation", "empowerment", at=-1)
    high = with_product(SURVEY.rows(), "empowerment", "compliance", at=1)
    leaving = standardised("leave ~ motivation + moved + product | office", low, "motivation")
    satisfied = standardised("satisfaction ~ empowerment + moved + product + pay | office", high, "empowerment")

    ours = part(found, "C5", "low"), part(found, "C6", "high")
    assert (ours[0].estimate, ours[0].std_error) == pytest.approx(leaving, rel=1e-8)
    assert (ours[1].estimate, ours[1].std_error) == pytest.approx(satisfied, rel=1e-8)


def cross_level(some: Survey) -> tuple[Floats, Floats, Floats]:
    """Outcome, columns of C4's model, and motivation within offices, row by row."""
    rows, ones = some.rows(), np.ones(len(some.office))
    size = np.bincount(some.office)

    def mean(name: str) -> Floats:
        return (np.bincount(some.office, rows[name].to_numpy()) / size)[some.office]

    own = rows["motivation"].to_numpy() - mean("motivation")
    dial = mean("compliance")
    return (
        rows["performance"].to_numpy(),
        np.column_stack([ones, own, mean("motivation"), dial, own * (dial - rows["compliance"].to_numpy().mean())]),
        own,
    )


def test_the_slope_that_compliance_changes_is_the_best_unbiased_one_of_the_rows() -> None:
    """Generalised least squares with the n x n covariance of the variances that were found (Henderson 1975)."""
    some = survey(seed=3, people=400, offices=25, slope=0.3)
    fit, _ = mixed_model(sample(some.moments(), INSTRUMENT, ClaimsOptions()))
    y, X, own = cross_level(some)
    spread = [one.std_dev for one in fit.varying]
    between = np.outer(spread, spread) * np.array(
        [[1, fit.varying[1].correlations[0]], [fit.varying[1].correlations[0], 1]]
    )
    z = np.column_stack([np.ones(len(y)), own])
    same = some.office[:, None] == some.office
    V = np.where(same, z @ between @ z.T, 0.0) + float(fit.residual_sd or 0) ** 2 * np.eye(len(y))
    inverse = np.linalg.solve(V, X)
    expected = np.linalg.solve(X.T @ inverse, inverse.T @ y)
    error = np.sqrt(np.linalg.inv(X.T @ inverse)[4, 4])

    assert fit.estimate[-1] == pytest.approx(expected[4], rel=1e-6)
    assert fit.std_error[-1] == pytest.approx(error, rel=1e-6)


def test_the_share_of_units_with_a_majority_is_counted_from_shrunken_shares(found: Claims) -> None:
    moments = SURVEY.moments()
    shares = shrink(moments, "motivation>=75", "office")
    low = shares.frame()["conf_low"].to_numpy()
    assert part(found, "C1", "majority").estimate == pytest.approx(100 * (low > 50).mean())


TRUTHS = {
    "C2": ({"on_satisfaction": 0.5, "on_performance": 0.4}, {"on_satisfaction": -0.5, "on_performance": -0.8}),
    "C3": ({"of_compliance": -0.3}, {"of_compliance": 0.3}),
    "C4": ({"slope": 0.3}, {"slope": -0.3}),
}


@pytest.mark.parametrize("claim", TRUTHS)
def test_a_truth_for_the_book_and_one_against_it_are_told(claim: str) -> None:
    told = []
    for truth in TRUTHS[claim]:
        some = survey(seed=11, people=8_000, offices=100, **truth)
        whole = claims(some.moments(), INSTRUMENT)
        told.append(next(one.verdict for one in whole.claims if one.id == claim))
    assert told == ["supported", "contradicted"]


def test_nothing_is_called_negligible_with_enough_people_and_not_settled_with_few() -> None:
    told = []
    for people in (60_000, 600):
        some = survey(seed=5, people=people, offices=60, of_compliance=0.0)
        told.append(part(claims(some.moments(), INSTRUMENT), "C3", "satisfaction").verdict)
    assert told == ["negligible", "not settled"]


def test_a_verdict_is_seldom_given_where_there_is_nothing() -> None:
    """In surveys without any effect of compliance, its two tests are for or against the book in few: one in twenty, or less."""
    given = 0
    for seed in range(100):
        moments = survey(seed, people=900, offices=45).moments()
        told = judged(effects(sample(moments, INSTRUMENT, ClaimsOptions()), C3))
        given += any(one.verdict in ("supported", "contradicted") for one in told)
    assert given <= 11


def test_what_was_not_asked_is_said_and_the_rest_is_tested() -> None:
    some = without(survey(seed=2), "compliance", "observability", "leave")
    told = claims(some.moments(), some.instrument)

    verdicts = {one.id: one.verdict for one in told.claims}
    assert [id for id, verdict in verdicts.items() if verdict == "not tested"] == ["C3", "C4", "C5", "C6", "C7", "C8"]
    assert part(told, "C3", "motivation").reason == "This survey does not ask about compliance."
    assert "Compliance is not held equal: the survey does not ask about it." in part(told, "C2", "satisfaction").notes
    assert part(told, "C2", "satisfaction").model == "satisfaction ~ empowerment + pay | office"


def test_every_part_and_every_verdict_is_in_the_frame(found: Claims) -> None:
    frame = found.frame()
    assert frame["claim"].unique(maintain_order=True).to_list() == [f"C{n}" for n in range(1, 9)]
    for name in ("estimate", "std_error", "conf_low", "conf_high", "df", "p_value", "n", "clusters", "verdict"):
        assert name in frame.columns

"""Scores from moments equal those worked out respondent by respondent."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest

from mainspring.instrument import Instrument
from mainspring.moments import MomentsOptions, summarise
from mainspring.responses import FIRST_CODE
from mainspring.scores import UnitScores, alphas, score_units, unit_tree
from tests.moments.cast import AGENCIES, INSTRUMENT, by_hand, people

SURVEY = people(5_000, seed=3)
SCORES = by_hand(SURVEY)
W = SURVEY.weights


@pytest.fixture(scope="module")
def found() -> UnitScores:
    moments = summarise(SURVEY.responses(1_000), ["agency", "office"], MomentsOptions(variables=()))
    return score_units(moments, INSTRUMENT, unit_tree(moments))


def here(found: UnitScores, unit: np.integer) -> npt.NDArray[np.bool_]:
    path = found.tree.paths[unit]
    return np.full(len(W), True) if not path else np.asarray(SURVEY.agency == AGENCIES.index(path[0]))


@pytest.mark.parametrize("id", ["a", "b", "both", "long", "leave"])
def test_a_construct_is_the_weighted_mean_of_its_people(found: UnitScores, id: str) -> None:
    for unit in np.flatnonzero(found.tree.depths < 2):
        mine = here(found, unit) & ~np.isnan(SCORES[id])
        expected = np.average(SCORES[id][mine], weights=W[mine])
        assert found.constructs.value[unit, found.constructs.column(id)] == pytest.approx(expected, rel=1e-12)
        assert found.constructs.n[unit, found.constructs.column(id)] == mine.sum()


def positive(item: int, least: int) -> tuple[np.ndarray, np.ndarray]:
    answers = SURVEY.answers()[item]
    return answers >= least, ~np.isnan(answers)


def test_an_index_is_the_mean_of_its_items_shares_not_of_its_peoples(found: UnitScores) -> None:
    shares = [100 * W[hit].sum() / W[asked].sum() for hit, asked in (positive(0, 4), positive(1, 3))]
    assert found.indices.value[0, found.indices.column("first")] == pytest.approx(np.mean(shares), rel=1e-12)
    second = 100 * W[positive(3, 4)[0]].sum() / W[positive(3, 4)[1]].sum()
    expected = (np.mean(shares) + second) / 2
    assert found.indices.value[0, found.indices.column("top")] == pytest.approx(expected, rel=1e-12)


def test_do_not_know_and_blank_leave_both_sums(found: UnitScores) -> None:
    hit, asked = positive(0, 4)
    assert asked.sum() == (SURVEY.items[0] >= FIRST_CODE).sum() < len(W)
    share = found.indices.column("pp_a1")
    assert found.indices.value[0, share] == pytest.approx(100 * W[hit].sum() / W[asked].sum(), rel=1e-12)
    assert found.indices.hits[0, share] == hit.sum()


def test_a_standard_error_is_the_linearised_one(found: UnitScores) -> None:
    known = ~np.isnan(SCORES["a"])
    x, w = SCORES["a"][known], W[known]
    mean = np.average(x, weights=w)
    residual = w * (x - mean) / w.sum()
    expected = np.sqrt(len(x) / (len(x) - 1) * (residual**2).sum())
    assert found.constructs.std_error[0, found.constructs.column("a")] == pytest.approx(expected, rel=1e-10)


def test_knowing_the_population_narrows_the_interval() -> None:
    moments = summarise(SURVEY.responses(1_000), options=MomentsOptions(variables=()))
    census: Instrument = replace(INSTRUMENT, population=True)
    plain, corrected = (score_units(moments, one, unit_tree(moments)).constructs for one in (INSTRUMENT, census))
    fraction = len(W) / W.sum()
    np.testing.assert_allclose(corrected.std_error, plain.std_error * np.sqrt(1 - fraction))


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    """The share of 400 samples whose 95% interval has the mean of 200,000: within three standard errors of 95%."""
    whole = people(200_000, seed=5)
    whole = replace(whole, weights=np.sqrt(whole.weights))  # as unequal as a real survey's
    score = by_hand(whole)["a"]
    truth = np.average(score[~np.isnan(score)], weights=whole.weights[~np.isnan(score)])
    hits = 0
    rng = np.random.default_rng(6)
    for _ in range(400):
        start = rng.integers(0, 200_000 - 300)
        sample = whole.some(slice(start, start + 300))
        moments = summarise(sample.responses(300), options=MomentsOptions(variables=()))
        scores = score_units(moments, INSTRUMENT, unit_tree(moments)).constructs
        low, high = scores.interval
        hits += low[0, scores.column("a")] <= truth <= high[0, scores.column("a")]
    assert abs(hits / 400 - 0.95) < 3 * np.sqrt(0.95 * 0.05 / 400)


def test_alpha_is_the_textbook_one() -> None:
    moments = summarise(SURVEY.responses(1_000), options=MomentsOptions(variables=()))
    answers = SURVEY.answers()[3:5]
    complete = answers[:, ~np.isnan(answers).any(axis=0)]
    covariance = np.cov(complete)
    n, plain, _ = alphas(moments)["b"]
    assert n == complete.shape[1]
    assert plain == pytest.approx(2 * (1 - covariance.trace() / covariance.sum()), rel=1e-10)

"""Differences and ranks against closed forms and simulation."""

from __future__ import annotations

import numpy as np
import pytest

from mainspring.moments import MomentsOptions, summarise
from mainspring.scores import from_fixed, from_whole, rank_intervals, score_units, simultaneous, unit_tree
from tests.moments.cast import INSTRUMENT, by_hand, people


def test_a_unit_against_its_whole_is_a_fraction_of_it_against_the_rest() -> None:
    survey = people(3_000, seed=7)
    moments = summarise(survey.responses(3_000), ["agency"], MomentsOptions(variables=()))
    tree = unit_tree(moments)
    scores = score_units(moments, INSTRUMENT, tree).constructs
    a = scores.column("a")
    gap = from_whole(scores, tree)
    x = by_hand(survey)["a"]
    known = ~np.isnan(x)
    mine = known & (survey.agency == 1)  # agency A, the second unit after everybody and the blank
    rest = known & (survey.agency != 1)
    w = survey.weights
    share = w[mine].sum() / w[known].sum()
    difference = np.average(x[mine], weights=w[mine]) - np.average(x[rest], weights=w[rest])
    at = tree.paths.index(("A",))
    assert gap.value[at, a] == pytest.approx((1 - share) * difference, rel=1e-9)
    separate = scores.alone[at, a] ** 2 + _variance(x[rest], w[rest])
    assert gap.std_error[at, a] == pytest.approx((1 - share) * np.sqrt(separate), rel=0.02)
    assert np.isnan(gap.value[0]).all()


def _variance(x: np.ndarray, w: np.ndarray) -> float:
    residual = w * (x - np.average(x, weights=w)) / w.sum()
    return float(len(x) / (len(x) - 1) * (residual**2).sum())


def test_against_a_fixed_mark_only_the_units_own_error_counts() -> None:
    survey = people(500, seed=8)
    moments = summarise(survey.responses(500), options=MomentsOptions(variables=()))
    scores = score_units(moments, INSTRUMENT, unit_tree(moments)).constructs
    gap = from_fixed(scores, np.full_like(scores.value, 50.0))
    np.testing.assert_allclose(gap.std_error, scores.std_error)
    np.testing.assert_allclose(gap.value, scores.value - 50)


def test_ranks_of_units_that_are_far_apart_are_certain() -> None:
    best, worst = rank_intervals(np.array([10.0, 40.0, 70.0]), np.array([20.0, 50.0, 80.0]))
    assert best.tolist() == worst.tolist() == [3, 2, 1]


def test_ranks_of_units_that_overlap_are_open() -> None:
    best, worst = rank_intervals(np.array([10.0, 15.0, 70.0]), np.array([20.0, 50.0, 80.0]))
    assert best.tolist() == [2, 2, 1]
    assert worst.tolist() == [3, 3, 1]


def test_true_ranks_lie_in_their_intervals_all_at_once_95_times_in_100() -> None:
    rng = np.random.default_rng(9)
    truth = rng.normal(60, 5, 30)
    order = np.empty(30, dtype=int)
    order[np.argsort(-truth)] = np.arange(1, 31)
    error = np.full(30, 2.0)
    right = 0
    for _ in range(500):
        estimate = rng.normal(truth, error)
        best, worst = rank_intervals(*simultaneous(estimate, error, np.full(30, 1e6)))
        right += bool(((best <= order) & (order <= worst)).all())
    assert right / 500 >= 0.93

"""Intervals of 95 % hold the truth in about 95 of 100 surveys, with few uneven offices whose people are alike."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mainspring.evidence import FitOptions, fit, shrink
from mainspring.evidence.model import Vcov
from tests.evidence.cast import SURVEY, Staff, staff
from tests.moments.cast import by_hand

SURVEYS = 250
OFFICES = 18
LOW, HIGH = 0.905, 0.985
"""Where 19 of 20 simulations of this size would end, and a little more."""


def survey(seed: int) -> Staff:
    """An office moves its people's answers on b and, apart from that, their wish to leave; neither has to do with the other."""
    some = staff(360, seed, OFFICES)
    rng = np.random.default_rng(10_000 + seed)
    moved = np.rint(rng.normal(size=OFFICES) * 1.2).astype(int)[some.office]
    items, categories = some.people.items.astype(int), some.people.categories.copy()
    items[3:5] = np.clip(rng.integers(3, 8, (2, 360)) + moved, 3, 7)
    leaving = rng.random(360) < 1 / (1 + np.exp(-rng.normal(size=OFFICES)))[some.office]
    categories[1] = np.where(leaving, 3, 4)
    return replace(some, people=replace(some.people, items=items.astype(np.uint8), categories=categories))


SURVEYED = [survey(seed) for seed in range(SURVEYS)]


def covered(formula: str, term: str, options: FitOptions) -> float:
    inside = 0
    for some in SURVEYED:
        found = fit(formula, some.moments(("office",)), SURVEY, options)
        at = found.terms.index(term)
        inside += bool(found.conf_low[at] <= 0 <= found.conf_high[at])
    return inside / SURVEYS


@pytest.mark.parametrize(("vcov", "most"), [("CR2", HIGH), ("CR3", 1.0)])
def test_robust_intervals_of_what_differs_by_office(vcov: Vcov, most: float) -> None:
    """The jackknife is on the safe side, so that it may hold the truth more often."""
    assert LOW <= covered("leave ~ b", "b", FitOptions(vcov=vcov)) <= most


def test_the_wild_bootstrap() -> None:
    assert LOW <= covered("leave ~ b", "b", FitOptions(vcov="wild")) <= HIGH


def test_fixed_effects() -> None:
    assert LOW <= covered("leave ~ b | office", "b", FitOptions(vcov="CR2")) <= HIGH


def test_a_mixed_model() -> None:
    assert LOW <= covered("leave ~ b + (1 | office)", "b", FitOptions()) <= HIGH


def test_errors_that_ignore_offices_do_not_hold_what_they_promise() -> None:
    """The simulation can tell: without clusters, intervals are far too short."""
    assert covered("leave ~ b", "b", FitOptions(vcov="iid")) < 0.85


def test_shrunken_means_hold_the_offices_truth() -> None:
    """Over offices drawn anew each time, intervals of empirical Bayes hold the office's own expectation."""
    inside: list[float] = []
    for seed in range(60):
        rng = np.random.default_rng(seed)
        some = staff(600, seed, OFFICES)
        truth = rng.normal(0.5, 0.12, OFFICES).clip(0.05, 0.95)
        some.people.categories[1] = np.where(rng.random(600) < truth[some.office], 3, 4)
        assert np.isfinite(by_hand(some.people)["leave"]).all()
        found = shrink(some.moments(("office",)), "leave", "office")
        frame = found.frame()
        own = 100 * truth[[int(unit[1:]) for unit in found.units]]
        low, high = (frame[name].to_numpy() for name in ("conf_low", "conf_high"))
        inside.append(float(((low <= own) & (own <= high)).mean()))
    assert np.mean(inside) == pytest.approx(0.94, abs=0.03)

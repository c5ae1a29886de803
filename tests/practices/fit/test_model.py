"""The two-task model: its limits, and an optimiser that never finds anything better than the closed form."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize

from mainspring.errors import CatalogueError
from mainspring.practices.fit.model import Settings, Work, efforts, optimum, slopes, worth

parts = st.floats(0, 1)
works = st.builds(Work, parts, parts, parts, parts, parts, parts)


@pytest.mark.parametrize("predictability", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("stakes", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("distortion", [0.0, 0.5, 1.0])
def test_the_limits(distortion: float, stakes: float, predictability: float) -> None:
    seen = Work(1.0, distortion, predictability, stakes, motivation=0.0)
    assert optimum(seen) == Settings(empowerment=0.0, compliance=1.0)
    unseen = replace(seen, observability=0.0, motivation=1.0)
    assert optimum(unseen) == Settings(empowerment=1.0, compliance=0.0)


@given(works, parts)
def test_more_motivation_never_lowers_the_best_room(work: Work, motivation: float) -> None:
    low, high = sorted((work.motivation, motivation))
    at = [optimum(replace(work, motivation=one)).empowerment for one in (low, high)]
    assert at[0] <= at[1] + 1e-12


@given(works, parts)
def test_more_to_be_seen_never_lowers_the_best_checking(work: Work, observability: float) -> None:
    low, high = sorted((work.observability, observability))
    at = [optimum(replace(work, observability=one)).compliance for one in (low, high)]
    assert at[0] <= at[1] + 1e-12


@given(works, parts)
def test_more_bending_never_raises_the_best_checking(work: Work, distortion: float) -> None:
    low, high = sorted((work.distortion, distortion))
    at = [optimum(replace(work, distortion=one)).compliance for one in (low, high)]
    assert at[1] <= at[0] + 1e-12


@given(works)
def test_an_optimiser_finds_nothing_better_and_the_same_dials(work: Work) -> None:
    best = optimum(work)
    box = [(0.0, 1 - work.tightness), (0.0, 1.0)]

    def lost(at: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
        return -worth(work, Settings(*at.tolist()))

    found = minimize(lost, [sum(one) / 2 for one in box], bounds=box, tol=1e-12)
    assert worth(work, best) >= -found.fun - 1e-12
    assert [best.empowerment, best.compliance] == pytest.approx(found.x, abs=1e-4)
    grid = (Settings(a, m) for a in np.linspace(*box[0], 11) for m in np.linspace(*box[1], 11))
    assert worth(work, best) >= max(worth(work, at) for at in grid) - 1e-12


@given(works, parts, parts)
def test_a_person_s_effort_is_the_best_that_they_can_do(work: Work, a: float, m: float) -> None:
    """The first-order conditions of the docstring, tried: no other effort suits a person better."""
    at = Settings(a, m)
    rewards = np.array([m + work.motivation * a, work.motivation * a - work.distortion * m])

    def suits(effort: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
        return float(rewards @ effort - effort @ effort / 2)

    best = np.array(efforts(work, at))
    for step in ([0.01, 0], [-0.01, 0], [0, 0.01], [0, -0.01]):
        assert suits(best) > suits(best + step)


@given(works, st.floats(0.01, 0.99), st.floats(0.01, 0.99))
def test_the_slopes_are_those_of_the_worth(work: Work, a: float, m: float) -> None:
    step = 1e-4
    found = slopes(work, Settings(a, m))
    by_room = worth(work, Settings(a + step, m)) - worth(work, Settings(a - step, m))
    by_checks = worth(work, Settings(a, m + step)) - worth(work, Settings(a, m - step))
    assert found.empowerment == pytest.approx(by_room / (2 * step), abs=1e-8)
    assert found.compliance == pytest.approx(by_checks / (2 * step), abs=1e-8)


def test_rules_from_outside_are_the_edge_of_room() -> None:
    tight = optimum(Work(0.2, 0.5, 0.2, 0.2, motivation=1.0, tightness=0.6))
    assert [tight.empowerment, tight.compliance] == pytest.approx([0.4, 0.0])


def test_numbers_beyond_0_to_1_are_refused() -> None:
    with pytest.raises(CatalogueError, match="distortion, stakes must be from 0 to 1"):
        Work(0.5, 1.5, 0.5, -0.1, 0.5)

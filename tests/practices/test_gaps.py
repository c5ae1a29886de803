"""Gaps: a unit beside its peers, drawn towards them by as much as chance could have moved it."""

from __future__ import annotations

from statistics import NormalDist, fmean, variance

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mainspring.practices.gaps import Gap, gaps
from tests.practices.cast import PEERS, WITHHELD, released, scorecards


def gap(value: float, std_error: float | None = 2.0) -> Gap:
    cards = scorecards({"autonomy": released(value, std_error)})
    [found] = gaps(cards, cards.cells[0])
    return found


def test_a_gap_is_shrunken_by_the_unit_s_reliability() -> None:
    found = gap(50.0)
    between = variance(PEERS) - fmean([1.0] * len(PEERS))
    reliability = between / (between + 4.0)
    assert (found.value, found.peers) == (50.0, 62.0)
    assert found.shrunken == pytest.approx(-12.0 * reliability)
    assert found.std_error == pytest.approx(2.0 * reliability**0.5)


@pytest.mark.parametrize("shrunken", [-8.0, -1.0, 0.0, 1.0, 8.0])
def test_a_shortfall_is_the_mean_of_what_lies_below(shrunken: float) -> None:
    draws = np.array(NormalDist(shrunken, 2.0).samples(200_000, seed=1))
    found = Gap("autonomy", 0, 0, shrunken, 2.0)
    assert found.shortfall == pytest.approx(np.maximum(-draws, 0).mean(), abs=0.02)


@given(st.floats(0, 100), st.floats(0, 100))
def test_a_lower_score_never_falls_short_by_less(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert gap(low).shortfall >= gap(high).shortfall


def test_a_gap_can_be_told_from_none_or_not() -> None:
    assert gap(50.0).clear
    assert not gap(61.0).clear


def test_published_scores_have_no_errors_and_that_is_said() -> None:
    assert gap(50.0).certain
    assert not gap(50.0, std_error=None).certain


def test_levers_that_are_not_shown_or_have_too_few_peers_have_no_gap() -> None:
    hidden = scorecards({"autonomy": WITHHELD, "peers": released(60.0)})
    assert [one.lever for one in gaps(hidden, hidden.cells[0])] == ["peers"]
    few = scorecards({"autonomy": released(60.0)}, peers=(60.0, 61.0))
    assert gaps(few, few.cells[0]) == ()

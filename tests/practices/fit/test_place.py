"""A unit's place: what a step of each dial may bring, and what would turn the advice."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mainspring.practices.fit import ANYTHING, DIALS, INPUTS, Gain, Range, Settings, Work, fit
from mainspring.practices.fit.place import slope_of

parts = st.floats(0, 1)
spans = st.tuples(parts, parts).map(lambda ends: Range(*sorted(ends)))
inputs = st.fixed_dictionaries(dict.fromkeys(INPUTS, spans))
dials = st.fixed_dictionaries(dict.fromkeys(DIALS, spans))


@given(inputs, dials, st.data())
def test_no_work_within_the_ranges_brings_more_or_less_than_is_said(
    known: dict[str, Range], today: dict[str, Range], data: st.DataObject
) -> None:
    found = fit(known, today)  # type: ignore[arg-type]  # the strategy makes its keys
    work = Work(**{name: data.draw(st.floats(one.low, one.high)) for name, one in known.items()})
    at = Settings(*(data.draw(st.floats(today[dial].low, today[dial].high)) for dial in DIALS))
    for dial in DIALS:
        gain = found.gains[dial]
        assert gain.low - 1e-12 <= slope_of(dial, work, at) <= gain.high + 1e-12
        assert gain.low - 1e-12 <= gain.middle <= gain.high + 1e-12


@given(inputs, dials)
def test_an_input_that_turns_the_advice_does_so_where_it_is_said_to(
    known: dict[str, Range], today: dict[str, Range]
) -> None:
    found = fit(known, today)  # type: ignore[arg-type]  # the strategy makes its keys
    work = Work(**{name: one.middle for name, one in known.items()})
    at = Settings(*(today[dial].middle for dial in DIALS))
    for change in found.changes:
        assert change.now == pytest.approx(getattr(work, change.input))
        assert slope_of(change.dial, replace(work, **{change.input: change.turns}), at) == pytest.approx(0, abs=1e-9)
    distances = [abs(change.turns - change.now) for change in found.changes]
    assert distances == sorted(distances)


@pytest.mark.parametrize(
    ("gain", "verdict"),
    [
        (Gain(0.01, 0.2, 0.4), "more"),
        (Gain(-0.4, -0.2, -0.01), "less"),
        (Gain(-0.1, 0.0, 0.1), "either"),
        (Gain(-0.1, 0.2, 0.5), "open"),
        (Gain(-0.5, 0.0, 0.1), "open"),
    ],
)
def test_the_verdict_is_honest(gain: Gain, verdict: str) -> None:
    assert gain.verdict == verdict


def test_where_nothing_is_known_nothing_is_advised() -> None:
    found = fit(dict.fromkeys(INPUTS, ANYTHING), dict.fromkeys(DIALS, ANYTHING))
    assert {gain.verdict for gain in found.gains.values()} == {"open"}
    assert found.changes == ()


def test_rules_from_outside_shut_the_door_only_where_they_are_known_to() -> None:
    known = dict.fromkeys(INPUTS, Range(0.5, 0.5))
    today = dict.fromkeys(DIALS, Range(0.5, 0.5))
    assert fit(known | {"tightness": Range(0.8, 1.0)}, today).shut
    assert not fit(known | {"tightness": Range(0.6, 1.0)}, today).shut

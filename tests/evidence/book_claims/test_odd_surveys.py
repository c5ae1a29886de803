"""Surveys that a model can stumble over: whatever they hold, every claim gets a verdict or a reason, and no warning."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mainspring.evidence import Claims, claims
from mainspring.moments.model import PER_CELL
from tests.evidence.book_claims.cast import INSTRUMENT, ROLES, Survey, survey

SMALL = survey(seed=1, people=60, offices=6)


def everybody_says(some: Survey, *names: str) -> Survey:
    """The same survey with one answer from everybody to some questions."""
    return replace(some, scores={**some.scores, **{name: np.full(len(some.office), 75.0) for name in names}})


def in_offices(some: Survey, office: np.ndarray[tuple[int], np.dtype[np.int32]]) -> Survey:
    return replace(some, office=office.astype(np.int32))


ODD = {
    "one office": in_offices(SMALL, np.zeros(60, dtype=np.int32)),
    "two offices": in_offices(SMALL, np.arange(60, dtype=np.int32) % 2),
    "everybody alone": in_offices(SMALL, np.arange(60, dtype=np.int32)),
    "three people": survey(seed=2, people=3, offices=2),
    "one person": survey(seed=2, people=1, offices=1),
    "all say the same of empowerment": everybody_says(SMALL, "empowerment"),
    "all say the same of compliance": everybody_says(SMALL, "compliance"),
    "all say the same of motivation": everybody_says(SMALL, "motivation"),
    "all say the same of everything": everybody_says(SMALL, *ROLES),
    "nobody wants to leave": replace(SMALL, leave=np.zeros(60, dtype=bool)),
    "one score for both dials": replace(SMALL, scores={**SMALL.scores, "compliance": SMALL.scores["empowerment"]}),
    "offices that do not differ": in_offices(SMALL, np.random.default_rng(1).permutation(SMALL.office)),
}


def told(found: Claims) -> None:
    assert len(found.claims) == 8
    for part in found.parts():
        assert part.sentence
        assert (part.verdict == "not tested") == bool(part.reason)
        if part.verdict != "not tested":
            assert np.isfinite(part.estimate)


@pytest.mark.parametrize("name", ODD)
def test_every_claim_has_a_verdict_or_a_reason(name: str) -> None:
    told(claims(ODD[name].moments(), INSTRUMENT))


def test_a_survey_that_asks_of_nothing_here() -> None:
    instrument = replace(INSTRUMENT, constructs=(), items=INSTRUMENT.items, fingerprint="none")
    found = claims(replace(SMALL, instrument=instrument).moments(), instrument)
    assert {claim.verdict for claim in found.claims} == {"not tested"}


def test_moments_without_units() -> None:
    some = SMALL.moments()
    one = replace(
        some,
        schema=replace(some.schema, by=()),
        paths=((),),
        pattern_cell=np.zeros_like(some.pattern_cell),
        **{name: getattr(some, name).sum(axis=0, keepdims=True) for name in PER_CELL},
    )
    found = claims(one, INSTRUMENT)
    told(found)
    assert "units are needed" in next(found.parts()).reason

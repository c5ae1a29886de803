"""Intervals of 95 % hold the truth in about 95 of 100 surveys, where there are units enough for CR1 and for a slope that varies."""

from __future__ import annotations

import numpy as np
import pytest

from mainspring.evidence import ClaimsOptions, FitOptions, fit
from mainspring.evidence.book_claims.motivation import slopes
from mainspring.evidence.book_claims.sample import sample
from mainspring.evidence.model import Vcov
from tests.evidence.book_claims.cast import INSTRUMENT, survey

SURVEYS = 200
LOW, HIGH = 0.90, 0.985


@pytest.mark.parametrize("vcov", ["CR1", "CR3"])
def test_many_clusters(vcov: Vcov) -> None:
    """What pay has to do with observability: nothing, in offices that differ in empowerment."""
    inside = 0
    for seed in range(SURVEYS):
        moments = survey(seed, people=700, offices=60).moments()
        found = fit("observability ~ pay + empowerment", moments, INSTRUMENT, FitOptions(vcov=vcov, cluster="office"))
        inside += bool(found.conf_low[1] <= 0 <= found.conf_high[1])
    assert LOW <= inside / SURVEYS <= HIGH


def test_a_slope_that_a_unit_s_mean_does_not_change() -> None:
    inside = []
    for seed in range(SURVEYS):
        part = slopes(sample(survey(seed, people=900, offices=40).moments(), INSTRUMENT, ClaimsOptions()))
        inside.append(part.conf_low <= 0 <= part.conf_high)
    assert LOW <= np.mean(inside) <= HIGH

"""Verdicts: a table of cases, and the tests behind them against their definitions."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from mainspring.evidence import Part, Verdict
from mainspring.evidence.book_claims.verdicts import against_band, equivalence, judged, together

PART = Part("C2", "x", "X", "y ~ x", "sd", direction=1, df=100.0, band=(-0.05, 0.05))


def part(estimate: float, std_error: float, direction: int = 1) -> Part:
    p_value = float(2 * stats.t.sf(abs(estimate / std_error), 100))
    within = equivalence(estimate, std_error, 100.0, 0.05)
    return replace(
        PART, estimate=estimate, std_error=std_error, direction=direction, p_value=p_value, p_equivalence=within
    )


@pytest.mark.parametrize(
    ("estimate", "std_error", "direction", "verdict"),
    [
        (0.30, 0.05, 1, "supported"),
        (0.30, 0.05, -1, "contradicted"),
        (-0.30, 0.05, -1, "supported"),
        (-0.30, 0.05, 1, "contradicted"),
        (0.00, 0.01, 1, "negligible"),
        (0.02, 0.005, 1, "negligible"),  # differs from none, and is too small to matter
        (0.02, 0.005, -1, "negligible"),
        (0.05, 0.05, 1, "not settled"),
        (0.00, 0.20, 1, "not settled"),
        (0.06, 0.01, 1, "supported"),
    ],
)
def test_one_test_alone(estimate: float, std_error: float, direction: int, verdict: Verdict) -> None:
    assert judged([part(estimate, std_error, direction)])[0].verdict == verdict


def test_many_tests_make_one_less_sure() -> None:
    borderline = part(0.11, 0.05)
    nothing = part(0.0, 0.2)

    assert judged([borderline])[0].verdict == "supported"
    assert [one.verdict for one in judged([borderline, *[nothing] * 9])] == ["not settled"] * 10


def test_p_values_are_adjusted_as_benjamini_and_hochberg_write() -> None:
    parts = [replace(PART, estimate=1.0, p_value=p, p_equivalence=1.0) for p in (0.01, 0.04, 0.03, 0.2)]
    assert [one.p_adjusted for one in judged(parts)] == pytest.approx([0.04, 0.04 * 4 / 3, 0.04 * 4 / 3, 0.2])


def test_what_was_not_tested_takes_no_part() -> None:
    gone = replace(PART, verdict="not tested", reason="not asked")
    assert judged([part(0.11, 0.05), gone])[1] == gone


def test_equivalence_is_two_one_sided_t_tests() -> None:
    rng = np.random.default_rng(1)
    sample = rng.normal(0.1, 1, 40)
    mean, error = float(sample.mean()), float(stats.sem(sample))
    below = stats.ttest_1samp(sample, 0.5, alternative="less").pvalue
    above = stats.ttest_1samp(sample, -0.5, alternative="greater").pvalue

    assert equivalence(mean, error, 39.0, 0.5) == pytest.approx(max(below, above), rel=1e-12)


@pytest.mark.parametrize(
    ("verdicts", "claim"),
    [
        (["supported", "supported"], "supported"),
        (["supported", "not tested"], "supported"),
        (["supported", "negligible"], "not settled"),
        (["supported", "contradicted"], "not settled"),
        (["contradicted", "negligible"], "contradicted"),
        (["negligible", "negligible"], "negligible"),
        (["negligible", "not settled"], "not settled"),
        (["not tested", "not tested"], "not tested"),
    ],
)
def test_a_claim_of_two_parts(verdicts: list[Verdict], claim: Verdict) -> None:
    assert together([replace(PART, verdict=verdict) for verdict in verdicts]) == claim


@pytest.mark.parametrize(
    ("low", "high", "verdict"), [(-0.1, 0.1, "supported"), (0.6, 0.9, "contradicted"), (0.4, 0.6, "not settled")]
)
def test_a_band_where_the_claim_holds(low: float, high: float, verdict: Verdict) -> None:
    assert against_band(low, high, (-0.5, 0.5)) == verdict

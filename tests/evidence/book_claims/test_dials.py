"""C6: the correlations of the dials against brute force and known truths, and the four quadrants."""

from __future__ import annotations

import numpy as np
import pytest

from mainspring.evidence import ClaimsOptions, Part, claims
from mainspring.evidence.book_claims.dials import PEOPLE, UNITS, correlations, dials
from mainspring.evidence.book_claims.sample import DIALS, sample
from mainspring.evidence.sums import cell_sums
from tests.evidence.book_claims.cast import INSTRUMENT, Floats, Ints, Survey, survey


def parts(some: Survey) -> dict[str, Part]:
    return {part.id: part for part in dials(sample(some.moments(), INSTRUMENT, ClaimsOptions()))}


def by_hand(x: Floats, office: Ints) -> tuple[float, float]:
    """Correlations between and within offices from the mean squares of a one-way layout, person by person."""
    offices, people = np.unique(office), len(x)
    mean = np.array([x[office == one].mean(axis=0) for one in offices])
    size = np.array([(office == one).sum() for one in offices])
    apart = x - mean[np.searchsorted(offices, office)]
    within = apart.T @ apart / (people - len(offices))
    moved = mean - x.mean(axis=0)
    between = (moved * size[:, None]).T @ moved / (len(offices) - 1)
    usual = (people - (size**2).sum() / people) / (len(offices) - 1)
    components = (between - within) / usual
    return tuple(one[0, 1] / np.sqrt(one[0, 0] * one[1, 1]) for one in (components, within))


def test_correlations_and_their_jackknife_are_those_of_the_rows() -> None:
    some = survey(seed=4, people=500, offices=20)
    x = np.column_stack([some.scores["empowerment"], some.scores["compliance"]])
    found, whole = parts(some), by_hand(x, some.office)
    left_out = np.array([by_hand(x[some.office != one], some.office[some.office != one]) for one in range(20)])
    for at, id in enumerate(("units", "people")):
        z = np.arctanh(left_out[:, at])
        error = np.sqrt(19 / 20 * ((z - z.mean()) ** 2).sum())
        assert found[id].estimate == pytest.approx(whole[at], rel=1e-10)
        assert np.arctanh(found[id].conf_high) - np.arctanh(found[id].estimate) == pytest.approx(
            2.093024 * error, rel=1e-6
        )


def test_intervals_hold_the_truth_about_as_often_as_they_say() -> None:
    """The correlation is .3 within offices, and that of what offices truly differ by is too."""
    inside = np.zeros(2)
    for seed in range(200):
        moments = survey(seed, people=900, offices=40).moments()
        found = correlations(cell_sums(moments, DIALS, weighted=False), "office", (UNITS, PEOPLE))
        inside += [part.conf_low <= 0.3 <= part.conf_high for part in found]
    assert ((inside / 200 >= 0.88) & (inside / 200 <= 0.99)).all()


@pytest.mark.parametrize(("together", "verdict"), [(0.1, "supported"), (0.95, "contradicted"), (-0.95, "contradicted")])
def test_one_dial_is_told_from_two(together: float, verdict: str) -> None:
    found = parts(survey(seed=9, people=8_000, offices=150, together=together))
    assert {found["units"].verdict, found["people"].verdict} == {verdict}


def test_dials_that_are_one_leave_two_quadrants_empty() -> None:
    one, two = (parts(survey(seed=9, people=8_000, offices=150, together=together)) for together in (0.999, 0.1))
    assert one["quadrants"].estimate < 5
    assert one["quadrants"].verdict == "contradicted"
    assert two["quadrants"].verdict == "supported"
    counts = [int(word.strip(".;")) for word in two["quadrants"].notes[0].split() if word.strip(".;").isdecimal()]
    assert sum(counts) == 150
    assert two["quadrants"].estimate == pytest.approx(100 * min(counts) / 150)


def test_units_that_differ_by_chance_alone_have_no_correlation() -> None:
    some = survey(seed=1, people=300, offices=10)
    shuffled = Survey(some.scores, some.leave, np.random.default_rng(5).permutation(some.office))
    found = parts(shuffled)["units"]
    assert found.verdict == "not tested"
    assert found.reason == "What the units differ by is no more than chance, or the same for both dials."


def test_a_caution_is_told_where_the_dials_are_nearly_one() -> None:
    apart, alike = (claims(survey(seed=3, together=value).moments(), INSTRUMENT) for value in (0.2, 0.9))
    assert not any("two dials correlate" in warning for warning in apart.warnings)
    assert any("two dials correlate 0." in warning for warning in alike.warnings)

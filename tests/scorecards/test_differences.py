"""Differences are there where both sides are shown as they are, and nowhere else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mainspring.disclosure import Released, Value, load_policy
from mainspring.errors import MomentsError
from mainspring.instrument import TrendBreak, load_instrument
from mainspring.scorecards import Scorecard, Scorecards, score
from mainspring.scorecards.build import broken_measures
from tests.responses.cast import Row
from tests.scorecards.cast import INSTRUMENT, card, moments_of, scored

SIZES = {"AF01": 60, "AF02": 30, "AF03": 12, "AF04": 6, "AG01": 40, "AG02": 9, "AG03": 11}
NEXT = replace(INSTRUMENT, id="office-2021", wave=2021)


def values(cell: Scorecard) -> dict[str, Value]:
    return {**cell.indices, **cell.constructs, **cell.attributes}


def exact(value: Value) -> bool:
    return isinstance(value, Released) and value.bound is None


@pytest.fixture(scope="module", params=["rule-of-ten", "open"])
def found(request: pytest.FixtureRequest) -> Scorecards:
    return scored(SIZES, request.param)


def test_a_difference_from_the_parent_is_that_of_the_values_shown(found: Scorecards) -> None:
    for cell in found.cells:
        above = None if cell.unit.parent is None else values(card(found, *cell.unit.parent))
        for id, gap in cell.from_parent.items():
            assert above is not None
            own, other = values(cell)[id], above[id]
            assert isinstance(own, Released)
            assert isinstance(other, Released)
            assert own.bound is other.bound is None
            assert gap.value == pytest.approx(own.value - other.value)
            assert gap.conf_low <= gap.value <= gap.conf_high


def test_a_difference_from_the_median_is_that_of_the_value_shown(found: Scorecards) -> None:
    for cell in found.cells:
        for id, gap in cell.from_median.items():
            own = values(cell)[id]
            assert isinstance(own, Released)
            assert exact(own)
            assert gap.value == pytest.approx(own.value - found.medians[2020, len(cell.unit.path), id])


def test_a_withheld_or_coded_value_is_compared_with_nothing(found: Scorecards) -> None:
    hidden = [(cell, id) for cell in found.cells for id, value in values(cell).items() if not exact(value)]

    assert hidden
    assert not [1 for cell, id in hidden if id in {**cell.from_parent, **cell.from_median, **cell.ranks}]


def test_what_everybody_agrees_on_is_coded_and_compared_with_nothing() -> None:
    found = scored(SIZES, answers={"Q3": "5", "Q4": "5"})

    for cell in found.cells:
        mood = cell.indices["mood"]
        assert not exact(mood)
        assert not isinstance(mood, Released) or (mood.value, mood.bound, mood.std_error) == (90.0, "or_more", None)
        assert "mood" not in cell.from_parent
    assert not [key for key in found.medians if key[2] == "mood"]


def two_waves(*breaks: TrendBreak, answers: Row | None = None) -> Scorecards:
    last = replace(NEXT, trend_breaks=breaks)
    moments = [moments_of(SIZES), moments_of(SIZES, last, seed=2, answers=answers)]
    return score(moments, [INSTRUMENT, last], load_policy("rule-of-ten"))


def test_a_unit_is_compared_with_itself_a_wave_before() -> None:
    now, before = (card(two_waves(), "AG", wave=wave) for wave in (2021, 2020))

    change = now.from_previous["voice"]

    own, other = now.constructs["voice"], before.constructs["voice"]
    assert isinstance(own, Released)
    assert isinstance(other, Released)
    assert change.value == pytest.approx(own.value - other.value)
    assert before.from_previous == {}


@pytest.mark.parametrize(
    ("measure", "gone", "kept"),
    [("Q3", {"pp_Q3"}, {"pp_Q4", "mood"}), ("mood", {"mood"}, {"pp_Q3", "voice"}), ("voice", {"voice"}, {"mood"})],
)
def test_no_change_is_computed_across_a_break(measure: str, gone: set[str], kept: set[str]) -> None:
    now = card(two_waves(TrendBreak(measure, 2021, "Reworded.")), wave=2021)

    assert not gone & now.from_previous.keys()
    assert kept <= now.from_previous.keys()


def test_a_change_needs_both_waves_to_be_shown_as_they_are() -> None:
    now = card(two_waves(answers={"Q1": "5"}), wave=2021)

    assert "pp_Q1" not in now.from_previous
    assert "pp_Q2" in now.from_previous


def test_what_is_pooled_is_not_followed_from_wave_to_wave() -> None:
    found = two_waves()

    pooled = [cell for cell in found.cells if cell.unit.fold]
    assert pooled
    assert all(cell.from_previous == {} for cell in pooled)


def test_a_unit_with_a_new_name_starts_anew() -> None:
    agency, office = INSTRUMENT.units
    renamed = replace(NEXT, units=(replace(agency, names={"AF": "Highways", "AG": "archives"}), office))
    found = score(
        [moments_of(SIZES), moments_of(SIZES, renamed, seed=2)], [INSTRUMENT, renamed], load_policy("rule-of-ten")
    )

    assert card(found, "AF", wave=2021).from_previous == {}
    assert card(found, "AG", wave=2021).from_previous


def test_two_moments_of_one_wave_are_refused() -> None:
    moments = moments_of(SIZES)

    with pytest.raises(MomentsError, match=r"are two files of one wave, 2020\. Give one file for each wave"):
        score([moments, moments], [INSTRUMENT, INSTRUMENT], load_policy("rule-of-ten"))


def test_moments_are_scored_with_the_instrument_they_were_made_with() -> None:
    other = replace(INSTRUMENT, id="office-2019", fingerprint="another")

    with pytest.raises(MomentsError, match=r"made with office-2020, not with this version of office-2019"):
        score(moments_of(SIZES), other, load_policy("rule-of-ten"))


def test_a_break_in_a_part_breaks_what_is_a_mean_of_it() -> None:
    """Empowerment is the mean of parts whose questions changed in 2020: it breaks with them."""
    stops = broken_measures(2019, 2020, {wave: load_instrument(f"us-fevs-{wave}") for wave in (2019, 2020)})
    assert "autonomy" in stops
    old = load_instrument("us-fevs-2019")
    both = broken_measures(
        2018, 2019, {2018: old, 2019: replace(old, trend_breaks=(TrendBreak("peers", 2019, "reworded"),))}
    )
    assert {"peers", "empowerment", "pp_peers"} <= both
    assert "eei" not in both

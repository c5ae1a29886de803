from __future__ import annotations

import pytest

from mainspring.responses.published.headings import Recogniser, parse_heading
from tests.responses.published.cast import LAYOUT, OFFICES, WORDINGS


@pytest.mark.parametrize(
    "heading",
    [
        "B01. I have a say in [our office]'s plans (% strongly agree or agree)",
        "B07\nI have a say\nin [our office’s] plans\n(% selecting 'Strongly agree' or 'Agree')\n[note 4]",
        "I have a say in our office's plans (% positive ('strongly agree' or 'agree'))",
        "Z99.I HAVE A SAY in [our office]'s plans",
    ],
)
def test_a_question_is_known_by_its_wording_whatever_its_number_and_layout(heading: str) -> None:
    assert Recogniser(OFFICES, LAYOUT, 2004, {}).measure(heading).id == "voice"


def test_what_is_counted_is_part_of_the_wording_unless_it_is_agreement() -> None:
    assert parse_heading("W04. Was it a bad day? (% 6 to 10)").wording == "Was it a bad day? (% 6 to 10)"
    assert parse_heading("B01. It was a bad day (% strongly agree)").wording == "It was a bad day (% strongly agree)"
    assert parse_heading("B01. It was a bad day (% strongly agree or agree)").wording == "It was a bad day"


def test_a_bare_number_stands_for_what_it_stood_for_in_its_wave() -> None:
    assert Recogniser(OFFICES, LAYOUT, 2004, {}).measure("C01").id == "go"
    assert not Recogniser(OFFICES, LAYOUT, 2005, {}).measure("C01").known


def test_a_sheet_of_wordings_in_the_file_comes_before_the_number() -> None:
    recogniser = Recogniser(OFFICES, LAYOUT, 2004, {"B01": WORDINGS["craft"]})
    assert recogniser.measure("B01").id == "craft"


def test_a_known_number_with_another_wording_stops() -> None:
    with pytest.raises(LookupError, match="voice"):
        Recogniser(OFFICES, LAYOUT, 2004, {}).measure("B01. I am asked for my opinion")


@pytest.mark.parametrize(
    "heading", ["th_ts", "Our work", "th_ts. Our work (% positive, B01 to B02)", "OUR WORK\n(average)"]
)
def test_an_index_is_known_by_its_names(heading: str) -> None:
    assert Recogniser(OFFICES, LAYOUT, 2004, {}).measure(heading).id == "theme"


def test_an_unknown_question_gets_an_id_of_its_own() -> None:
    measured = Recogniser(OFFICES, LAYOUT, 2004, {}).measure("B77A. We dance (% yes)")
    assert (measured.id, measured.known) == ("b77a_2004", False)

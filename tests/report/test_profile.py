"""A unit's profile in words and rows."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mainspring.disclosure import Reason, Released, Value, Withheld
from mainspring.report.profile import Row, profile, title
from mainspring.report.view import Book, Measure, measures_of
from mainspring.report.words import Comparison, State
from mainspring.scorecards import Scorecards
from tests.report.cast import instrument, published_survey


def row(id: str, state: State, gap: float = -3.0, value: Value | None = None) -> Row:
    part = id in ("autonomy", "competence", "peers", "purpose")
    beside = Comparison(f"{abs(gap)} {'lower' if gap < 0 else 'higher'}", state, gap)
    measure = Measure(id, id.capitalize(), "managed", "empowerment", part=part)
    return Row(measure, value or Released(60.0), None, 63.0, beside, beside)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (
            [row("autonomy", "lower"), row("peers", "same")],
            "Autonomy is lower than in the median agency; the rest cannot be told apart from it",
        ),
        (
            [row("autonomy", "lower"), row("peers", "higher", 2.0)],
            "Autonomy is lower than in the median agency, peers is higher",
        ),
        (
            [row("autonomy", "same"), row("peers", "same")],
            "Nothing asked here can be told apart from the median agency",
        ),
        (
            [row("autonomy", "unclear", -3.0), row("peers", "unclear", 9.0)],
            "Peers is furthest from the median agency: 9.0 higher, with no interval known",
        ),
        (
            [row(id, "lower") for id in ("autonomy", "competence", "peers", "purpose", "empowerment")],
            "Empowerment is lower than in the median agency",
        ),
        ([row("autonomy", "none", value=Withheld(Reason.TOO_FEW))], "Nothing of this unit may be shown"),
    ],
)
def test_the_title_says_what_the_picture_shows(rows: list[Row], said: str) -> None:
    assert title(rows, "the median agency") == said


def test_measures_stand_in_the_order_of_the_design() -> None:
    shown = [measure.id for measure in measures_of(instrument(2018))]
    assert shown[:6] == ["autonomy", "competence", "peers", "purpose", "empowerment", "compliance"]
    assert shown[6:10] == ["motivation", "satisfaction", "performance", "leave"]
    assert shown[10:] == ["eei", "eei_leaders", "gsi"]


def test_compliance_has_its_row_where_it_was_not_asked() -> None:
    told = profile(Book(published_survey(tops=4, leaves=12, waves=(2010, 2011))), ())
    compliance = next(row for row in told.rows if row.measure.id == "compliance")
    assert compliance.value == Withheld(Reason.NOT_ASKED)


def test_a_unit_whose_parent_shows_nothing_stands_beside_the_next_above() -> None:
    book = Book(published_survey(tops=4, leaves=12, waves=(2010, 2011)))
    path = next(path for path in book.showable if len(path) == 2)
    assert path[:-1] not in book.showable
    assert profile(book, path).parent == "everybody"


def test_the_last_wave_that_may_be_shown_is_shown_and_dated(small_survey: Scorecards) -> None:
    path = ("A01",)
    closed = Withheld(Reason.TOO_FEW)
    cells = tuple(
        replace(cell, n=closed, constructs={}, indices={}) if cell.unit.path == path and cell.wave == 2018 else cell
        for cell in small_survey.cells
    )
    told = profile(Book(replace(small_survey, cells=cells)), path)
    assert told.wave == 2017
    assert "These are the figures of 2017. 2018: Withheld: fewer than ten people answered." in told.remarks


def test_an_uncertain_place_is_not_a_rank(small_survey: Scorecards) -> None:
    told = profile(Book(small_survey), ("A01",))
    assert told.lead[-1].endswith("is somewhere from 5th to 31st: too uncertain for a rank.")


def test_nothing_below_all_other_units_is_a_page_of_its_own(small_survey: Scorecards) -> None:
    fold = next(cell for cell in small_survey.cells if cell.unit.fold)
    below = replace(fold, unit=replace(fold.unit, path=(*fold.unit.path, "x")))
    book = Book(replace(small_survey, cells=(*small_survey.cells, below)))
    assert below.unit.path not in book.units
    assert book.heading(fold.unit.path).startswith("All other units of Department")

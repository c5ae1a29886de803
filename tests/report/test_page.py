"""The report's file: whole, self-contained, valid, small, and silent about what is withheld."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import html5lib
import pytest
from markupsafe import escape

from mainspring.disclosure import POLICIES, Reason, Released, Value, Withheld
from mainspring.errors import ReportError
from mainspring.report import write_report
from mainspring.report.page import render
from mainspring.report.view import Book
from mainspring.report.words import withheld_words
from mainspring.scorecards import Scorecard, Scorecards, UnitPath
from tests.report.cast import published_survey, respondents_survey

TINY = respondents_survey(tops=4, leaves=6)


class Addresses(HTMLParser):
    """Every attribute that could make a browser fetch something."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 (its signature)
        self.found += [value or "" for name, value in attrs if name in ("src", "href", "srcset", "action", "data")]


def test_a_folder_gets_report_html_and_a_file_its_own_name(tmp_path: Path) -> None:
    assert write_report(TINY, tmp_path) == tmp_path / "report.html"
    assert write_report(TINY, tmp_path / "new" / "folder") == tmp_path / "new" / "folder" / "report.html"
    assert write_report(TINY, tmp_path / "mine.html") == tmp_path / "mine.html"
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_report_that_cannot_be_written_leaves_the_old_one(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file where a folder is wanted")
    with pytest.raises(ReportError, match="cannot be written"):
        write_report(TINY, tmp_path / "taken" / "report.html")
    assert (tmp_path / "taken").read_text() == "a file where a folder is wanted"


def test_nothing_to_report_on_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ReportError, match="no result"):
        write_report(replace(TINY, cells=()), tmp_path)


def test_the_same_scorecards_give_the_same_bytes() -> None:
    assert render(TINY) == render(TINY)


@pytest.mark.parametrize("survey", [TINY, published_survey(tops=4, leaves=12)], ids=["respondents", "published"])
def test_nothing_comes_from_elsewhere(survey: Scorecards) -> None:
    page = render(survey)
    addresses = Addresses()
    addresses.feed(page)
    assert all(address.startswith("#") or address == "data:," for address in addresses.found)
    assert all(url.startswith(("data:", "#")) for url in re.findall(r"url\((.*?)\)", page))
    assert "default-src 'none'" in page


@pytest.mark.parametrize(
    "survey",
    [TINY, published_survey(tops=4, leaves=12), respondents_survey(tops=4, leaves=6, waves=(2017, 2018))],
    ids=["respondents", "published", "waves"],
)
def test_the_page_is_valid_html_and_every_link_leads_somewhere(survey: Scorecards) -> None:
    page = render(survey)
    html5lib.HTMLParser(strict=True).parse(page)
    ids = re.findall(r'\sid="?([^"\s>]+)', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="?#([^"\s>]+)', page)) <= set(ids)


def test_250_units_take_less_than_4_mb(large_survey: Scorecards, large_report: Path) -> None:
    assert len({cell.unit.path for cell in large_survey.cells}) >= 250
    assert large_report.stat().st_size < 4_000_000


def test_13_waves_of_100_organisations_take_less_than_4_mb() -> None:
    size = len(render(published_survey()).encode("utf-8"))
    print(f"13 waves of 100 organisations: {size / 1e6:.1f} MB")
    assert size < 4_000_000


def test_names_are_text_and_never_markup() -> None:
    page = render(respondents_survey(tops=8, leaves=10))
    assert "<script>alert" not in page
    assert "Office of &#34;Quotes&#34; &amp; &lt;script&gt;alert" in page
    assert page.count("<script") == 1


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_for_withholding_is_said_in_words(reason: Reason) -> None:
    closed = Withheld(reason, 10)
    cells = [
        replace(cell, constructs={**cell.constructs, "motivation": closed}) if cell.unit.path == ("A01",) else cell
        for cell in TINY.cells
    ]
    assert escape(withheld_words(closed)) in render(replace(TINY, cells=tuple(cells)))


def test_a_withheld_unit_has_no_page_and_stands_in_the_list_with_the_reason() -> None:
    page = render(with_unit_withheld(TINY, ("A01",), {}))
    assert f'id="{Book(TINY).anchors[("A01",)]}"' in render(TINY)
    assert f'id="{Book(TINY).anchors[("A01",)]}"' not in page
    assert "<small>Withheld: fewer than ten people answered</small>" in page


def test_how_many_people_a_withheld_unit_has_is_not_told_by_what_it_may_show() -> None:
    page = render(with_unit_withheld(TINY, ("A01",), {"motivation": Released(71.0, 1.0, 69.0, 73.0, n=987_654)}))
    assert "71.0" in page
    assert "987,654" not in page
    assert "987654" not in page


def with_unit_withheld(survey: Scorecards, path: UnitPath, shown: dict[str, Value]) -> Scorecards:
    """The survey with all of one unit withheld but what is given."""
    closed = Withheld(Reason.TOO_FEW)

    def withheld(cell: Scorecard) -> Scorecard:
        nothing: dict[str, Value] = dict.fromkeys(cell.constructs, closed)
        return replace(cell, n=closed, constructs=nothing | shown, indices={}, ranks={}, from_parent={}, from_median={})

    return replace(survey, cells=tuple(withheld(cell) if cell.unit.path == path else cell for cell in survey.cells))


def test_the_policy_is_said_in_plain_words() -> None:
    page = render(replace(TINY, policy=POLICIES["people-survey"]))
    assert "No result is shown for fewer than 10 people who answered." in page


def test_how_it_was_made_is_there() -> None:
    page = render(TINY)
    for wanted in (
        "0123456789abcdef" * 4,
        "made-up-2018",
        "Every result is weighted",
        "0.81",
        "721",
        "485",
        "The items stand in for compliance",
        "12 rows carried a weight of zero",
        "dropped by the publisher",
    ):
        assert wanted in page, wanted


def test_the_tree_says_where_people_are_counted_who_are_in_no_unit_listed(large_survey: Scorecards) -> None:
    book, text = Book(large_survey), render(large_survey)
    assert book.rests
    assert text.count('<li class="rest">') == len(book.rests & book.children.keys())
    below = {card.unit.path[:-1] for card in large_survey.cells if card.unit.path and card.unit.path not in book.listed}
    assert book.rests <= below
    assert not book.rests & {path[:-1] for path in book.listed if book.units[path].fold}  # they are in it

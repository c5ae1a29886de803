"""Breakdowns: where groups of a unit's people say something else than the whole, on the page and on paper."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Literal

import html5lib
import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped] # it carries no types
from markupsafe import escape
from playwright.sync_api import Browser, Page

from mainspring.disclosure import Reason, Released, Withheld
from mainspring.errors import ReportError
from mainspring.report import write_pdf, write_report
from mainspring.report.breakdowns import BrokenDown, broken_down
from mainspring.report.findings import findings
from mainspring.report.page import render
from mainspring.report.view import Book
from mainspring.scorecards import Scorecard, Scorecards, UnitPath
from tests.report.groups import ROLES, broken_down_survey
from tests.report.test_browser import RULES, UNFOLD
from tests.report.test_pdf import pages, structure, text

SURVEY = broken_down_survey()
BOOK = Book(SURVEY)
REASON = Withheld(Reason.PROTECTED).sentence


def of(path: UnitPath, survey: Scorecards = SURVEY) -> BrokenDown:
    (found,) = broken_down(Book(survey), path)
    return found


def closed_unit() -> UnitPath:
    """A unit that is shown, and neither of its groups is."""
    pages = [path for path in BOOK.units if path in BOOK.showable and not BOOK.units[path].fold]
    return next(path for path in pages if not of(path).measures)


def test_the_title_says_on_how_much_groups_differ() -> None:
    assert of(()).title == "By role: groups differ on everything asked here"
    assert of(closed_unit()).title == "By role: no group can be shown"


def test_each_group_has_a_sentence_with_its_people_and_where_it_is_furthest_away() -> None:
    staff, managers = of(("A01",)).said
    card = SURVEY.of(("A01",))
    assert card is not None
    assert isinstance(card.n, Released)
    assert staff.startswith(f"Staff ({int(0.8 * card.n.value):,} people): ")
    assert " than in the whole unit" in managers
    assert re.search(r"Furthest away: .*, [\d.]+ (higher|lower)\.$", managers)


def test_groups_that_cannot_be_told_apart_are_said_not_to_be() -> None:
    same = [replace(group, from_parent={}) for group in SURVEY.groups]
    wide = [
        replace(
            group,
            from_parent={id: replace(gap, conf_low=-9.0, conf_high=9.0) for id, gap in one.from_parent.items()},
        )
        for group, one in zip(same, SURVEY.groups, strict=True)
    ]
    told = of(("A01",), replace(SURVEY, groups=tuple(wide)))
    assert told.title == "By role: no group can be told apart from the whole unit"
    assert all(sentence.endswith("nothing asked here can be told apart from the whole unit.") for sentence in told.said)


def test_a_group_that_may_not_be_shown_says_why_in_full_and_has_no_row() -> None:
    told = of(closed_unit())
    assert told.closed == ((REASON, tuple(name for name, _, _ in ROLES.values())),)
    assert not told.said
    assert not told.measures


def test_a_table_shows_value_interval_people_and_difference_of_every_group() -> None:
    page = html5lib.parse(render(SURVEY), namespaceHTMLElements=False)
    section = next(one for one in page.iter("section") if one.get("id") == "u-a01")
    tables = [one for one in section.iter("table") if one.get("class") == "groups"]
    shown = " ".join(" ".join(table.itertext()) for table in tables)
    for group in SURVEY.groups:
        if group.unit.path != ("A01",):
            continue
        for id, value in {**group.constructs, **group.indices}.items():
            assert isinstance(value, Released)
            assert value.n is not None
            assert f"{value.value:.1f}" in shown
            assert f"{value.conf_low:.1f} to {value.conf_high:.1f}" in shown
            assert f"{value.n:,}" in shown
            gap = group.from_parent[id]
            assert f"{abs(gap.value):.1f} " in shown or not gap.clear


def test_every_interval_of_a_group_is_drawn() -> None:
    page = render(SURVEY)
    tables = re.findall(r"<table class=groups>.*?</table>", page, re.DOTALL)
    rows = [row for table in tables for row in re.findall(r"<td><svg class=s.*?</svg><td>(.*?)<td>", table)]
    drawn = [row for table in tables for row in re.findall(r"<line (?:class=b )?x1=\S+ x2=\S+ />", table)]
    assert len(rows) == len(drawn) > 100


def test_a_reason_that_many_cells_share_is_said_once_under_the_table() -> None:
    """In A03 performance is withheld of both groups, now motivation, too."""
    closed = Withheld(Reason.PROTECTED)
    groups = tuple(
        replace(one, constructs={**one.constructs, "motivation": closed}) if one.unit.path == ("A03",) else one
        for one in SURVEY.groups
    )
    page = render(replace(SURVEY, groups=groups))
    start = page.index('id="u-a03"')
    table = page[page.index("<table class=groups>", start) :].partition("</table>")[0]
    assert table.count(str(escape(REASON.removeprefix("Withheld: ")))) == 1
    assert table.count("class=no>Withheld\n") == 2


def test_a_reason_of_one_cell_stands_in_it_in_full() -> None:
    page = render(SURVEY)
    table = page[page.index("<table class=groups>", page.index('id="u-a03"')) :].partition("</table>")[0]
    assert f"class=no>{escape(REASON)}" in table
    assert "<tfoot>" not in table


def test_names_of_groups_are_text_and_never_markup() -> None:
    page = render(SURVEY)
    assert "Managers, with &lt;two&gt; &amp; more" in page
    assert "<two>" not in page


def test_the_page_with_breakdowns_is_valid_and_every_link_leads_somewhere() -> None:
    page = render(broken_down_survey(waves=(2017, 2018)))
    html5lib.HTMLParser(strict=True).parse(page)
    ids = re.findall(r'\sid="?([^"\s>]+)', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="?#([^"\s>]+)', page)) <= set(ids)


def test_250_units_with_two_groups_each_take_less_than_5_mb(large_survey: Scorecards) -> None:
    size = len(render(broken_down_survey(of=large_survey)).encode("utf-8"))
    print(f"{size / 1e6:.1f} MB")
    assert size < 5_000_000


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing_and_nothing_runs_out(
    browser: Browser, tmp_path: Path, width: int, scheme: Literal["light", "dark"]
) -> None:
    address = write_report(broken_down_survey(tops=4, leaves=2), tmp_path).as_uri()
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    for place in ("#u-everybody", "#u-a03"):
        page.goto("about:blank")
        page.goto(address + place)
        page.evaluate(UNFOLD)
        found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}}).response
        assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found["violations"]] == []
        assert page.evaluate("document.documentElement.scrollWidth") == width
    page.close()


def test_the_overview_says_between_which_groups_empowerment_differs_most() -> None:
    told = [finding.sentence for finding in findings(BOOK)]
    assert any(
        re.fullmatch(r"By role, empowerment runs from [\d.]+ \(staff\) to [\d.]+ \(managers, .*\)\.", said)
        for said in told
    )


def test_a_printed_unit_shows_its_groups_and_stays_accessible(tmp_path: Path) -> None:
    pdf = write_pdf(SURVEY, tmp_path / "unit.pdf", ("A01",))
    assert "<pdfuaid:part>1</pdfuaid:part>" in structure(pdf)
    printed = text(pdf)
    assert "By role: groups differ on" in printed
    for group in SURVEY.groups:
        if group.unit.path == ("A01",):
            value = group.constructs["autonomy"]
            assert isinstance(value, Released)
            assert f"{value.value:.1f} {value.conf_low:.1f} to {value.conf_high:.1f}" in printed
    assert pages(pdf) <= 3


def test_the_printed_overview_breaks_everybody_down(tmp_path: Path) -> None:
    printed = text(write_pdf(SURVEY, tmp_path / "overview.pdf"))
    assert "By role: groups differ on everything asked here" in printed
    assert "By role, the units that are shown have" in printed


def hidden(survey: Scorecards, path: UnitPath) -> Scorecards:
    """The survey with a unit hidden for another's sake, and those below it still shown."""
    closed = Withheld(Reason.PROTECTED)

    def without(cell: Scorecard) -> Scorecard:
        nothing = dict.fromkeys(cell.constructs, closed)
        return replace(
            cell,
            n=closed,
            constructs=nothing,
            indices=dict.fromkeys(cell.indices, closed),
            ranks={},
            from_parent={},
            from_median={},
        )

    cells = [
        without(cell) if cell.unit.path == path else replace(cell, from_parent={}) if cell.unit.parent == path else cell
        for cell in survey.cells
    ]
    groups = [group for group in survey.groups if group.unit.path != path]
    return replace(survey, cells=tuple(cells), groups=tuple(groups))


def test_units_below_one_that_is_hidden_are_reached(page: Page, tmp_path: Path) -> None:
    survey = hidden(SURVEY, ("A00",))
    book = Book(survey)
    shown = next(path for path in book.units if path[:1] == ("A00",) and path in book.showable)
    name = book.units[shown].name
    page.goto(write_report(survey, tmp_path).as_uri())
    page.locator("#tree").get_by_role("link", name=name, exact=True).click()
    assert page.locator(".unit:target h2").text_content() == name
    assert page.locator(".unit:target .trail a").all_text_contents() == ["Overview", "Everybody"]
    page.get_by_role("combobox").fill(name)
    assert (page.get_by_role("option").first.text_content() or "").endswith("Department of Rivers and Harbours")


def test_what_is_within_a_hidden_unit_is_listed_within_the_one_above(tmp_path: Path) -> None:
    """Department, office and team: the office is hidden, its team is not."""
    office = next(cell for cell in SURVEY.cells if cell.unit.path == ("A00", "A0000"))
    team = replace(office, unit=replace(office.unit, path=(*office.unit.path, "T1"), name="Night Shift"))
    survey = hidden(replace(SURVEY, cells=(*SURVEY.cells, team)), office.unit.path)
    section = re.search(r'<section id="u-a00".*?</section>', render(survey), re.DOTALL)
    assert section is not None
    assert re.search(
        rf"<li>{office.unit.name}.*Withheld.*<ul>\s*<li><a href=\"#u-a00-a0000-t1\">Night Shift</a>",
        section[0],
        re.DOTALL,
    )
    printed = text(write_pdf(survey, tmp_path / "unit.pdf", ("A00",)))
    assert f"{office.unit.name} (within it, Night Shift can be shown)" in printed
    with pytest.raises(ReportError, match="Within it there is A00/A0000/T1"):
        write_pdf(survey, tmp_path / "closed.pdf", office.unit.path)


def test_a_unit_below_one_that_is_hidden_stands_beside_the_next_above_without_a_verdict() -> None:
    survey = hidden(SURVEY, ("A00",))
    section = re.search(r'<section id="u-a00-a0000".*?</section>', render(survey), re.DOTALL)
    assert section is not None
    assert "<th scope=col hidden><span aria-hidden=true>▼ </span>Beside everybody" in section[0]
    assert section[0].count("<use href=#p x=") >= 13
    lead = re.findall(r'<p class="lead">(.*)</p>', section[0])
    assert not any("everybody" in sentence for sentence in lead)

"""A report is attacked as it is read: its tables, its tree of units, its map, and all that is in its source."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest

from mainspring.disclosure import Released
from mainspring.disclosure.attack import Finding, attack_path, attack_releases, read_release
from mainspring.disclosure.attack.findings import LEFTOVER
from mainspring.disclosure.facts import Facts
from mainspring.report.words import OTHER_STAFF
from mainspring.scorecards import Scorecards

WITHHELD_ROW = re.compile(r"(<tr class=\"[^\"]*\"><th scope=row>[^<]*<td colspan=\d class=no>)(Withheld)")
CLOSED_UNIT = re.compile(r"(<small>)(Withheld)")


@pytest.fixture(scope="module")
def facts(page: Path) -> Facts:
    return read_release(page)[0]


def altered(page: Path, pattern: re.Pattern[str], by: str, tmp_path: Path) -> tuple[Finding, ...]:
    """What is found in the report with its first match changed."""
    text, times = pattern.subn(by, page.read_text(encoding="utf-8"), count=1)
    assert times == 1
    (tmp_path / "report.html").write_text(text, encoding="utf-8")
    return tuple(one for one in attack_path(tmp_path).findings if one.route == "left beside")


def test_every_unit_s_people_and_values_are_read_as_the_page_shows_them(scorecards: Scorecards, facts: Facts) -> None:
    cells = [cell for cell in scorecards.cells if cell.wave == 2018]
    assert all(n is None for group, n in facts.people.items() if group.wave == 2018)  # of two waves, only bounds
    told = sorted(n for group, n in facts.at_least.items() if n > 1 and group.wave == 2018)
    assert told == sorted(int(cell.n.value) for cell in cells if isinstance(cell.n, Released) and cell.n.bound)
    everybody = next(group for group in facts.people if not group.unit and group.wave == 2018)
    shown, exact = facts.values[everybody, "autonomy"], cells[0].constructs["autonomy"]
    assert shown is not None
    assert isinstance(exact, Released)
    assert abs(shown.value - exact.value) <= facts.half_width


def test_units_that_are_only_named_are_known_to_be_withheld(page: Path, facts: Facts) -> None:
    closed = re.findall(r'<span class="closed"><b>(.*?)</b>', page.read_text(encoding="utf-8"))
    silent = {group.unit[-1][1] for group, n in facts.people.items() if n is None and group not in facts.at_least}
    assert {LEFTOVER if name == OTHER_STAFF else html.unescape(name) for name in closed} - {"All other units"} <= silent
    assert {LEFTOVER, "Army Materiel Command"} <= silent


def test_nothing_is_left_beside_what_a_report_withholds(page: Path) -> None:
    routes = {one.route for one in attack_path(page).findings}
    assert not routes & {"left beside", "small group", "subtraction", "bounds", "head counts"}


@pytest.mark.parametrize(
    ("pattern", "by", "says"),
    [
        (CLOSED_UNIT, r'<small data-n="7">\2', 'data-n="7"'),
        (CLOSED_UNIT, r"\1\2 (7)", "(7)"),
        (re.compile("</main>"), "<!-- n=7 --></main>", "n=7"),
    ],
)
def test_what_is_left_in_the_source_is_found(
    pattern: re.Pattern[str], by: str, says: str, page: Path, tmp_path: Path
) -> None:
    found = altered(page, pattern, by, tmp_path)
    assert [says in one.what for one in found] == [True]


def test_a_drawing_left_in_a_withheld_row_is_found(page: Path, tmp_path: Path) -> None:
    row = re.compile(r"(<tr class=\"[^\"]*\"><th scope=row>Motivation)<td>.*?\n")
    found = altered(
        page, row, r'\1<td colspan=4 class=no>Withheld: a reason<svg><circle cx="61%"/></svg>' + "\n", tmp_path
    )
    assert any('cx="61%"' in one.what for one in found)


def test_a_map_that_counts_whom_the_page_does_not_is_caught(page: Path, tmp_path: Path) -> None:
    text = page.read_text(encoding="utf-8").replace(" or more people answered", " people answered")
    page = tmp_path / "counted.html"
    page.write_text(text, encoding="utf-8")
    anchor = re.search(r'<a href="#(u-[^"]+)" aria-label="[^"]* people answered"', text)
    assert anchor is not None
    page_of = re.compile(rf'(<section id="{anchor[1]}".*?<p class="quiet">)[^<]*', re.DOTALL)
    found = altered(page, page_of, r"\1Agency. 2018. Withheld: a reason.", tmp_path)
    assert any("The map says how many people" in one.what for one in found)


def test_a_number_told_as_a_bound_is_none(page: Path, facts: Facts) -> None:
    assert "500 or more people answered in 2018" in page.read_text(encoding="utf-8")
    assert not {group for group, n in facts.people.items() if n is not None and group.wave == 2018}
    assert max(facts.at_least.values()) == 500


def test_figures_rounded_for_display_are_not_taken_for_more_than_they_are(facts: Facts) -> None:
    assert facts.half_width == 0.05
    assert not [one for one in attack_releases([facts]) if one.route in ("subtraction", "bounds", "head counts")]

"""Every format is read back as a reader sees it, and what is left beside a withheld value is noticed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from mainspring.disclosure.attack import attack_path, read_release
from mainspring.disclosure.attack.reading.markup import parse_page
from mainspring.disclosure.facts import Group, Shown
from mainspring.errors import AttackError
from mainspring.scorecards import Scorecards, as_frame, as_json
from tests.disclosure.attack.cast import HELD, cell, reading, release, shown, written

A, B = Group(2020, (("AGENCY", "A"),)), Group(2020, (("AGENCY", "A"),), (("GRADE", "senior"),))


def test_json_tells_people_values_and_codes() -> None:
    values = {"pp_Q": shown(61.5, 30, std_error=2.0), "pp_R": shown(90.0, 29, bound="or_more"), "pp_S": HELD}
    facts = reading(release(cell("A", 31, values), cell("A", None, code="senior"))).facts
    assert (facts.minimum, facts.code_extremes) == (10, True)
    assert facts.people == {A: 31, B: None}
    assert facts.values == {
        (A, "pp_Q"): Shown(61.5, 30, 2.0),
        (A, "pp_R"): Shown(90.0, 29, None, "or_more"),
        (A, "pp_S"): None,
    }


def test_a_coarsened_number_is_a_bound_and_not_a_count() -> None:
    facts = reading(release({**cell("A", 10), "n_bound": "or_more"})).facts
    assert (facts.people, facts.at_least) == ({A: None}, {A: 10})


def test_what_nobody_was_asked_is_no_secret() -> None:
    silent = {"status": "withheld", "reason": "Withheld: this survey did not ask"}
    assert reading(release(cell("A", 31, {"pp_Q": silent}))).facts.values == {}


@pytest.mark.parametrize(
    ("found", "says"),
    [
        ({**cell("A", None), "n": 7}, "AGENCY A (2020) is withheld, and beside that stands that it has 7 people"),
        (
            cell("A", 31, {"pp_Q": {**HELD, "value": 40.0}}),
            "pp_Q of AGENCY A (2020) is withheld, and beside that stand its value",
        ),
    ],
)
def test_json_that_holds_what_it_withholds_is_caught(found: dict[str, Any], says: str) -> None:
    left = reading(release(found)).left
    assert [(one.route, says in one.what) for one in left] == [("left beside", True)]


def table(*rows: dict[str, Any]) -> pl.DataFrame:
    blank = {"wave": 2020, "name": "", "breakdown": "", "std_error": None, "n": None, "bound": None, "reason": None}
    return pl.DataFrame([{**blank, "measure": "pp_Q", **row} for row in rows])


ROWS = (
    {"unit": "", "status": "released", "value": 50.0, "n": 60},
    {"unit": "01", "status": "released", "value": 50.0, "n": 50},
    {"unit": "02", "status": "withheld", "value": None, "reason": "Withheld: fewer than ten people answered"},
)


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_tables_are_attacked_by_their_codes(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"scores.{ending}"
    table(*ROWS).write_csv(path) if ending == "csv" else table(*ROWS).write_parquet(path)
    found = attack_path(path).findings
    assert [(one.route, one.what) for one in found] == [
        ("subtraction", "level 1 02 (2020): pp_Q is 50.0 of 10 people.")
    ]


def test_a_breakdown_in_a_table_is_the_same_breakdown(tmp_path: Path) -> None:
    table({**ROWS[1], "unit": "A", "breakdown": "GRADE=senior"}).write_csv(tmp_path / "scores.csv")
    [facts] = read_release(tmp_path / "scores.csv")
    assert list(facts.values) == [(Group(2020, (("level 1", "A"),), (("GRADE", "senior"),)), "pp_Q")]


def test_a_table_that_holds_what_it_withholds_is_caught(tmp_path: Path) -> None:
    path = tmp_path / "scores.csv"
    table(*ROWS[:2], {**ROWS[2], "std_error": 3.5}).write_csv(path)
    assert "left beside" in {one.route for one in attack_path(path).findings}


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("scores.json", "{", "is not JSON that can be read"),
        ("scores.json", "[]", "it has no cells"),
        ("scores.json", '{"cells": [{"unit": {}}]}', "Cell 1 is not a cell of scores"),
        ("scores.csv", "a,b\n1,2\n", "it has no column wave, unit, measure, status, value"),
        ("scores.parquet", "PAR1", "cannot be read"),
        ("report.html", "<p>Hello</p>", "not a report of Mainspring's"),
        ("notes.txt", "60 people", "nothing here that can be attacked"),
    ],
)
def test_what_is_no_release_is_refused_with_the_reason(name: str, content: str, says: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    with pytest.raises(AttackError, match=says) as refused:
        attack_path(path)
    assert name in str(refused.value)


def test_a_negative_or_broken_number_of_people_is_refused() -> None:
    for n in (-3, 7.5, True):
        with pytest.raises(AttackError, match="is no number of people"):
            reading(release({**cell("A", None), "n": n}))


def test_a_folder_is_attacked_as_a_whole(tmp_path: Path) -> None:
    written(release(cell("", 78), cell("A", 40), cell("B", None), cell("C", None)), tmp_path / "first.json")
    written(release(cell("", 78), cell("B", 20), cell("A", None), cell("C", None)), tmp_path / "second.json")
    (tmp_path / "notes.txt").write_text("nothing")
    done = attack_path(tmp_path)
    assert [one.where for one in done.findings] == ["first.json and second.json"]
    assert done.tried[-1] == "not read: notes.txt"


def test_a_page_ends_tags_that_are_left_open() -> None:
    page = parse_page("<table><tr><th>a<td>1<tr><th>b<td>2<table><tr><td>x</table><td>3</table><p>after")
    rows = [[cell.text for cell in row.elements()] for row in page.all("tr")]
    assert rows == [["a", "1"], ["b", "2x", "3"], ["x"]]


def test_json_and_table_of_the_same_scores_tell_the_same(scorecards: Scorecards, tmp_path: Path) -> None:
    written(as_json(scorecards), tmp_path / "scores.json")
    as_frame(scorecards).write_csv(tmp_path / "scores.csv")
    one, other = (read_release(tmp_path / name)[0].values for name in ("scores.json", "scores.csv"))
    plain = {
        (group.wave, tuple(code for _, code in group.unit), measure): value for (group, measure), value in one.items()
    }
    assert plain == {
        (group.wave, tuple(code for _, code in group.unit), measure): value for (group, measure), value in other.items()
    }


def test_a_share_keeps_its_figure_in_the_page_s_data(page: Path) -> None:
    embedded = json.dumps(release(cell("", 60), cell("A", 53), cell("B", None)))
    text = page.read_text(encoding="utf-8").replace(
        "</main>", f'<script type="application/json">{embedded}</script></main>'
    )
    page.with_name("embedded.html").write_text(text, encoding="utf-8")
    found = attack_path(page.with_name("embedded.html")).findings
    assert ("subtraction", "AGENCY B (2020) has 7 people.") in {(one.route, one.what) for one in found}

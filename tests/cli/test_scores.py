"""`mainspring scores` prints one truth in every form, from the survey or from its moments."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.cli.cast import everything_in, mainspring

SHOWN = ("status", "value", "std_error", "conf_low", "conf_high", "n", "bound", "reason", "flag")


def printed(*arguments: str | Path) -> str:
    done = mainspring("scores", *arguments, "--codebook", "us-fevs-2018")
    assert (done.code, done.err) == (0, "")
    return done.out


@pytest.fixture(scope="module")
def found(survey: Path) -> dict[str, Any]:
    return dict(json.loads(printed(survey, "--json")))


def test_everybody_comes_first_and_has_an_empty_unit(found: dict[str, Any]) -> None:
    everybody, *units = found["cells"]

    assert (everybody["unit"], everybody["parent"], everybody["n"]) == ({}, None, 600)
    assert {tuple(cell["unit"]) for cell in units} == {("AGENCY",), ("AGENCY", "LEVEL1")}
    assert all(cell["unit"] == {**cell["parent"], **cell["unit"]} for cell in units)


def test_a_withheld_value_has_a_reason_and_no_number(found: dict[str, Any]) -> None:
    values = [
        value
        for cell in found["cells"]
        for group in ("indices", "constructs", "attributes")
        for value in cell[group].values()
    ]

    withheld = [value for value in values if value["status"] == "withheld"]
    assert withheld
    assert all(value.keys() == {"status", "reason"} for value in withheld)
    assert all(value["value"] is not None for value in values if value["status"] == "released")


def test_the_table_has_a_row_for_every_value_of_the_json(survey: Path, found: dict[str, Any]) -> None:
    table = csv.DictReader(printed(survey, "--csv").splitlines())
    rows = {(row["unit"], row["group"], row["measure"]): row for row in table}
    for cell in found["cells"]:
        for group in ("indices", "constructs", "attributes"):
            for id, value in cell[group].items():
                row = rows.pop((" / ".join(cell["unit"].values()), group, id))
                expected = {key: str(x) for key, x in value.items() if x is not None}
                assert {key: row[key] for key in SHOWN if row[key]} == expected
    assert rows == {}


def test_parquet_has_the_same_table(survey: Path, tmp_path: Path) -> None:
    out = tmp_path / "scores.parquet"

    assert printed(survey, "--parquet", "--out", out) == ""

    assert pl.read_parquet(out).write_csv() == printed(survey, "--csv")


@pytest.mark.parametrize("form", ["--json", "--csv"])
def test_a_file_holds_what_the_screen_shows(form: str, survey: Path, tmp_path: Path) -> None:
    out = tmp_path / "scores"

    assert printed(survey, form, "--out", out) == ""
    assert out.read_text(encoding="utf-8") == printed(survey, form)


@pytest.mark.parametrize("form", ["--json", "--csv"])
def test_a_file_s_name_says_what_is_written_to_it(form: str, survey: Path, tmp_path: Path) -> None:
    out = tmp_path / f"scores.{form[2:]}"

    printed(survey, "--out", out)
    assert out.read_text(encoding="utf-8") == printed(survey, form)
    printed(survey, "--csv", "--out", out)  # what is asked for goes before it
    assert out.read_text(encoding="utf-8") == printed(survey, "--csv")


def test_scores_of_moments_are_those_of_the_survey(survey: Path, found: dict[str, Any], tmp_path: Path) -> None:
    kept = tmp_path / "fevs_2018.moments"
    made = mainspring("moments", survey, "--codebook", "us-fevs-2018", "--out", kept)
    assert made.out.startswith(f"600 respondents in 7 cells: {kept}, ")

    again = mainspring("scores", kept, "--json")

    assert (again.code, again.err) == (0, "")
    assert json.loads(again.out) == found
    assert everything_in(tmp_path) == ["fevs_2018.moments"]


def test_a_report_can_be_made_of_moments_when_the_survey_is_gone(survey: Path, tmp_path: Path) -> None:
    kept = tmp_path / "fevs_2018.moments"
    mainspring("moments", survey, "--variables", "", "--out", kept)

    done = mainspring("report", kept, "--out", tmp_path / "report")

    assert done.out == f"The report is in {tmp_path / 'report' / 'report.html'}\n"
    assert "Department of Agriculture" in (tmp_path / "report" / "report.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--by", "AGENCY"], "cells by AGENCY,LEVEL1, not by AGENCY"),
        (["--wave", "2017"], "of wave 2018, not of 2017"),
        (["--codebook", "us-fevs-2017"], "made with us-fevs-2018, not with this version of us-fevs-2017"),
    ],
)
def test_moments_are_of_the_cells_and_the_wave_they_were_made_with(
    options: list[str], says: str, survey: Path, tmp_path: Path
) -> None:
    kept = tmp_path / "fevs_2018.moments"
    mainspring("moments", survey, "--variables", "", "--out", kept)

    done = mainspring("scores", kept, *options)

    assert (done.code, done.out) == (1, "")
    assert says in done.err


@pytest.mark.parametrize(
    "content", [b"", b"RANDOM,AGENCY\n1,AF\n", b"ARROW1\0\0"], ids=["empty", "a survey", "cut short"]
)
def test_what_is_not_a_whole_file_of_moments_is_told_how_to_make_one(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "fevs_2018.moments"
    path.write_bytes(content)

    done = mainspring("scores", path)

    assert done.code == 1
    assert "fevs_2018.moments: This is not a whole file of moments" in done.err
    assert "`mainspring moments SURVEY -o FILE`" in done.err


def test_the_screen_shows_the_units_of_the_first_level_and_why_some_are_not(survey: Path) -> None:
    lines = printed(survey, "--by", "AGENCY").splitlines()

    assert lines[0].split()[:5] == ["unit", "wave", "n", "autonomy", "competence"]
    assert lines[1].split()[:3] == ["Everybody", "2018", "600"]
    assert any(line.startswith("All other units ") for line in lines)
    assert any(line.startswith("– Withheld: fewer than ten people answered, or a smaller group") for line in lines)


def test_a_stricter_policy_shows_less(survey: Path, tmp_path: Path) -> None:
    def released(policy: str) -> int:
        cells = json.loads(printed(survey, "--policy", policy, "--json", "--ledger", f"{tmp_path}/{policy}"))["cells"]
        return sum(value["status"] == "released" for cell in cells for value in cell["indices"].values())

    assert released("rule-of-ten") < released("open")


def test_groups_of_an_attribute_have_the_names_of_its_codes(tmp_path: Path) -> None:
    large = tmp_path / "large.csv"
    made = ["simulate", "--layout", "us-fevs-2018", "--rows", "3000", "--units", "2,4", "--out", str(large)]
    assert mainspring(*made).code == 0
    units = [line.split()[0] for line in printed(large, "--by", "DSEX").splitlines()[1:4]]
    assert units == ["Everybody", "Female", "Male"]

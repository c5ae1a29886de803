"""`advise`, `assess` and `handbook`: what people write, and what they get wrong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mainspring.practices import load_catalogue
from tests.cli.cast import mainspring

CODEBOOK = ("--codebook", "us-fevs-2018")
BY = ("--by", "AGENCY,LEVEL1")


@pytest.fixture(scope="module")
def survey(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("survey") / "fevs_2018.csv"
    mainspring(
        "simulate", "--layout", "us-fevs-2018", "--rows", "3000", "--units", "6,24", "--seed", "4", "--out", file
    )
    return file


@pytest.fixture(scope="module")
def units(survey: Path) -> dict[str, dict[str, Any]]:
    """The units of the scores, by their codes."""
    found = json.loads(
        mainspring("scores", survey, *CODEBOOK, *BY, "--json", "--ledger", survey.parent / "ledger.jsonl").out
    )["cells"]
    return {"/".join(cell["unit"].values()): cell for cell in found}


def shown(units: dict[str, dict[str, Any]]) -> str:
    """A unit of the second level whose autonomy is shown."""
    below = (path for path in units if path.count("/") == 1)
    return next(path for path in below if "value" in units[path]["constructs"]["autonomy"])


def withheld(units: dict[str, dict[str, Any]]) -> str:
    """One of which nothing is."""
    below = (path for path in units if path.count("/") == 1)
    return next(path for path in below if not any("value" in one for one in units[path]["constructs"].values()))


def advised(survey: Path, *more: str | Path) -> str:
    done = mainspring("advise", survey, *CODEBOOK, *BY, "--ledger", survey.parent / "ledger.jsonl", *more)
    assert done.code == 0, done.err
    return done.out


def test_a_unit_gets_at_most_five_each_with_why_cost_limits_and_a_pilot(
    survey: Path, units: dict[str, dict[str, Any]]
) -> None:
    found = json.loads(advised(survey, "--unit", shown(units), "--json"))
    assert 1 <= len(found["practices"]) <= 5
    for one in found["practices"]:
        assert all(one[key] for key in ("why", "cost", "may_cost", "when_not", "pilot", "evidence"))
    others = sum(len(ids) for ids in found["not_advised"].values())
    assert len(found["practices"]) + others == len(load_catalogue().entries)


def test_words_say_the_same(survey: Path, units: dict[str, dict[str, Any]]) -> None:
    unit = shown(units)
    said = advised(survey, "--unit", unit)
    for one in json.loads(advised(survey, "--unit", unit, "--json"))["practices"]:
        assert f"{one['title']} ({one['id']})" in said
    assert "Nothing in it can be used to rate a person." in said


def test_a_unit_may_be_written_with_its_columns_and_in_small_letters(
    survey: Path, units: dict[str, dict[str, Any]]
) -> None:
    unit = shown(units)
    top, below = unit.split("/")
    assert advised(survey, "--unit", f"AGENCY={top},LEVEL1={below}") == advised(survey, "--unit", unit.lower())


def test_a_unit_may_be_named_where_no_other_has_its_name(survey: Path, units: dict[str, dict[str, Any]]) -> None:
    unit = shown(units)
    assert advised(survey, "--unit", unit.split("/")[1]) == advised(survey, "--unit", unit)


def test_rows_in_another_order_give_the_same_advice(
    survey: Path, units: dict[str, dict[str, Any]], tmp_path: Path
) -> None:
    head, *rows = survey.read_text(encoding="utf-8").splitlines()
    turned = tmp_path / survey.name
    turned.write_text("\n".join([head, *rows[::-1]]) + "\n", encoding="utf-8")
    unit = shown(units)
    assert advised(turned, "--unit", unit, "--ledger", tmp_path / "l.jsonl") == advised(survey, "--unit", unit)


def test_a_unit_that_is_withheld_gets_a_conversation_guide(survey: Path, units: dict[str, dict[str, Any]]) -> None:
    said = advised(survey, "--unit", withheld(units))
    assert "Nothing is shown of this unit" in said
    assert "When did you last have to wait for a decision" in said
    assert "Why:" not in said


def test_an_unknown_unit_names_those_near(survey: Path, units: dict[str, dict[str, Any]]) -> None:
    done = mainspring("advise", survey, *CODEBOOK, *BY, "--unit", shown(units) + "X")
    assert done.code == 1
    assert shown(units) in done.err


def test_an_assessment_is_printed_filled_in_and_read(
    survey: Path, units: dict[str, dict[str, Any]], tmp_path: Path
) -> None:
    answers = tmp_path / "answers.toml"
    answers.write_text(mainspring("assess").out.replace('noticed = ""', 'noticed = "e"', 1), encoding="utf-8")
    assert "Nobody has said" in mainspring("assess", answers, "--map", tmp_path / "place.svg").out
    assert 'class="at"' in (tmp_path / "place.svg").read_text(encoding="utf-8")
    found = json.loads(advised(survey, "--unit", shown(units), "--fit", answers, "--json"))
    assert found["fit"]["gains"].keys() == {"empowerment", "compliance"}
    answers.write_text('[team]\nnoticd = "e"\n', encoding="utf-8")
    done = mainspring("advise", survey, *CODEBOOK, *BY, "--unit", shown(units), "--fit", answers)
    assert (done.code, "Did you mean noticed?" in done.err) == (1, True)


def test_the_handbook_is_built_listed_and_checked(tmp_path: Path) -> None:
    done = mainspring("handbook", "build", "--out", tmp_path / "book", "--no-pdf")
    assert f"{len(load_catalogue().entries)} practices" in done.out
    assert (tmp_path / "book" / "index.html").is_file()
    assert not (tmp_path / "book" / "handbook.pdf").exists()
    assert "red-tape-hunt" in mainspring("handbook", "list").out
    done = mainspring("handbook", "check", tmp_path)
    assert (done.code, "This is no catalogue of practices" in done.err) == (1, True)

"""`mainspring claims` as a new user types it, with good input and bad."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.cast import mainspring

BY = ("--by", "AGENCY,LEVEL1")


def said(*arguments: str | Path) -> Any:
    done = mainspring("claims", *arguments, "--json")
    assert (done.code, done.err) == (0, "")
    return json.loads(done.out)


def parts(found: Any) -> list[dict[str, Any]]:
    return [part for one in found["claims"] for part in one["parts"]]


def test_the_document_has_a_verdict_for_every_claim_and_says_what_it_cannot(survey: Path) -> None:
    done = mainspring("claims", survey, *BY)
    assert (done.code, done.err) == (0, "")
    for number in range(1, 9):
        assert f"| C{number} |" in done.out
    for words in (
        "that takes a pilot",
        "Intent to leave is not leaving",
        "What could not be tested",
        "Caution. About compliance",
    ):
        assert words in " ".join(done.out.split())
    assert max(len(line) for line in done.out.splitlines() if not line.startswith(("|", "- "))) <= 100


def test_moments_say_the_same_as_the_survey(survey: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept.moments"
    assert mainspring("moments", survey, *BY, "-o", kept).code == 0
    one, other = (
        [(part["n"], part["verdict"], part["sentence"]) for part in parts(said(*of))] for of in ((kept,), (survey, *BY))
    )
    assert one == other


def test_a_wave_more_tells_of_changes(surveys: Path) -> None:
    found = said(surveys / "fevs_2017.csv", surveys / "fevs_2018.csv", *BY)
    changes = next(one for one in found["claims"] if one["claim"] == "C7")
    assert found["waves"] == [2017, 2018]
    assert changes["verdict"] != "not tested"


def test_what_is_too_small_to_matter_is_the_reader_s_to_say(survey: Path) -> None:
    bands = [
        {(part["claim"], part["part"]): part["band_high"] for part in parts(found)}
        for found in (said(survey, *BY), said(survey, *BY, "--smallest-effect", "0.2", "--smallest-share", "5"))
    ]
    assert [band["C2", "satisfaction"] for band in bands] == [0.05, 0.2]
    assert [band["C5", "product"] for band in bands] == [2, 5]


def test_the_same_people_are_those_who_have_everything(survey: Path) -> None:
    sizes = {
        part["n"] for part in parts(said(survey, "--by", "AGENCY", "--same-people")) if part["verdict"] != "not tested"
    }
    assert len(sizes) == 1


def test_moments_without_the_variables_say_how_to_make_them(survey: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept.moments"
    assert (
        mainspring("moments", survey, *BY, "--variables", "empowerment,satisfaction,pay,compliance", "-o", kept).code
        == 0
    )
    found = {(part["claim"], part["part"]): part for part in parts(said(kept))}
    assert found["C2", "satisfaction"]["verdict"] != "not tested"
    assert "make them again with `mainspring moments`" in found["C5", "product"]["reason"]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--smallest-effect", "0"), "The smallest effect that matters cannot be 0"),
        (("--smallest-share", "-1"), "The smallest share that matters cannot be -1"),
    ],
)
def test_bad_input_is_named(options: tuple[str, ...], says: str, survey: Path) -> None:
    done = mainspring("claims", survey, *options)
    assert done.code == 1
    assert says in done.err


def test_two_files_of_one_wave_are_refused(survey: Path) -> None:
    done = mainspring("claims", survey, survey)
    assert done.code == 1
    assert "Two of these are of wave 2018" in done.err

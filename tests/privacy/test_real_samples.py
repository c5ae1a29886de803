"""The real samples, released by every column there is to release them by, and in every format: nothing is learned."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mainspring import load_instrument, read_published, read_responses, summarise, write_report
from mainspring.disclosure.attack import attack_path
from mainspring.moments import MomentsOptions
from mainspring.scorecards import Scorecards, as_frame, as_json, score, score_published

SAMPLE = "us-fevs-2018-sample"
CELLS = {
    "AGENCY": (["AGENCY"], []),
    "LEVEL1": (["LEVEL1"], []),
    "AGENCY, LEVEL1": (["AGENCY", "LEVEL1"], []),
    "AGENCY, LEVEL1 by DSUPER": (["AGENCY", "LEVEL1"], ["DSUPER"]),
    "AGENCY by DSUPER and by DSEX": (["AGENCY"], ["DSUPER", "DSEX"]),
    "AGENCY, DSUPER": (["AGENCY", "DSUPER"], []),
    "DFEDTEN, DEDUC": (["DFEDTEN", "DEDUC"], []),
}


def written(scorecards: Scorecards, folder: Path, formats: str) -> Path:
    """A folder with what is released, in some formats."""
    if "json" in formats:
        (folder / "scores.json").write_text(json.dumps(as_json(scorecards)), encoding="utf-8")
    if "csv" in formats:
        (folder / "scores.csv").write_text(as_frame(scorecards).write_csv(), encoding="utf-8")
    if "parquet" in formats:
        as_frame(scorecards).write_parquet(folder / "scores.parquet")
    if "html" in formats:
        write_report(scorecards, folder / "report.html")
    return folder


def fevs(shared: Path, by: list[str], breakdowns: list[str]) -> Scorecards:
    instrument = load_instrument(SAMPLE)
    responses = read_responses(shared / "data" / "us-fevs" / "fevs_2018_sample.csv.gz", instrument)
    moments = summarise(responses, [*by, *breakdowns], MomentsOptions(variables=()))
    return score(moments, instrument, breakdowns=breakdowns)


@pytest.mark.parametrize(("by", "breakdowns"), CELLS.values(), ids=CELLS.keys())
def test_nothing_is_learned_of_the_employee_viewpoint_survey(
    by: list[str], breakdowns: list[str], shared: Path, tmp_path: Path
) -> None:
    assert attack_path(written(fevs(shared, by, breakdowns), tmp_path, "json")).findings == ()


@pytest.mark.parametrize("form", ["csv", "parquet", "html", "json and csv and parquet and html"])
def test_nothing_is_learned_in_any_format_nor_from_all_of_them(form: str, shared: Path, tmp_path: Path) -> None:
    assert attack_path(written(fevs(shared, ["AGENCY"], ["DSUPER"]), tmp_path, form)).findings == ()


def test_nothing_is_learned_of_the_people_survey(shared: Path, tmp_path: Path) -> None:
    instrument = load_instrument("uk-csps")
    files = sorted((shared / "data" / "uk-csps").glob("20*"))
    scorecards = score_published([read_published(file, instrument) for file in files])
    assert attack_path(written(scorecards, tmp_path, "json and csv and html")).findings == ()

"""The walk from survey file to report: the tutorial prints what it says, and a frame is as good as a path."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from pyarrow import csv as arrow_csv

import mainspring
from mainspring.moments import Moments
from mainspring.responses.simulated import SimulationOptions, write_simulated
from tests.cli import cast

TUTORIAL = Path(__file__).parents[1] / "docs" / "tutorial.md"
BLOCK = re.compile(r"^```(?P<kind>\w+)\n(?P<code>.*?)^```$(?:\n\n^```text\n(?P<printed>.*?)^```$)?", re.M | re.S)
LONGEST_WALK = 10


def pages() -> list[re.Match[str]]:
    return list(BLOCK.finditer(TUTORIAL.read_text(encoding="utf-8")))


def test_the_tutorial_prints_what_it_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for block in pages():
        if block["kind"] == "console":
            command, shown = block["code"].split("\n", 1)
            assert cast.mainspring(*shlex.split(command.removeprefix("$ mainspring "))).out == shown
        else:
            printed = io.StringIO()
            with contextlib.redirect_stdout(printed):
                exec(compile(block["code"], str(TUTORIAL), "exec"), names)
            assert printed.getvalue() == (block["printed"] or "")

    page = (tmp_path / "report" / "report.html").read_text(encoding="utf-8")
    assert "Department of Justice" in page


def test_the_walk_is_ten_lines() -> None:
    walk = next(block["code"] for block in pages() if "write_report(" in block["code"])

    assert len([line for line in walk.splitlines() if line]) <= LONGEST_WALK


@pytest.fixture(scope="module")
def survey(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("walk") / "fevs_2018.csv"
    write_simulated(mainspring.load_instrument("us-fevs-2018"), SimulationOptions(rows=400, units=(3, 9)), path)
    return path


def moments_of(source: Path | pl.DataFrame | pl.LazyFrame | pd.DataFrame | pa.Table) -> Moments:
    responses = mainspring.read_responses(source, mainspring.load_instrument("us-fevs-2018"))
    return mainspring.summarise(responses, by=["agency", "level1"])


FRAMES: dict[str, Callable[[Path], pl.DataFrame | pl.LazyFrame | pd.DataFrame | pa.Table]] = {
    "polars": lambda path: pl.read_csv(path, infer_schema_length=None),
    "polars, lazy": lambda path: pl.scan_csv(path, infer_schema_length=None),
    "pandas": pd.read_csv,
    "pyarrow": arrow_csv.read_csv,
}


@pytest.mark.parametrize("library", FRAMES)
def test_a_frame_gives_the_same_moments_as_a_path(library: str, survey: Path) -> None:
    expected = moments_of(survey)

    found = moments_of(FRAMES[library](survey))

    assert (found.schema, found.paths) == (expected.schema, expected.paths)
    arrays = ("n", "weight", "weight2", "item_counts", "item_weights", "category_counts", "power_sums", "products")
    for name in arrays:
        np.testing.assert_array_equal(getattr(found, name), getattr(expected, name))


FACE = [
    "ClaimsOptions",
    "FitOptions",
    "ItemSet",
    "MomentsOptions",
    "ReadOptions",
    "advise",
    "as_frame",
    "as_json",
    "claims",
    "claims_published",
    "clear_claims",
    "clear_fit",
    "clear_measurement",
    "clear_published_claims",
    "clear_shrunken",
    "find_unit",
    "fit",
    "for_claims",
    "load",
    "load_catalogue",
    "load_instrument",
    "load_policy",
    "measure",
    "merge",
    "pool",
    "read_answers",
    "read_published",
    "read_responses",
    "save",
    "score",
    "score_published",
    "share",
    "shrink",
    "summarise",
    "summarise_on_spark",
    "write_pdf",
    "write_report",
]


def test_the_public_face_is_exactly_this() -> None:
    assert sorted(mainspring.__all__) == FACE


@pytest.mark.parametrize("name", FACE)
def test_a_name_of_the_public_face_is_what_a_room_calls_so(name: str) -> None:
    assert getattr(mainspring, name).__name__ == name


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="module 'mainspring' has no attribute 'scores_of'"):
        mainspring.scores_of  # noqa: B018 asking for it is the test

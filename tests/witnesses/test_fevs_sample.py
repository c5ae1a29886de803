"""The 2018 sample against base R: every index, construct mean and alpha, through the public command."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from mainspring.cli import app

TOLERANCE = 1e-6
INDICES = {
    "intrinsic": "eei_intrinsic",
    "leaders": "eei_leaders",
    "supervisors": "eei_supervisors",
    "eei": "eei",
    "gsi": "gsi",
}

Json = dict[str, Any]


@pytest.fixture(scope="module")
def reference(shared: Path) -> Json:
    found: Json = json.loads((shared / "reference" / "fevs_2018_sample.json").read_text())
    return found


def scores(shared: Path, by: str) -> Json:
    file = shared / "data" / "us-fevs" / "fevs_2018_sample.csv.gz"
    options = ["--codebook", "us-fevs-2018-sample", "--by", by, "--policy", "open", "--json"]
    done = CliRunner().invoke(app, ["scores", str(file), *options], catch_exceptions=False)
    assert done.exit_code == 0
    found: Json = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def agencies(shared: Path) -> Json:
    return scores(shared, "AGENCY")


def everybody(found: Json) -> Json:
    return next(cell for cell in found["cells"] if cell["unit"] == {})


def test_every_index_of_everybody_and_of_all_agencies(agencies: Json, reference: Json) -> None:
    cells = {cell["unit"].get("AGENCY", "ALL"): cell for cell in agencies["cells"]}
    for agency, expected in reference["indices"].items():
        for name, id in INDICES.items():
            assert cells[agency]["indices"][id]["value"] == pytest.approx(expected[name], rel=TOLERANCE)
        assert cells[agency]["n"] == expected.get("n", reference["n"])


def test_percent_positive_of_all_71_items(agencies: Json, reference: Json) -> None:
    indices = everybody(agencies)["indices"]
    for item, expected in reference["percent_positive"].items():
        assert indices[f"pp_{item}"]["value"] == pytest.approx(expected, rel=TOLERANCE)


def test_every_construct_mean(agencies: Json, reference: Json) -> None:
    constructs = everybody(agencies)["constructs"]
    for id, expected in reference["constructs"].items():
        assert constructs[id]["value"] == pytest.approx(expected["mean_weighted"], rel=TOLERANCE)
    for id, mean in reference["survey_means"]["mean"].items():
        assert constructs[id]["value"] == pytest.approx(mean, rel=TOLERANCE)


def test_alpha_with_and_without_weights(agencies: Json, reference: Json) -> None:
    found = {one["construct"]: one for one in agencies["reliability"]}
    for id, expected in reference["constructs"].items():
        assert found[id]["alpha"] == pytest.approx(expected["alpha_unweighted"], rel=TOLERANCE)
        assert found[id]["alpha_weighted"] == pytest.approx(expected["alpha_weighted"], rel=TOLERANCE)


def test_standard_errors_with_sub_agencies_as_clusters(shared: Path, reference: Json) -> None:
    constructs = everybody(scores(shared, "LEVEL1"))["constructs"]
    for id, expected in reference["survey_means"]["se"].items():
        assert constructs[id]["std_error"] == pytest.approx(expected, rel=TOLERANCE)

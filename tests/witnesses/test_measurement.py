"""Measurement of the 2018 sample against R's lavaan, through the public command."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from mainspring.cli import app

Json = dict[str, Any]
FIVE = "autonomy,competence,peers,purpose,motivation"
NAMES = {"chisq": "chi2"}


@pytest.fixture(scope="module")
def reference(shared: Path) -> Json:
    found: Json = json.loads((shared / "reference" / "fevs_2018_sample.json").read_text())
    return found


def measured(shared: Path, constructs: str, *options: str) -> Json:
    file = shared / "data" / "us-fevs" / "fevs_2018_sample.csv.gz"
    arguments = [
        "measure",
        str(file),
        "--codebook",
        "us-fevs-2018-sample",
        "--constructs",
        constructs,
        "--json",
        *options,
    ]
    done = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    found: Json = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def five(shared: Path) -> Json:
    return measured(shared, FIVE, "--groups", "DSUPER")


def test_omega_and_both_alphas(shared: Path, reference: Json) -> None:
    found = {one["construct"]: one for one in measured(shared, ",".join(reference["constructs"]))["constructs"]}
    for construct, expected in reference["constructs"].items():
        assert found[construct]["n"] == reference["n"]
        assert found[construct]["alpha"] == pytest.approx(expected["alpha_unweighted"], rel=1e-8)
        assert found[construct]["alpha_weighted"] == pytest.approx(expected["alpha_weighted"], rel=1e-8)
        if "omega_ml" in expected:
            assert found[construct]["omega"] == pytest.approx(expected["omega_ml"], rel=1e-6)
        else:
            assert found[construct]["omega"] is None


def test_five_factors(five: Json, reference: Json) -> None:
    expected, found = reference["cfa_five"], five["factors"]
    for name, value in expected["fit"].items():
        assert found[NAMES.get(name, name)] == pytest.approx(value, rel=1e-6)
    loadings = {f"f_{row['construct']}.{row['item']}": row["loading"] for row in found["loadings"]}
    assert loadings == pytest.approx(expected["loadings"], abs=1e-5)
    correlations = {"~".join(f"f_{name}" for name in row["constructs"]): row["correlation"] for row in found["pairs"]}
    assert correlations == pytest.approx(expected["correlations"], abs=1e-5)


@pytest.mark.parametrize("step", ["configural", "metric", "scalar"])
def test_invariance_over_supervisory_status(step: str, five: Json, reference: Json) -> None:
    for name, value in reference["invariance_by_supervisory_status"][step].items():
        assert five["invariance"][step][NAMES.get(name, name)] == pytest.approx(value, rel=1e-5)
    assert five["invariance"][step]["holds"]

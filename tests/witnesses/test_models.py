"""Models of the 2018 sample against pyfixest and R, through the public command."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from mainspring.cli import app
from mainspring.evidence import FitOptions, parse, varying
from mainspring.evidence.formula import Random
from mainspring.evidence.question import ask
from mainspring.instrument import load_instrument
from mainspring.moments import MomentsOptions, summarise
from mainspring.responses import ReadOptions, read_responses

Json = dict[str, Any]

OURS = {
    "super": "supervisor_role",
    "tenure": "DFEDTEN",
    "motivation_c": "motivation",
    "empowerment_c": "empowerment",
    "motivation_x_empowerment": "motivation:empowerment",
    "(Intercept)": "Intercept",
}
LINEAR = (
    "motivation_unit_fe_weighted",
    "motivation_unit_fe_unweighted",
    "satisfaction_unit_fe_agency_clusters",
    "leave_unit_fe",
    "performance_two_way_fe",
    "leave_no_fe_crv3",
    "leave_no_fe_crv1",
)


def reference(shared: Path, name: str) -> Json:
    found: Json = json.loads((shared / "reference" / f"{name}.json").read_text())
    return found


def fitted(shared: Path, formula: str, *options: str) -> Json:
    file = shared / "data" / "us-fevs" / "fevs_2018_sample.csv.gz"
    words = [OURS.get(word, word) for word in formula.replace("|", " | ").replace("(1", "( 1").split()]
    arguments = ["fit", " ".join(words), str(file), "--codebook", "us-fevs-2018-sample", "--json", *options]
    done = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    found: Json = json.loads(done.stdout)
    return found


def terms(found: Json, field: str) -> dict[str, float]:
    return {row["term"]: row[field] for row in found["terms"]}


def named(values: Json) -> dict[str, float]:
    return {OURS.get(name, name): value for name, value in values.items()}


@pytest.mark.parametrize("name", LINEAR)
def test_pyfixest(name: str, shared: Path) -> None:
    expected = reference(shared, "fevs_2018_fixed_effects")[name]
    ((kind, cluster),) = expected["vcov"].items()
    weights = "survey" if expected["weights"] else "none"
    options = ["--weights", weights, "--cluster", cluster, "--vcov", kind.replace("CRV", "CR")]
    found = fitted(shared, expected["formula"], *options)
    assert (found["n"], found["clusters"]) == (expected["n"], expected["clusters"][0])
    assert terms(found, "estimate") == pytest.approx(named(expected["estimate"]), rel=1e-8)
    assert terms(found, "std_error") == pytest.approx(named(expected["std_error"]), rel=1e-8)


@pytest.mark.parametrize("name", ["null", "intercept", "intercept_ml"])
def test_lme4(name: str, shared: Path) -> None:
    expected = reference(shared, "fevs_2018_sample")["mixed"][name]
    found = fitted(shared, expected["formula"], *([] if expected["reml"] else ["--ml"]))
    assert found["n"] == expected["n"]
    assert found["criterion"] == pytest.approx(expected["criterion"], abs=1e-6)
    assert terms(found, "estimate") == pytest.approx(named(expected["beta"]), rel=1e-5)
    assert terms(found, "std_error") == pytest.approx(named(expected["se"]), rel=1e-5)
    assert found["varying"][0]["std_dev"] == pytest.approx(expected["random_sd"]["LEVEL1 (Intercept)"], rel=1e-5)
    assert found["residual_sd"] == pytest.approx(expected["random_sd"]["Residual NA"], rel=1e-5)


def test_lme4_with_a_slope_that_varies(shared: Path) -> None:
    """The likelihood is flat here, and lme4 stops a little short of its top: ours is at least as high, coefficients within 1e-4."""
    expected = reference(shared, "fevs_2018_sample")["mixed"]["slope"]
    found = fitted(shared, expected["formula"])
    assert found["criterion"] <= expected["criterion"]
    assert found["criterion"] == pytest.approx(expected["criterion"], rel=1e-6)
    assert terms(found, "estimate") == pytest.approx(named(expected["beta"]), rel=1e-4)
    assert terms(found, "std_error") == pytest.approx(named(expected["se"]), rel=2e-4)
    intercept, slope = found["varying"]
    assert slope["std_dev"] == pytest.approx(expected["random_sd"]["LEVEL1 autonomy"], rel=1e-3)
    assert slope["correlations"][0] == pytest.approx(expected["random_sd"]["LEVEL1 (Intercept) autonomy"], rel=1e-4)
    assert intercept["std_dev"] == pytest.approx(expected["random_sd"]["LEVEL1 (Intercept)"], rel=1e-3)


def test_lme4_with_a_slope_that_varies_at_the_variances_where_it_stopped(shared: Path) -> None:
    """There, criterion, coefficients and errors are lme4's: what differs above is where the search ended, not what it searched."""
    expected = reference(shared, "fevs_2018_sample")["mixed"]["slope"]
    sd = expected["random_sd"]
    spread = np.array([sd["LEVEL1 (Intercept)"], sd["LEVEL1 autonomy"]])
    between = np.outer(spread, spread)
    between[[0, 1], [1, 0]] *= sd["LEVEL1 (Intercept) autonomy"]
    formula = " ".join(OURS.get(word, word) for word in expected["formula"].replace("(1", "( 1").split())
    file, instrument = shared / "data" / "us-fevs" / "fevs_2018_sample.csv.gz", load_instrument("us-fevs-2018-sample")
    names = parse(formula).variables
    moments = summarise(
        read_responses(file, instrument, ReadOptions(only=names)), ["AGENCY", "LEVEL1"], MomentsOptions(names)
    )
    question = ask(formula, moments, instrument, FitOptions())
    model = varying.varied(question, parse(formula).random or Random((), "LEVEL1"))
    at = model.varying - 1
    turn = np.diag(model.scale[at])
    turn[0, 1] = model.origin[
        at[1]
    ]  # the intercept is where autonomy is at its mean, and autonomy of standard deviation 1
    theta = np.linalg.cholesky(turn @ between @ turn.T)[np.tril_indices(2)] / sd["Residual NA"]

    solution, contrasts = model.profile.solve(theta), varying.contrasts_of(model, question)
    estimate = contrasts @ solution.coefficients
    estimate[0] += model.outcome_origin
    error = np.sqrt(np.diagonal(solution.variance * contrasts @ solution.inverse @ contrasts.T))
    assert dict(zip(model.terms, estimate, strict=True)) == pytest.approx(named(expected["beta"]), rel=1e-7)
    assert dict(zip(model.terms, error, strict=True)) == pytest.approx(named(expected["se"]), rel=1e-6)
    assert solution.criterion + varying.scaling(model, question) == pytest.approx(expected["criterion"], rel=1e-10)

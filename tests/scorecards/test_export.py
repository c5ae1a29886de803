"""What leaves for machines has no number of a withheld value, and is the same in both forms."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mainspring.disclosure import Reason, Released, Withheld, load_policy
from mainspring.moments import MomentsOptions, summarise
from mainspring.scorecards import Scorecards, as_frame, as_json, score
from mainspring.scores import score_units, unit_tree
from tests.moments.cast import INSTRUMENT, people
from tests.scorecards.cast import scored

SIZES = {"AF01": 60, "AF02": 30, "AF03": 12, "AF04": 6, "AG01": 40, "XX01": 20}
GROUPS = ("indices", "constructs", "attributes")
NUMBERS = ("value", "std_error", "conf_low", "conf_high", "n")


@pytest.fixture(scope="module")
def found() -> Scorecards:
    return scored(SIZES)


def numbers(tree: object) -> Iterator[float]:
    """Every number anywhere in what `json.loads` gives."""
    if isinstance(tree, dict):
        tree = list(tree.values())
    if isinstance(tree, list):
        for branch in tree:
            yield from numbers(branch)
    elif isinstance(tree, int | float):
        yield float(tree)


@settings(max_examples=25, deadline=None)
@given(st.integers(15, 250), st.integers(0, 10_000), st.sampled_from(["rule-of-ten", "people-survey", "pulse", "open"]))
def test_no_number_of_a_withheld_value_leaves(respondents: int, seed: int, policy: str) -> None:
    """The figures are worked out without a policy: none that is withheld stands anywhere in what leaves."""
    responses = people(respondents, seed).responses(batch=500)
    moments = summarise(responses, ["agency", "office"], MomentsOptions(variables=()))
    scorecards = score(moments, INSTRUMENT, load_policy(policy))
    leaves = set(numbers(json.loads(json.dumps(as_json(scorecards)))))
    plain = score_units(moments, INSTRUMENT, unit_tree(moments))

    for cell in scorecards.cells:
        if cell.unit.path not in plain.tree.paths:
            continue
        at = plain.tree.paths.index(cell.unit.path)
        for group in GROUPS:
            estimates = getattr(plain, group)
            for id, value in getattr(cell, group).items():
                true = float(estimates.value[at, estimates.column(id)])
                if not isinstance(value, Released) and not np.isnan(true) and abs(true - round(true)) > 1e-9:
                    assert true not in leaves


def test_json_is_plain_json(found: Scorecards) -> None:
    text = json.dumps(as_json(found), allow_nan=False)

    assert json.loads(text) == as_json(found)


def test_json_has_what_a_reader_needs_to_know_where_it_is_from(found: Scorecards) -> None:
    exported = as_json(found)

    assert list(exported) == ["version", "policy", "breakdowns", "instruments", "sources", "cells", "reliability"]
    assert exported["policy"] == {
        "name": "rule-of-ten",
        "minimum": 10,
        "code_extremes": True,
        "complements": True,
    }
    assert exported["instruments"] == {"2020": "office-2020"}


def test_a_cell_has_its_unit_by_the_names_of_the_levels(found: Scorecards) -> None:
    units = [(cell["unit"], cell["parent"], cell["name"]) for cell in as_json(found)["cells"]]

    assert units[0] == ({}, None, "Everybody")
    assert ({"AGENCY": "AG"}, {}, "archives") in units
    assert ({"AGENCY": "AF", "OFFICE": "AF01"}, {"AGENCY": "AF"}, "AF01") in units
    assert ({"AGENCY": "AF", "OFFICE": "*"}, {"AGENCY": "AF"}, "All other units") in units


def test_a_withheld_cell_has_a_reason_instead_of_its_people(found: Scorecards) -> None:
    cells = {cell["name"]: cell for cell in as_json(found)["cells"]}

    assert (cells["AF04"]["n"], cells["AF04"]["status"]) == (None, "withheld")
    assert cells["AF04"]["reason"] == Withheld(Reason.PROTECTED).sentence
    assert cells["AF03"]["reason"] == cells["AF04"]["reason"]  # one of them is large enough: nobody can tell which
    assert cells["AF01"]["n"] == 60
    assert "status" not in cells["AF01"]


def test_a_coded_value_is_a_bound_without_uncertainty() -> None:
    cells = as_json(scored({"AF01": 60, "AF02": 60, "AG01": 48}, answers={"Q1": "5"}))["cells"]

    assert cells[0]["indices"]["pp_Q1"] == {
        "status": "released",
        "value": 90.0,
        "std_error": None,
        "conf_low": None,
        "conf_high": None,
        "n": 168,
        "bound": "or_more",
    }


def test_the_frame_has_a_row_for_every_value_and_no_number_where_it_is_withheld(found: Scorecards) -> None:
    frame = as_frame(found)

    rows: dict[tuple[str, str, str], dict[str, Any]] = {
        (row["unit"], row["group"], row["measure"]): row for row in frame.to_dicts()
    }
    assert len(rows) == frame.height
    for cell in as_json(found)["cells"]:
        for group in GROUPS:
            for id, value in cell[group].items():
                row = rows.pop((" / ".join(cell["unit"].values()), group, id))
                assert {key: row[key] for key in (*NUMBERS, "status", "reason", "bound")} == {
                    key: value.get(key) for key in (*NUMBERS, "status", "reason", "bound")
                }
    assert rows == {}

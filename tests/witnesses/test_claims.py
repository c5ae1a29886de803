"""The claims on real data: their figures are those of the reference models, and the documents in docs/ are what the command says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from tests.cli.cast import mainspring
from tests.conftest import PROJECT

Json = dict[str, Any]
DOCUMENTS = {"us-fevs-2018-sample": "us-fevs/fevs_2018_sample.csv.gz", "uk-csps": "uk-csps/20*.*"}


def files(shared: Path, id: str) -> list[str]:
    return [str(file) for file in sorted((shared / "data").glob(DOCUMENTS[id]))]


@pytest.fixture(scope="module")
def found(shared: Path) -> Json:
    done = mainspring("claims", *files(shared, "us-fevs-2018-sample"), "--codebook", "us-fevs-2018-sample", "--json")
    parsed: Json = json.loads(done.out)
    return parsed


def part(found: Json, claim: str, id: str) -> Json:
    parts = (one for told in found["claims"] for one in told["parts"])
    return next(one for one in parts if (one["claim"], one["part"]) == (claim, id))


def spread(shared: Path, items: dict[str, list[str]]) -> dict[str, float]:
    """Weighted standard deviations of constructs whose parts are means of items, from the rows."""
    rows = pl.read_csv(files(shared, "us-fevs-2018-sample")[0], infer_schema_length=0)
    weight = rows["POSTWT"].cast(pl.Float64).to_numpy()
    kept = pl.len().over("LEVEL1") > 1
    keep = rows.select(kept).to_series().to_numpy()
    found = {}
    for name, parts in items.items():
        means = [
            np.mean([25.0 * (rows[item].cast(pl.Float64).to_numpy() - 1) for item in of.split()], axis=0)
            for of in parts
        ]
        x, w = np.mean(means, axis=0)[keep], weight[keep]
        found[name] = float(np.sqrt(np.average((x - np.average(x, weights=w)) ** 2, weights=w)))
    return found


def test_figures_are_those_of_pyfixest_on_the_scale_of_standard_deviations(found: Json, shared: Path) -> None:
    reference = json.loads((shared / "reference" / "fevs_2018_fixed_effects.json").read_text())
    sd = spread(
        shared,
        {
            "empowerment": ["Q3 Q30 Q63", "Q1 Q18 Q47 Q68", "Q20 Q26", "Q12 Q13 Q56"],
            "compliance": ["Q16 Q19 Q57"],
            "satisfaction": ["Q40 Q69 Q71"],
            "motivation": ["Q7 Q8 Q5"],
        },
    )
    satisfied = reference["satisfaction_unit_fe_agency_clusters"]["estimate"]
    leaving = reference["leave_unit_fe"]
    for claim, term in (("C2", "empowerment"), ("C3", "compliance")):
        expected = satisfied[term] * sd[term] / sd["satisfaction"]
        assert part(found, claim, "satisfaction")["estimate"] == pytest.approx(expected, rel=1e-4)
    size = sd["motivation"] * sd["empowerment"] / 100
    for ours, theirs in (("estimate", "estimate"), ("std_error", "std_error")):
        expected = leaving[theirs]["motivation_x_empowerment"] * size
        assert part(found, "C5", "product")[ours] == pytest.approx(expected, rel=1e-4)


def test_the_sample_says_what_the_book_s_reviewers_found(found: Json) -> None:
    """The dials' scores correlate .76 between respondents, and the product of motivation and empowerment tells nothing of leaving."""
    assert part(found, "C6", "people")["estimate"] == pytest.approx(0.76, abs=0.005)
    assert part(found, "C5", "product")["verdict"] == "negligible"


@pytest.mark.parametrize("id", DOCUMENTS)
def test_the_document_in_docs_is_what_the_command_says(id: str, shared: Path) -> None:
    done = mainspring("claims", *files(shared, id), "--codebook", id)
    assert done.out == (PROJECT / "docs" / "claims" / f"{id}.md").read_text(encoding="utf-8"), "run `make docs`"

"""The register says no more and no less than the evidence that was collected."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from pydantic import ValidationError

from mainspring.practices import load_catalogue
from mainspring.practices.catalogue import HANDBOOK
from tests.practices.cast import study

COLLECTED = Path(__file__).parents[3] / "shared" / "sources" / "evidence.toml"


@pytest.mark.skipif(not COLLECTED.exists(), reason="needs ../shared/sources/evidence.toml, which is not here")
def test_the_register_is_the_evidence_that_was_collected() -> None:
    own = tomllib.loads((HANDBOOK / "evidence.toml").read_text(encoding="utf-8"))["study"]
    for one in own:
        del one["short"]
    assert own == tomllib.loads(COLLECTED.read_text(encoding="utf-8"))["study"]


def test_opposite_findings_are_in_it() -> None:
    register = load_catalogue().register
    assert len({one.id for one in register.study}) == len(register.study) >= 20
    assert {one.direction for one in register.study} == {"for", "against", "mixed", "context"}


@pytest.mark.parametrize(
    ("design", "kind"),
    [
        ("randomised wage offer", "randomised"),
        ("cluster-randomised", "randomised"),
        ("meta-analysis of all trials", "randomised"),
        ("meta-analysis, mostly observational", "observational"),
        ("quasi-experimental, movers", "quasi-experimental"),
        ("observational: individual and agency", "observational"),
        ("theory", "theory"),
    ],
)
def test_a_design_says_what_kind_of_evidence_it_gives(design: str, kind: str) -> None:
    assert study("one", design=design).kind == kind


def test_a_design_of_no_known_kind_is_refused() -> None:
    with pytest.raises(ValidationError):
        study("one", design="a hunch")

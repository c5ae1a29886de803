"""Grades are worked out from the register, with what speaks against a practice first."""

from __future__ import annotations

import pytest

from mainspring.practices import Register, grade, words
from mainspring.practices.grade import bearing
from tests.practices.cast import cited, control, practice, study

REGISTER = Register(
    study=[
        study("trial"),
        study("field", design="observational"),
        study("movers", design="quasi-experimental"),
        study("idea", design="theory", direction="context"),
        study("contrary", direction="against"),
        study("both", direction="mixed", levers=("peers",)),
        study("pay", direction="against", levers=("compliance",)),
    ]
)


@pytest.mark.parametrize(
    ("evidence", "support"),
    [
        ([cited("trial", "same")], "tested"),
        ([cited("trial", "like it"), cited("field")], "tested"),
        ([cited("trial", "idea"), cited("field")], "observed"),
        ([cited("movers")], "observed"),
        ([cited("trial", "idea")], "related"),
        ([cited("idea", "same")], "related"),
        ([], "reasoned"),
    ],
)
def test_support_is_the_best_evidence_that_is_near(evidence: list[dict[str, str]], support: str) -> None:
    assert grade(practice(evidence=evidence), REGISTER).support == support


def test_a_contrary_study_on_the_lever_is_there_and_first_though_nobody_cites_it() -> None:
    found = grade(practice(evidence=[cited("trial")]), REGISTER)
    assert [(one.study.id, one.bearing, one.cited is None) for one in found.findings] == [
        ("contrary", "against", True),
        ("trial", "for", False),
    ]
    assert found.contested


def test_studies_of_other_levers_are_not() -> None:
    found = grade(practice(levers=["purpose"]), REGISTER)
    assert found.findings == ()
    assert not found.contested


def test_a_practice_that_tightens_control_reads_the_register_the_other_way_round() -> None:
    assert bearing(REGISTER.by_id["pay"], control()) == "for"
    assert bearing(REGISTER.by_id["trial"], control()) == "against"
    assert bearing(REGISTER.by_id["both"], control()) == "mixed"
    assert bearing(REGISTER.by_id["pay"], practice(levers=["autonomy", "compliance"])) == "against"


def test_in_words_studies_that_a_practice_leans_on_stand_apart_from_those_on_its_lever() -> None:
    leaning = words.evidence_words(grade(practice(evidence=[cited("trial")]), REGISTER))
    assert "Studies: 1 for it. Studies of other things on the same lever: 1 against it." in leaning
    reasoned = words.evidence_words(grade(practice(), REGISTER))
    assert reasoned.endswith("no study of it. Studies of other things on the same lever: 1 against it.")
    assert "No study speaks" in words.evidence_words(grade(practice(levers=["purpose"]), REGISTER))

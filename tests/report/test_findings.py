"""The findings: plain sentences, said as the data allow."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from mainspring.report.findings import findings, who_answered
from mainspring.report.view import Book
from mainspring.scorecards import Scorecards
from tests.report.cast import published_survey, respondents_survey

CAUSAL = re.compile(
    r"\b(drives?|causes?|leads? to|because of|effects?|impacts?|improves?|significant\w*)\b", re.IGNORECASE
)
SURVEYS = {
    "respondents": respondents_survey(tops=14, leaves=40),
    "waves": respondents_survey(tops=14, leaves=20, waves=(2017, 2018)),
    "published": published_survey(),
}


@pytest.mark.parametrize("survey", SURVEYS.values(), ids=SURVEYS)
def test_no_finding_speaks_of_causes_or_gives_two_decimals(survey: Scorecards) -> None:
    for finding in findings(Book(survey)):
        said = f"{finding.sentence} {finding.caveat or ''}"
        assert not CAUSAL.search(said)
        assert not re.search(r"\d\.\d\d", said)
        assert finding.sentence.endswith(".")


def test_intent_to_leave_is_not_called_leaving() -> None:
    told = next(one for one in findings(Book(SURVEYS["respondents"])) if "Intent to leave" in one.sentence)
    assert told.caveat is not None
    assert told.caveat.startswith("Intent to leave is not leaving.")


def test_compliance_comes_with_its_warning_or_with_a_plain_not_asked() -> None:
    asked = next(one for one in findings(Book(SURVEYS["respondents"])) if one.sentence.startswith("Compliance"))
    assert asked.caveat is not None
    unasked = [one.sentence for one in findings(Book(SURVEYS["published"]))]
    assert "How far people are managed for compliance is not known: this survey did not ask." in unasked


def test_the_spread_counts_units_and_names_none() -> None:
    survey = SURVEYS["respondents"]
    said = " ".join(one.sentence for one in findings(Book(survey)))
    assert "cannot be told apart from it" in said
    assert not any(cell.unit.name in said for cell in survey.cells if cell.unit.path)


def test_who_answered_counts_people_where_they_are_known() -> None:
    assert who_answered(Book(SURVEYS["respondents"])).startswith("51,206 people answered in 2018; 14 agencies and")
    assert "without the number of people" in who_answered(Book(SURVEYS["published"]))


def test_a_sample_is_not_taken_for_everybody() -> None:
    survey = SURVEYS["respondents"]
    sample = {wave: replace(used, population=False) for wave, used in survey.instruments.items()}
    assert "not for everybody" in who_answered(Book(replace(survey, instruments=sample)))
    assert "not for everybody" not in who_answered(Book(survey))

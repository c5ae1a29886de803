"""Several files of several waves in one call: what can be followed is, and what changed its meaning is not."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from mainspring.cli.surveys import Request, read_files, scores_alone
from mainspring.disclosure import Released, Value, load_policy
from mainspring.scorecards import Scorecard, Scorecards
from tests.cli.cast import mainspring


@pytest.fixture(scope="module")
def both(surveys: Path) -> Scorecards:
    files = (surveys / "fevs_2018.csv", surveys / "fevs_2017.csv")  # the order does not matter
    return read_files(Request(files=files, by=("AGENCY",)), scores_alone).scorecards(load_policy("rule-of-ten"))


def everybody(scorecards: Scorecards, wave: int) -> Scorecard:
    found = scorecards.of((), wave)
    assert found is not None
    return found


def shown(value: Value) -> tuple[float, float]:
    assert isinstance(value, Released)
    assert value.std_error is not None
    return value.value, value.std_error


def test_every_unit_has_a_cell_for_each_wave(surveys: Path) -> None:
    done = mainspring("scores", surveys / "fevs_2018.csv", surveys / "fevs_2017.csv", "--by", "AGENCY", "--json")

    found = json.loads(done.out)
    assert found["instruments"] == {"2017": "us-fevs-2017", "2018": "us-fevs-2018"}
    assert [cell["wave"] for cell in found["cells"] if cell["unit"] == {}] == [2017, 2018]
    assert [cell["wave"] for cell in found["cells"] if cell["unit"] == {"AGENCY": "AG"}] == [2017, 2018]


def test_a_change_is_the_difference_of_what_is_shown_with_both_errors(both: Scorecards) -> None:
    before, now = everybody(both, 2017), everybody(both, 2018)
    (one, error), (other, other_error) = shown(now.indices["eei"]), shown(before.indices["eei"])

    change = now.from_previous["eei"]

    assert change.value == pytest.approx(one - other)
    assert change.std_error == pytest.approx(math.hypot(error, other_error))
    assert before.from_previous == {}


def test_no_difference_is_computed_across_a_break(both: Scorecards) -> None:
    """Question 29 asked about the workforce until 2017, and about one's own work unit since."""
    now = everybody(both, 2018)

    assert {"pp_Q28", "pp_Q30"} <= now.from_previous.keys()
    assert "pp_Q29" not in now.from_previous


def test_what_is_pooled_is_not_followed(both: Scorecards) -> None:
    pooled = [cell for cell in both.cells if cell.unit.fold]

    assert {cell.wave for cell in pooled} == {2017, 2018}
    assert all(cell.from_previous == {} for cell in pooled)


def test_a_report_of_two_waves_says_why_a_line_is_cut(surveys: Path, tmp_path: Path) -> None:
    done = mainspring(
        "report", surveys / "fevs_2017.csv", surveys / "fevs_2018.csv", "--by", "AGENCY", "--out", tmp_path
    )

    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert (done.code, done.err) == (0, "")
    assert "it asked about the workforce before" in page


def test_moments_and_surveys_go_together(surveys: Path, tmp_path: Path) -> None:
    kept = tmp_path / "fevs_2017.moments"
    mainspring("moments", surveys / "fevs_2017.csv", "--by", "AGENCY", "--variables", "", "--out", kept)

    mixed = mainspring("scores", kept, surveys / "fevs_2018.csv", "--by", "AGENCY", "--json")

    apart = mainspring("scores", surveys / "fevs_2017.csv", surveys / "fevs_2018.csv", "--by", "AGENCY", "--json")
    assert json.loads(mixed.out) == json.loads(apart.out)


def test_waves_with_other_cells_are_not_one_report(surveys: Path, tmp_path: Path) -> None:
    kept = tmp_path / "fevs_2017.moments"
    mainspring("moments", surveys / "fevs_2017.csv", "--by", "AGENCY", "--variables", "", "--out", kept)

    done = mainspring("report", kept, surveys / "fevs_2018.csv", "--out", tmp_path / "out")

    assert done.code == 1
    assert "Waves 2017 and 2018 have other cells" in done.err
    assert "Make both with the same --by." in done.err
    assert not (tmp_path / "out").exists()


def test_respondents_and_published_scores_are_not_one_report(survey: Path, shared: Path) -> None:
    published = shared / "data" / "uk-csps" / "2010_csps2010allorganisations_tcm6-38334.csv"

    done = mainspring("scores", survey, published)

    assert (done.code, done.out) == (1, "")
    assert done.err == (
        "Some of these files hold respondents and some published scores of organisations. Give each kind on its own.\n"
    )

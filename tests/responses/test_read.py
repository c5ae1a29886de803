"""Reading as a whole: what `Responses` says, progress, and the real survey."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest

from mainspring.errors import SurveyFileError
from mainspring.instrument import load_instrument
from mainspring.moments import MomentsOptions, summarise
from mainspring.responses import FIRST_CODE, Category, ReadOptions, read_responses
from tests.responses.cast import OFFICE, people, read_all
from tests.responses.files import cells, text, typed, write_parquet, xlsx

ROWS = people()


def test_responses_say_what_was_read(tmp_path: Path) -> None:
    path = write_parquet(ROWS, tmp_path / "a.parquet")

    responses = read_responses(path, OFFICE)

    assert (responses.wave, responses.rows) == (2020, len(ROWS))
    assert responses.sources == {"a.parquet": hashlib.sha256(path.read_bytes()).hexdigest()}
    assert responses.categories == (Category("GRADE", ("A", "B")), Category("LEAVE", ("B", "A", "C")))


def test_a_file_can_be_read_more_than_once() -> None:
    responses = read_responses(typed(ROWS), OFFICE)

    assert read_all(responses) == read_all(responses)


def test_the_wave_may_be_said() -> None:
    assert read_responses(typed(ROWS), OFFICE, ReadOptions(wave=2021)).wave == 2021


def test_only_what_variables_take_is_read_and_checked() -> None:
    """Everything about them is as in a whole reading; what is wrong elsewhere is not met."""
    broken = [{**row, "Q3": "17"} for row in ROWS]
    only = ("voice:leave", "leave>=50")
    few = read_responses(typed(broken), OFFICE, ReadOptions(only=only))
    assert [item.id for item in few.instrument.items] == ["Q1", "Q2"]
    assert [one.column for one in few.categories] == ["LEAVE"]
    assert few.instrument.fingerprint == OFFICE.fingerprint
    one, other = (
        summarise(responses, ["GRADE"], MomentsOptions(("voice", "leave")))
        for responses in (few, read_responses(typed(ROWS), OFFICE))
    )
    assert one.paths == other.paths
    np.testing.assert_array_equal(one.products, other.products)


def test_what_is_wrong_with_a_variable_is_told_also_when_it_alone_is_read() -> None:
    broken = [{**row, "Q1": "17"} for row in ROWS]
    with pytest.raises(SurveyFileError, match="Q1: 60 answers have the code '17'"):
        read_all(read_responses(typed(broken), OFFICE, ReadOptions(only=("voice",))))


def test_the_sheet_may_be_said(tmp_path: Path) -> None:
    path = xlsx({"Notes": [["x"]], "Data": [[None], [None], *cells(ROWS)]}, tmp_path / "a.xlsx")

    assert read_all(read_responses(path, OFFICE, ReadOptions(sheet="data"))) == read_all(
        read_responses(typed(ROWS), OFFICE)
    )
    with pytest.raises(SurveyFileError, match="no sheet 'Dates'; it has Notes, Data"):
        read_responses(path, OFFICE, ReadOptions(sheet="Dates"))


def test_rows_in_a_workbook_are_numbered_as_the_spreadsheet_does(tmp_path: Path) -> None:
    sheet: list[list[object]] = [[None], [None], *cells(ROWS)]
    sheet[7][3] = 8  # row 8, column Q1

    with pytest.raises(SurveyFileError, match="line 8, column Q1: 1 answer has the code '8'"):
        read_all(read_responses(xlsx({"Data": sheet}, tmp_path / "a.xlsx"), OFFICE))


def test_progress_is_told_in_rows_or_bytes(tmp_path: Path) -> None:
    told: list[tuple[int, int | None]] = []
    options = ReadOptions(progress=lambda done, total: told.append((done, total)))
    path = text(ROWS, tmp_path / "a.csv")

    read_all(read_responses(typed(ROWS), OFFICE, options))
    read_all(read_responses(path, OFFICE, options))

    assert told == [(60, 60), (path.stat().st_size, path.stat().st_size)]


def test_units_of_leftovers_are_kept() -> None:
    _, _, _, (agencies, _) = read_all(read_responses(typed(ROWS), OFFICE))

    assert agencies == [row["AGENCY"] for row in ROWS]


def test_the_real_survey_is_read_whole_and_without_a_problem(shared: Path) -> None:
    instrument = load_instrument("us-fevs-2018-sample")
    path = shared / "data" / "us-fevs" / "fevs_2018_sample.csv.gz"

    batches = list(read_responses(path, instrument).batches(["agency", "level1"]))
    items = np.concatenate([batch.items for batch in batches], axis=1)

    assert items.shape == (71, 51_206)
    assert set(np.unique(items)) == set(range(FIRST_CODE, FIRST_CODE + 5))
    assert [len(labels) for labels in batches[-1].labels] == [45, 234]

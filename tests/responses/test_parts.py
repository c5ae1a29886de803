"""A survey that is read in parts is judged as it would be in one."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mainspring.errors import Problem, SurveyFileError
from mainspring.responses import ReadOptions, read_responses
from mainspring.responses.findings import Findings, from_json
from mainspring.responses.parts import PartedSurvey
from mainspring.responses.sources import Cells, RawColumn
from tests.responses.cast import OFFICE, Row, edited, people, read_all

BY = ("AGENCY", "OFFICE")
ROWS = people(60)
COLUMNS = tuple(RawColumn(name) for name in ROWS[0])
SURVEY = PartedSurvey("the survey", COLUMNS, OFFICE, ReadOptions(), BY).checked()

WRONG = ROWS
for at, cells in {
    4: {"Q1": "9", "WEIGHT": "x"},
    17: {"Q1": "9", "AGENCY": "AF", "OFFICE": "same"},
    18: {"AGENCY": "AF", "OFFICE": "same"},
    29: {"WEIGHT": "-2", "GRADE": "?"},
    44: {"AGENCY": "AG", "OFFICE": "same", "Q3": "12"},
    59: {"Q1": "9"},
}.items():
    WRONG = edited(WRONG, at, **cells)


def batch(rows: Sequence[Row], first: int) -> pa.RecordBatch:
    """Rows as a machine hands them on, each with its place in one file, and the number of letters in it as its hash."""
    cells: list[Cells] = [pa.array([row[column.name] for row in rows], pa.string()) for column in SURVEY.columns]
    extra: list[Cells] = [
        pa.array(["all.csv"] * len(rows), pa.string()),
        pa.array([first + at + 1 for at in range(len(rows))], pa.int64()),
        pa.array([False] * len(rows), pa.bool_()),
        pa.array([-sum(map(len, row.values())) for row in rows], pa.int64()),
    ]
    columns = [*cells, *extra]
    return pa.RecordBatch.from_arrays(columns, names=[str(at) for at in range(len(columns))])


def read_in_parts(rows: Sequence[Row], edges: Sequence[int]) -> tuple[list[Findings], dict[tuple[str, ...], int]]:
    """What each part found, and how many people were in each unit."""
    found: list[Findings] = []
    cells: dict[tuple[str, ...], int] = {}
    for number, (start, stop) in enumerate(pairwise(edges)):
        middle = (start + stop) // 2
        part = SURVEY.part(number, [batch(rows[start:middle], start), batch(rows[middle:stop], middle)])
        for one in part.responses().batches(BY):
            for units in zip(*one.units, strict=True):
                path = tuple(labels[unit] for labels, unit in zip(one.labels, units, strict=True))
                cells[path] = cells.get(path, 0) + 1
        found.append(from_json(part.findings().to_json()))
    return found, cells


@settings(deadline=None, max_examples=40)  # the first example compiles
@given(cuts=st.lists(st.integers(0, len(ROWS)), max_size=5))
def test_parts_find_what_is_found_in_the_whole(cuts: list[int]) -> None:
    with pytest.raises(SurveyFileError) as raised:
        read_all(read_responses(pl.DataFrame(WRONG), OFFICE), BY)

    found = SURVEY.problems(*read_in_parts(WRONG, sorted({0, *cuts, len(WRONG)})))

    assert {(one.what, one.column, one.remedy) for one in found} == {
        (one.what, one.column, one.remedy) for one in raised.value.problems
    }
    expected = {one.what: one.line for one in raised.value.problems}
    assert all((one.file, one.line) == ("all.csv", expected[one.what]) for one in found if "Unit" not in one.what)


@settings(deadline=None, max_examples=20)
@given(cuts=st.lists(st.integers(0, len(ROWS)), max_size=5))
def test_nothing_is_wrong_with_parts_of_what_is_right(cuts: list[int]) -> None:
    found, cells = read_in_parts(ROWS, sorted({0, *cuts, len(ROWS)}))

    assert SURVEY.problems(found, cells) == []
    assert sum(part.checksum for part in found) % (1 << 64) == (
        -sum(len(cell) for row in ROWS for cell in row.values()) % (1 << 64)
    )


def test_a_part_gives_the_responses_of_its_rows() -> None:
    expected = read_all(read_responses(pl.DataFrame(ROWS[20:]), OFFICE), BY)

    assert read_all(SURVEY.part(3, [batch(ROWS[20:], 0)]).responses(), BY) == expected


def test_weights_that_are_zero_in_all_parts_are_told_once() -> None:
    rows = [{**row, "WEIGHT": "0"} for row in ROWS]

    (problem,) = SURVEY.problems(*read_in_parts(rows, [0, 10, 60]))

    assert problem.what == "All weights are zero."


def test_rows_of_another_width_are_left_out_and_told() -> None:
    whole = batch(ROWS, 0)
    columns = [*whole.columns[:-2], pa.array(np.arange(60) == 7), whole.columns[-1]]
    part = SURVEY.part(0, [pa.RecordBatch.from_arrays(columns, names=whole.schema.names)])

    assert len(read_all(part.responses(), BY)[2]) == 59
    (problem,) = SURVEY.problems([part.findings()], {})
    assert problem == Problem("1 row has more or fewer fields than the header.", "all.csv", remedy=problem.remedy)


def test_no_part_has_rows() -> None:
    (problem,) = SURVEY.problems([], {})

    assert problem.what == "There are column names, but no rows."

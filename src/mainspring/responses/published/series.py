"""Benchmarks over the years: a measure in each row, a year in each column."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping

import numpy as np

from mainspring.errors import Problem, SurveyFileError
from mainspring.instrument import Instrument
from mainspring.instrument.published import PublishedLayout
from mainspring.responses.published.cells import scale_of
from mainspring.responses.published.headings import Recogniser, parse_heading
from mainspring.responses.published.layout import SeriesTable
from mainspring.responses.published.scores import PublishedBenchmark, Statistic
from mainspring.responses.published.tables import Row


def read_series(
    table: SeriesTable, instrument: Instrument, layout: PublishedLayout, sources: Mapping[str, str]
) -> PublishedBenchmark:
    """Turn a table of benchmarks into values by measure and year.

    Raises
    ------
    SurveyFileError
        with all problems, if cells are not percentages, or nothing says whether they are means or medians.
    """
    kind = _statistic(table)
    recogniser = Recogniser(instrument, layout, 0, {})
    measures = [recogniser.measure(_heading(table, row)).id for row in table.body]
    years = tuple(int(table.header.cells[at]) for at in table.years)
    scale = scale_of(row.cell(at) for row in table.body for at in table.years)
    cells = [[row.cell(at) for at in table.years] for row in table.body]
    values = [[scale.percent(cell) for cell in row] for row in cells]
    problems = [*_repeated(table, measures), *_not_percentages(table, values)]
    if kind is None or problems:
        raise SurveyFileError([*([] if kind else [_no_statistic(table)]), *problems])
    numbers = np.array(values, dtype=np.float64).reshape(len(measures), len(years))
    absent = np.argwhere(np.isnan(numbers)).tolist()
    marks = {(measures[row], years[column]): cells[row][column] for row, column in absent}
    return PublishedBenchmark(kind, instrument, tuple(measures), years, numbers, marks, dict(sources))


def _statistic(table: SeriesTable) -> Statistic | None:
    """What the title says, or else the file's name: the first of the two words in it."""
    for text in (*table.above, table.table.sheet, table.table.file):
        word = re.search(r"(?<![a-z])(mean|median)(?![a-z])", text.casefold())
        if word:
            return "mean" if word[1] == "mean" else "median"
    return None


def _heading(table: SeriesTable, row: Row) -> str:
    """The number and the wording as one heading; some files repeat a number within the wording."""
    wording = parse_heading(row.cell(table.wording)).wording
    return f"{row.cell(table.number)}. {wording}" if wording else row.cell(table.number)


def _no_statistic(table: SeriesTable) -> Problem:
    remedy = "Give the file a name that holds one of the two words."
    return table.table.problem("does not say whether its benchmarks are means or medians.", remedy=remedy)


def _repeated(table: SeriesTable, measures: list[str]) -> Iterator[Problem]:
    for position, (measure, row) in enumerate(zip(measures, table.body, strict=True)):
        if measure in measures[:position]:
            yield table.table.problem(f"measure {measure} stands in two rows.", row.line, remedy="Remove one of them.")


def _not_percentages(table: SeriesTable, values: list[list[float | None]]) -> Iterator[Problem]:
    for column, at in enumerate(table.years):
        wrong = [
            row for row, value in zip(table.body, (row[column] for row in values), strict=True) if _is_wrong(value)
        ]
        if wrong:
            what = f'cells that are not percentages: {len(wrong)}; the first is "{wrong[0].cell(at)}".'
            remedy = "A percentage is written as 65, 65% or 0.65."
            yield table.table.problem(what, wrong[0].line, table.header.cells[at], remedy)


def _is_wrong(value: float | None) -> bool:
    return value is None or not (math.isnan(value) or 0 <= value <= 100)

"""A publisher's file as tables of text: one for a CSV file, one for each sheet of a workbook."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Final

import fastexcel

from mainspring.errors import Problem
from mainspring.responses.sources.formats import format_of
from mainspring.responses.sources.table import failure
from mainspring.responses.sources.text import Utf8Stream
from mainspring.responses.sources.unpack import DataFile, find_data
from mainspring.responses.sources.workbooks import parsing

_DELIMITERS: Final = ",\t;"


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one row as text, blank for none, and its line in the file or its row in the sheet, counted from 1."""

    line: int
    cells: tuple[str, ...]

    @property
    def is_blank(self) -> bool:
        """Whether nothing is written in this row."""
        return not any(self.cells)

    def cell(self, at: int | None) -> str:
        """The cell in column `at`, blank where the row is too short or there is no such column."""
        return self.cells[at] if at is not None and at < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class Table:
    """One table of text: `sheet` is "" in a file without sheets."""

    file: str
    sheet: str
    rows: tuple[Row, ...]

    def problem(
        self, what: str, line: int | None = None, column: str | None = None, remedy: str | None = None
    ) -> Problem:
        """Something that is wrong in this table."""
        place = f"{self.file}, sheet {self.sheet}" if self.sheet else self.file
        return Problem(what, place, line, column, remedy)


def read_tables(path: Path, leading: int | None = None) -> tuple[Table, ...]:
    """Read every table of a CSV file or a workbook, plain or with gz or zip around it: whole, or its `leading` rows.

    Raises
    ------
    SurveyFileError
        if there is no such file, it is empty, damaged, protected by a password, or neither text nor a workbook.
    """
    data = find_data(path)
    kind = format_of(data)
    if kind == "workbook":
        return tuple(_sheets(data, leading))
    if kind == "delimited":
        return (Table(data.name, "", tuple(islice(_records(data), leading))),)
    what = f"Published scores are read from CSV files and workbooks; this is {kind}."
    raise failure(what, data.name, "Give the file as it was published, or save it as CSV.")


def _sheets(data: DataFile, leading: int | None) -> Iterator[Table]:
    local = data.local()
    with parsing(data.name):
        book = fastexcel.read_excel(str(local.path))
        for name in book.sheet_names:
            sheet = book.load_sheet(name, header_row=None, skip_rows=0, n_rows=leading, dtypes="string").to_arrow()
            rows = zip(*(column.to_pylist() for column in sheet.columns), strict=True)
            stripped = (tuple((cell or "").strip() for cell in row) for row in rows)
            yield Table(data.name, name, tuple(Row(line, row) for line, row in enumerate(stripped, 1)))


def _records(data: DataFile) -> Iterator[Row]:
    with data.open() as (stream, _):
        lines = io.TextIOWrapper(io.BufferedReader(Utf8Stream(stream, data.name)), "utf-8", newline="")
        first = next(lines, "")
        records = csv.reader(chain([first], lines), delimiter=max(_DELIMITERS, key=first.count), strict=True)
        line = 1
        try:
            for cells in records:
                yield Row(line, tuple(cell.strip() for cell in cells))
                line = records.line_num + 1
        except csv.Error as error:
            what = f"This line is not comma-separated text ({error})."
            remedy = "Look for a quotation mark without its pair, or fetch the file again."
            raise failure(what, data.name, remedy, line) from error

"""Workbooks of spreadsheet programs: xlsx, xls, xlsb and ods."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import fastexcel
import pyarrow as pa

from mainspring.responses.sources.table import RawBatch, RawColumn, failure, in_memory, reading
from mainspring.responses.sources.unpack import DataFile
from mainspring.responses.sources.workbook_xml import has_formulas

DAMAGE = (fastexcel.FastExcelError, pa.ArrowException, UnicodeDecodeError, MemoryError)
LEADING = 100

# It warns of each column that is empty, which is not unusual in a survey.
logging.getLogger("fastexcel.types.dtype").setLevel(logging.ERROR)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet, read whole (spreadsheet programs hold no more than a million rows); `above` blank rows precede its header."""

    name: str
    cells: pa.RecordBatch
    columns: tuple[RawColumn, ...]
    above: int

    @property
    def rows(self) -> int:
        """The number of rows under the header."""
        return self.cells.num_rows

    @property
    def size(self) -> int:
        """The number of rows."""
        return self.cells.num_rows

    def batches(self, positions: Sequence[int]) -> Iterator[RawBatch]:
        """Hand over the columns in parts."""
        yield from in_memory([self.cells.column(position) for position in positions])

    def lines(self, rows: Collection[int]) -> Mapping[int, int]:
        """The row as the spreadsheet program numbers it."""
        return {row: row + self.above + 2 for row in rows}


def open_workbook(data: DataFile, wanted: str | None = None) -> Sheet:
    """Read a sheet of a workbook: the one that is `wanted`, or the only one.

    Raises SurveyFileError if there are several to choose from, or the cells hold formulas whose results were never saved.
    """
    local = data.local()
    with parsing(data.name):
        book = fastexcel.read_excel(str(local.path))
        sheet = _choose(book.sheet_names, wanted, data.name)
        top = book.load_sheet(sheet, header_row=None, skip_rows=0, n_rows=LEADING, dtypes="string").to_arrow()
        loaded = book.load_sheet(
            sheet, schema_sample_rows=None, skip_whitespace_tail_rows=True, whitespace_as_null=True
        )
        cells = loaded.to_arrow()
    leading = list(zip(*(column.to_pylist() for column in top.columns), strict=True))
    above = next((number for number, row in enumerate(leading) if any(row)), None)
    if above is None:
        raise failure(f"The sheet {sheet} is empty.", data.name, "Give the sheet that holds the responses.")
    if any(column.null_count == len(column) for column in cells.columns) and has_formulas(local, data.name):
        what = "Cells hold formulas whose results are not in the file."
        raise failure(what, data.name, "Open it in a spreadsheet program, save it, and give that file.")
    numeric = [pa.types.is_floating(kind) or pa.types.is_integer(kind) for kind in cells.schema.types]
    named = zip(leading[above], numeric, strict=True)
    return Sheet(
        data.name, cells, tuple(RawColumn((name or "").strip(), numeric=number) for name, number in named), above
    )


def _choose(sheets: Sequence[str], wanted: str | None, file: str) -> str:
    found = [sheet for sheet in sheets if wanted is None or sheet.casefold() == wanted.strip().casefold()]
    if len(found) == 1:
        return found[0]
    what = f"The workbook has {len(sheets)} sheets: {', '.join(sheets)}."
    if wanted is not None:
        what = f"The workbook has no sheet {wanted!r}; it has {', '.join(sheets)}."
    raise failure(what, file, "Say which one holds the responses: --sheet NAME." if sheets else None)


@contextmanager
def parsing(file: str) -> Iterator[None]:
    """Turn what the parser says of a damaged workbook into a SurveyFileError."""
    with reading(file, "workbook", DAMAGE):
        try:
            yield
        except BaseException as error:
            # Where the parser meets what it did not foresee it panics: an exception outside `Exception` and without a public name.
            if type(error).__name__ != "PanicException":
                raise
            raise fastexcel.FastExcelError(str(error)) from error

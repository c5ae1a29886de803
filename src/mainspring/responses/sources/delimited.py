"""Comma-, semicolon- and tab-separated text, read as a stream."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO, Literal

import pyarrow as pa
from pyarrow import csv as arrow_csv

from mainspring.errors import SurveyFileError
from mainspring.responses.sources.table import RawBatch, RawColumn, failure, reading
from mainspring.responses.sources.text import open_text
from mainspring.responses.sources.unpack import DataFile

DELIMITERS = ",\t;|"
SAMPLE = 1 << 20
BLOCK = 1 << 22
COMPARED = 20


@dataclass(frozen=True, slots=True)
class DelimitedText:
    """A delimited text file; `header` is how many records there are up to and with the header, blank lines counted."""

    data: DataFile
    delimiter: str
    header: int
    columns: tuple[RawColumn, ...]
    rows: int | None
    size: int

    @property
    def name(self) -> str:
        """The file's name for messages."""
        return self.data.name

    def batches(self, positions: Sequence[int]) -> Iterator[RawBatch]:
        """Read the columns as text; rows with more or fewer fields than the header are a problem raised after the last row."""
        misfits = 0

        def misfit(_: arrow_csv.InvalidRow) -> Literal["skip"]:
            nonlocal misfits
            misfits += 1
            return "skip"

        names = [str(position) for position in range(len(self.columns))]
        wanted = [str(position) for position in positions]
        with self.data.open() as (stream, done), reading(self.name, "text", (pa.ArrowException,)):
            blocks = arrow_csv.open_csv(
                open_text(stream, self.name),
                arrow_csv.ReadOptions(column_names=names, skip_rows_after_names=self.header, block_size=BLOCK),
                arrow_csv.ParseOptions(delimiter=self.delimiter, newlines_in_values=True, invalid_row_handler=misfit),
                arrow_csv.ConvertOptions(
                    check_utf8=False,  # the stream has done so
                    column_types=dict.fromkeys(wanted, pa.string()),
                    include_columns=wanted,
                    strings_can_be_null=False,
                ),
            )
            for block in blocks:
                if block.num_rows:
                    yield RawBatch(block.columns, done())
        if misfits:
            raise self._misfit(misfits)

    def lines(self, rows: Collection[int]) -> Mapping[int, int]:
        """Find the lines again by reading the text once more: a quoted field may run over several, and blank lines are skipped."""
        wanted = set(rows)
        found: dict[int, int] = {}
        row = 0
        for line, fields in self._records():
            if len(found) == len(wanted):
                break
            if len(fields) == len(self.columns):
                if row in wanted:
                    found[row] = line
                row += 1
        return found

    def _misfit(self, count: int) -> SurveyFileError:
        width = len(self.columns)
        line, fields = next(((line, len(row)) for line, row in self._records() if len(row) != width), (None, None))
        rows = "1 row has" if count == 1 else f"{count:,} rows have"
        first = "" if fields is None else f"; the first has {fields}"
        what = f"{rows} more or fewer fields than the {width} of the header{first}."
        remedy = "Look for delimiters or quotation marks inside a text, or for a file that was cut short."
        return failure(what, self.name, remedy, line)

    def _records(self) -> Iterator[tuple[int, list[str]]]:
        """The line on which each row begins, and its fields, up to where the file is damaged."""
        with self.data.open() as (stream, _):
            text = io.TextIOWrapper(open_text(stream, self.name), encoding="utf-8", newline="")
            records = csv.reader(text, delimiter=self.delimiter)
            before, count = 0, 0
            try:
                for fields in records:
                    count += 1
                    if fields and count > self.header:
                        yield before + 1, fields
                    before = records.line_num
            except (SurveyFileError, csv.Error):
                return


def open_delimited(data: DataFile) -> DelimitedText:
    """Open a delimited text file: its delimiter is the one under which the first rows have as many fields as the header."""
    with data.open() as (stream, _position):
        sample, whole = _sample(open_text(stream, data.name))
    if not sample.strip():
        raise failure("The file is empty.", data.name, "Fetch or export it again.")
    delimiter, records = _split(sample, data.name)
    header = next(number for number, fields in enumerate(records) if fields)
    return DelimitedText(
        data=data,
        delimiter=delimiter,
        header=header + 1,
        columns=tuple(_column(name) for name in records[header]),
        rows=0 if whole and not any(records[header + 1 :]) else None,
        size=data.path.stat().st_size,
    )


def heading(line: str, name: str) -> tuple[str, list[str]]:
    """The delimiter of a header, by itself the one that gives most fields, and its fields.

    Raises SurveyFileError, which calls the file `name`, if there is nothing in the line or it cannot be split.
    """
    if not line.strip():
        raise failure("The file is empty.", name, "Fetch or export it again.")
    delimiter, records = _split(line, name)
    return delimiter, records[0]


def _split(sample: str, name: str) -> tuple[str, list[list[str]]]:
    """The delimiter that fits, and the first records."""
    with _quotes(name):
        delimiter = max(DELIMITERS, key=lambda one: _fit(sample, one))
        return delimiter, list(_leading(sample, delimiter))


def _sample(stream: BinaryIO) -> tuple[str, bool]:
    """The beginning of the text, and whether that is all of it."""
    beginning = stream.read(SAMPLE)
    return beginning.decode("utf-8", errors="ignore"), len(beginning) < SAMPLE


def _leading(sample: str, delimiter: str) -> Iterator[list[str]]:
    """The first records: up to the header and some rows to compare with it."""
    filled = 0
    for fields in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter):
        yield fields
        filled += bool(fields)
        if filled > COMPARED:
            return


def _fit(sample: str, delimiter: str) -> tuple[bool, int]:
    """How well a delimiter fits: whether most rows are as wide as the header, then how wide that is."""
    header, *rows = [len(fields) for fields in _leading(sample, delimiter) if fields]
    alike = sum(width == header for width in rows)
    return header > 1 and 2 * alike >= len(rows), header


def _column(heading: str) -> RawColumn:
    return RawColumn(heading.strip())


@contextmanager
def _quotes(file: str) -> Iterator[None]:
    try:
        yield
    except csv.Error as error:
        what = f"The header or one of the first rows cannot be split into fields ({error})."
        raise failure(what, file, "Look for a quotation mark that is never closed.", 1) from error

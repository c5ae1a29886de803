"""What every reader gives, whatever the format: the columns of a file, and its rows in batches as they were written."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias

import pyarrow as pa

from mainspring.errors import Problem, SurveyFileError

BATCH_ROWS = 131_072

Cells: TypeAlias = "pa.Array[Any]"


@dataclass(frozen=True, slots=True)
class RawColumn:
    """A column as its file describes it.

    Attributes
    ----------
    name : as written.
    label : the question or description that the file carries, or "".
    values : labels by code (as text).
    missing_codes : codes (as text) that the file declares to mean "missing".
    missing_ranges : ranges of numbers (lowest, highest) that the file declares to mean "missing".
    numeric : whether the file says, or shows, that the column holds numbers.
    """

    name: str
    label: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    missing_codes: tuple[str, ...] = ()
    missing_ranges: tuple[tuple[float, float], ...] = ()
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class RawBatch:
    """Some rows: one Arrow array for each requested column; `done` is how much of `Table.size` has been read."""

    columns: Sequence[Cells]
    done: int

    def __len__(self) -> int:
        """The number of rows."""
        return len(self.columns[0])


class Table(Protocol):
    """A file or frame that is open for reading."""

    @property
    def name(self) -> str:
        """What messages call it."""
        ...

    @property
    def columns(self) -> tuple[RawColumn, ...]:
        """Its columns, in the order of the file."""
        ...

    @property
    def rows(self) -> int | None:
        """The number of rows; None where the format does not say."""
        ...

    @property
    def size(self) -> int | None:
        """The number of rows, or of bytes where the rows are not known; None where neither is."""
        ...

    def batches(self, positions: Sequence[int]) -> Iterator[RawBatch]:
        """Read all rows of the columns at `positions` (at least one, none twice)."""
        ...

    def lines(self, rows: Collection[int]) -> Mapping[int, int]:
        """The line that a person sees for each of these rows, counted from 0; a row that cannot be found again is left out."""
        ...


def below_header(rows: Collection[int]) -> dict[int, int]:
    """The line of each row where the first line is the header and every row is one line."""
    return {row: row + 2 for row in rows}


def slices(columns: Sequence[Cells]) -> Iterator[list[Cells]]:
    """Cut long columns into the parts that make a batch."""
    for first in range(0, len(columns[0]), BATCH_ROWS):
        yield [column.slice(first, BATCH_ROWS) for column in columns]


def in_memory(columns: Sequence[Cells]) -> Iterator[RawBatch]:
    """The batches of columns that are there as a whole."""
    done = 0
    for part in slices(columns):
        done += len(part[0])
        yield RawBatch(part, done)


def failure(what: str, file: str, remedy: str | None = None, line: int | None = None) -> SurveyFileError:
    """A survey file's error with one problem."""
    return SurveyFileError(Problem(what, file=file, line=line, remedy=remedy))


@contextmanager
def reading(file: str, kind: str, errors: tuple[type[BaseException], ...]) -> Iterator[None]:
    """Turn a library's `errors` about a damaged or unusual file into a SurveyFileError; `kind` is for example "Parquet"."""
    try:
        yield
    except errors as error:
        said = " ".join(str(error).split())[:200] or type(error).__name__
        what = f"This {kind} file is damaged, not whole, or uses something that Mainspring cannot read ({said})."
        remedy = "Fetch or export it again; if that does not help, save it as CSV or Parquet."
        raise failure(what, file, remedy) from error

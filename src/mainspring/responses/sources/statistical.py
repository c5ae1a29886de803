"""SPSS, Stata and SAS files, with their labels and the values that they declare missing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pyarrow as pa
import pyreadstat

from mainspring.responses.sources.formats import Format
from mainspring.responses.sources.table import Cells, RawBatch, RawColumn, below_header, reading
from mainspring.responses.sources.unpack import DataFile, LocalFile

CELLS_AT_ONCE = 2_000_000
"""The library makes a Python value of each cell: this many fit in some 100 MB."""

READERS: Final[Mapping[Format, Callable[..., Any]]] = {
    "spss": pyreadstat.read_sav,
    "spss portable": pyreadstat.read_por,
    "stata": pyreadstat.read_dta,
    "sas": pyreadstat.read_sas7bdat,
    "sas transport": pyreadstat.read_xport,
}
NAMES: Final[Mapping[Format, str]] = {
    "spss": "SPSS",
    "spss portable": "SPSS",
    "stata": "Stata",
    "sas": "SAS",
    "sas transport": "SAS",
}
KEEP_USER_MISSING: Final = frozenset({"spss", "stata", "sas"})
TAGS: Final = ("_", *"abcdefghijklmnopqrstuvwxyz")
"""Stata and SAS have further missing values, .a to .z: they arrive as letters among numbers."""

DAMAGE = (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, UnicodeDecodeError, MemoryError, OverflowError)


@dataclass(frozen=True, slots=True)
class StatisticalTable:
    """A file of a statistics program."""

    name: str
    local: LocalFile
    kind: Format
    columns: tuple[RawColumn, ...]
    rows: int | None

    @property
    def size(self) -> int | None:
        """The number of rows."""
        return self.rows

    def batches(self, positions: Sequence[int]) -> Iterator[RawBatch]:
        """Read the columns chunk by chunk until a chunk is not full."""
        names = [self.columns[position].name for position in positions]
        limit = min(100_000, max(1_000, CELLS_AT_ONCE // len(names)))
        start, full = 0, True
        while full:
            with reading(self.name, NAMES[self.kind], DAMAGE):
                cells, _ = _read(self.kind, self.local, usecols=names, row_offset=start, row_limit=limit)
            columns = [_cells(cells[name]) for name in names]
            start, full = start + len(columns[0]), len(columns[0]) == limit
            if len(columns[0]):
                yield RawBatch(columns, start)

    def lines(self, rows: Collection[int]) -> Mapping[int, int]:
        """The row, the header counted as one."""
        return below_header(rows)


def open_statistical(data: DataFile, kind: Format) -> StatisticalTable:
    """Open a file of SPSS, Stata or SAS."""
    local = data.local()
    with reading(data.name, NAMES[kind], DAMAGE):
        _, about = _read(kind, local, metadataonly=True)
    columns = tuple(
        _column(about, name or "", label or "")
        for name, label in zip(about.column_names, about.column_labels, strict=True)
    )
    return StatisticalTable(data.name, local, kind, columns, about.number_rows)


def _read(kind: Format, local: LocalFile, **choices: Any) -> tuple[dict[str, list[object]], Any]:
    if kind in KEEP_USER_MISSING:
        choices["user_missing"] = True
    cells, about = READERS[kind](str(local.path), output_format="dict", disable_datetime_conversion=True, **choices)
    return cells, about


def _column(about: Any, name: str, label: str) -> RawColumn:
    """Dates are left as numbers: no survey codes an answer as a date."""
    numeric = about.readstat_variable_types.get(name) != "string"
    ranges = [(one["lo"], one["hi"]) for one in about.missing_ranges.get(name, ())]
    codes = [as_text(low) for low, high in ranges if low == high]
    return RawColumn(
        name=name,
        label=label,
        values={as_text(code): str(text) for code, text in about.variable_value_labels.get(name, {}).items()},
        missing_codes=(*codes, *(TAGS if numeric else ())),
        missing_ranges=tuple((float(low), float(high)) for low, high in ranges if low != high),
        numeric=numeric,
    )


def as_text(value: object) -> str:
    """A cell's value as text; a whole number is written without a decimal point."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _cells(values: list[object]) -> Cells:
    try:
        return pa.array(values, from_pandas=True)
    except pa.ArrowException:
        # Letters among numbers: tagged missing values.
        return pa.array([None if value is None else as_text(value) for value in values], pa.string())

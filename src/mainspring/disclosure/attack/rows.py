"""Tables with a row for each person, whatever they are called: a survey file that lies beside what was made of it."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import polars as pl
import pyarrow as pa
import pyarrow.ipc
import pyarrow.parquet

from mainspring.disclosure.attack.findings import Finding
from mainspring.instrument import closest_instruments

ROUTE: Final = "rows of people"
ENOUGH: Final = 5
"""So many of a survey's columns, and half of them, make a table one of it."""

PERSONAL: Final = frozenset(
    (
        "respondent",
        "respondent_id",
        "respondentid",
        "person",
        "person_id",
        "employee",
        "employee_id",
        "email",
        "e-mail",
        "token",
        "ip",
        "ip_address",
    )
)
"""Columns that only a table of persons has."""

RELEASED: Final = frozenset(("wave", "unit", "measure", "status", "value"))
"""The columns that scores have: a row for each value."""

SAMPLE: Final = 4096


def rows_of_people(path: Path, where: str) -> Iterator[Finding]:
    """Whether a file is a table with a row for each person, and of how many."""
    reader = READERS.get(path.suffix.casefold(), _text)
    try:
        columns, rows = reader(path)
    except Exception:  # a damaged file, or one of another kind, is no table that anybody can read
        return
    if rows and (kind := kind_of(columns, path.name)):
        yield Finding(ROUTE, f"A row for each of {rows:,} people: {kind}.", rows, where)


def kind_of(columns: list[str], name: str) -> str | None:
    """What tells that a table with these columns has a row for each person, in words; None if nothing does."""
    folded = {column.strip().casefold() for column in columns}
    if folded >= RELEASED:
        return None
    if personal := sorted(folded & PERSONAL):
        return f"it has {', '.join(personal)}"
    for match in closest_instruments(columns, file_name=name)[:1]:
        if match.found >= ENOUGH and 2 * match.found >= match.needed:
            return f"it has {match.found} of the {match.needed} columns of {match.instrument_id}"
    return None


def _text(path: Path) -> tuple[list[str], int]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        head = file.readline(1 << 20)
        if "\0" in head:
            return [], 0
        dialect = csv.Sniffer().sniff(head, delimiters=",;\t|")
        columns = next(csv.reader([head], dialect))
        return columns, sum(1 for line in file if line.strip())


def _json(path: Path) -> tuple[list[str], int]:
    """Rows as objects: one on each line, or all in one list."""
    with path.open(encoding="utf-8") as file:
        if path.suffix.casefold() == ".json":
            found = json.load(file)
            rows = found if isinstance(found, list) else []
            return (list(rows[0]), len(rows)) if rows and isinstance(rows[0], dict) else ([], 0)
        first = json.loads(file.readline())
        return list(first), 1 + sum(1 for line in file if line.strip())


def _parquet(path: Path) -> tuple[list[str], int]:
    about = pyarrow.parquet.read_metadata(path)
    return list(about.schema.names), about.num_rows


def _arrow(path: Path) -> tuple[list[str], int]:
    with pa.memory_map(str(path)) as source:
        try:
            reader = pa.ipc.open_file(source)
        except pa.ArrowInvalid:
            source.seek(0)
            stream = pa.ipc.open_stream(source)
            return list(stream.schema.names), sum(batch.num_rows for batch in stream)
        return list(reader.schema.names), sum(reader.get_batch(at).num_rows for at in range(reader.num_record_batches))


def _workbook(path: Path) -> tuple[list[str], int]:
    sheets = pl.read_excel(path, sheet_id=0, raise_if_empty=False)
    columns, rows = max(((list(sheet.columns), len(sheet)) for sheet in sheets.values()), key=lambda one: one[1])
    return columns, rows


def _labelled(path: Path) -> tuple[list[str], int]:
    import pyreadstat

    read: dict[str, Any] = {
        ".sav": pyreadstat.read_sav,
        ".zsav": pyreadstat.read_sav,
        ".por": pyreadstat.read_por,
        ".dta": pyreadstat.read_dta,
        ".xpt": pyreadstat.read_xport,
        ".sas7bdat": pyreadstat.read_sas7bdat,
    }
    frame, about = read[path.suffix.casefold()](str(path))  # not all of them tell how many rows they have
    return list(about.column_names), len(frame)


READERS: Final[Mapping[str, Callable[[Path], tuple[list[str], int]]]] = {
    ".json": _json,
    ".jsonl": _json,
    ".ndjson": _json,
    ".parquet": _parquet,
    **dict.fromkeys((".arrow", ".arrows", ".feather", ".ipc"), _arrow),
    **dict.fromkeys((".xlsx", ".xls", ".ods"), _workbook),
    **dict.fromkeys((".sav", ".zsav", ".por", ".dta", ".xpt", ".sas7bdat"), _labelled),
}

"""Tables with a row for each person, whatever they are called: a survey file that lies beside what was made of it."""

from __future__ import annotations

import codecs
import csv
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, Final

import polars as pl
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

SAMPLE: Final = 200
"""Rows that are looked at for answers."""

FEWEST: Final = 20
"""In so many rows answers repeat themselves, and in fewer not always."""

ANSWER: Final = re.compile(r"\d\d?|[A-Za-z]")
"""An answer as files have it: the number or the letter of what was ticked."""


@dataclass(frozen=True, slots=True)
class Rows:
    """A table as it was read: its columns, how many rows it has, and the first of them as texts."""

    columns: list[str]
    n: int
    sample: list[list[str]] = field(default_factory=list)


def rows_of_people(path: Path, where: str) -> Iterator[Finding]:
    """Whether a file is a table with a row for each person, and of how many."""
    reader = READERS.get(path.suffix.casefold(), _text)
    try:
        found = reader(path)
    except Exception:  # a damaged file, or one of another kind, is no table that anybody can read
        return
    if found.n and (kind := kind_of(found, path.name)):
        yield Finding(ROUTE, f"A row for each of {found.n:,} people: {kind}.", found.n, where)


def kind_of(found: Rows, name: str) -> str | None:
    """What tells that a table has a row for each person, in words; None if nothing does."""
    folded = {column.strip().casefold() for column in found.columns}
    if folded >= RELEASED:
        return None
    if personal := sorted(folded & PERSONAL):
        return f"it has {', '.join(personal)}"
    for match in closest_instruments(found.columns, file_name=name)[:1]:
        if match.found >= ENOUGH and 2 * match.found >= match.needed:
            return f"it has {match.found} of the {match.needed} columns of {match.instrument_id}"
    answers = [
        column
        for column, given in zip(found.columns, zip(*found.sample, strict=False), strict=False)
        if _are_answers(given)
    ]
    if len(answers) >= ENOUGH and len(found.sample) >= FEWEST:
        return f"{', '.join(answers[:2])} and {len(answers) - 2} more of its columns look like answers"
    return None


def of_frame(frame: pl.DataFrame, n: int | None = None) -> Rows:
    """The same of a data frame, or of the first rows of a table of n."""
    head = frame.head(SAMPLE).cast(pl.String, strict=False)
    sample = [["" if value is None else value.removesuffix(".0") for value in row] for row in head.rows()]
    return Rows(frame.columns, len(frame) if n is None else n, sample)


def _are_answers(given: Sequence[str]) -> bool:
    """Whether a column has a few codes, again and again."""
    told = [value.strip() for value in given if value.strip()]
    codes = set(told)
    return 1 < len(codes) <= 11 and 3 * len(codes) <= len(told) and all(ANSWER.fullmatch(code) for code in codes)


def _text(path: Path) -> Rows:
    with path.open("rb") as raw:
        wide = raw.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    with path.open(encoding="utf-16" if wide else "utf-8-sig", errors="replace", newline="") as file:
        head = file.readline(1 << 20)
        if "\0" in head:
            return Rows([], 0)
        dialect = csv.Sniffer().sniff(head, delimiters=",;\t|")
        columns = next(csv.reader([head], dialect))
        sample = [row for row in islice(csv.reader(file, dialect), SAMPLE) if len(row) == len(columns)]
        return Rows(columns, len(sample) + sum(1 for line in file if line.strip()), sample)


def _json(path: Path) -> Rows:
    """Rows as objects: one on each line, or all in one list."""
    text = path.read_text(encoding="utf-8")
    rows = (
        json.loads(text)
        if path.suffix.casefold() == ".json"
        else [json.loads(line) for line in text.splitlines() if line]
    )
    if not (isinstance(rows, list) and rows and all(isinstance(row, dict) for row in rows)):
        return Rows([], 0)
    columns = list(rows[0])
    return Rows(columns, len(rows), [[str(row.get(column, "")) for column in columns] for row in rows[:SAMPLE]])


def _parquet(path: Path) -> Rows:
    return of_frame(pl.read_parquet(path, n_rows=SAMPLE), pyarrow.parquet.read_metadata(path).num_rows)


def _arrow(path: Path) -> Rows:
    content = path.read_bytes()
    return of_frame(pl.read_ipc(content) if content.startswith(b"ARROW1") else pl.read_ipc_stream(content))


def _workbook(path: Path) -> Rows:
    sheets = pl.read_excel(path, sheet_id=0, raise_if_empty=False)
    return of_frame(max(sheets.values(), key=len))


def _labelled(path: Path) -> Rows:
    import pyreadstat

    read: dict[str, Any] = {
        ".sav": pyreadstat.read_sav,
        ".zsav": pyreadstat.read_sav,
        ".por": pyreadstat.read_por,
        ".dta": pyreadstat.read_dta,
        ".xpt": pyreadstat.read_xport,
        ".sas7bdat": pyreadstat.read_sas7bdat,
    }
    found, about = read[path.suffix.casefold()](str(path), output_format="dict")
    frame = pl.DataFrame({name: [str(value) for value in found[name]] for name in about.column_names})
    return of_frame(frame)


READERS: Final[Mapping[str, Callable[[Path], Rows]]] = {
    ".json": _json,
    ".jsonl": _json,
    ".ndjson": _json,
    ".parquet": _parquet,
    **dict.fromkeys((".arrow", ".arrows", ".feather", ".ipc"), _arrow),
    **dict.fromkeys((".xlsx", ".xls", ".ods"), _workbook),
    **dict.fromkeys((".sav", ".zsav", ".por", ".dta", ".xpt", ".sas7bdat"), _labelled),
}

"""The question: of which columns, and which codes are answers and which of them positive, as each column has them in the file."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
from pyarrow import parquet

from bench.peers import LAYOUT, UNITS, WEIGHT
from mainspring.instrument import Instrument, load_instrument

Codes = Sequence[int] | Sequence[str]


@dataclass(frozen=True, slots=True)
class Column:
    """An item's column: the codes that are answers and those that are positive, of the type that the file has."""

    name: str
    answers: Codes
    positive: Codes


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a file."""

    file: Path
    instrument: Instrument
    items: tuple[Column, ...]

    @property
    def columns(self) -> list[str]:
        """The columns that are needed for an answer."""
        return [*UNITS, WEIGHT, *(item.name for item in self.items)]


def question(file: Path) -> Question:
    """Put the question to a file; an item with do-not-know answers has codes of text there, others have numbers."""
    instrument = load_instrument(LAYOUT)
    schema = parquet.read_schema(file)
    columns = []
    for item in instrument.items:
        number = pa.types.is_integer(schema.field(item.id).type)
        answers, positive = item.scale.codes, item.scale.positive
        if number:
            columns.append(Column(item.id, answers, positive))
        else:
            columns.append(Column(item.id, [str(code) for code in answers], [str(code) for code in positive]))
    return Question(file, instrument, tuple(columns))


def answer(work: Callable[[Question], Callable[[], pa.Table]]) -> None:
    """Time `work` on the file that the command line names, and print the seconds.

    With --first, a small file is asked the same question before, so that no library is timed while it loads its parts. With
    --out, the answer is written. `work` does all that is timed, and returns how to show what it found: a row for each cell, with
    its units and every item's percent positive (null or NaN where nobody answered).
    """
    parser = argparse.ArgumentParser()
    parser.add_argument("file", type=Path)
    parser.add_argument("--first", type=Path)
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    if given.first is not None:
        work(question(given.first))
    asked = question(given.file)
    start = time.perf_counter()
    show = work(asked)
    seconds = time.perf_counter() - start
    if given.out is not None:
        parquet.write_table(show(), given.out)
    print(json.dumps({"seconds": seconds}))

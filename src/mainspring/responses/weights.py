"""The weight column: numbers that are not negative, and not all zero."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from mainspring.errors import Problem
from mainspring.responses.cells import trimmed
from mainspring.responses.findings import Tally
from mainspring.responses.sources import Cells, Table

Floats = npt.NDArray[np.float64]

BLANK = "no weight"
TEXT = "a weight that is not a number"
NEGATIVE = "a negative weight"
INFINITE = "a weight that is not finite"


class WeightReader:
    """Reads weights batch by batch, and counts what cannot be one."""

    def __init__(self, name: str, position: int) -> None:
        self.name = name
        self.position = position
        self.wrong = Tally()
        self.rows = 0
        self.any = False

    def read(self, cells: Cells, first: int) -> Floats:
        """The weights of `cells`, shape (n,), 0 in place of a wrong one; `first` is how many rows came before."""
        numbers, text = _numbers(cells)
        blank = numbers.is_null().to_numpy(zero_copy_only=False) & ~text
        found = numbers.fill_null(0.0).to_numpy(zero_copy_only=False)
        finite = np.isfinite(found)
        checks = ((BLANK, blank), (TEXT, text), (INFINITE, ~finite), (NEGATIVE, finite & (found < 0)))
        for kind, wrong in checks:
            self._note(kind, wrong, first)
        self.rows += len(cells)
        self.any = self.any or bool((found[finite] > 0).any())
        return np.where(finite & (found > 0), found, 0.0)

    def problems(self, table: Table) -> Iterator[Problem]:
        """Each thing that is wrong with the weights: how many rows, and the line of the first."""
        lines = table.lines([row for _, row in self.wrong.met.values()]) if self.wrong.met else {}
        for kind, (count, row) in self.wrong.met.items():
            what = f"1 row has {kind}." if count == 1 else f"{count:,} rows have {kind}."
            remedy = (
                "A weight is a number of 0 or more, with a decimal point: correct the file, or leave these rows out."
            )
            yield Problem(what, table.name, lines.get(row), self.name, remedy)
        if self.rows and not self.any and not self.wrong.met:
            remedy = "If the survey has no weights, take the weight out of [columns] in the codebook."
            yield Problem("All weights are zero.", table.name, None, self.name, remedy)

    def _note(self, kind: str, wrong: npt.NDArray[np.bool_], first: int) -> None:
        count = int(np.count_nonzero(wrong))
        if count:
            self.wrong.note(kind, count, first + int(wrong.argmax()))


def _numbers(cells: Cells) -> tuple[Any, npt.NDArray[np.bool_]]:
    """The cells as an Arrow array of numbers, null where there is none, and where a text stands in place of a number."""
    no_text = np.zeros(len(cells), dtype=bool)
    if isinstance(cells, pa.DictionaryArray):
        cells = cells.dictionary_decode()
    kind = cells.type
    if pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind) or pa.types.is_null(kind):
        return cells.cast(pa.float64(), safe=False), no_text
    given = trimmed(cells)
    try:
        return given.cast(pa.float64()), no_text
    except pa.ArrowInvalid:
        numbers = [_number(text) for text in given.to_pylist()]
    text = np.array([isinstance(number, str) for number in numbers])
    return pa.array([None if isinstance(number, str) else number for number in numbers], pa.float64()), text


def _number(text: str | None) -> float | str | None:
    """A text as a number; as it is, if it is none."""
    if text is None:
        return None
    try:
        return float(text)
    except ValueError:
        return text

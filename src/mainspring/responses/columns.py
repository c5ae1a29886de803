"""What the columns of any file look like: for a codebook to be drafted from."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa

from mainspring.instrument import DraftColumn
from mainspring.responses.cells import distinct
from mainspring.responses.layout import Headings
from mainspring.responses.options import ReadOptions
from mainspring.responses.sources import Cells, RawColumn, open_table

if TYPE_CHECKING:
    from narwhals.typing import IntoFrame

ROWS_LOOKED_AT: Final = 100_000
MOST_CODES: Final = 20


def column_names(source: str | Path | IntoFrame, options: ReadOptions | None = None) -> tuple[str, ...]:
    """The names of a file's columns, without the questions that headings may hold; its rows are not read.

    Raises SurveyFileError if the file cannot be read.
    """
    headings = Headings(open_table(source, options or ReadOptions()).columns)
    return tuple(name for at in range(len(headings.columns)) if (name := headings.short_name(at)).strip())


def survey_columns(source: str | Path | IntoFrame, options: ReadOptions | None = None) -> tuple[DraftColumn, ...]:
    """Describe each named column of a file: its label, its value labels, and the first codes met in its first 100,000 rows.

    A heading such as "Q1. I like my work" is split into name and label. Raises SurveyFileError if the file cannot be read.
    """
    table = open_table(source, options or ReadOptions())
    headings = Headings(table.columns)
    named = [position for position, column in enumerate(table.columns) if column.name.strip()]
    if not named:
        return ()
    samples = [_Sample(table.columns[position]) for position in named]
    rows = 0
    for batch in table.batches(named):
        for sample, cells in zip(samples, batch.columns, strict=True):
            sample.add(cells.slice(0, ROWS_LOOKED_AT - rows))
        rows += len(batch)
        if rows >= ROWS_LOOKED_AT:
            break
    return tuple(
        DraftColumn(
            name=headings.short_name(position),
            label=headings.wording(position),
            values=table.columns[position].values,
            distinct=tuple(sample.codes),
            numeric=sample.numeric,
        )
        for position, sample in zip(named, samples, strict=True)
    )


@dataclass(slots=True)
class _Sample:
    """The first codes met in a column, and whether all that were met are numbers."""

    column: RawColumn
    codes: dict[str, None] = field(default_factory=dict)
    _all_numbers: bool = True

    @property
    def numeric(self) -> bool:
        return self.column.numeric or (self._all_numbers and bool(self.codes))

    def add(self, cells: Cells) -> None:
        for text in _met(cells):
            if text and len(self.codes) < MOST_CODES:
                self.codes.setdefault(text)
            self._all_numbers = self._all_numbers and _is_number(text)


def _met(cells: Cells) -> Collection[str]:
    """The distinct texts of a column in order of appearance; none if it holds lists or records."""
    if pa.types.is_null(cells.type):
        return ()
    try:
        found = distinct(cells)
    except pa.ArrowNotImplementedError:  # Arrow has no dictionary of lists or records, so no codes to draft
        return ()
    given = found.indices[cells.is_valid().to_numpy(zero_copy_only=False)]
    values, firsts = np.unique(given, return_index=True)
    texts = found.texts()
    return [texts[value] for value in values[np.argsort(firsts)].tolist()]


def _is_number(text: str) -> bool:
    try:
        float(text or "0")
    except ValueError:
        return False
    return True

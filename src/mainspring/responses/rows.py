"""The pass over a file's rows: raw batches become canonical ones, and what is wrong with them is told after the last row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pyarrow as pa

from mainspring.errors import Problem, SurveyFileError
from mainspring.instrument import Instrument
from mainspring.responses.encode import ColumnEncoder
from mainspring.responses.findings import Findings, Tally
from mainspring.responses.header import no_rows
from mainspring.responses.identities import IdentityCheck
from mainspring.responses.kernel import Bytes
from mainspring.responses.layout import Field, Layout
from mainspring.responses.model import Batch
from mainspring.responses.options import Progress
from mainspring.responses.sources import Cells, Table, failure
from mainspring.responses.units import ByColumn, UnitReader, parent_checks
from mainspring.responses.weights import WeightReader


class RowReader:
    """Reads a file once; `by` are the columns of units, in the order of the batches' `units`."""

    def __init__(self, table: Table, layout: Layout, instrument: Instrument, by: Sequence[ByColumn]) -> None:
        self._table = table
        self._items = _encoders(layout.items)
        self._categories = _encoders(layout.categories)
        names = [column.name for column in table.columns]
        self._weight = None if layout.weight is None else WeightReader(names[layout.weight], layout.weight)
        self._id = None if layout.id is None else IdentityCheck(names[layout.id], layout.id)
        self._units = [UnitReader(column) for column in by]
        self._parents = parent_checks(self._units, instrument.units)
        self._rows = 0

    def batches(self, progress: Progress | None = None) -> Iterator[Batch]:
        """Read all rows; SurveyFileError after the last one, with all problems."""
        broken: tuple[Problem, ...] = ()
        try:
            yield from self.read(progress)
        except SurveyFileError as error:
            broken = error.problems
        problems = [*self.problems(whole=not broken), *broken]
        if problems:
            raise SurveyFileError(problems)

    def read(self, progress: Progress | None = None) -> Iterator[Batch]:
        """Read all rows; what is wrong with them is in `findings` and `problems`."""
        positions = self.positions()
        for raw in self._table.batches(positions):
            yield self._batch(dict(zip(positions, raw.columns, strict=True)), len(raw))
            if progress is not None:
                progress(raw.done, self._table.size)

    @property
    def findings(self) -> Findings:
        """What was found in the rows read so far that can be told of only with all other rows."""
        return Findings(self._rows, self._weight is None or self._weight.any, tuple(self.tallies()))

    def tallies(self) -> Iterator[Tally]:
        """What is wrong in each column of answers, and in the weight."""
        yield from (encoder.unknown for _, encoder in (*self._items, *self._categories))
        if self._weight is not None:
            yield self._weight.wrong

    def take(self, part: Findings) -> None:
        """Take over what another reader found in rows of its own."""
        self._rows += part.rows
        for own, other in zip(self.tallies(), part.tallies, strict=True):
            own.add(other)
        if self._weight is not None:
            self._weight.rows += part.rows
            self._weight.any |= part.weighted

    def take_units(self, cells: Mapping[tuple[str, ...], int]) -> None:
        """Take over the units of rows that others read: the labels of each cell, and how many people are in it.

        Such rows have numbers below zero.
        """
        people = np.array(list(cells.values()), dtype=np.int64)
        units = [reader.number(path[at] for path in cells) for at, reader in enumerate(self._units)]
        for above, below, check in self._parents:
            check.see(units[above], units[below], -len(people), people)

    def positions(self) -> list[int]:
        """The columns to read, each once."""
        coded = [position for position, _ in (*self._items, *self._categories)]
        single = [reader.position for reader in (self._weight, self._id) if reader is not None]
        return list(dict.fromkeys([*coded, *single, *(reader.column.position for reader in self._units)]))

    def _batch(self, cells: Mapping[int, Cells], rows: int) -> Batch:
        first = self._rows
        self._rows += rows
        try:
            units = tuple(reader.read(cells[reader.column.position]) for reader in self._units)
            batch = Batch(
                items=_encode(self._items, cells, rows, first),
                categories=_encode(self._categories, cells, rows, first),
                weights=np.ones(rows)
                if self._weight is None
                else self._weight.read(cells[self._weight.position], first),
                units=units,
                labels=tuple(reader.labels for reader in self._units),
            )
            if self._id is not None:
                self._id.see(cells[self._id.position], first)
        except pa.ArrowNotImplementedError as error:  # Arrow has no dictionary of lists or records
            what = f"A column holds something else than numbers or text ({error})."
            raise failure(what, self._table.name, "Give one value in each cell.") from error
        for above, below, check in self._parents:
            check.see(units[above], units[below], first)
        return batch

    def problems(self, *, whole: bool) -> Iterator[Problem]:
        """What is wrong with the rows; repeated ids and a lack of rows can only be told of a file that was read to its end."""
        for _, encoder in (*self._items, *self._categories):
            yield from encoder.problems(self._table)
        if self._weight is not None:
            yield from self._weight.problems(self._table)
        for _, _, check in self._parents:
            yield from check.problems(self._table)
        if whole and self._id is not None:
            yield from self._id.problems(self._table)
        if whole and not self._rows:
            yield no_rows(self._table)


def _encoders(fields: Sequence[Field | None]) -> list[tuple[int, ColumnEncoder]]:
    return [(field.position, ColumnEncoder(field.name, field.decoder)) for field in fields if field is not None]


def _encode(encoders: Sequence[tuple[int, ColumnEncoder]], cells: Mapping[int, Cells], rows: int, first: int) -> Bytes:
    out = np.empty((len(encoders), rows), dtype=np.uint8)
    for (position, encoder), row in zip(encoders, out, strict=True):
        encoder.encode(cells[position], row, first)
    return out

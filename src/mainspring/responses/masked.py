"""A copy of a survey file in which some units and attributes are coarser or blank, and everything else is as it was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from mainspring.instrument import Instrument
from mainspring.responses.cells import texts
from mainspring.responses.copying import Copy, open_copy
from mainspring.responses.layout import lay_out
from mainspring.responses.options import ReadOptions
from mainspring.responses.read import Survey, refuse_published
from mainspring.responses.shuffling import shuffled
from mainspring.responses.sources import Cells, open_table
from mainspring.responses.telling import WeightWatch
from mainspring.responses.units import ByColumn, UnitReader

Codes = tuple[str, ...]
Longs = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Masks:
    """What is to be changed in a survey file.

    Attributes
    ----------
    by, attributes : names of the columns of units and of attributes.
    cleared : columns that are left blank for everybody.
    collapse : by attribute, the codes that become others. folds : units that get other codes.
    people : how many there are, by unit and profile, once that is done.
    masked : how many of them get which profile instead, by unit and profile; who they are is drawn by lot.
    """

    by: tuple[str, ...]
    attributes: tuple[str, ...]
    people: Mapping[tuple[Codes, Codes], int]
    masked: Mapping[tuple[Codes, Codes], Mapping[Codes, int]]
    cleared: tuple[str, ...] = ()
    collapse: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    folds: Mapping[Codes, Codes] = field(default_factory=dict)


def write_masked(
    source: Path, instrument: Instrument, masks: Masks, out: Path, options: ReadOptions | None = None
) -> dict[str, int]:
    """Copy a survey file with changes, in constant memory; the copy's name says nothing about its format.

    Text stays text (packed by gz if `out` is named so), Parquet stays Parquet. A code is written in one way throughout, the first
    that the file has for it, as what is written in two ways can be told apart. The lot depends on the whole content of the source,
    so that the same survey is masked in the same way again, and nobody without it can repeat the drawing. The answer is how many masked values of each attribute the weights tell.

    Raises
    ------
    SurveyFileError : if the file is neither text nor Parquet, or cannot be read.
    """
    refuse_published(instrument)
    options = options or ReadOptions()
    table = open_table(source, options)
    survey = Survey(table, lay_out(instrument, table.columns), instrument, options)
    lot = np.random.default_rng(_lot(source, masks))
    rows = Rows(survey, masks, lot)
    with open_copy(table, out) as copy, shuffled(copy.write, sum(masks.people.values()), lot) as write:
        for columns, done in copy.batches():
            rows.change(columns, copy)
            write(columns)
            if options.progress is not None:
                options.progress(done, table.size)
    return dict(zip(masks.attributes, rows.watch.told(), strict=True))


class Rows:
    """Changes batch after batch; `lot` decides who of those that are alike is masked."""

    def __init__(self, survey: Survey, masks: Masks, lot: np.random.Generator) -> None:
        self._masks, self._lot = masks, lot
        named = [survey.by_column(name) for name in (*masks.by, *masks.attributes)]
        self._columns = [_Column(column) for column in named]
        self._cleared = [_Column(survey.by_column(name)) for name in masks.cleared]
        self._left: dict[tuple[Codes, Codes], dict[Codes, int]] = {}
        self._outcomes: dict[tuple[str, ...], int] = {}
        self._numbers: list[dict[str, int]] = [{"": 0} for _ in masks.attributes]
        self._weight = survey.layout.weight
        self.watch = WeightWatch(len(masks.attributes))

    def change(self, columns: list[Cells], copy: Copy) -> None:
        """Replace the columns of units and attributes by what they are to be."""
        labels = [column.read(columns[column.position]) for column in self._columns]
        outcome = self._outcome(labels)
        found = list(self._outcomes)
        if self._weight is not None:
            self._note(columns[self._weight], labels, outcome)
        for at, column in enumerate(self._columns):
            texts = [codes[at] for codes in found]
            columns[column.position] = column.written(texts, outcome, copy)
        for column in self._cleared:
            column.read(columns[column.position])
            columns[column.position] = column.written([""], np.zeros(len(outcome), dtype=np.int64), copy)

    def _outcome(self, labels: Sequence[Longs]) -> Longs:
        """The place in `_outcomes` of what each row gets, int64 (n,)."""
        cell = np.zeros(len(labels[0]), dtype=np.int64)
        for column, numbers in zip(self._columns, labels, strict=True):
            _, cell = np.unique(cell * len(column.labels) + numbers, return_inverse=True)
        order = np.argsort(cell, kind="stable")
        bounds = np.concatenate([[0], np.cumsum(np.bincount(cell))])
        outcome = np.empty(len(cell), dtype=np.int64)
        for first, last in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
            rows = order[first:last]
            codes = tuple(
                column.labels[int(numbers[rows[0]])] for column, numbers in zip(self._columns, labels, strict=True)
            )
            outcome[rows] = self._drawn(codes, len(rows))
        return outcome

    def _note(self, weights: Cells, labels: Sequence[Longs], outcome: Longs) -> None:
        """Let the watch see these rows: codes are numbered by their texts, as they are after collapsing."""
        depth, found = len(self._masks.by), list(self._outcomes)
        units = {unit: at for at, unit in enumerate(dict.fromkeys(codes[:depth] for codes in found))}
        before, after = [], []
        for at, name in enumerate(self._masks.attributes, start=depth):
            coarser = self._masks.collapse.get(name, {})
            own = [coarser.get(code, code) for code in self._columns[at].labels]
            number = self._numbers[at - depth]
            for code in (*own, *(codes[at] for codes in found)):
                number.setdefault(code, len(number))
            before.append(np.array([number[code] for code in own])[labels[at]])
            after.append(np.array([number[codes[at]] for codes in found])[outcome])
        unit = np.array([units[codes[:depth]] for codes in found])[outcome]
        self.watch.see(weights, unit, np.stack(before), np.stack(after))

    def _drawn(self, codes: tuple[str, ...], rows: int) -> Longs | int:
        """What so many people with the same codes get: the same for all, or by lot."""
        masks, depth = self._masks, len(self._masks.by)
        unit = masks.folds.get(codes[:depth], codes[:depth])
        profile = tuple(
            masks.collapse.get(name, {}).get(code, code)
            for name, code in zip(masks.attributes, codes[depth:], strict=True)
        )
        cell = unit, profile
        if cell not in masks.masked:
            return self._number((*unit, *profile))
        if cell not in self._left:
            changed = dict(masks.masked[cell])
            self._left[cell] = {**changed, profile: masks.people[cell] - sum(changed.values())}
        left = self._left[cell]
        draw = self._lot.multivariate_hypergeometric(list(left.values()), rows)
        for after, count in zip(left, draw.tolist(), strict=True):
            left[after] -= count
        numbers = np.array([self._number((*unit, *after)) for after in left], dtype=np.int64)
        return self._lot.permutation(np.repeat(numbers, draw))

    def _number(self, outcome: tuple[str, ...]) -> int:
        return self._outcomes.setdefault(outcome, len(self._outcomes))


class _Column:
    """A column of the file, its codes numbered as the reader has them, and how each code is written."""

    def __init__(self, column: ByColumn) -> None:
        self.position = column.position
        self._reader = UnitReader(column)
        self._written: dict[str, Cells] = {}
        self._kind: pa.DataType = pa.string()

    @property
    def labels(self) -> list[str]:
        """The codes met so far."""
        return self._reader.labels

    def read(self, cells: Cells) -> Longs:
        """The number of each row's code, int64 (n,)."""
        before = len(self.labels)
        numbers = self._reader.read(cells).astype(np.int64)
        self._kind = cells.type.value_type if isinstance(cells.type, pa.DictionaryType) else cells.type
        for number in range(before, len(self.labels)):
            row = int(np.argmax(numbers == number))
            self._written.setdefault(self.labels[number], self._one(texts(cells.slice(row, 1))[0]))
        return numbers

    def written(self, codes: Sequence[str], outcome: Longs, copy: Copy) -> Cells:
        """The column with `codes[outcome]` as its text."""
        distinct = list(dict.fromkeys(codes))
        place = {code: at for at, code in enumerate(distinct)}
        for code in distinct:
            self._written.setdefault(code, self._one(code))
        self._written[""] = copy.blank(self._kind)
        values: Cells = pa.concat_arrays([self._written[code] for code in distinct])
        return values.take(pa.array(np.array([place[code] for code in codes], dtype=np.int64)[outcome], pa.int64()))

    def _one(self, text: str) -> Cells:
        """One cell with a code, without the spaces around it, in the column's own type."""
        kind: Any = self._kind
        if not text:
            return cast(Cells, pa.nulls(1, kind))
        number = pa.types.is_integer(kind) or pa.types.is_floating(kind)
        cells: Any = pa.array([text], pa.string())
        return cast(Cells, cells.cast(pa.float64()).cast(kind) if number else cells.cast(kind))


def _lot(source: Path, masks: Masks) -> int:
    """A number that follows from the whole content of the file, and is not the hash of it that releases tell."""
    found = blake2b(repr((masks.by, masks.attributes, sorted(masks.people.items()))).encode(), person=b"masking lots")
    with source.open("rb") as stream:
        while chunk := stream.read(1 << 20):
            found.update(chunk)
    return int.from_bytes(found.digest(), "big")

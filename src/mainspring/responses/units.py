"""Organisational units: each row's codes at the levels that were asked for, and the check that no unit has two parents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from mainspring.errors import Problem
from mainspring.instrument import UnitLevel
from mainspring.responses.cells import distinct
from mainspring.responses.codes import Decoder
from mainspring.responses.model import FIRST_CODE
from mainspring.responses.sources import Cells, Table

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]

MOST_REPORTED = 20
UNSEEN = -1


@dataclass(frozen=True, slots=True)
class ByColumn:
    """A column that cells are made by: a declared level, an attribute (whose codes `decoder` reads), or any other."""

    name: str
    position: int
    level: UnitLevel | None = None
    decoder: Decoder | None = None


class UnitReader:
    """Numbers the codes of a column in order of their first appearance; `labels` is shared with every batch and only grows."""

    def __init__(self, column: ByColumn) -> None:
        self.column = column
        self.labels: list[str] = []
        self._numbers: dict[str, int] = {}
        self._values: Cells | None = None
        self._names: list[str] = []
        self._slots: Ints = np.zeros(0, dtype=np.int32)

    def read(self, cells: Cells) -> Ints:
        """The position in `labels` of each row's code, shape (n,)."""
        if pa.types.is_null(cells.type):
            return np.full(len(cells), self._number(""), dtype=np.int32)
        found = distinct(cells)
        if (
            not len(self._slots)
            or found.values is None
            or self._values is None
            or not self._values.equals(found.values)
        ):
            self._values = found.values
            self._names = [*(self._code(text) for text in found.texts()), ""]
            self._slots = np.full(len(self._names), UNSEEN, dtype=np.int32)
        blank = len(self._names) - 1
        codes = np.minimum(found.indices.astype(np.uint32, copy=False), np.uint32(blank))  # a byte cannot hold 256
        if cells.null_count:
            codes = np.where(cells.is_null().to_numpy(zero_copy_only=False), blank, codes)
        numbers = self._slots[codes]
        new = codes[numbers == UNSEEN]
        if len(new):
            values, firsts = np.unique(new, return_index=True)
            for code in values[np.argsort(firsts)].tolist():
                self._slots[code] = self._number(self._names[code])
            numbers = self._slots[codes]
        return numbers

    def number(self, labels: Iterable[str]) -> Ints:
        """The positions in `labels` of units by their labels, shape (n,)."""
        return np.array([self._number(label) for label in labels], dtype=np.int32)

    def _number(self, label: str) -> int:
        if label not in self._numbers:
            self._numbers[label] = len(self.labels)
            self.labels.append(label)
        return self._numbers[label]

    def _code(self, text: str) -> str:
        """An attribute's code as the codebook writes it; a unit's as it stands in the file."""
        text = text.strip()
        if self.column.decoder is None:
            return text
        position = self.column.decoder(text) - FIRST_CODE
        codes = self.column.decoder.coding.codes
        return codes[position] if 0 <= position < len(codes) else text


class ParentCheck:
    """Finds units of a level that stand under two units of the level above; leftovers may."""

    def __init__(self, above: UnitReader, below: UnitReader) -> None:
        self._levels = (above, below)
        self._leftover = (np.zeros(0, dtype=bool), np.zeros(0, dtype=bool))
        self._parent: Ints = np.zeros(0, dtype=np.int32)
        self._rows = np.zeros(0, dtype=np.int64)
        self._others: Counter[tuple[int, int]] = Counter()
        self._first: dict[tuple[int, int], int] = {}

    def see(self, parents: Ints, children: Ints, first: int, people: Longs | None = None) -> None:
        """Take note of some rows' units; `first` is how many rows came before, `people` (n,) how many each row stands for."""
        people = np.ones(len(parents), dtype=np.int64) if people is None else people
        self._leftover = (self._grown(0), self._grown(1))
        kept = np.flatnonzero(~(self._leftover[0][parents] | self._leftover[1][children]))
        parents, children, people = parents[kept], children[kept], people[kept]
        size = len(self._levels[1].labels)
        self._parent = np.append(self._parent, np.full(size - len(self._parent), UNSEEN, dtype=np.int32))
        self._rows = np.append(self._rows, np.zeros(size - len(self._rows), dtype=np.int64))
        self._rows += np.bincount(children, people, minlength=size).astype(np.int64)
        new = np.flatnonzero(self._parent[children] == UNSEEN)[::-1]
        self._parent[children[new]] = parents[new]  # backwards: the first row of a unit has the last word
        other = np.flatnonzero(self._parent[children] != parents)
        pairs, firsts, place = np.unique(
            np.stack([children[other], parents[other]]), axis=1, return_index=True, return_inverse=True
        )
        counts = np.bincount(place.reshape(-1), people[other], minlength=len(firsts)).astype(np.int64)
        for child, parent, at, count in zip(*pairs.tolist(), firsts.tolist(), counts.tolist(), strict=True):
            self._others[child, parent] += count
            self._first.setdefault((child, parent), first + int(kept[other[at]]))

    def problems(self, table: Table) -> Iterator[Problem]:
        """Each unit with two parents: both, with their numbers of rows."""
        above, below = self._levels
        shown = list(self._first.items())[:MOST_REPORTED]
        lines = table.lines([row for _, row in shown]) if shown else {}
        remedy = (
            f"A {below.column.name} belongs to one {above.column.name}: give them different codes, or correct the rows."
        )
        elsewhere: Counter[int] = Counter()
        for (child, _), count in self._others.items():
            elsewhere[child] += count
        for (child, parent), row in shown:
            own = int(self._parent[child])
            rows = int(self._rows[child]) - elsewhere[child]
            what = (
                f"Unit {below.labels[child]} is under {above.labels[own]} ({_rows(rows)}) "
                f"and under {above.labels[parent]} ({_rows(self._others[child, parent])})."
            )
            yield Problem(what, table.name, lines.get(row), below.column.name, remedy)
        if more := len(self._first) - len(shown):
            yield Problem(f"{more:,} more units are under two parents.", table.name, None, below.column.name)

    def _grown(self, which: int) -> npt.NDArray[np.bool_]:
        """Which labels are leftovers, worked out once for each label."""
        reader, known = self._levels[which], self._leftover[which]
        level = reader.column.level
        new = [level is not None and level.is_residual(label) for label in reader.labels[len(known) :]]
        return np.append(known, np.array(new, dtype=bool))


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"


def parent_checks(readers: Sequence[UnitReader], levels: Sequence[UnitLevel]) -> list[tuple[int, int, ParentCheck]]:
    """A check for each two declared levels that follow one another in `readers`, with the positions of both."""
    order = {level.id: depth for depth, level in enumerate(levels)}
    declared = [(order[reader.column.level.id], at) for at, reader in enumerate(readers) if reader.column.level]
    ranked = [at for _, at in sorted(declared)]
    return [(a, b, ParentCheck(readers[a], readers[b])) for a, b in pairwise(ranked)]

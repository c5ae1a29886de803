"""Respondents' ids: each may be there once, which one pass finds out with eight bytes for each row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from mainspring.errors import Problem
from mainspring.responses.cells import is_blank, texts, trimmed
from mainspring.responses.sources import Cells, Table

Keys = npt.NDArray[np.uint64]

MOST_NAMED = 5
MOST_SOUGHT = 10_000
FIRST_CAPACITY = 1 << 20


def without_id(count: int, column: str) -> Problem:
    """What is wrong where so many rows have no id."""
    rows = "1 row has" if count == 1 else f"{count:,} rows have"
    return Problem(f"{rows} no id.", column=column, remedy="Give every respondent an id.")


def repeated(count: int, named: Sequence[str], column: str) -> Problem:
    """What is wrong where so many rows have the id of another; `named` are some of these ids, and where they are."""
    rows = "1 row repeats" if count == 1 else f"{count:,} rows repeat"
    what = f"{rows} the id of an earlier row: {', '.join(named)}{' and more' if count > len(named) else ''}."
    return Problem(what, column=column, remedy="A respondent may be there once: take the copies out.")


class IdentityCheck:
    """Remembers a number for each id: the id itself if it is a number, else its hash."""

    def __init__(self, name: str, position: int) -> None:
        self.name = name
        self.position = position
        self._keys: Keys = np.empty(FIRST_CAPACITY, dtype=np.uint64)
        self._count = 0
        self._blank = 0
        self._first_blank = 0

    def see(self, cells: Cells, first: int) -> None:
        """Take note of the ids of some rows; `first` is how many rows came before."""
        keys, blank = _keys(cells)
        if blank.any():
            if not self._blank:
                self._first_blank = first + int(blank.argmax())
            self._blank += int(np.count_nonzero(blank))
            keys = keys[~blank]
        end = self._count + len(keys)
        if end > len(self._keys):
            larger = np.empty(2 * end, dtype=np.uint64)
            larger[: self._count] = self._keys[: self._count]
            self._keys = larger
        self._keys[self._count : end] = keys
        self._count = end

    def problems(self, table: Table) -> Iterator[Problem]:
        """Blank ids and repeated ones; to name these, the column is read again."""
        if self._blank:
            line = table.lines([self._first_blank]).get(self._first_blank)
            yield replace(without_id(self._blank, self.name), file=table.name, line=line)
        ids = self._keys[: self._count]
        ids.sort()
        again = ids[1:] == ids[:-1]
        if again.any():
            yield from self._repeated(table, np.unique(ids[1:][again]), int(np.count_nonzero(again)))

    def _repeated(self, table: Table, keys: Keys, count: int) -> Iterator[Problem]:
        pairs = self._find(table, keys[:MOST_SOUGHT])
        if not pairs:  # different texts with one hash
            return
        lines = table.lines([row for _, rows in pairs for row in rows])
        named = [f"{id} on lines {lines.get(one, '?')} and {lines.get(two, '?')}" for id, (one, two) in pairs]
        yield replace(repeated(count, named, self.name), file=table.name, line=lines.get(pairs[0][1][1]))

    def _find(self, table: Table, keys: Keys) -> list[tuple[str, tuple[int, int]]]:
        """The first ids that are there twice, with the rows of both."""
        seen: dict[str, int] = {}
        pairs: dict[str, tuple[int, int]] = {}
        first = 0
        for batch in table.batches([self.position]):
            found, blank = _keys(batch.columns[0])
            at = np.minimum(np.searchsorted(keys, found), len(keys) - 1)
            rows = np.flatnonzero((keys[at] == found) & ~blank)
            for row, id in zip(rows.tolist(), texts(batch.columns[0].take(pa.array(rows, pa.int64()))), strict=True):
                if id in seen and id not in pairs:
                    pairs[id] = (seen[id], first + row)
                seen.setdefault(id, first + row)
            if len(pairs) >= MOST_NAMED:
                break
            first += len(batch)
        return list(pairs.items())[:MOST_NAMED]


def _keys(cells: Cells) -> tuple[Keys, npt.NDArray[np.bool_]]:
    """A number for each id, shape (n,), and where there is none."""
    if isinstance(cells, pa.DictionaryArray):
        cells = cells.dictionary_decode()
    kind = cells.type
    if pa.types.is_integer(kind) or pa.types.is_floating(kind):
        wide: Any = (
            pa.float64() if pa.types.is_floating(kind) else pa.uint64() if pa.types.is_uint64(kind) else pa.int64()
        )
        numbers = cells.cast(wide, safe=False)
        blank = is_blank(numbers)
        return numbers.fill_null(0).to_numpy(zero_copy_only=False).view(np.uint64), blank
    import polars as pl  # it takes as long to load as many files take to read, and ids that are numbers do without

    given = trimmed(cells)
    return pl.Series(given).hash(seed=0).to_numpy(), is_blank(given)

"""What grows while respondents come: numbers for the groups met so far, and a row of sums for each of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Generic, TypeVar

import numpy as np
import numpy.typing as npt

from mainspring.moments import kernel
from mainspring.moments.kernel import Ints, Longs, Masks

Number = TypeVar("Number", np.int64, np.float64)

FIRST_BYTES = 1 << 28
"""What a table asks for at first; the system gives memory only for what is used of it."""

SMALL = 16
"""A table is small if it fills less than this part of what was asked for."""

CACHE_LINE = 64
"""Bytes that a processor fetches at a time."""


def keep_memory() -> None:
    """Have the C library keep what arrays of up to 31 MB give back, instead of asking the system anew for each of them.

    glibc returns idle memory beyond twice the largest block that was ever freed; this frees one, which costs nothing, since nobody
    wrote to it. Models of many cells take half as long. Elsewhere it changes nothing.
    """
    np.empty(31 << 20, dtype=np.uint8)


class Slots:
    """Numbers for pairs (high, low) in order of appearance, kept while more come."""

    def __init__(self) -> None:
        self._keys: Masks = np.zeros((1024, 3), dtype=np.uint64)
        self.size = 0

    def find(self, high: Ints, low: Masks) -> Ints:
        """The slot of each pair, int32 (n,); pairs not met before get the next numbers."""
        out: Ints = np.empty(len(high), dtype=np.int32)
        while (size := kernel.find_slots(high, low, self._keys, out)) < 0:
            self._grow()
        self.size = size
        return out

    def pairs(self) -> tuple[Ints, Masks]:
        """The high and the low of every slot, in the order of their numbers."""
        used = self._keys[self._keys[:, 2] > 0]
        used = used[np.argsort(used[:, 2])]
        return used[:, 0].astype(np.int32), np.ascontiguousarray(used[:, 1])

    def _grow(self) -> None:
        high, low = self.pairs()
        self._keys = np.zeros((4 * len(self._keys), 3), dtype=np.uint64)
        kernel.find_slots(high, low, self._keys, np.empty(len(high), dtype=np.int32))


class Table(Generic[Number]):
    """Sums of 8 bytes, shape (groups, *shape), for a number of groups that grows."""

    def __init__(self, shape: Sequence[int], dtype: type[Number]) -> None:
        room = max(1, FIRST_BYTES // (8 * max(1, math.prod(shape))))
        self._sums: npt.NDArray[Number] = np.zeros((room, *shape), dtype=dtype)

    def first(self, groups: int) -> npt.NDArray[Number]:
        """A view of the first so many groups, to add to; it holds until the next call."""
        have = len(self._sums)
        if groups > have:
            larger = np.zeros((max(groups, 2 * have), *self._sums.shape[1:]), dtype=self._sums.dtype)
            larger[:have] = self._sums
            self._sums = larger
        return self._sums[:groups]

    def in_order(self, order: Longs) -> npt.NDArray[Number]:
        """All of the table, its groups rearranged: group i is what order[i] was. The table must not be used after that.

        A small one is copied, so that what was asked for and never used is given back.
        """
        sums = self.first(len(order))
        if sums.size:
            rows = sums.reshape(len(order), -1).view(np.int64)
            kernel.put_in_order(rows, order.copy(), np.empty_like(rows[0]))
        return sums if SMALL * len(sums) > len(self._sums) else sums.copy()


class Room:
    """Memory for the columns of a batch, kept for the next one if that is about as long: new memory is slow memory.

    A processor's cache has few places for addresses with the same low bits: columns that lie a power of two apart would drive
    each other out, so these never do.
    """

    def __init__(self, columns: int, dtype: type[np.generic]) -> None:
        self._memory: npt.NDArray[Any] = np.empty((columns, 0), dtype=dtype)

    def of(self, n: int) -> npt.NDArray[Any]:
        """An array (columns, at least n) whose values are anything; it holds until the next call."""
        columns, have = self._memory.shape
        if not n <= have <= 2 * n:
            size = self._memory.itemsize
            lines = -(-n * size // CACHE_LINE) | 1
            self._memory = np.empty((columns, lines * CACHE_LINE // size), dtype=self._memory.dtype)
        return self._memory


keep_memory()

"""The hot path of reading: a file's codes become canonical bytes, straight from Arrow's buffers and without copying them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar, cast

import numba
import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Indices = npt.NDArray[np.uint8] | npt.NDArray[np.uint32]
Masks = npt.NDArray[np.uint64]

SPREAD: Final[Masks] = np.array(
    [[255 if byte >> bit & 1 else 0 for bit in range(8)] for byte in range(256)], dtype=np.uint8
).view(np.uint64)[:, 0]
"""For each byte of a validity bitmap, eight bytes that keep (255) or clear (0) the responses it stands for."""

F = TypeVar("F", bound=Callable[..., Any])


def compiled(function: F) -> F:
    """Compile without the interpreter's lock, and keep the machine code on disk."""
    return cast(F, numba.njit(nogil=True, cache=True)(function))


@compiled
def look_up(indices: Indices, table: Bytes, out: Bytes) -> None:
    """Write `table[indices]` to `out` (n,); an index beyond the table, which a null may hide, gives the table's last value."""
    last = np.uint32(table.size - 1)
    for i in range(out.size):
        out[i] = table[min(np.uint32(indices[i]), last)]


@compiled
def look_up_letters(offsets: npt.NDArray[np.int32], letters: Bytes, table: Bytes, blank: int, out: Bytes) -> bool:
    """Write to `out` (n,) what `table` (256,) says of texts of one byte, and `blank` for empty ones; False if one is longer.

    Text i is `letters[offsets[i]:offsets[i + 1]]`.
    """
    for i in range(out.size):
        length = offsets[i + 1] - offsets[i]
        if length == 1:
            out[i] = table[letters[offsets[i]]]
        elif length == 0:
            out[i] = blank
        else:
            return False
    return True


@compiled
def blank_nulls(validity: Bytes, start: int, spread: Masks, blank: int, out: Bytes, wide: Masks) -> None:
    """Write `blank` to `out` (n,) where the bitmap `validity`, from bit `start` on, has no bit set.

    `wide` is the memory of `out`, eight responses in one number, shape (n // 8,) or (0,): these are blanked together.
    """
    shift = start & 7
    first = start >> 3
    fill = np.uint64(blank) * np.uint64(0x0101010101010101)
    for group in range(wide.size):
        bits = np.int64(validity[first + group])
        if shift:
            bits = ((bits >> shift) | (np.int64(validity[first + group + 1]) << (8 - shift))) & 255
        keep = spread[bits]
        wide[group] = (wide[group] & keep) | (fill & ~keep)
    for i in range(8 * wide.size, out.size):
        at = start + i
        if not (validity[at >> 3] >> (at & 7)) & 1:
            out[i] = blank

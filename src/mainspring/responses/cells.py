"""Arrow arrays as this room needs them: few distinct values and their positions, whatever type a file has."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, TypeVar, cast

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from mainspring.responses.kernel import SPREAD, Bytes, Indices, blank_nulls
from mainspring.responses.sources import Cells

Number = TypeVar("Number", np.uint8, np.int32, np.uint32)

NONE_WIDE = np.zeros(0, dtype=np.uint64)
NO_LETTERS = np.frombuffer(b"\0", dtype=np.uint8)


@dataclass(frozen=True, slots=True)
class Distinct:
    """A column as positions in its distinct values; where a cell is null, its position means nothing.

    `values` is None for a column of bytes, which point to the numbers -128 to 127 or, if not `signed`, 0 to 255.
    """

    positions: Cells
    values: Cells | None
    signed: bool = True

    @property
    def indices(self) -> Indices:
        """The positions, shape (n,), without a copy; they are not checked against the values."""
        codes = self.positions
        if codes.type.bit_width == 8:
            return _array(codes.buffers()[1], np.uint8)[codes.offset : codes.offset + len(codes)]
        if codes.type.bit_width != 32:
            codes = codes.cast(pa.uint32())
        return _array(codes.buffers()[1], np.uint32)[codes.offset : codes.offset + len(codes)]

    def texts(self) -> list[str]:
        """The distinct values as text, by position."""
        if self.values is not None:
            return texts(self.values)
        numbers = np.arange(256).astype(np.uint8)
        return [str(number) for number in (numbers.view(np.int8) if self.signed else numbers)]


def distinct(cells: Cells) -> Distinct:
    """The distinct values of a column; whole numbers of one byte stay as they are, however they were stored.

    Raises pyarrow.ArrowNotImplementedError for cells that hold lists or records.
    """
    kind = cells.type
    if isinstance(cells, pa.DictionaryArray):
        return Distinct(cells.indices, cells.dictionary)
    if pa.types.is_integer(kind) or pa.types.is_floating(kind):
        if kind.bit_width > 8:
            try:
                cells = cells.cast(pa.int8())
            except pa.ArrowInvalid:
                return distinct(cells.dictionary_encode())
        return Distinct(cells, None, signed=not pa.types.is_uint8(kind))
    if pa.types.is_string_view(kind):
        cells = cells.cast(pa.large_string())
    return distinct(cells.dictionary_encode())


def texts(cells: Cells) -> list[str]:
    """Each cell as text: a null is "", and a whole number has no decimal point."""
    return [_text(value) for value in cells.to_pylist()]


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return "" if math.isnan(value) else str(int(value)) if value.is_integer() else str(value)
    return value.strip() if isinstance(value, str) else str(value)


def trimmed(cells: Cells) -> Cells:
    """The cells as text without spaces around it; null where nothing is left."""
    kind = pa.large_string()
    text: Any = pc.utf8_trim_whitespace(cells.cast(kind))
    return cast(Cells, pc.if_else(pc.equal(text, pa.scalar("", kind)), pa.scalar(None, kind), text))


def is_blank(cells: Cells) -> npt.NDArray[np.bool_]:
    """Where a cell is null or not a number, shape (n,)."""
    return cells.is_null(nan_is_null=True).to_numpy(zero_copy_only=False)


def letters(cells: Cells) -> tuple[npt.NDArray[np.int32], Bytes]:
    """The buffers of a string column: where each text begins, shape (n + 1,), and the letters of all."""
    _, starts, content = cells.buffers()
    offsets = _array(starts, np.int32)[cells.offset : cells.offset + len(cells) + 1]
    return offsets, _array(content, np.uint8) if content is not None and content.size else NO_LETTERS


def write_blanks(cells: Cells, blank: int, out: Bytes) -> None:
    """Write `blank` to `out` (n,) where a cell is null."""
    validity = cells.buffers()[0]
    if validity is not None and cells.null_count:
        wide = out[: len(out) & ~7].view(np.uint64)
        # Numbers that straddle words would be another type to the compiler: such a row goes one by one.
        blank_nulls(
            _array(validity, np.uint8), cells.offset, SPREAD, blank, out, wide if wide.flags.aligned else NONE_WIDE
        )


def _array(buffer: pa.Buffer | None, kind: type[Number]) -> npt.NDArray[Number]:
    """A buffer's content, not copied; never writable, which would be another type to the compiler."""
    found = np.frombuffer(cast(memoryview, buffer), kind)
    found.flags.writeable = False
    return found

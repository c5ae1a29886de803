"""Data frames in memory: any that narwhals supports (polars, pandas, pyarrow and others, lazy ones too)."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import pyarrow as pa

from mainspring.responses.sources.table import Cells, RawBatch, RawColumn, failure, in_memory

NAME = "the data frame"


@dataclass(frozen=True, slots=True)
class FrameTable:
    """A data frame; a lazy one is collected when it is read, and then only the columns that are needed."""

    frame: nw.DataFrame[Any] | nw.LazyFrame[Any]
    columns: tuple[RawColumn, ...]
    rows: int | None

    @property
    def name(self) -> str:
        """What messages call it."""
        return NAME

    @property
    def size(self) -> int | None:
        """The number of rows."""
        return self.rows

    def batches(self, positions: Sequence[int]) -> Iterator[RawBatch]:
        """Hand over the columns; nothing is copied where the frame's library keeps Arrow data."""
        chosen = self.frame.select(nw.nth(*positions))
        frame = chosen.collect() if isinstance(chosen, nw.LazyFrame) else chosen
        yield from in_memory([_cells(series) for series in frame.iter_columns()])

    def lines(self, rows: Collection[int]) -> Mapping[int, int]:
        """The row, counted from 1: a frame has no header line."""
        return {row: row + 1 for row in rows}


def open_frame(source: object) -> FrameTable:
    """Take a data frame as a table; SurveyFileError if it is nothing that narwhals supports."""
    try:
        frame: nw.DataFrame[Any] | nw.LazyFrame[Any] = nw.from_native(source)
    except TypeError as error:
        what = f"A {type(source).__name__} is neither the path of a survey file nor a data frame."
        raise failure(what, NAME, "Give a path, or a polars, pandas or pyarrow table.") from error
    schema = frame.collect_schema()
    columns = tuple(RawColumn(name, numeric=kind.is_numeric()) for name, kind in schema.items())
    return FrameTable(frame, columns, None if isinstance(frame, nw.LazyFrame) else len(frame))


def _cells(series: nw.Series[Any]) -> Cells:
    try:
        return series.to_arrow()
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        # A pandas column of objects that are not all of one kind.
        return pa.array([None if _is_nothing(cell) else str(cell) for cell in series.to_list()], pa.string())


def _is_nothing(cell: object) -> bool:
    return cell is None or (isinstance(cell, float) and math.isnan(cell))

"""Parquet, Arrow and Feather files."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
import pyarrow as pa
from pyarrow import ipc, parquet

from mainspring.responses.sources.table import BATCH_ROWS, Cells, RawBatch, RawColumn, below_header, reading, slices
from mainspring.responses.sources.unpack import DataFile, LocalFile

# Damaged files surface as any of these: an unreadable length, a name that is no text, a page that does not decompress.
DAMAGE = (pa.ArrowException, OSError, UnicodeDecodeError, MemoryError)


@dataclass(frozen=True, slots=True)
class ParquetTable:
    """A Parquet file."""

    name: str
    local: LocalFile
    columns: tuple[RawColumn, ...]
    texts: tuple[str, ...]
    rows: int

    @property
    def size(self) -> int:
        """The number of rows."""
        return self.rows

    def batches(self, positions: Sequence[int]) -> Iterator[RawBatch]:
        """Read the columns in parallel; texts stay numbers that point into a dictionary."""
        names = [self.columns[position].name for position in positions]
        done = 0
        with (
            reading(self.name, "Parquet", DAMAGE),
            # Buffering ahead would hold every row group that was read: memory would grow with the file.
            parquet.ParquetFile(self.local.path, read_dictionary=list(self.texts), pre_buffer=False) as file,
        ):
            for batch in file.iter_batches(BATCH_ROWS, columns=names):
                done += batch.num_rows
                columns = [batch.column(batch.schema.get_all_field_indices(name)[0]) for name in names]
                for column in columns:
                    _check(column)
                yield RawBatch(columns, done)

    def lines(self, rows: Collection[int]) -> Mapping[int, int]:
        """The row, the header counted as one."""
        return below_header(rows)


def _check(column: Cells) -> None:
    """Raise if a damaged file points beyond a dictionary, or holds bytes that are no text; numbers cannot be wrong."""
    if isinstance(column, pa.DictionaryArray):
        column.dictionary.validate(full=True)
        indices = np.frombuffer(cast(memoryview, column.indices.buffers()[1] or b""), np.uint32)
        if indices.max(initial=0) < len(column.dictionary):
            return  # a quick look that is mostly enough: only nulls may point anywhere
    if not pa.types.is_primitive(column.type):
        column.validate(full=True)


def open_parquet(data: DataFile) -> ParquetTable:
    """Open a Parquet file."""
    local = data.local()
    with reading(data.name, "Parquet", DAMAGE), parquet.ParquetFile(local.path) as file:
        schema = file.schema_arrow
        texts = [field.name for field in schema if _is_text(field.type)]
        columns = tuple(_column(field) for field in schema)
        return ParquetTable(data.name, local, columns, tuple(texts), file.metadata.num_rows)


@dataclass(frozen=True, slots=True)
class ArrowTable:
    """An Arrow IPC file (which is also what Feather is), or a saved Arrow stream; `size` is in bytes."""

    name: str
    local: LocalFile
    stream: bool
    columns: tuple[RawColumn, ...]
    size: int

    @property
    def rows(self) -> None:
        """Not known before the file is read."""
        return

    def batches(self, positions: Sequence[int]) -> Iterator[RawBatch]:
        """Read the columns, and check each batch whole: nothing else would notice a damaged length or position."""
        kept = sorted(positions)
        options = ipc.IpcReadOptions(included_fields=kept)
        with reading(self.name, "Arrow", DAMAGE), pa.OSFile(str(self.local.path), "rb") as file:
            for batch in _record_batches(file, self.stream, options):
                batch.validate(full=True)
                for part in slices([batch.column(kept.index(position)) for position in positions]):
                    yield RawBatch(part, file.tell())

    def lines(self, rows: Collection[int]) -> Mapping[int, int]:
        """The row, the header counted as one."""
        return below_header(rows)


def open_arrow(data: DataFile) -> ArrowTable:
    """Open an Arrow IPC file or stream."""
    local = data.local()
    stream = not data.head().startswith(b"ARROW1")
    with reading(data.name, "Arrow", DAMAGE), pa.OSFile(str(local.path), "rb") as file:
        schema = (ipc.open_stream(file) if stream else ipc.open_file(file)).schema
        return ArrowTable(data.name, local, stream, tuple(_column(field) for field in schema), file.size())


def _record_batches(file: pa.NativeFile, stream: bool, options: ipc.IpcReadOptions) -> Iterator[pa.RecordBatch]:
    if stream:
        yield from ipc.open_stream(file, options=options)
        return
    reader = ipc.open_file(file, options=options)
    for index in range(reader.num_record_batches):
        yield reader.get_batch(index)


def _column(field: pa.Field[pa.DataType]) -> RawColumn:
    kind = field.type
    numeric = pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)
    return RawColumn(field.name, numeric=numeric)


def _is_text(kind: pa.DataType) -> bool:
    return pa.types.is_string(kind) or pa.types.is_large_string(kind)

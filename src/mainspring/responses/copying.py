"""Survey files that are copied a batch at a time: text stays text, Parquet stays Parquet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from gzip import GzipFile
from pathlib import Path
from typing import IO, Any, Final, Protocol, cast

import pyarrow as pa
from pyarrow import parquet

from mainspring.errors import Problem, SurveyFileError
from mainspring.responses.sources import Cells, Table
from mainspring.responses.sources.columnar import DAMAGE, ParquetTable
from mainspring.responses.sources.delimited import DelimitedText
from mainspring.responses.sources.table import BATCH_ROWS, reading

GZIP_LEVEL: Final = 4


class Copy(Protocol):
    """A survey file on its way into another."""

    def batches(self) -> Iterator[tuple[list[Cells], int]]:
        """All columns of some rows, and how much of the file has been read."""
        ...

    def blank(self, kind: pa.DataType) -> Cells:
        """One cell with nothing in it, for a column of this type."""
        ...

    def write(self, columns: Sequence[Cells]) -> None:
        """Write the next rows."""
        ...


@contextmanager
def open_copy(table: Table, out: Path) -> Iterator[Copy]:
    """Open a copy of a survey file at `out`, packed by gz if that is in its name.

    Raises SurveyFileError if the file is neither text nor Parquet.
    """
    with ExitStack() as stack:
        if isinstance(table, DelimitedText):
            stream: IO[bytes] = stack.enter_context(out.open("wb"))
            if ".gz" in out.suffixes:
                stream = cast(IO[bytes], stack.enter_context(GzipFile("", "wb", GZIP_LEVEL, stream, mtime=0)))
            yield _Text(table, stream)
        elif isinstance(table, ParquetTable):
            file = stack.enter_context(parquet.ParquetFile(table.local.path, pre_buffer=False))
            writer = stack.enter_context(parquet.ParquetWriter(out, file.schema_arrow))
            yield _Parquet(table.name, file, writer)
        else:
            what = "A file of this format can be read, but not written back as it is."
            raise SurveyFileError(Problem(what, table.name, remedy="Save it as CSV or Parquet, and give that."))


@dataclass(slots=True)
class _Text:
    """Text with the delimiter of its source, in UTF-8; a field has quotation marks only where it needs them."""

    table: DelimitedText
    stream: IO[bytes]
    _begun: bool = field(default=False)

    def batches(self) -> Iterator[tuple[list[Cells], int]]:
        """All columns as text."""
        for batch in self.table.batches(range(len(self.table.columns))):
            yield list(batch.columns), batch.done

    def blank(self, kind: pa.DataType) -> Cells:
        """An empty text."""
        cells: Cells = pa.array([""], pa.string()).cast(kind)
        return cells

    def write(self, columns: Sequence[Cells]) -> None:
        """Write the next rows, below the header if they are the first."""
        import polars as pl  # Arrow would put every text between quotation marks

        if not self._begun:
            header = io.StringIO(newline="")
            names = [column.name for column in self.table.columns]
            csv.writer(header, delimiter=self.table.delimiter, lineterminator="\n").writerow(names)
            self.stream.write(header.getvalue().encode())
            self._begun = True
        texts = [pl.Series(str(at), cells) for at, cells in enumerate(columns)]
        frame = pl.DataFrame(texts).select(pl.all().replace("", None))
        frame.write_csv(self.stream, include_header=False, separator=self.table.delimiter, quote_style="necessary")


@dataclass(frozen=True, slots=True)
class _Parquet:
    """Parquet with the types and the metadata of its source."""

    name: str
    file: parquet.ParquetFile
    writer: parquet.ParquetWriter

    def batches(self) -> Iterator[tuple[list[Cells], int]]:
        """All columns in their own types."""
        done = 0
        with reading(self.name, "Parquet", DAMAGE):
            for batch in self.file.iter_batches(BATCH_ROWS):
                done += batch.num_rows
                yield list(batch.columns), done

    def blank(self, kind: pa.DataType) -> Cells:
        """A null."""
        nothing: Any = kind  # the stubs know each type by its own name, and not the one that they have in common
        return cast(Cells, pa.nulls(1, nothing))

    def write(self, columns: Sequence[Cells]) -> None:
        """Write the next rows, each column in the type that it had."""
        schema: Any = self.file.schema_arrow
        typed = [_as(cells, one.type) for cells, one in zip(columns, schema, strict=True)]
        self.writer.write_batch(pa.RecordBatch.from_arrays(typed, schema=schema))


def _as(cells: Cells, kind: pa.DataType) -> Cells:
    if cells.type == kind:
        return cells
    return cells.dictionary_encode().cast(kind) if isinstance(kind, pa.DictionaryType) else cells.cast(kind)

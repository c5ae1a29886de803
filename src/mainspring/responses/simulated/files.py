"""A simulated survey written to a file, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from gzip import GzipFile
from pathlib import Path
from typing import IO, Any, Final, cast

import pyarrow as pa
from pyarrow import csv, ipc, parquet

from mainspring.errors import MainspringError, Problem
from mainspring.instrument import Instrument
from mainspring.responses.simulated.draw import each_block, plan_survey
from mainspring.responses.simulated.layout import official_layout
from mainspring.responses.simulated.options import SimulationOptions

GROUP_BATCHES: Final = 4
"""Batches to a row group of Parquet: 262,144 rows."""

UNFINISHED: Final = ".unfinished"

GZIP_LEVEL: Final = 4
"""The usual 6 takes three times as long to make a file of random answers a fifteenth smaller."""

Write = Callable[[pa.RecordBatch], None]


def simulate(instrument: Instrument, options: SimulationOptions) -> Iterator[pa.RecordBatch]:
    """Draw a survey that never happened, in the official layout of the instrument's files, a batch at a time.

    The same options give the same rows, wherever and in however many pieces they are drawn.

    Raises MainspringError if the instrument has no respondents, or the numbers of units do not fit its levels.
    """
    survey = plan_survey(instrument, options)
    layout = official_layout(survey)
    return each_block(survey, layout.write)


def write_simulated(
    instrument: Instrument,
    options: SimulationOptions,
    path: Path,
    progress: Callable[[int], None] | None = None,
) -> None:
    """Write a simulated survey to `path`: its suffix (.csv, .csv.gz, .parquet, .arrow) says how.

    `progress` is told after each batch how many rows are written. The file appears only when it is complete.

    Raises MainspringError if the suffix is another one, the file cannot be written or the disk is full, or as `simulate` does.
    """
    suffix = next((suffix for suffix in WRITERS if path.name.lower().endswith(suffix)), None)
    if suffix is None:
        remedy = f"Name it with one of {', '.join(WRITERS)}."
        raise MainspringError(Problem("A simulated survey cannot be written in this format.", str(path), remedy=remedy))
    survey = plan_survey(instrument, options)
    layout = official_layout(survey)
    written = 0
    unfinished = path.with_name(f".{path.name}{UNFINISHED}")
    try:
        with WRITERS[suffix](unfinished, layout.schema) as write:
            for batch in each_block(survey, layout.write):
                write(batch)
                written += batch.num_rows
                if progress is not None:
                    progress(written)
        unfinished.replace(path)
    except OSError as error:
        remedy = "Nothing was left behind. Free space there, or choose another place."
        what = f"The simulated survey could not be written: {error.strerror or error}."
        raise MainspringError(Problem(what, str(path), remedy=remedy)) from error
    finally:
        with suppress(OSError):
            unfinished.unlink()


@contextmanager
def _csv(path: Path, schema: pa.Schema) -> Iterator[Write]:
    """Comma-separated as the publisher prints it: no quotes, a blank for what is missing."""
    texts = pa.schema([field.with_type(_printed(field.type)) for field in schema])
    options = csv.WriteOptions(include_header=False, quoting_style="none")
    with ExitStack() as stack:
        stream: IO[bytes] = stack.enter_context(path.open("wb"))
        if path.name.lower().endswith(f".gz{UNFINISHED}"):
            # Without a name and a time in its header, the same survey is the same file.
            stream = cast(IO[bytes], stack.enter_context(GzipFile("", "wb", GZIP_LEVEL, stream, mtime=0)))
        stream.write((",".join(schema.names) + "\n").encode())
        writer = stack.enter_context(csv.CSVWriter(stream, texts, write_options=options))
        yield lambda batch: writer.write_batch(batch.cast(texts))


def _printed(type: pa.DataType) -> pa.DataType:
    return type.value_type if pa.types.is_dictionary(type) else type


@contextmanager
def _parquet(path: Path, schema: pa.Schema) -> Iterator[Write]:
    """Parquet in large row groups; ids and weights hardly repeat, so only the rest are written as dictionaries.

    Answers get no minimum and maximum: nobody looks up rows by them, and finding them takes half of the writing time.
    """
    single = [field.name for field in schema if not pa.types.is_dictionary(field.type) and field.type != pa.int8()]
    repeated = [name for name in schema.names if name not in single]
    waiting: list[pa.RecordBatch] = []
    options: dict[str, Any] = {"compression": "none", "use_dictionary": repeated, "write_statistics": single}
    with parquet.ParquetWriter(path, schema, **options) as writer:

        def write_group() -> None:
            if waiting:
                writer.write_table(pa.Table.from_batches(waiting))
                waiting.clear()

        def write(batch: pa.RecordBatch) -> None:
            waiting.append(batch)
            if len(waiting) == GROUP_BATCHES:
                write_group()

        yield write
        write_group()


@contextmanager
def _arrow(path: Path, schema: pa.Schema) -> Iterator[Write]:
    """Arrow's own file format, uncompressed: read by mapping it into memory."""
    with pa.OSFile(str(path), "wb") as stream, ipc.new_file(stream, schema) as writer:
        yield writer.write_batch


WRITERS: Final = {".csv": _csv, ".csv.gz": _csv, ".parquet": _parquet, ".arrow": _arrow}

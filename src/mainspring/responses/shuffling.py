"""Rows in random order, in constant memory: where files are sorted by what is masked, the neighbours of a row would tell it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import numpy as np
import pyarrow as pa
from pyarrow import ipc

from mainspring.responses.sources import Cells

Write = Callable[[Sequence[Cells]], None]

ROWS_AT_ONCE: Final = 131_072


@contextmanager
def shuffled(write: Write, rows: int, lot: np.random.Generator) -> Iterator[Write]:
    """Give a function that takes about so many rows, batch by batch; at the end `write` gets all of them in random order.

    Each row goes by lot to one of several temporary files, each of which fits into memory, and is shuffled there.
    """
    with TemporaryDirectory(prefix="mainspring-") as folder:
        files = [Path(folder) / str(number) for number in range(rows // ROWS_AT_ONCE + 1)]
        with ExitStack() as stack:
            writers: list[ipc.RecordBatchStreamWriter] = []

            def scatter(columns: Sequence[Cells]) -> None:
                batch = pa.RecordBatch.from_arrays(list(columns), names=[str(at) for at in range(len(columns))])
                if not writers:
                    writers.extend(stack.enter_context(ipc.new_stream(str(file), batch.schema)) for file in files)
                chosen = lot.integers(len(files), size=len(batch))
                for number, writer in enumerate(writers):
                    writer.write_batch(batch.take(pa.array(np.flatnonzero(chosen == number), pa.int64())))

            yield scatter
        for file in files:
            if file.exists():
                write(_in_random_order(file, lot))
                file.unlink()


def _in_random_order(file: Path, lot: np.random.Generator) -> list[Cells]:
    with ipc.open_stream(file.read_bytes()) as stream:
        table = stream.read_all()
    order = pa.array(lot.permutation(len(table)), pa.int64())
    return [column.combine_chunks().take(order) for column in table.columns]

"""The limit: pyarrow decoding the columns that Mainspring reads (all of the layout), and nothing done with them."""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa
from pyarrow import parquet

from bench.peers.question import Question, answer

BATCH_ROWS = 65_536


def work(question: Question) -> Callable[[], pa.Table]:
    """Decode on all cores; texts stay dictionaries, as they are stored."""
    with parquet.ParquetFile(question.file) as file:
        for _ in file.iter_batches(BATCH_ROWS, use_threads=True):
            pass
    return lambda: pa.table({})


if __name__ == "__main__":
    answer(work)

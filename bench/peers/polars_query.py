"""Polars: a lazy scan; products first and sums by cell after is its quickest way (filters inside each group take twice as long)."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Literal

import polars as pl
import pyarrow as pa

from bench.peers import UNITS, WEIGHT
from bench.peers.question import Question, answer

Engine = Literal["streaming", "in-memory"]


def work_with(engine: Engine) -> Callable[[Question], Callable[[], pa.Table]]:
    """The query on one of polars' engines."""

    def work(question: Question) -> Callable[[], pa.Table]:
        weight = pl.col(WEIGHT)
        products = []
        for item in question.items:
            products.append((weight * pl.col(item.name).is_in(item.positive)).alias(f"{item.name} positive"))
            products.append((weight * pl.col(item.name).is_in(item.answers)).alias(f"{item.name} answered"))
        ratios = [
            (100 * pl.col(f"{item.name} positive") / pl.col(f"{item.name} answered")).alias(item.name)
            for item in question.items
        ]
        cells = pl.scan_parquet(question.file).select(*UNITS, *products).group_by(UNITS).agg(pl.all().sum())
        found = cells.select(*UNITS, *ratios).collect(engine=engine)
        return lambda: found.with_columns(pl.col(UNITS).cast(pl.String)).to_arrow()

    return work


if __name__ == "__main__":
    engine: Engine = "streaming" if sys.argv.pop() == "streaming" else "in-memory"
    answer(work_with(engine))

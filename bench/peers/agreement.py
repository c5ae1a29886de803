"""Do several answers say the same? Named files of Parquet are compared with the first, cell by cell and item by item."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import polars as pl

from bench.peers import UNITS

TOLERANCE = 1e-9


def disagreement(one: pl.DataFrame, other: pl.DataFrame) -> str:
    """What is different, beyond 1e-9 of a value; nothing if nothing is."""
    left, right = (_in_order(frame) for frame in (one, other))
    if left.select(UNITS).rows() != right.select(UNITS).rows():
        return f"other cells: {left.height} and {right.height}"
    if left.columns != right.columns:
        return "other items"
    a, b = (frame.drop(UNITS).to_numpy().astype(np.float64) for frame in (left, right))
    wrong = ~np.isclose(a, b, rtol=TOLERANCE, atol=TOLERANCE, equal_nan=True)
    if not wrong.any():
        return ""
    row, item = (int(found[0]) for found in np.nonzero(wrong))
    return (
        f"{wrong.sum()} values, first {left.row(row)[:2]} {left.columns[item + 2]}: {a[row, item]} and {b[row, item]}"
    )


def _in_order(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(pl.col(UNITS).cast(pl.String)).sort(UNITS)


if __name__ == "__main__":
    first, *others = (Path(name) for name in sys.argv[1:])
    found = {other.stem: disagreement(pl.read_parquet(first), pl.read_parquet(other)) for other in others}
    if any(found.values()):
        sys.exit("\n".join(f"{first.stem} and {name}: {what}" for name, what in found.items() if what))

"""Claim: half a million simulated respondents a second, into Parquet."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from bench.measure import Table, asked, middle, publish, simulate

ROWS = 4_000_000
LAYOUT = "us-fevs-2018"
TARGET = 500_000

if __name__ == "__main__":
    size = asked(__doc__, ROWS)
    with TemporaryDirectory() as folder:
        file = Path(folder, "survey.parquet")
        simulate(LAYOUT, 2_000, file)  # compiles the kernels, which happens once after installing
        runs = [simulate(LAYOUT, size.rows, file) for _ in range(size.times)]
        megabytes = file.stat().st_size / 1e6
    found = middle(runs)
    speed = size.rows / found.wall
    row = (f"{speed:,.0f}", f"{found.wall:.2f}", f"{found.cpu:.2f}", f"{found.peak_mb:,.0f} MB", f"{megabytes:,.0f} MB")
    table = Table(
        f"`mainspring simulate`: {size.rows:,} respondents in the layout of {LAYOUT}, start-up and all.",
        ("", "respondents a second", "seconds", "CPU seconds", "peak memory", "file"),
        [("into Parquet", *row)],
        [f"- respondents a second {speed:,.0f} (at least {TARGET:,}: {'met' if speed >= TARGET else '**missed**'})"],
    )
    publish("simulate_speed", size, table, {"into Parquet": runs, "file_mb": megabytes}, ("numba", "pyarrow"))

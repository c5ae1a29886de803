"""Claim: the pass takes time in proportion to the rows, to 40 million of them, within 2 GB."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.measure import Run, Size, Table, asked, in_turns, middle, publish, python, simulate, verdict
from bench.peers import LAYOUT

ROWS = 40_000_000
UNITS = "100,12000"
SHARES = (40, 10, 4, 1)
MOST_MORE_PER_ROW = 1.2


def measured(size: Size) -> dict[int, list[Run]]:
    """The runs by the number of rows; all files are there at once, so that sizes can take turns."""
    with TemporaryDirectory() as folder:
        small = Path(folder, "small.parquet")
        simulate(LAYOUT, 2_000, small, UNITS)
        commands = {}
        for rows in (size.rows // share for share in SHARES):
            file = Path(folder, f"{rows}.parquet")
            simulate(LAYOUT, rows, file, UNITS)
            commands[f"{rows}"] = python("bench.peers.mainspring_pass", file, "--first", small)
        return {int(rows): runs for rows, runs in in_turns(commands, size.times).items()}


def table(runs: Mapping[int, Sequence[Run]]) -> Table:
    found = {rows: middle(of) for rows, of in runs.items()}
    per_million = {rows: 1e6 * run.seconds / rows for rows, run in found.items()}
    lines = [
        (
            f"{rows:,} respondents",
            f"{run.seconds:.2f}",
            f"{per_million[rows]:.3f}",
            f"{run.cpu:.2f}",
            f"{run.peak_mb:,.0f} MB",
        )
        for rows, run in found.items()
    ]
    largest = max(found)
    others = [value for rows, value in per_million.items() if rows < largest]
    notes = [
        f"- seconds for a million rows of {largest:,}, of those of {largest // SHARES[-2]:,} "
        f"{verdict(per_million[largest] / others[-1], MOST_MORE_PER_ROW)}",
        f"- peak memory {verdict(max(run.peak_mb for run in found.values()) / 1000, 2, ' GB')}",
        "",
        "What is the same for every size (tables for the cells, putting the cells in order) weighs more in small files.",
    ]
    header = ("", "seconds", "for a million rows", "CPU seconds", "peak memory")
    return Table("All counts and construct moments of 12,000 cells, from Parquet.", header, lines, notes)


if __name__ == "__main__":
    size = asked(__doc__, ROWS)
    runs = measured(size)
    publish("growth", size, table(runs), {str(rows): of for rows, of in runs.items()}, ("numba", "pyarrow"))

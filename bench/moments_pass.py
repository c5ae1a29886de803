"""Claim: all counts and construct moments of 12,000 cells take less than others need for the percent positive alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.measure import Run, Size, Table, asked, in_turns, middle, publish, python, run, simulate, verdict
from bench.peers import LAYOUT

ROWS = 4_000_000
UNITS = "100,12000"
ROWS_COMPARED = 50_000

OURS = "Mainspring: all counts and construct moments"
LIMIT = "pyarrow: decoding alone"
POLARS = ("polars, streaming", "polars, in memory")
PEERS: Mapping[str, tuple[str, ...]] = {
    OURS: ("mainspring_pass",),
    LIMIT: ("decode_only",),
    POLARS[0]: ("polars_query", "streaming"),
    POLARS[1]: ("polars_query", "in-memory"),
    "DuckDB": ("duckdb_query",),
    "pandas": ("pandas_query",),
}


def commands(file: Path) -> dict[str, list[str]]:
    return {name: python(f"bench.peers.{module}", file, *more) for name, (module, *more) in PEERS.items()}


def check_that_all_agree(folder: Path) -> None:
    """Put the question to all on a small file; RuntimeError if two answers differ."""
    small = folder / "small.parquet"
    simulate(LAYOUT, ROWS_COMPARED, small, UNITS)
    answers = []
    for name, command in commands(small).items():
        if name != LIMIT:
            answers.append(folder / f"{name.partition(':')[0]}.parquet")
            run([*command[:4], "--out", str(answers[-1]), *command[4:]])
    run(python("bench.peers.agreement", *answers))


def table(runs: Mapping[str, Sequence[Run]], rows: int, cells: int) -> Table:
    found = {name: middle(of) for name, of in runs.items()}
    ours = found[OURS]
    lines = [
        (
            name,
            f"{one.seconds:.2f}",
            f"{one.seconds / ours.seconds:.2f}",
            f"{one.wall:.2f}",
            f"{one.cpu:.2f}",
            f"{one.peak_mb:,.0f} MB",
        )
        for name, one in found.items()
    ]
    polars = min(found[name].seconds for name in POLARS)
    notes = [
        f"- of polars' time {verdict(ours.seconds / polars, 1 / 3)}",
        f"- of DuckDB's time {verdict(ours.seconds / found['DuckDB'].seconds, 1 / 10)}",
        f"- of pandas' time {verdict(ours.seconds / found['pandas'].seconds, 1 / 10)}",
        f"- of the time of decoding alone {verdict(ours.seconds / found[LIMIT].seconds, 1.7)}",
        f"- peak memory {verdict(ours.peak_mb / 1000, 1.5, ' GB')}",
        "",
        "The peers compute only the weighted percent positive of the items, and read only the columns that this takes; "
        f"on {ROWS_COMPARED:,} respondents all give the same to 1e-9. Seconds are those of the work, in a fresh process, libraries "
        "loaded, the file in the page cache; with start is the whole process.",
    ]
    title = f"{rows:,} simulated respondents, 71 items, {cells:,} cells, Parquet."
    header = ("", "seconds", "times ours", "with start", "CPU seconds", "peak memory")
    return Table(title, header, lines, notes)


def measured(size: Size) -> dict[str, list[Run]]:
    with TemporaryDirectory() as name:
        folder = Path(name)
        check_that_all_agree(folder)
        file = folder / "survey.parquet"
        simulate(LAYOUT, size.rows, file, UNITS)
        return in_turns(commands(file), size.times)


if __name__ == "__main__":
    size = asked(__doc__, ROWS)
    runs = measured(size)
    libraries = ("numba", "pyarrow", "polars", "duckdb", "pandas")
    publish("moments_pass", size, table(runs, size.rows, 12_000), runs, libraries)

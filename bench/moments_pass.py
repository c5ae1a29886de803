"""Claim: all counts and construct moments of 12,000 cells take less than others need for the percent positive alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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


def commands(file: Path, more: Callable[[str], Sequence[object]]) -> dict[str, list[str]]:
    """How each is asked; `more` gives further arguments by the peer's name."""
    return {
        name: python(f"bench.peers.{module}", file, *more(name), *engine) for name, (module, *engine) in PEERS.items()
    }


def check_that_all_agree(small: Path) -> None:
    """Put the question to all on a small file; RuntimeError if two answers differ."""
    answers = {name: small.with_name(f"{name.partition(':')[0]}.parquet") for name in PEERS if name != LIMIT}
    asked_small = commands(small, lambda name: ["--out", answers[name]] if name in answers else [])
    for name in answers:
        run(asked_small[name])
    run(python("bench.peers.agreement", *answers.values()))


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
        f"on {ROWS_COMPARED:,} respondents all give the same to 1e-9. Seconds are those of the work, in a fresh process that has done "
        "the same with the small file, so that every library is loaded; the survey is in the page cache. The whole process is all "
        "of that.",
    ]
    title = f"{rows:,} simulated respondents, 71 items, {cells:,} cells, Parquet."
    header = ("", "seconds", "times ours", "whole process", "CPU seconds", "peak memory")
    return Table(title, header, lines, notes)


def measured(size: Size) -> dict[str, list[Run]]:
    with TemporaryDirectory() as folder:
        small, file = Path(folder, "small.parquet"), Path(folder, "survey.parquet")
        simulate(LAYOUT, ROWS_COMPARED, small, UNITS)
        check_that_all_agree(small)
        simulate(LAYOUT, size.rows, file, UNITS)
        return in_turns(commands(file, lambda _: ["--first", small]), size.times)


if __name__ == "__main__":
    size = asked(__doc__, ROWS)
    runs = measured(size)
    libraries = ("numba", "pyarrow", "polars", "duckdb", "pandas")
    publish("moments_pass", size, table(runs, size.rows, 12_000), runs, libraries)

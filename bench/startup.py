"""Claim: `mainspring --help` starts in .4 s, and the kernels' compilation costs the first user at most 3 s."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.measure import MAINSPRING, Run, Table, asked, middle, progress, publish, run, simulate, verdict

ROWS = 2_000
LAYOUT = "us-fevs-2018"
HELP = "`mainspring --help`"
FIRST = "`mainspring scores`, kernels not yet compiled"
LATER = "`mainspring scores`, kernels compiled before"


def repeated(once: Callable[[], Run], times: int, name: str) -> list[Run]:
    runs = []
    for turn in range(times):
        progress(f"{turn + 1}/{times} {name}")
        runs.append(once())
    return runs


def first_and_later(folder: Path, survey: Path) -> tuple[Run, Run]:
    """One small survey's scores twice: with an empty folder for compiled kernels, and with the same one filled."""
    command = [MAINSPRING, "scores", str(survey), "--codebook", LAYOUT, "--by", "AGENCY"]
    with TemporaryDirectory(dir=folder) as cache:
        first, later = (
            run(
                [*command, "--json", "--out", str(folder / "scores.json"), "--ledger", f"{cache}/{turn}.jsonl"],
                {"NUMBA_CACHE_DIR": cache},
            )
            for turn in "12"
        )
    return first, later


if __name__ == "__main__":
    size = asked(__doc__, ROWS)
    with TemporaryDirectory() as name:
        folder = Path(name)
        survey = folder / "survey.csv"
        simulate(LAYOUT, size.rows, survey)
        runs = {HELP: repeated(lambda: run([MAINSPRING, "--help"]), 2 * size.times, HELP)}
        pairs = [first_and_later(folder, survey) for _ in range(size.times)]
        runs[FIRST], runs[LATER] = [first for first, _ in pairs], [later for _, later in pairs]
    progress("")
    found = {what: middle(of) for what, of in runs.items()}
    table = Table(
        f"Start-up, and what the first run costs: {size.rows:,} respondents in CSV.",
        ("", "seconds", "CPU seconds", "peak memory"),
        [(what, f"{one.wall:.2f}", f"{one.cpu:.2f}", f"{one.peak_mb:,.0f} MB") for what, one in found.items()],
        [
            f"- help {verdict(found[HELP].wall, 0.4, ' s')}",
            f"- compilation, once after installing {verdict(found[FIRST].wall - found[LATER].wall, 3, ' s')}",
        ],
    )
    publish("startup", size, table, runs, ("numba", "typer"))

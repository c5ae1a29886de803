"""Claim: an official CSV of 615,000 rows becomes the finished HTML report in ten seconds and within 1 GB."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from bench.measure import MAINSPRING, Table, asked, in_turns, middle, publish, run, simulate, verdict

ROWS = 615_000
LAYOUT = "us-fevs-2019"
NAME = "from CSV to the finished report"

if __name__ == "__main__":
    size = asked(__doc__, ROWS)
    with TemporaryDirectory() as folder:
        survey, out, ledger = Path(folder, "survey.csv"), Path(folder, "out"), Path(folder, "ledger.jsonl")
        cells = ["--codebook", LAYOUT, "--by", "AGENCY,LEVEL1"]
        command = [MAINSPRING, "report", str(survey), *cells, "--out", str(out), "--ledger", str(ledger)]
        simulate(LAYOUT, 2_000, survey)
        run(command)  # compiles the kernels, which happens once after installing
        simulate(LAYOUT, size.rows, survey)
        runs = in_turns({NAME: command}, size.times, between=ledger.unlink)  # each is the first that leaves
        megabytes = survey.stat().st_size / 1e6
        report = sum(file.stat().st_size for file in out.rglob("*.html")) / 1e6
    found = middle(runs[NAME])
    row = (NAME, f"{found.wall:.2f}", f"{found.cpu:.2f}", f"{found.peak_mb:,.0f} MB", f"{report:.1f} MB")
    table = Table(
        f"{size.rows:,} simulated respondents in the layout of {LAYOUT}, by AGENCY and LEVEL1: {megabytes:.0f} MB of CSV.",
        ("", "seconds", "CPU seconds", "peak memory", "report"),
        [row],
        [
            f"- seconds, start-up and all {verdict(found.wall, 10, ' s')}",
            f"- peak memory {verdict(found.peak_mb / 1000, 1, ' GB')}",
        ],
    )
    publish(
        "csv_report", size, table, {**runs, "csv_mb": megabytes, "report_mb": report}, ("numba", "pyarrow", "typst")
    )

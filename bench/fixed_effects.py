"""Claim: a fixed-effects model of 4 million people takes an eighth of pyfixest's time, every further one a five-hundredth."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.measure import Run, Size, Table, asked, in_turns, middle, publish, python, run, simulate, verdict
from bench.peers import LAYOUT

ROWS = 4_000_000
UNITS = "100,12000"
ROWS_COMPARED = 50_000
NEAR = 1e-7

OURS, PEER = "Mainspring", "pyfixest"
MODULES = {OURS: "bench.models.mainspring_fit", PEER: "bench.models.pyfixest_fit"}
FIRST, FURTHER = "file and first model", "each further model"


def check_that_both_agree(small: Path) -> None:
    """Fit all models of a small file with both; RuntimeError if an estimate or an error differs."""
    found = {}
    for name, module in MODULES.items():
        out = small.with_name(f"{name}.json")
        run(python(module, small, "--out", out))
        found[name] = json.loads(out.read_text())
    for outcome, terms in found[OURS].items():
        for term, values in terms.items():
            for one, other in zip(values, found[PEER][outcome][term], strict=True):
                if not math.isclose(one, other, rel_tol=NEAR, abs_tol=NEAR):
                    raise RuntimeError(f"{outcome} on {term}: {one} and {other}")


def measured(size: Size) -> dict[str, list[Run]]:
    with TemporaryDirectory() as folder:
        small, file = Path(folder, "small.parquet"), Path(folder, "survey.parquet")
        simulate(LAYOUT, ROWS_COMPARED, small, UNITS)
        check_that_both_agree(small)
        simulate(LAYOUT, size.rows, file, UNITS)
        commands = {}
        for name, module in MODULES.items():
            commands[f"{name}: {FIRST}"] = python(module, file, "--first", small)
            commands[f"{name}: {FURTHER}"] = python(module, file, "--first", small, "--further")
        return in_turns(commands, size.times)


def table(runs: Mapping[str, Sequence[Run]], rows: int) -> Table:
    found = {name: middle(of) for name, of in runs.items()}
    lines = [(name, f"{one.seconds:.3f}", f"{one.peak_mb:,.0f} MB") for name, one in found.items()]
    first, further = (found[f"{PEER}: {kind}"].seconds / found[f"{OURS}: {kind}"].seconds for kind in (FIRST, FURTHER))
    memory = found[f"{OURS}: {FIRST}"].peak_mb / found[f"{PEER}: {FIRST}"].peak_mb
    notes = [
        f"- file and first model: {_times(first, 8)}",
        f"- each further model: {_times(further, 500)}",
        f"- of pyfixest's memory {verdict(memory, 0.2)}",
        "",
        f"Five terms, fixed effects and clusters of 12,000 units, survey weights. Our pass reads and keeps 12 variables, pyfixest's the "
        f"columns of these models. On {ROWS_COMPARED:,} people both give the same estimates and errors to {NEAR:.0e}.",
    ]
    return Table(f"{rows:,} simulated respondents, Parquet.", ("", "seconds", "peak memory"), lines, notes)


def _times(value: float, target: float) -> str:
    return f"{value:.3g} times as fast (at least {target:g}: {'met' if value >= target else '**missed**'})"


if __name__ == "__main__":
    size = asked(__doc__, ROWS)
    runs = measured(size)
    publish("fixed_effects", size, table(runs, size.rows), runs, ("numba", "pyarrow", "polars", "pyfixest"))

"""What every benchmark needs: fresh processes, timed and weighed, taken in turns; tables with the machine they were made on.

A command that prints a line of JSON with "seconds" times its own work, so that starting Python is not part of it; `wall` always
is the whole process, and `peak_mb` the most memory that it held. The system counts what a process held when it started another
as the other's: scripts that measure load nothing large.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median
from tempfile import TemporaryFile
from typing import IO

PROJECT = Path(__file__).parents[1]
RESULTS = PROJECT / "bench" / "results"
MAINSPRING = str(Path(sys.executable).with_name("mainspring"))
TIMES = 5

Command = Sequence[str]


@dataclass(frozen=True, slots=True)
class Run:
    """One process, or the medians of several: seconds of its work, of the whole process, and on all cores; megabytes at most."""

    seconds: float
    wall: float
    cpu: float
    peak_mb: float


@dataclass(frozen=True, slots=True)
class Size:
    """What was asked for on the command line; only the size of the claim is published, and only with all repetitions."""

    rows: int
    times: int
    whole: bool


@dataclass(frozen=True, slots=True)
class Table:
    """A result: what is above the table, its header and rows (the first column is text), and the notes under it."""

    title: str
    header: tuple[str, ...]
    rows: Sequence[Sequence[str]]
    notes: Sequence[str]

    def markdown(self) -> str:
        """The table for a README."""
        lines = [
            self.title,
            "",
            _line(self.header),
            _line(("---", *("---:" for _ in self.header[1:]))),
            *(_line(row) for row in self.rows),
            "",
            *self.notes,
        ]
        return "\n".join(lines) + "\n"


def asked(description: str | None, rows: int, of: str = "respondents") -> Size:
    """Read --rows, --times and --quick from the command line; --quick is a fiftieth of the rows, once."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--rows", type=int, default=rows, help=f"{of} (default: %(default)s)")
    parser.add_argument("--times", type=int, default=TIMES, help="repetitions (default: %(default)s)")
    parser.add_argument("--quick", action="store_true", help="a fiftieth of the rows, once")
    found = parser.parse_args()
    if found.quick:
        return Size(max(found.rows // 50, 1000), 1, whole=False)
    return Size(found.rows, found.times, whole=found.rows == rows and found.times >= TIMES)


def run(command: Command, environment: Mapping[str, str] | None = None) -> Run:
    """Run one command in a process of its own.

    Raises RuntimeError with what it said if it fails.
    """
    with TemporaryFile() as out, TemporaryFile() as error:
        start = time.perf_counter()
        process = subprocess.Popen(
            list(command), stdout=out, stderr=error, cwd=PROJECT, env={**os.environ, **(environment or {})}
        )
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise RuntimeError(f"{' '.join(command)} failed:\n{_text(out)}{_text(error)}")
        return Run(_own_seconds(_text(out), wall), wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024 / 1e6)


def in_turns(
    commands: Mapping[str, Command], times: int, between: Callable[[], object] | None = None
) -> dict[str, list[Run]]:
    """Run the commands A B C A B C, so that a slow minute of the machine is shared by all."""
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    for turn in range(times):
        for name, command in commands.items():
            progress(f"{turn + 1}/{times} {name}")
            if between is not None:
                between()
            runs[name].append(run(command))
    progress("")
    return runs


def middle(runs: Sequence[Run]) -> Run:
    """The median of each measure."""
    return Run(*(median(values) for values in zip(*(asdict(one).values() for one in runs), strict=True)))


def python(module: str, *arguments: object) -> list[str]:
    """The command that runs a module of the benchmarks."""
    return [sys.executable, "-m", module, *(str(argument) for argument in arguments)]


def simulate(layout: str, rows: int, file: Path, units: str = "", seed: int = 1) -> Run:
    """Write a simulated survey through the command line."""
    progress(f"simulating {rows:,} respondents")
    more = ["--units", units] if units else []
    return run(
        [
            MAINSPRING,
            "simulate",
            "--layout",
            layout,
            "--rows",
            str(rows),
            "--seed",
            str(seed),
            *more,
            "--out",
            str(file),
        ]
    )


def publish(name: str, size: Size, table: Table, measures: Mapping[str, object], libraries: Iterable[str]) -> None:
    """Print the table; if the claim was measured at its size, also write results/NAME.md and results/NAME.json."""
    facts = machine(libraries)
    about = f"Medians of {size.times}, {described(facts)}." if size.times > 1 else f"One run, {described(facts)}."
    text = Table(table.title, table.header, table.rows, [*table.notes, "", about]).markdown()
    print(text)
    if not size.whole:
        print("Not written to bench/results: the targets are for the whole size, and the medians for all repetitions.")
        return
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.md").write_text(text, encoding="utf-8")
    record = {"name": name, "rows": size.rows, "times": size.times, "machine": facts, "measures": measures}
    (RESULTS / f"{name}.json").write_text(json.dumps(record, indent=2, default=_plain) + "\n", encoding="utf-8")


def machine(libraries: Iterable[str]) -> dict[str, str]:
    """What the figures depend on besides the code."""
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "cores": str(len(os.sched_getaffinity(0))),
        "processor": _processor(),
        "Python": platform.python_version(),
        **{name: version(name) for name in libraries},
    }


def described(facts: Mapping[str, str]) -> str:
    """The machine in a line of text."""
    libraries = [f"{name} {found}" for name, found in facts.items() if name not in ("date", "cores", "processor")]
    return f"{facts['date']}, {facts['cores']} cores of {facts['processor']}, {', '.join(libraries)}"


def verdict(value: float, target: float, unit: str = "") -> str:
    """Whether a target that is an upper bound was met."""
    return f"{value:.3g}{unit} (at most {target:.3g}{unit}: {'met' if value <= target else '**missed**'})"


def progress(text: str) -> None:
    """One line that is written over; nothing where nobody watches."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{text}")
        sys.stderr.flush()


def _own_seconds(printed: str, otherwise: float) -> float:
    with suppress(ValueError, IndexError, KeyError, TypeError):
        return float(json.loads(printed.splitlines()[-1])["seconds"])
    return otherwise


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode(errors="replace")


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _plain(value: object) -> object:
    if isinstance(value, Run):
        return {name: round(measure, 4) for name, measure in asdict(value).items()}
    raise TypeError(f"{value!r} has no place in a record")


def _processor() -> str:
    with suppress(OSError, StopIteration):
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        return next(line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return platform.processor() or platform.machine()

"""A file is read and the first model fitted; further models follow. Which of the two is timed, the command line says."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median

from bench.models import FIRST, FURTHER

Estimates = Mapping[str, tuple[float, float]]
"""Of each term the estimate and its standard error."""

Fit = Callable[[str], Estimates]


def timed(read: Callable[[Path], Fit]) -> None:
    """`read` gives what fits the model of an outcome. With --further, seconds are the median of the models after the first.

    With --first a small file is read before, so that no library is timed while it loads its parts; with --out the estimates of
    all models are written.
    """
    parser = argparse.ArgumentParser()
    parser.add_argument("file", type=Path)
    parser.add_argument("--first", type=Path)
    parser.add_argument("--further", action="store_true")
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    if given.first is not None:
        read(given.first)(FIRST)
    start = time.perf_counter()
    fit = read(given.file)
    found = {FIRST: fit(FIRST)}
    seconds = time.perf_counter() - start
    later = []
    for outcome in FURTHER if given.further or given.out else ():
        start = time.perf_counter()
        found[outcome] = fit(outcome)
        later.append(time.perf_counter() - start)
    if given.out is not None:
        given.out.write_text(json.dumps(found))
    print(json.dumps({"seconds": median(later) if given.further else seconds}))

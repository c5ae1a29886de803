"""Mainspring after the pass: one kind of model of saved moments, or all of the book's claims."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path

from bench.peers import LAYOUT
from mainspring.evidence import claims, fit
from mainspring.instrument import Instrument, load_instrument
from mainspring.moments import Moments, load

Work = Callable[[Moments, Instrument], object]

KINDS: dict[str, Work] = {
    "fixed": lambda moments, own: fit("satisfaction ~ empowerment + compliance + pay | LEVEL1", moments, own),
    "slope": lambda moments, own: fit("performance ~ motivation + (1 + motivation | LEVEL1)", moments, own),
    "claims": claims,
}


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("file", type=Path)
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("--first", type=Path, required=True, help="moments that the same is done with before")
    given = parser.parse_args()
    instrument, work = load_instrument(LAYOUT), KINDS[given.kind]
    work(load(given.first), instrument)
    moments = load(given.file)
    start = time.perf_counter()
    work(moments, instrument)
    print(json.dumps({"seconds": time.perf_counter() - start}))

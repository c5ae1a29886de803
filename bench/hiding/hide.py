"""Hide the small groups of a random organisation, and write what a reader is then told; the seconds are those of the hiding."""

from __future__ import annotations

import argparse
import json
import pickle
import time
from pathlib import Path

from bench.hiding.organisation import organisation
from bench.hiding.release import release, scores_of
from bench.hiding.ways import POLICY, WAYS

SEED = 1


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("way", choices=WAYS)
    parser.add_argument(
        "out", type=Path, help="for the release; beside it goes NAME.json, which says how much was hidden"
    )
    parser.add_argument("--units", type=int)
    parser.add_argument("--people", type=int)
    parser.add_argument("--scores", action="store_true", help="scores, too; the seconds are theirs then")
    given = parser.parse_args()
    hide = WAYS[given.way]
    hide(organisation(200, given.people, SEED))  # so that everything is loaded
    found = organisation(given.units, given.people, SEED)
    start = time.perf_counter()
    outcome = hide(found)
    if given.scores:
        start = time.perf_counter()
    values = scores_of(found, outcome.tree, outcome.hidden, POLICY) if given.scores else ()
    seconds = time.perf_counter() - start
    n = outcome.tree.total(found.cells)
    given.out.write_bytes(pickle.dumps(release(outcome.tree, n.tolist(), outcome.hidden, values)))
    told = {
        "units": int((~found.tree.grouped).sum()) - 1,
        "all cells": len(found.n),
        "cells": int(outcome.hidden.sum()),
        "respondents": int(n[outcome.hidden].sum()),
        "cheapest": outcome.cheapest,
    }
    given.out.with_suffix(".json").write_text(json.dumps(told))
    print(json.dumps({"seconds": seconds}))


if __name__ == "__main__":
    main()

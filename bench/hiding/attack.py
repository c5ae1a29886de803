"""Attack a release that `bench.hiding.hide` wrote, and write beside it, as NAME.learned, how much was learned."""

from __future__ import annotations

import argparse
import json
import pickle
import time
from pathlib import Path

from mainspring.disclosure.attack import attack_releases


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("release", type=Path)
    given = parser.parse_args()
    facts = pickle.loads(given.release.read_bytes())
    start = time.perf_counter()
    found = attack_releases([facts])
    seconds = time.perf_counter() - start
    exact = sum("between" not in one.what for one in found)
    given.release.with_suffix(".learned").write_text(json.dumps({"groups": len(found), "exact": exact}))
    print(json.dumps({"seconds": seconds}))


if __name__ == "__main__":
    main()

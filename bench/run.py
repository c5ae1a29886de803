"""Run every benchmark, one after the other, each in a process of its own; arguments such as --quick are passed on."""

from __future__ import annotations

import subprocess
import sys
import time

from bench.measure import PROJECT, python

CLAIMS = ("startup", "simulate_speed", "csv_report", "moments_pass", "growth", "fixed_effects", "claims", "suppression")

if __name__ == "__main__":
    failed = []
    for number, claim in enumerate(CLAIMS, start=1):
        print(f"[{number}/{len(CLAIMS)}] {claim}", file=sys.stderr, flush=True)
        start = time.perf_counter()
        if subprocess.run(python(f"bench.{claim}", *sys.argv[1:]), cwd=PROJECT, check=False).returncode:
            failed.append(claim)
        print(f"      {time.perf_counter() - start:.0f} s", file=sys.stderr, flush=True)
    if failed:
        sys.exit(f"Could not be measured: {', '.join(failed)}")

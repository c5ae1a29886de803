"""Claim: the attack learns nothing from 2,000 random organisations' releases, made the whole way from people to scores."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.measure import progress
from mainspring.disclosure.attack import attack_releases
from tests.privacy.organisations import organisations

RELEASES = 2_000

if __name__ == "__main__":
    number = int(sys.argv[1]) if len(sys.argv) > 1 else RELEASES
    learned, done = [], 0
    with TemporaryDirectory() as folder:
        for one in organisations(range(number), Path(folder)):
            found = attack_releases([one.facts(one.scorecards())], people_known=one.head_counts())
            learned += [
                (one.number, finding)
                for finding in found
                if one.rosters is None or finding.route != "between waves"  # rosters allow what only they can justify
            ]
            done += 1
            progress(f"{done}/{number} releases, {len(learned)} things learned")
    progress("")
    print(f"{done:,} random organisations and releases attacked: {len(learned)} things learned")
    for which, finding in learned[:20]:
        print(f"  organisation {which}, by {finding.route}: {finding.what}")
    sys.exit(bool(learned))

"""The attack on several files of moments: each alone, each two together, and each country against what it was pooled into."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

from mainspring.disclosure.attack.findings import Attack
from mainspring.disclosure.attack.sums.moments import attack_moments
from mainspring.disclosure.attack.sums.pooled import attack_part
from mainspring.disclosure.attack.sums.twice import attack_twice
from mainspring.moments import COUNTRY, load, load_schema


def attack_sets(paths: Sequence[Path]) -> Attack:
    """Try to learn of few people from files of moments, however they can be combined.

    Raises
    ------
    MomentsError : if one of them cannot be read.
    """
    found = Attack((), ())
    for path in paths:
        found = found.joined(attack_moments(path))
    pooled = [path for path in paths if COUNTRY in load_schema(path).by]
    single = [path for path in paths if path not in pooled]
    for one, other in combinations(single, 2):
        found = found.joined(attack_twice(one, other))
    for pool in pooled:
        sources = set(load(pool).sources.values())
        for own in (path for path in single if set(load(path).sources.values()) <= sources):
            found = found.joined(attack_part(pool, own))
    return Attack(tuple(dict.fromkeys(found.tried)), tuple(dict.fromkeys(found.findings)))

"""The attack on a file of moments: one that may leave home, one that may not, or several countries' pooled."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

import numpy as np

from mainspring.disclosure.attack.findings import Attack, Finding, listed
from mainspring.disclosure.attack.sums.kept import KEPT, kept
from mainspring.disclosure.attack.sums.rules import RULES, Sums, Told
from mainspring.disclosure.attack.sums.totals import of_sums
from mainspring.disclosure.attack.sums.units import units
from mainspring.disclosure.policy import FLOOR, POLICIES
from mainspring.moments import CellPath, Moments, load, load_manifest, unpacked

TRIED: Final = (
    "units of few people, or of as few as variables",
    "groups by one share and by two, and those who are in none of them",
    "scores that everybody has, or that all with a share have at one end",
    "products of scores and shares, for what they tell of those who have the share",
)


def attack_moments(path: Path) -> Attack:
    """Try to learn of few people from a file of moments.

    What a file that may leave home says of its policy is taken as its minimum, though never one under the floor of all policies;
    others are held to the default policy's.

    Raises
    ------
    MomentsError : if it cannot be read.
    """
    moments, manifest = load(path), load_manifest(path)
    default = POLICIES["rule-of-ten"].minimum
    minimum = max(FLOOR, int(manifest.get("minimum", default))) if manifest else default
    found = [*kept(moments, minimum, path.name), *attack_sums(moments, minimum, path.name)]
    return Attack((*KEPT, *TRIED), tuple(found))


def attack_sums(moments: Moments, minimum: int, where: str) -> list[Finding]:
    """What the cross-products of the people who have all variables tell of few of them."""
    whole = np.uint64((1 << len(moments.schema.variables)) - 1)
    at = np.flatnonzero(moments.patterns == whole)
    if not len(at) or not moments.schema.variables:
        return []
    paths = [moments.paths[cell] for cell in moments.pattern_cell[at].tolist()]
    sums = Sums(of_sums(unpacked(moments.products[at, 1])), moments.schema.variables, minimum)
    return findings((told for rule in RULES for told in rule(sums)), paths, where)


def findings(told: Iterable[Told], paths: Sequence[CellPath], where: str) -> list[Finding]:
    """What was learned, with the units that it was learned of: one finding for all variables of which the same was learned."""
    alike: dict[tuple[str, str], list[Told]] = {}
    for one in told:
        if one.at.any():
            alike.setdefault((one.route, one.what), []).append(one)
    return [_finding(route, what, all_of_them, paths, where) for (route, what), all_of_them in alike.items()]


def _finding(route: str, what: str, told: Sequence[Told], paths: Sequence[CellPath], where: str) -> Finding:
    """One finding; of the people in a unit, those are counted of whom most is known to be learned."""
    people = np.max([np.where(one.at, one.people, 0) for one in told], axis=0)
    at = np.flatnonzero(np.any([one.at for one in told], axis=0)).tolist()
    of = listed([one.of for one in told])
    return Finding(route, f"In {units(paths[unit] for unit in at)}: {what.format(of=of)}.", int(people.sum()), where)

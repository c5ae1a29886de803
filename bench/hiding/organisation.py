"""Random organisations: units in three levels below everybody, and each unit's people by a breakdown of three codes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mainspring.scores import UnitTree
from mainspring.scores.tree import Floats, Longs, unit_tree_of

LEVELS = ("AGENCY", "OFFICE", "TEAM")
COLUMN = "GRADE"
CODES = ("junior", "middle", "senior")
SHARES = (0.55, 0.30, 0.15)

MINIMUM = 10
"""A cell of fewer people is small."""

SPREAD = 0.8
"""Of the logarithm of teams' sizes: of two teams in three, the larger has up to five times the people of the smaller."""


@dataclass(frozen=True, slots=True)
class Organisation:
    """A tree of units and groups without folds, the people of each cell, float64 (survey cells,), and of each unit (units,)."""

    tree: UnitTree
    cells: Floats
    n: Floats


def organisation(units: int, people: int, seed: int) -> Organisation:
    """So many units beside everybody: of 100 some 1 agency, 8 offices and 91 teams, teams of `people` people in the median."""
    random = np.random.default_rng(seed)
    agencies = max(units // 100, 2)
    offices = 8 * agencies
    teams = units - agencies - offices
    agency, office = _below(offices, agencies, random), _below(teams, offices, random)
    size = np.ceil(random.lognormal(np.log(people), SPREAD, teams)).astype(np.int64)
    by_code = random.multinomial(size, SHARES)
    team, code = np.nonzero(by_code)
    paths = [
        (f"{agency[office[at]]:03}", f"{office[at]:04}", f"{at:05}", CODES[of])
        for at, of in zip(team.tolist(), code.tolist(), strict=True)
    ]
    tree = unit_tree_of(paths, (*LEVELS, COLUMN), (COLUMN,))
    cells = by_code[team, code].astype(np.float64)
    return Organisation(tree, cells, tree.total(cells))


def _below(units: int, above: int, random: np.random.Generator) -> Longs:
    """The unit above each unit, int64 (units,): at least two below each, some have many times as many as others."""
    share = random.dirichlet(np.full(above, 4.0))
    two_each = np.repeat(np.arange(above), 2)
    return np.sort(np.concatenate([two_each, random.choice(above, units - len(two_each), p=share)]))

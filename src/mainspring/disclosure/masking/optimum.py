"""The fewest values that must be masked, by integer programming: a flow of people to targets that are open or closed."""

from __future__ import annotations

import math
from typing import Final, NamedTuple

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from mainspring.disclosure.masking.merges import Bools, Floats, Longs, Merges

MOST_WAYS: Final = 1_500
"""With more ways than this, the program takes seconds for one unit."""

THOROUGH: Final = 20_000
"""The same for somebody who can wait some minutes."""

SMALL: Final = 150
"""With no more ways than this, the program is solved whole where a part of it does not prove that nothing is better."""

MOST_NODES: Final = 20
"""Where the search for a better solution stops. Not a time: the same survey is to be masked in the same way on every machine."""

NEAR: Final = 0.005
"""A solution that is so near to the bound, as a share of it, is not searched any further."""

OPEN: Final = 1e-6


class Found(NamedTuple):
    """The best solution known, int64 (a,), and how many values must be masked in any; None where that was not worked out."""

    taken: Longs
    least: int | None


def improve(ways: Merges, taken: Longs, most_ways: int = MOST_WAYS) -> Found:
    """A better solution than `taken`, if there is one among those that a linear program, or the known solution, points to.

    With more than `most_ways`, none is looked for.
    """
    if len(ways.profile) > most_ways:
        return Found(taken, None)
    everything = np.ones(len(ways.targets), dtype=bool)
    relaxed = _solve(ways, everything, whole=False, bound=taken)
    if relaxed is None:
        return Found(taken, None)
    flow, value = relaxed
    least = math.ceil(value - 0.5 - 1e-6)
    if loss(ways, taken) > least:
        pointed = _used(ways, flow) | _used(ways, taken)
        taken = _better(ways, taken, _solve(ways, pointed, whole=True, bound=taken))
    if loss(ways, taken) > least and len(ways.profile) <= SMALL:
        solved = _solve(ways, everything, whole=True, bound=taken)
        taken = _better(ways, taken, solved)
        least = max(least, math.ceil(solved[1] - 0.5 - 1e-6)) if solved else least
    return Found(taken, least)


def loss(ways: Merges, taken: Longs) -> int:
    """How many values a solution masks."""
    return int(taken @ ways.masked)


def keeps(ways: Merges, taken: Longs) -> bool:
    """Whether everybody takes one way, and every target has nobody or at least k."""
    there = np.bincount(ways.target, taken, len(ways.targets))
    sent = np.bincount(ways.profile, taken, len(ways.n))
    enough = (there == 0) | (there >= ways.k)
    return bool((taken >= 0).all() and (sent == ways.n).all() and enough.all())


def _used(ways: Merges, flow: Floats | Longs) -> Bools:
    """Which targets somebody goes to, bool (t,)."""
    return np.asarray(np.bincount(ways.target, flow, len(ways.targets)) > OPEN)


def _better(ways: Merges, taken: Longs, solved: tuple[Floats, float] | None) -> Longs:
    if solved is None:
        return taken
    people = np.rint(solved[0]).astype(np.int64)
    return people if keeps(ways, people) and people @ ways.cost < taken @ ways.cost else taken


def _solve(ways: Merges, targets: Bools, *, whole: bool, bound: Longs) -> tuple[Floats, float] | None:
    """The people on each way (a,) and a lower bound of their cost, where only some targets may be used; None if none was found."""
    at = np.flatnonzero(targets[ways.target])
    opened = int(targets.sum())
    profile, target = ways.profile[at], (np.cumsum(targets) - 1)[ways.target[at]]
    solved = milp(
        np.concatenate([ways.cost[at], np.zeros(opened)]),
        integrality=np.concatenate([np.zeros(len(at)), np.full(opened, float(whole))]),
        bounds=Bounds(0, np.concatenate([ways.n[profile], np.ones(opened)])),
        constraints=_constraints(ways, profile, target, opened),
        # Values are counted: what is less than half a value from the bound is as good as it. HiGHS's presolve prints.
        options={
            "mip_rel_gap": NEAR + 0.45 / max(1.0, float(bound @ ways.cost)),
            "node_limit": MOST_NODES,
            "presolve": False,
        },
    )
    if solved.x is None:
        return None
    flow = np.zeros(len(ways.profile))
    flow[at] = solved.x[: len(at)]
    lower = float(solved.fun) if not whole or solved.mip_dual_bound is None else float(solved.mip_dual_bound)
    return flow, lower


def _constraints(ways: Merges, profile: Longs, target: Longs, opened: int) -> list[LinearConstraint]:
    """The program: x people take a way (a,), a target is open, z = 1, or not (t,).

    All people go somewhere, at each open target are at least k, and x <= n z. For a given z that is a flow, whose corners are whole
    numbers: only z must be made whole.
    """
    a = len(profile)
    way, door, ones = np.arange(a), a + np.arange(opened), np.ones(a)
    size = a + opened
    everybody = coo_array((ones, (profile, way)), shape=(len(ways.n), size))
    values = np.concatenate([ones, np.full(opened, -float(ways.k))])
    rows = np.concatenate([target, np.arange(opened)])
    enough = coo_array((values, (rows, np.concatenate([way, door]))), shape=(opened, size))
    values = np.concatenate([ones, -ways.n[profile].astype(float)])
    only_open = coo_array((values, (np.tile(way, 2), np.concatenate([way, door[target]]))), shape=(a, size))
    return [
        LinearConstraint(everybody.tocsr(), ways.n, ways.n),
        LinearConstraint(enough.tocsr(), 0, np.inf),
        LinearConstraint(only_open.tocsr(), -np.inf, 0),
    ]

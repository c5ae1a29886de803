"""How far unknown figures can range when relations between them hold: in closed form, or by linear programmes.

No figure of the release's maker is used, and none of its ways of choosing what to withhold.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from mainspring.disclosure.attack.tables import Bools, Floats

EXACT: Final = 1e-7
"""What linear programmes are off by at most, about."""

MOST_ROUNDS: Final = 40
SEED: Final = 20181


@dataclass(frozen=True, slots=True)
class System:
    """Equations `matrix` @ x = `rest` with `low` <= x <= `high`: float64 (r, k), (r,), (k,), (k,)."""

    matrix: sparse.csr_array
    rest: Floats
    low: Floats
    high: Floats

    def optimum(self, cost: Floats) -> Floats | None:
        """An x that makes cost @ x least; None if there is no x at all."""
        limits: Any = np.column_stack([self.low, self.high])  # SciPy's types know pairs only, though it takes arrays
        matrix: Any = self.matrix
        found = linprog(cost, A_eq=matrix, b_eq=self.rest, bounds=limits)
        return None if found.x is None else np.asarray(found.x)


def of_a_sum(rest: Floats, low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """The least and the most that each of some unknowns can be whose sum is `rest`.

    Parameters
    ----------
    rest : float64 (columns,). low, high : float64 (k, columns).
    """
    least = np.maximum(low, rest - (high.sum(axis=0) - high))
    most = np.minimum(high, rest - (low.sum(axis=0) - low))
    return least, most


def stretched(systems: Sequence[System], enough: float) -> list[tuple[Floats, Floats] | None]:
    """How far apart solutions were found for each unknown of some systems: the least and the most that it was seen to be, each (k,).

    Each programme stretches all unknowns at once that have not ranged by `enough` yet, of all systems that have such. What is still
    narrow afterwards may not be: `alone` tells. None for a system that nothing solves.
    """
    rng = np.random.default_rng(SEED)
    seen = _first(systems, rng)
    idle = np.zeros(len(systems), dtype=np.int64)
    for _ in range(MOST_ROUNDS):
        narrow = [np.zeros(0, dtype=bool) if one is None else one[1] - one[0] < enough for one in seen]
        active = [at for at, one in enumerate(narrow) if one.any() and idle[at] < 2]
        if not active:
            break
        joint = together([systems[at] for at in active])
        ranged = [one for at in active if (one := seen[at]) is not None]
        least, most = (np.concatenate([one[side] for one in ranged]) for side in (0, 1))
        goal = np.concatenate([narrow[at] for at in active])
        x = _stretched(joint, goal, np.full(len(goal), enough), (least, most), rng)
        if x is None:
            break
        least, most = np.minimum(least, x), np.maximum(most, x)
        start = 0
        for at in active:
            span = slice(start, start := start + len(systems[at].low))
            seen[at] = least[span], most[span]
            gained = ((most[span] - least[span] < enough) < narrow[at]).any()
            idle[at] = 0 if gained else idle[at] + 1
    return seen


def together(systems: Sequence[System]) -> System:
    """Systems that have nothing to do with each other, as one."""
    return System(
        sparse.block_diag([one.matrix for one in systems], format="csr"),
        *(np.concatenate([getattr(one, part) for one in systems]) for part in ("rest", "low", "high")),
    )


def _first(systems: Sequence[System], rng: np.random.Generator) -> list[tuple[Floats, Floats] | None]:
    """A solution of each system, None where there is none."""
    if not systems:
        return []
    joint = together(systems)
    x = joint.optimum(rng.uniform(1, 2, len(joint.low)))
    if x is None:
        return [None] if len(systems) == 1 else [one for system in systems for one in _first([system], rng)]
    ends = np.cumsum([len(one.low) for one in systems])[:-1]
    return [(part.copy(), part.copy()) for part in np.split(x, ends)]


def _stretched(
    system: System, narrow: Bools, enough: Floats, seen: tuple[Floats, Floats], rng: np.random.Generator
) -> Floats | None:
    """A solution that takes as many narrow unknowns up, or down, as it can, and gains nothing by taking one further than enough."""
    least, most = seen
    at = np.flatnonzero(narrow)
    # What was seen at its lowest can only go up; of the rest, some go down to make room.
    up = (least[at] <= system.low[at] + EXACT) | (rng.integers(2, size=len(at)) == 1)
    reward = rng.uniform(1, 2, len(at))
    low, high = system.low.copy(), system.high.copy()
    # x = p + q, and p is rewarded only in the part of its range that is enough: the rest is left for others.
    low[at] = np.where(up, low[at], np.maximum(low[at], most[at] - enough[at]))
    high[at] = np.where(up, np.minimum(high[at], least[at] + enough[at]), high[at])
    beyond = system.low[at] - low[at], system.high[at] - high[at]
    cost = np.zeros(len(low) + len(at))
    cost[at] = np.where(up, -reward, reward)
    matrix = sparse.hstack([system.matrix, system.matrix[:, at]], format="csr")
    x = System(matrix, system.rest, np.r_[low, beyond[0]], np.r_[high, beyond[1]]).optimum(cost)
    if x is None:
        return None
    found = x[: len(low)].copy()
    found[at] += x[len(low) :]
    return found


def alone(system: System, one: int, enough: float, seen: tuple[Floats, Floats]) -> None:
    """Widen what was seen of one unknown to its whole range, or to `enough`; others gain from the solutions."""
    least, most = seen
    for sign in (1.0, -1.0):
        if most[one] - least[one] >= enough:
            return
        cost = np.zeros(len(least))
        cost[one] = sign
        x = system.optimum(cost)
        if x is not None:
            np.minimum(least, x, out=least)
            np.maximum(most, x, out=most)

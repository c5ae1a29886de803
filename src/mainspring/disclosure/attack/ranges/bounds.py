"""How far unknown figures can range when relations between them hold: in closed form, by moves, or by linear programmes.

No figure of the release's maker is used, and none of its ways of choosing what to withhold.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from scipy import sparse

from mainspring.disclosure.attack.ranges.moves import widen
from mainspring.disclosure.attack.ranges.programme import Programme
from mainspring.disclosure.attack.tables.table import Bools, Floats

EXACT: Final = 1e-7
"""What linear programmes are off by at most, about."""

MOST_ROUNDS: Final = 3
SEED: Final = 20181


@dataclass(frozen=True)  # without slots: the programme is kept beside it
class System:
    """Equations `matrix` @ x = `rest` with `low` <= x <= `high`: float64 (r, k), (r,), (k,), (k,)."""

    matrix: sparse.csr_array
    rest: Floats
    low: Floats
    high: Floats

    def optimum(self, cost: Floats) -> Floats | None:
        """An x that makes cost @ x least; None if there is no x at all."""
        return self._programme.least(cost)

    @cached_property
    def _programme(self) -> Programme:
        return Programme(self.matrix, self.rest, self.low, self.high)


@dataclass(frozen=True, slots=True)
class Seen:
    """What the unknowns of a system were seen to be in its solutions: the least and the most, and one solution, each float64 (k,).

    The arrays are widened in place.
    """

    least: Floats
    most: Floats
    x: Floats

    @property
    def width(self) -> Floats:
        """How far apart the least and the most are."""
        return np.asarray(self.most - self.least)

    def take(self, x: Floats) -> None:
        """Look at one more solution."""
        np.minimum(self.least, x, out=self.least)
        np.maximum(self.most, x, out=self.most)

    def widen(self, system: System, x: Floats, enough: Floats) -> None:
        """Look at the solutions that moves of a few unknowns lead to from x, until each was seen to range by `enough` (k,)."""
        widen(system.matrix, (system.low, system.high), x, (self.least, self.most), enough)


def of_a_sum(rest: Floats, low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """The least and the most that each of some unknowns can be whose sum is `rest`.

    Parameters
    ----------
    rest : float64 (columns,). low, high : float64 (k, columns).
    """
    least = np.maximum(low, rest - (high.sum(axis=0) - high))
    most = np.minimum(high, rest - (low.sum(axis=0) - low))
    return least, most


def stretched(systems: Sequence[System], enough: float) -> list[Seen | None]:
    """What the unknowns of some systems were seen to be, in few programmes: None for a system that nothing solves.

    From a solution with room, moves of a few unknowns; then programmes that stretch all that have not ranged by `enough` yet, and
    moves from there. What is still narrow afterwards may not be: `alone` tells.
    """
    rng = np.random.default_rng(SEED)
    found = _first(systems, enough)
    for _ in range(MOST_ROUNDS):
        narrow = [(system, seen) for system, seen in zip(systems, found, strict=True) if _is_narrow(seen, enough)]
        if not narrow:
            break
        joint = together([system for system, _ in narrow])
        so_far = [seen for _, seen in narrow if seen is not None]
        least, most = np.concatenate([seen.least for seen in so_far]), np.concatenate([seen.most for seen in so_far])
        x = _stretched(joint, most - least < enough, enough, (least, most), rng)
        if x is None:
            break
        parts = np.split(x, np.cumsum([len(seen.x) for seen in so_far])[:-1])
        for (system, _), seen, part in zip(narrow, so_far, parts, strict=True):
            seen.take(part)
            seen.widen(system, part, np.full(len(part), enough))
    return found


def alone(system: System, one: int, enough: float, seen: Seen) -> None:
    """Widen what was seen of one unknown to its whole range, or to `enough`; others gain from the solutions."""
    for sign in (1.0, -1.0):
        if seen.width[one] >= enough:
            return
        cost = np.zeros(len(seen.x))
        cost[one] = sign
        x = system.optimum(cost)
        if x is not None:
            seen.take(x)


def together(systems: Sequence[System]) -> System:
    """Systems that have nothing to do with each other, as one."""
    return System(
        sparse.block_diag([one.matrix for one in systems], format="csr"),
        *(np.concatenate([getattr(one, part) for one in systems]) for part in ("rest", "low", "high")),
    )


def _is_narrow(seen: Seen | None, enough: float) -> bool:
    return seen is not None and bool((seen.width < enough).any())


def _first(systems: Sequence[System], enough: float) -> list[Seen | None]:
    """A solution of each system that keeps unknowns off their least, so that they can move, and what moves from there lead to."""
    if not systems:
        return []
    joint = together(systems)
    everything = np.ones(len(joint.low), dtype=bool)
    x = _stretched(joint, everything, enough / 2, (joint.low, joint.low), np.random.default_rng(SEED))
    if x is None:
        return [None] if len(systems) == 1 else [one for system in systems for one in _first([system], enough)]
    seen = Seen(x.copy(), x.copy(), x)
    seen.widen(joint, x, np.full(len(x), enough))
    ends = np.cumsum([len(one.low) for one in systems])[:-1]
    parts = zip(*(np.split(side, ends) for side in (seen.least, seen.most, x)), strict=True)
    return [Seen(*(side.copy() for side in part)) for part in parts]


def _stretched(
    system: System, narrow: Bools, enough: float, seen: tuple[Floats, Floats], rng: np.random.Generator
) -> Floats | None:
    """A solution that takes as many narrow unknowns up, or down, as it can, and gains nothing by taking one further than enough."""
    least, most = seen
    at = np.flatnonzero(narrow)
    # What was seen at its lowest can only go up; of the rest, some go down to make room.
    up = (least[at] <= system.low[at] + EXACT) | (rng.integers(2, size=len(at)) == 1)
    reward = rng.uniform(1, 2, len(at))
    low, high = system.low.copy(), system.high.copy()
    # x = p + q, and p is rewarded only in the part of its range that is enough: the rest is left for others.
    low[at] = np.where(up, low[at], np.maximum(low[at], most[at] - enough))
    high[at] = np.where(up, np.minimum(high[at], least[at] + enough), high[at])
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

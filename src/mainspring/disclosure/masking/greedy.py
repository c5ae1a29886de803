"""Merging step by step: of all merges the one that masks the fewest values for each person whom it takes out of risk."""

from __future__ import annotations

import heapq
from typing import Final, cast

import numba
import numpy as np

from mainspring.disclosure.masking.merges import Bools, Floats, Longs, Merges

NOTHING: Final = np.inf


def merge_greedily(ways: Merges) -> Longs:
    """How many people take each of the ways, int64 (a,), so that every profile has none or at least k; at least k there must be.

    A merge brings all profiles at risk together that are near enough to a target. Where they are too few, people of profiles with
    more than k join them, no more than are needed. The best one is carried out, until nobody is at risk.
    """
    state = _State(ways)
    queue = [(state.best(target), target) for target in range(len(ways.targets))]
    queue = [one for one in queue if one[0][0] < NOTHING]
    heapq.heapify(queue)
    while queue:
        (before, target) = heapq.heappop(queue)
        now = state.best(target)
        if now[0] == NOTHING:
            continue
        if now > before:
            heapq.heappush(queue, (now, target))
            continue
        state.carry_out(target, now[2])
        heapq.heappush(queue, (state.best(target), target))
    state.gather_the_rest()
    return state.taken


class _State:
    """Who is where: `taken` (a,) people on each way, `settled` (p,) profiles, `spare` (p,) people who may leave, `there` (t,)."""

    def __init__(self, ways: Merges) -> None:
        self.taken: Longs = np.zeros(len(ways.profile), dtype=np.int64)
        self._ways = ways
        self._settled: Bools = ~ways.risky
        self._spare: Longs = np.where(ways.risky, 0, ways.n - ways.k)
        staying = (ways.masked == 0) & ~ways.risky[ways.profile]
        self.taken[staying] = ways.n[ways.profile[staying]]
        self._stay: Longs = np.full(len(ways.n), -1, dtype=np.int64)
        self._stay[ways.profile[staying]] = np.flatnonzero(staying)
        self._there = np.bincount(ways.target, self.taken, len(ways.targets)).astype(np.int64)

    def best(self, target: int) -> tuple[float, int, float]:
        """The best merge into a target: values masked for each person taken out of risk, minus these people, the dearest way."""
        ways = self._ways
        part = slice(int(ways.start[target]), int(ways.start[target + 1]))
        missing = ways.k if self._there[target] < ways.k else 0
        found = _best(ways.profile[part], ways.cost[part], ways.n, self._settled, self._spare, missing)
        return cast(tuple[float, int, float], found)

    def carry_out(self, target: int, dearest: float) -> None:
        """Bring all at risk together who reach the target by ways not dearer than that, and those whom they need beside them."""
        ways = self._ways
        first, last = int(ways.start[target]), int(ways.start[target + 1])
        for way in range(first, last):
            profile = ways.profile[way]
            if not self._settled[profile] and ways.cost[way] <= dearest:
                self._settled[profile] = True
                self._send(way, int(ways.n[profile]))
        for way in range(first, last):
            missing = ways.k - int(self._there[target])
            if missing <= 0:
                break
            profile = ways.profile[way]
            if self._spare[profile] > 0 and way != self._stay[profile]:
                lent = min(missing, int(self._spare[profile]))
                self._spare[profile] -= lent
                self._send(int(self._stay[profile]), -lent)
                self._send(way, lent)

    def gather_the_rest(self) -> None:
        """Whoever is still at risk joins a whole profile that has enough people, or both become a coarser one."""
        ways = self._ways
        for profile in np.flatnonzero(~self._settled).tolist():
            standing = np.flatnonzero(self._there)
            targets = ways.targets[standing]
            alike = targets == ways.codes[profile]
            leaves = (~alike & (targets != 0)).sum(axis=1) * self._there[standing]
            costs = leaves + ways.n[profile] * ((ways.codes[profile] != 0) & ~alike).sum(axis=1)
            chosen = int(np.argmin(costs))
            common = np.where(alike[chosen], targets[chosen], 0)
            into = int(np.flatnonzero((ways.targets == common).all(axis=1))[0])
            self._move(int(standing[chosen]), into)
            self._send(self._way(profile, into), int(ways.n[profile]))
            self._settled[profile] = True

    def _move(self, target: int, into: int) -> None:
        ways = self._ways
        if target == into:
            return
        for way in range(int(ways.start[target]), int(ways.start[target + 1])):
            if people := int(self.taken[way]):
                self._send(way, -people)
                self._send(self._way(int(ways.profile[way]), into), people)

    def _way(self, profile: int, target: int) -> int:
        first, last = int(self._ways.start[target]), int(self._ways.start[target + 1])
        return first + int(np.flatnonzero(self._ways.profile[first:last] == profile)[0])

    def _send(self, way: int, people: int) -> None:
        self.taken[way] += people
        self._there[self._ways.target[way]] += people


@numba.njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]  # numba has no types
def _best(profile: Longs, cost: Floats, n: Longs, settled: Bools, spare: Longs, least: int) -> tuple[float, int, float]:
    """The best merge into one target by its ways (w,), the cheapest first; `least` people must come together."""
    best, most, dearest = np.inf, 0, 0.0
    people, loss = 0, 0.0
    for at in range(profile.size):
        if not settled[profile[at]]:
            people += n[profile[at]]
            loss += n[profile[at]] * cost[at]
        if people == 0 or (at + 1 < profile.size and cost[at + 1] == cost[at]):
            continue
        total, missing = loss, least - people
        for way in range(profile.size):
            if missing <= 0:
                break
            if settled[profile[way]] and spare[profile[way]] > 0 and cost[way] > 0:
                lent = min(missing, spare[profile[way]])
                missing -= lent
                total += lent * cost[way]
        if missing <= 0 and (total / people < best or (total / people == best and people > -most)):
            best, most, dearest = total / people, -people, cost[at]
    return best, most, dearest

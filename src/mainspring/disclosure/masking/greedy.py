"""Merging step by step: of all merges the one that masks the fewest values for each person whom it takes out of risk."""

from __future__ import annotations

import heapq
from typing import Final

import numpy as np

from mainspring.disclosure.masking import kernel
from mainspring.disclosure.masking.merges import Bools, Longs, Merges

NOTHING: Final = np.inf

MOST_WAYS: Final = 10_000
"""With more ways than this, merges once made are not looked at again."""

SWEEPS: Final = 10


def merge_greedily(ways: Merges) -> Longs:
    """How many people take each of the ways, int64 (a,), so that every profile has none or at least k; at least k there must be.

    A merge brings all profiles at risk together that are near enough to a target. Where they are too few, people of profiles with
    more than k join them, no more than are needed. The best one is carried out, until nobody is at risk. Then every target is tried
    once more: merges that were made are undone for its sake where that masks fewer values in all.
    """
    merged = _Merged(ways)
    queue = [(merged.best(target), target) for target in range(len(ways.targets))]
    queue = [one for one in queue if one[0][0] < NOTHING]
    heapq.heapify(queue)
    while queue:
        before, target = heapq.heappop(queue)
        now = merged.best(target)
        if now[0] == NOTHING:
            continue
        if now > before:
            heapq.heappush(queue, (now, target))
            continue
        merged.carry_out(target, now[2])
        heapq.heappush(queue, (merged.best(target), target))
    if len(ways.profile) <= MOST_WAYS:
        merged.reconsider()
    merged.gather_the_rest()
    return merged.taken


class _Merged:
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
        self._graph = kernel.Graph(
            ways.profile, ways.target, ways.cost, ways.start, ways.n, *_by_profile(ways), self._stay, ways.k
        )
        self._state = kernel.State(self.taken, self._settled, self._spare, self._there)

    def best(self, target: int) -> tuple[float, int, float]:
        """The best merge into a target: values masked for each person taken out of risk, minus these people, the dearest way."""
        found: tuple[float, int, float] = kernel.best(self._graph, self._state, target)
        return found

    def carry_out(self, target: int, dearest: float) -> None:
        """Bring all at risk together who reach the target by ways not dearer than that, and those whom they need beside them."""
        kernel.carry_out(self._graph, self._state, target, dearest)

    def reconsider(self) -> None:
        """Undo merges for the sake of others as long as that masks fewer values."""
        for _ in range(SWEEPS):
            if not kernel.reconsider(self._graph, self._state):
                return

    def gather_the_rest(self) -> None:
        """Whoever is still at risk joins a whole profile that has enough people, or both become a coarser one."""
        ways = self._ways
        for profile in np.flatnonzero(~self._settled).tolist():
            standing = np.flatnonzero(self._there)
            targets = ways.targets[standing]
            alike = targets == ways.codes[profile]
            leaving = (~alike & (targets != 0)).sum(axis=1) * self._there[standing]
            costs = leaving + ways.n[profile] * ((ways.codes[profile] != 0) & ~alike).sum(axis=1)
            chosen = int(np.argmin(costs))
            common = np.where(alike[chosen], targets[chosen], 0)
            into = int(np.flatnonzero((ways.targets == common).all(axis=1))[0])
            self._move(int(standing[chosen]), into)
            self._send(self._way(profile, into), int(ways.n[profile]))
            self._settled[profile] = True

    def _move(self, target: int, into: int) -> None:
        if target == into:
            return
        for way in range(int(self._ways.start[target]), int(self._ways.start[target + 1])):
            if people := int(self.taken[way]):
                self._send(way, -people)
                self._send(self._way(int(self._ways.profile[way]), into), people)

    def _way(self, profile: int, target: int) -> int:
        first, last = int(self._ways.start[target]), int(self._ways.start[target + 1])
        return first + int(np.flatnonzero(self._ways.profile[first:last] == profile)[0])

    def _send(self, way: int, people: int) -> None:
        self.taken[way] += people
        self._there[self._ways.target[way]] += people


def _by_profile(ways: Merges) -> tuple[Longs, Longs]:
    """The ways in order of their profile, int64 (a,), and where those of each begin, int64 (p + 1,)."""
    order = np.argsort(ways.profile, kind="stable")
    start = np.searchsorted(ways.profile[order], np.arange(len(ways.n) + 1))
    return order.astype(np.int64), start.astype(np.int64)

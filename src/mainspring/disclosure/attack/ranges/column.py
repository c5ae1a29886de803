"""The ranges of one column of unknown figures, component by component."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from mainspring.disclosure.attack.ranges.bounds import Seen, System, alone, of_a_sum, stretched
from mainspring.disclosure.attack.ranges.components import OFF, Component
from mainspring.disclosure.attack.tables.table import Bools, Floats


class Ranges:
    """The least and the most that each group's figure can be, float64 (groups,) each: `least` and `most`.

    Sums of unknowns are exact at once. Of others it is first only known that they range by `enough`, or are narrower than that as
    far as was seen: `settle` makes one of them exact. Where nothing fits, the limits stay.
    """

    def __init__(self, found: Sequence[Component], rest: Floats, limits: tuple[Floats, Floats], enough: float) -> None:
        self.least, self.most = (limit.copy() for limit in limits)
        self._home: dict[int, tuple[int, int]] = {}
        self._parts: list[tuple[Component, System, Seen]] = []
        several = []
        for one in found:
            if one.simple:
                self._sum(one, rest)
            else:
                at = one.unknowns
                several.append((one, System(one.matrix, rest[one.rows], self.least[at], self.most[at])))
        for (one, system), seen in zip(several, stretched([system for _, system in several], enough), strict=True):
            if seen is None:
                continue
            self._home |= {group: (len(self._parts), at) for at, group in enumerate(one.unknowns.tolist())}
            self._parts.append((one, system, seen))
            self._put(one, seen)

    def stretch(self, groups: Bools) -> None:
        """Widen the ranges of some groups, bool (groups,), as far as moves of a few unknowns take them."""
        for one, system, seen in self._parts:
            wanted = groups[one.unknowns]
            if wanted.any():
                seen.widen(system, seen.x, np.where(wanted, np.inf, 0.0))
                self._put(one, seen)

    def settle(self, group: int, enough: float = np.inf) -> None:
        """Make a group's range exact, or as wide as `enough`."""
        if group in self._home:
            part, at = self._home[group]
            one, system, seen = self._parts[part]
            alone(system, at, enough, seen)
            self._put(one, seen)

    def settle_narrow(self, enough: float) -> None:
        """Make all ranges exact that may be narrower than `enough`."""
        for group in self._home:
            if self.most[group] - self.least[group] < enough:
                self.settle(group, enough)

    def _sum(self, one: Component, rest: Floats) -> None:
        at = one.unknowns
        low, high = of_a_sum(rest[one.rows], self.least[at][:, None], self.most[at][:, None])
        if (low <= high + OFF).all():
            self.least[at], self.most[at] = low[:, 0], np.maximum(low, high)[:, 0]

    def _put(self, one: Component, seen: Seen) -> None:
        self.least[one.unknowns], self.most[one.unknowns] = seen.least, seen.most

"""Every way in which people of a unit can come together by masking: from profiles to what is left of them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt

Longs = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Merges:
    """The ways from a unit's profiles, p of them, to t targets: a of them, in order of target, the cheapest first.

    Attributes
    ----------
    codes : int64 (p, attributes), the profiles, 0 for what is masked. n : int64 (p,), the people of each.
    k : how many people a profile must have.
    targets : int64 (t, attributes), the profiles they may get.
    profile, target : int64 (a,), from where to where. masked : int64 (a,), how many values of a person that masks.
    cost : float64 (a,), the same with a fraction that prefers to keep attributes named first; over all people below 1/2.
    start : int64 (t + 1,), where the ways to each target begin.
    """

    codes: Longs
    n: Longs
    k: int
    targets: Longs
    profile: Longs
    target: Longs
    masked: Longs
    cost: Floats
    start: Longs

    @property
    def risky(self) -> Bools:
        """Which profiles have too few people, bool (p,)."""
        return self.n < self.k


def merges(codes: Longs, n: Longs, k: int) -> Merges:
    """All ways that may be of use: to targets that a profile at risk can reach, and where k people can come together.

    A profile with enough people may stay as it is: that is a way, too.
    """
    attributes = codes.shape[1]
    radix = np.concatenate([[1], np.cumprod(codes.max(axis=0) + 1)])[:attributes].astype(np.int64)
    ways = [_masking(codes, radix, np.array(subset, dtype=np.int64)) for subset in product((0, 1), repeat=attributes)]
    profile, number, masked = (np.concatenate(part) for part in zip(*ways, strict=True))
    reached = np.unique(np.concatenate([number[n[profile] < k], (codes @ radix)[n >= k]]))
    kept = np.isin(number, reached)
    profile, number, masked = profile[kept], number[kept], masked[kept]
    target = np.searchsorted(reached, number)
    enough = np.bincount(target, n[profile], len(reached)) >= k
    kept = enough[target]
    reached, profile, masked = reached[enough], profile[kept], masked[kept]
    target = np.searchsorted(reached, number[kept])
    targets = reached[:, None] // radix % (codes.max(axis=0) + 1)
    cost = masked + _preference(codes, n)[profile] - _preference(targets, n)[target]
    order = np.lexsort((profile, cost, target))
    start = np.searchsorted(target[order], np.arange(len(reached) + 1)).astype(np.int64)
    return Merges(codes, n, k, targets, profile[order], target[order], masked[order], cost[order], start)


def _masking(codes: Longs, radix: Longs, subset: Longs) -> tuple[Longs, Longs, Longs]:
    """The profiles that have something to mask at each position of a subset, what number they get, and how many values go."""
    able = np.flatnonzero(((codes != 0) | (subset == 0)).all(axis=1))
    return able, (codes[able] * (1 - subset)) @ radix, np.full(len(able), subset.sum())


def _preference(codes: Longs, n: Longs) -> Floats:
    """A fraction for each value that is there, the more the earlier its attribute: what masks later ones is a little cheaper."""
    attributes = codes.shape[1]
    share = np.arange(attributes)[::-1] / (attributes * attributes * n.sum() + 1)
    found: Floats = (codes != 0) @ share
    return found

"""Whether weights tell what was masked: people with one weight are often alike, as weights are made from what people are."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from mainspring.responses.cells import texts
from mainspring.responses.sources import Cells

Longs = npt.NDArray[np.int64]

SPREAD = np.uint64(0x9E3779B97F4A7C15)


class WeightWatch:
    """Remembers of each row its unit and weight as one number, and its codes before and after: 8 and twice `columns` bytes."""

    def __init__(self, columns: int) -> None:
        self._columns = columns
        self._keys: list[npt.NDArray[np.uint64]] = []
        self._codes: list[npt.NDArray[np.uint8]] = []

    def see(self, weights: Cells, units: Longs, before: Longs, after: Longs) -> None:
        """Take note of n rows: the numbers of their units (n,) and of their codes (columns, n), 0 for a blank."""
        import polars as pl

        hashed = pl.Series(texts(weights)).hash(seed=0).to_numpy()
        self._keys.append(hashed ^ (units.astype(np.uint64) * SPREAD))
        self._codes.append(np.stack([before, after]).astype(np.uint8))

    def told(self) -> tuple[int, ...]:
        """How many masked values of each column all others of the unit with the same weight have, who have theirs unmasked."""
        if not self._keys:
            return (0,) * self._columns
        _, group = np.unique(np.concatenate(self._keys), return_inverse=True)
        before, after = np.concatenate(self._codes, axis=2)
        return tuple(_told(group, old, new) for old, new in zip(before, after, strict=True))


def _told(group: npt.NDArray[np.intp], before: npt.NDArray[np.uint8], after: npt.NDArray[np.uint8]) -> int:
    seen = after > 0
    groups = int(group.max()) + 1
    lowest, highest = np.full(groups, 255, dtype=np.uint8), np.zeros(groups, dtype=np.uint8)
    np.minimum.at(lowest, group[seen], after[seen])
    np.maximum.at(highest, group[seen], after[seen])
    alike = lowest == highest
    masked = (before > 0) & ~seen
    return int(np.count_nonzero(masked & alike[group] & (lowest[group] == before)))

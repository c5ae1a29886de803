"""The one loop over missing-data patterns: all else of a model is small."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
import numpy as np
import numpy.typing as npt

F = TypeVar("F", bound=Callable[..., Any])


def compiled(function: F) -> F:
    """Compile, and keep the machine code on disk."""
    return cast(F, numba.njit(nogil=True, cache=True)(function))


@compiled
def add_complete(
    products: npt.NDArray[np.float64],
    patterns: tuple[npt.NDArray[np.uint64], npt.NDArray[np.int32]],
    need: np.uint64,
    which: tuple[int, npt.NDArray[np.int64]],
    out: npt.NDArray[np.float64],
    people: npt.NDArray[np.float64],
) -> None:
    """Add to `out` (cells, m) and `people` (cells,) the products (patterns, 2, packed) of the patterns that have all of `need`.

    `patterns` are their masks and cells; `which` the row of the two, and the m places among the packed.
    """
    masks, cells = patterns
    row, places = which
    for p in range(masks.size):
        if masks[p] & need == need:
            people[cells[p]] += products[p, 1, 0]
            for j in range(places.size):
                out[cells[p], j] += products[p, row, places[j]]

"""Listwise deletion, after the pass: the sums of exactly the people who have all of some variables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np

from mainspring.moments.kernel import Floats, Longs, add_complete
from mainspring.moments.model import Moments, place, unpacked
from mainspring.moments.single_pass import THREADS


def mask_of(moments: Moments, variables: Sequence[str]) -> np.uint64:
    """The bits that a missing-data pattern with all of these variables has set.

    Raises ValueError for a variable that the moments do not have.
    """
    places = np.array([moments.schema.variables.index(name) for name in variables], dtype=np.uint64)
    return np.uint64(np.bitwise_or.reduce(np.uint64(1) << places, initial=np.uint64(0)))


def listwise(moments: Moments, variables: Sequence[str], *, weighted: bool) -> tuple[Floats, Longs]:
    """Sums of z z' by cell, float64 (c, 1 + v, 1 + v), z = (1, variables from 50), and the people, int64 (c,), over complete patterns.

    Raises ValueError for a variable that the moments do not have.
    """
    at = np.array([moments.schema.variables.index(name) for name in variables], dtype=np.int64)
    need = mask_of(moments, variables)
    z = np.concatenate([[0], 1 + at])
    rows, columns = np.tril_indices(len(z))
    sums, people = np.zeros((len(moments.n), len(rows))), np.zeros(len(moments.n))
    which = (0 if weighted else 1, place(z[rows], z[columns]))
    with ThreadPoolExecutor(THREADS) as pool:
        for done in [pool.submit(_add, moments, part, need, which, (sums, people)) for part in _shares(moments)]:
            done.result()
    return unpacked(sums), np.rint(people).astype(np.int64)


def _shares(moments: Moments) -> Iterator[slice]:
    """Ranges of patterns for the threads: no two have patterns of one cell."""
    cells = moments.pattern_cell
    cuts = (
        [int(np.searchsorted(cells, cells[len(cells) * share // THREADS])) for share in range(THREADS)]
        if len(cells)
        else []
    )
    return (slice(start, stop) for start, stop in pairwise([*cuts, len(cells)]))


def _add(moments: Moments, part: slice, need: np.uint64, which: tuple[int, Longs], into: tuple[Floats, Floats]) -> None:
    patterns = (moments.patterns[part], moments.pattern_cell[part])
    add_complete(moments.products[part], patterns, need, which, *into)

"""Listwise deletion, after the pass: the sums of exactly the people who have all of some variables."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from mainspring.moments.kernel import Floats, Longs, add_complete
from mainspring.moments.model import Moments, place, unpacked


def listwise(moments: Moments, variables: Sequence[str], *, weighted: bool) -> tuple[Floats, Longs]:
    """Sums of z z' by cell, float64 (c, 1 + v, 1 + v), z = (1, variables from 50), and the people, int64 (c,), over complete patterns.

    Raises ValueError for a variable that the moments do not have.
    """
    at = np.array([moments.schema.variables.index(name) for name in variables], dtype=np.int64)
    need = np.bitwise_or.reduce(np.uint64(1) << at.astype(np.uint64))
    z = np.concatenate([[0], 1 + at])
    rows, columns = np.tril_indices(len(z))
    sums, people = np.zeros((len(moments.n), len(rows))), np.zeros(len(moments.n))
    which = (0 if weighted else 1, place(z[rows], z[columns]))
    add_complete(moments.products, (moments.patterns, moments.pattern_cell), need, which, sums, people)
    return unpacked(sums), np.rint(people).astype(np.int64)

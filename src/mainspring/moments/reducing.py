"""Moments of fewer variables, and of nothing else: what is shared, or pooled with what another survey asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from mainspring.errors import MomentsError, Problem
from mainspring.moments.kernel import add_places
from mainspring.moments.model import Moments, place


def reduced(moments: Moments, variables: Sequence[str]) -> Moments:
    """Keep the people, the cells and the cross-products of some variables; counts of answers, power sums and items are dropped.

    Missing-data patterns that differed only in what is dropped become one, so that every model of these variables stays exactly
    what it was.

    Parameters
    ----------
    variables : ids, products among them, in the order that the result is to have them.

    Raises
    ------
    MomentsError : for variables that the moments do not have.
    """
    have = moments.schema.variables
    if missing := [name for name in variables if name not in have]:
        remedy = f"They have {', '.join(have) or 'none'}. Make them again from the survey with all that is needed."
        raise MomentsError(Problem(f"These moments do not have {', '.join(missing)}.", remedy=remedy))
    old = [have.index(name) for name in variables]
    masks = np.zeros_like(moments.patterns)
    for new, bit in enumerate(old):
        masks |= (moments.patterns >> np.uint64(bit) & np.uint64(1)) << np.uint64(new)
    z = np.array([0, *(1 + bit for bit in old)], dtype=np.int64)
    rows, columns = np.tril_indices(len(z))
    order = np.lexsort((masks, moments.pattern_cell))
    cell, mask = moments.pattern_cell[order], masks[order]
    first = np.r_[True, (cell[1:] != cell[:-1]) | (mask[1:] != mask[:-1])][: len(cell)]
    into = np.empty(len(cell), dtype=np.int64)
    into[order] = np.cumsum(first) - 1
    products = np.zeros((int(first.sum()), 2, len(rows)))
    add_places(moments.products, into, place(z[rows], z[columns]), products)
    cells = len(moments.n)
    return replace(
        moments,
        schema=replace(
            moments.schema, items=(), categories={}, width=0, scores=(), variables=tuple(variables), blocks={}
        ),
        item_counts=np.zeros((cells, 0, 0), dtype=np.int64),
        item_weights=np.zeros((cells, 0, 0)),
        category_counts=np.zeros((cells, 0, 0), dtype=np.int64),
        category_weights=np.zeros((cells, 0, 0)),
        power_sums=np.zeros((cells, 0, 7)),
        pattern_cell=cell[first],
        patterns=mask[first],
        products=products,
        blocks={},
    )

"""How many people a share is of, where only a bound of that is told: a share of few people can be had in few ways.

61.5 % of ten to nineteen people are 8 of 13, and nothing else.
"""

from __future__ import annotations

import numpy as np

from mainspring.disclosure.attack.tables.additive import Additive
from mainspring.disclosure.attack.tables.table import Floats, Longs, Table

EXACT = 1e-9


def answered(table: Table, additive: Additive) -> Floats:
    """The most people that are known to have answered any question, float64 (groups,): NaN where nobody can tell.

    As it is told; or, of groups whose number is told as a bound, by the shares that only one number of people has. Nothing where
    answers are weighted, since a share is then of weights.
    """
    told = table.n[:, 1:]
    most = np.where(
        np.isnan(told).all(axis=1), np.nan, np.nanmax(np.nan_to_num(told, nan=-np.inf), axis=1, initial=-np.inf)
    )
    if additive.weighted or additive.recipes.weighted:
        return most
    shares = [at for at, name in enumerate(table.columns) if at and additive.recipes.is_share(name)]
    for group in np.flatnonzero(np.isnan(most) & np.isfinite(table.most)).tolist():
        values = [at for at in shares if table.bound[group, at] == 0 and not np.isnan(table.value[group, at])]
        sizes = np.arange(table.minimum, int(table.most[group]) + 1, dtype=np.int64)
        found = [_only(table.value[group, at], table.half_width[group, at], sizes) for at in values]
        most[group] = max((n for n in found if n is not None), default=np.nan)
    return most


def _only(value: float, half_width: float, sizes: Longs) -> float | None:
    """The only number of people, of some, that a share can be of; None if there are several."""
    nearest = 100 * np.rint(value * sizes / 100) / sizes
    fitting = sizes[np.abs(nearest - value) <= half_width + EXACT]
    return float(fitting[0]) if len(fitting) == 1 else None

"""Values that tell what everybody answered, or all but one or two: they are coded, never exact."""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from mainspring.disclosure.values import Bound, Released
from mainspring.scores import Estimates
from mainspring.scores.tree import Bools, Floats

ALL_BUT: Final = 2
"""A share that all but so many people have, or that at most so many have, is coded."""

MEAN_EXTREME: Final = 95.0
"""A mean so near the end of 0-100 can only be had if almost everybody gave the same answer."""

CODED_MEAN: Final = 90.0
"""What a coded mean is said to be at least; at the other end it is 10 at most."""


def at_top(value: Floats, n: Floats, hits: Floats) -> Bools:
    """Where a share is of all but two at least, or a mean as high; `hits` is how many people count, NaN for means."""
    return np.where(np.isnan(hits), value >= MEAN_EXTREME, hits >= n - ALL_BUT) & (n > 0)


def at_bottom(value: Floats, n: Floats, hits: Floats) -> Bools:
    """Where a share is of two at most, or a mean as low."""
    return np.where(np.isnan(hits), value <= 100 - MEAN_EXTREME, hits <= ALL_BUT) & (n > 0)


def extreme(estimates: Estimates) -> Bools:
    """Which values tell what (almost) everybody answered, bool (units, measures)."""
    value, n = np.clip(np.nan_to_num(estimates.value), 0, 100), np.nan_to_num(estimates.n)
    return at_top(value, n, estimates.hits) | at_bottom(value, n, estimates.hits)


def coded(value: Released, hits: float) -> Released:
    """The value as it is, or as a bound that is true where it is extreme.

    A bound is "90 or more", or the ten below the value where a small group's share is lower than that.
    """
    if value.n is None:
        return value
    given = np.array([value.value]), np.array([float(value.n)]), np.array([hits])
    if at_top(*given)[0]:
        return bounded(min(CODED_MEAN, 10.0 * math.floor(value.value / 10)), value.n, "or_more")
    if at_bottom(*given)[0]:
        return bounded(max(100 - CODED_MEAN, 10.0 * math.ceil(value.value / 10)), value.n, "or_less")
    return value


def bounded(value: float, n: int, bound: Bound) -> Released:
    """A value of which no more is told than a bound."""
    return Released(value=value, n=n, bound=bound)

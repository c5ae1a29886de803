"""How well the items of a construct hang together."""

from __future__ import annotations

from collections.abc import Mapping

from mainspring.moments import Moments, unpacked
from mainspring.scores.tree import Floats


def alpha(products: Floats) -> float | None:
    """Cronbach's alpha from the products (packed) of z = (1, items), weighted or not; None if nobody varies.

    Source: Cronbach (1951), formula 2: k / (k - 1) (1 - sum of item variances / variance of the sum).
    """
    sums = unpacked(products)
    size = sums[0, 0]
    if size <= 0:
        return None
    covariance = sums[1:, 1:] / size - sums[0, 1:, None] * sums[0, None, 1:] / size**2
    k, total = len(covariance), covariance.sum()
    if k < 2 or total <= 0:
        return None
    return float(k / (k - 1) * (1 - covariance.trace() / total))


def alphas(moments: Moments) -> Mapping[str, tuple[int, float | None, float | None]]:
    """For each construct of several items: respondents who answered all of them, alpha, and alpha weighted."""
    return {id: (int(block[1, 0]), alpha(block[1]), alpha(block[0])) for id, block in moments.blocks.items()}

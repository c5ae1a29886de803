"""The wild cluster restricted bootstrap, in k x k algebra: a draw turns the signs of clusters' scores, not of people's residuals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import optimize

from mainspring.evidence.clusters import Clusters, correction, cr1
from mainspring.evidence.sums import Floats

DRAWS: Final = 9_999
MOST_ENUMERATED: Final = 12
"""With so few clusters all 2^g sign vectors are used, and nothing is left to chance."""

WEBB: Final = np.array([-np.sqrt(1.5), -1.0, -np.sqrt(0.5), np.sqrt(0.5), 1.0, np.sqrt(1.5)])
CHUNK: Final = 1 << 21
"""Numbers held at a time: draws times clusters."""

NEAR = 1e-9
"""A draw that is the data itself must not lose against it by rounding."""


@dataclass(frozen=True, slots=True)
class Tested:
    """A contrast tested: p value of its being 0, and the values it cannot be told from at 5 %."""

    p_value: float
    conf_low: float
    conf_high: float
    draws: int


@dataclass(frozen=True, slots=True)
class _Draws:
    """For each draw, its t statistic at a hypothesised value r: (top0 + top1 r) / sqrt(var0 + var1 r + var2 r^2)."""

    top: Floats
    variance: Floats

    def p_value(self, r: float, t: float) -> float:
        top = self.top @ np.array([1.0, r])
        error = np.sqrt(np.clip(self.variance @ np.array([1.0, r, r * r]), np.finfo(float).tiny, None))
        return float(np.mean(np.abs(top) >= abs(t) * error * (1 - NEAR)))


def wild(clusters: Clusters, contrast: Floats, estimate: float, seed: int, draws: int = DRAWS) -> Tested:
    """Test that a contrast (k,) whose estimate is given is 0, and invert the test for an interval.

    Source: Cameron, Gelbach and Miller (2008); Webb (2023) for the six-point weights; Roodman et al. (2019) for the algebra.
    """
    error = float(np.sqrt(cr1(clusters, contrast[None]).matrix[0, 0]))
    found = _drawn(clusters, contrast, estimate, _weights(len(clusters.score), seed, draws))

    def p_value(r: float) -> float:
        return found.p_value(r, (estimate - r) / error)

    def bound(direction: int) -> float:
        inside, outside = estimate, estimate + direction * 2 * error
        while p_value(outside) > 0.05:
            inside, outside = outside, estimate + 2 * (outside - estimate)
            if abs(outside - estimate) > 1e6 * error:
                return direction * np.inf
        return float(optimize.bisect(lambda r: p_value(r) - 0.05, inside, outside, xtol=1e-8 * error))

    return Tested(p_value(0.0), bound(-1), bound(1), len(found.top))


def _weights(g: int, seed: int, draws: int) -> Iterator[Floats]:
    """Sign vectors (draws, g), some at a time; the first is the data itself where all are enumerated."""
    if g <= MOST_ENUMERATED:
        yield (1 - 2 * ((np.arange(2**g)[:, None] >> np.arange(g)) & 1)).astype(np.float64)
        return
    rng = np.random.default_rng(seed)
    size = max(1, CHUNK // g)
    for start in range(0, draws, size):
        yield WEBB[rng.integers(0, len(WEBB), (min(size, draws - start), g))]


def _drawn(clusters: Clusters, contrast: Floats, estimate: float, weights: Iterator[Floats]) -> _Draws:
    turned = clusters.inverse @ contrast  # M c
    reach = clusters.gram @ turned  # rows G_g M c
    away = reach / (contrast @ turned)
    # With the contrast held at r, scores are s_g + G_g M c (c'b - r) / c'Mc: one part without r, one for each r.
    parts = (clusters.score + away * estimate, -away)
    tops, variances = [], []
    for signs in weights:
        moves = [signs @ part @ clusters.inverse for part in parts]  # rows z
        errors = [signs * (part @ turned) - move @ reach.T for part, move in zip(parts, moves, strict=True)]
        tops.append(np.stack([move @ contrast for move in moves], axis=1))
        a, b = errors
        variances.append(correction(clusters) * np.stack([(a * a).sum(1), 2 * (a * b).sum(1), (b * b).sum(1)], axis=1))
    return _Draws(np.concatenate(tops), np.concatenate(variances))

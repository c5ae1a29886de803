"""Differences between units and between waves, and how far a rank can be trusted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from mainspring.scores.estimate import CONFIDENCE, Estimates
from mainspring.scores.tree import Floats, Longs, UnitTree


@dataclass(frozen=True, slots=True)
class Gap:
    """Differences in points with 95% limits, each float64 (units, measures); NaN where one cannot be had."""

    value: Floats
    std_error: Floats
    conf_low: Floats
    conf_high: Floats


def _gap(value: Floats, std_error: Floats, df: Floats) -> Gap:
    half = special.stdtrit(np.maximum(df, 1), (1 + CONFIDENCE) / 2) * std_error
    return Gap(value, std_error, value - half, value + half)


def from_whole(scores: Estimates, tree: UnitTree) -> Gap:
    """Each unit minus the unit above, which contains it.

    With f the unit's share of the whole's weight, unit minus whole is (1 - f)(unit minus rest), and the rest has been asked apart
    from the unit; the rest's variance follows from whole's = f^2 unit's + (1 - f)^2 rest's, all among respondents.
    """
    whole = np.maximum(tree.parents, 0)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = scores.weight / scores.weight[whole]
        rest = np.maximum(scores.alone[whole] ** 2 - share**2 * scores.alone**2, 0)
        std_error = np.sqrt((1 - share) ** 2 * scores.std_error**2 + rest)
    value = scores.value - scores.value[whole]
    apart = (tree.parents >= 0)[:, None] & (share < 1 - 1e-12)
    return _gap(np.where(apart, value, np.nan), np.where(apart, std_error, np.nan), scores.df)


def from_fixed(scores: Estimates, other: Floats, other_error: Floats | None = None) -> Gap:
    """Each unit minus a figure, `other` (units, measures), asked of other people; a figure without error is a fixed mark."""
    error = np.zeros_like(other) if other_error is None else other_error
    return _gap(scores.value - other, np.hypot(scores.std_error, error), scores.df)


def rank_intervals(low: Floats, high: Floats) -> tuple[Longs, Longs]:
    """The best and the worst rank each unit may have, 1 the highest value, from simultaneous intervals.

    Source: Klein, Wright and Wieczorek (2020), section 3: a unit's rank is at least 1 plus how many lie wholly above it, and at
    most as many as do not lie wholly below it.
    """
    best = 1 + (low[None, :] > high[:, None]).sum(axis=1)
    worst = len(low) - (high[None, :] < low[:, None]).sum(axis=1)
    return best.astype(np.int64), worst.astype(np.int64)


def simultaneous(value: Floats, std_error: Floats, df: Floats) -> tuple[Floats, Floats]:
    """95% limits for all of several independent units at once (Sidak 1967)."""
    each = CONFIDENCE ** (1 / max(len(value), 1))
    half = special.stdtrit(np.maximum(df, 1), (1 + each) / 2) * std_error
    return value - half, value + half

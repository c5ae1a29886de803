"""Scores of every unit with their uncertainty, from counts and sums alone.

A score is a ratio of sums, or a mean of such ratios. Its standard error is Taylor's linearisation (Wolter 2007, chapter 6;
Lumley 2010, chapter 2): each respondent's, or each next-lower unit's, contribution to the ratio around its value.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np
from scipy import special

from mainspring.scores.ratios import Ratios
from mainspring.scores.tree import Bools, Floats, Longs, UnitTree

FEWEST_CLUSTERS = 10
"""With fewer units below it, a unit's uncertainty comes from its respondents: a handful of units says little about chance."""

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Estimates:
    """Scores on 0-100 of units (rows) and measures (columns), all arrays float64 (units, measures) unless said otherwise.

    Attributes
    ----------
    ids : the measures. value : NaN where nobody answered. std_error : NaN where it cannot be had. df : degrees of freedom.
    n : people who answered. hits : for shares, how many of them count towards the share; NaN for means.
    weight : sums of the weights of those who answered.
    alone : the standard error if respondents answer independently of each other, whatever `std_error` is made from.
    """

    ids: tuple[str, ...]
    value: Floats
    std_error: Floats
    df: Floats
    n: Floats
    hits: Floats
    weight: Floats
    alone: Floats

    @property
    def interval(self) -> tuple[Floats, Floats]:
        """95% confidence limits, within 0-100; NaN where there is no standard error."""
        half = special.stdtrit(np.maximum(self.df, 1), (1 + CONFIDENCE) / 2) * self.std_error
        return np.clip(self.value - half, 0, 100), np.clip(self.value + half, 0, 100)

    def joined(self, other: Estimates) -> Estimates:
        """These measures and then the other's, of the same units."""
        columns = [np.hstack([getattr(part, field.name) for part in (self, other)]) for field in fields(self)[1:]]
        return Estimates(self.ids + other.ids, *columns)

    def column(self, id: str) -> int:
        """The position of a measure."""
        return self.ids.index(id)


def contributions(ratios: Ratios, tree: UnitTree) -> Floats:
    """How much each unit moves the ratios of the unit above: (top - value * bottom) / bottom of the whole, linearised.

    Zero for everybody, for breakdowns' groups, and for folded siblings, who move it as one: what each of them does would tell of it.
    """
    whole = np.maximum(tree.parents, 0)
    with np.errstate(invalid="ignore", divide="ignore"):
        moved = (ratios.top - ratios.value[whole] * ratios.bottom) / ratios.bottom[whole]
    moved[~tree.apart] = 0.0
    return np.nan_to_num(moved)


def between(moved: Floats, tree: UnitTree) -> tuple[Floats, Longs]:
    """Standard errors (units, measures) from the contributions of next-lower units, and how many there are (units,)."""
    squares = np.zeros_like(moved)
    clusters = np.zeros(len(tree.paths), dtype=np.int64)
    below = np.flatnonzero(tree.apart)
    np.add.at(squares, tree.parents[below], moved[below] ** 2)
    np.add.at(clusters, tree.parents[below], 1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.sqrt(squares * (clusters / (clusters - 1.0))[:, None]), clusters


def estimate(ratios: Ratios, value: Floats, moved: Floats, tree: UnitTree, fraction: Floats) -> Estimates:
    """Scores with standard errors: from next-lower units where there are FEWEST_CLUSTERS of them, else from respondents.

    `ratios` give n, hits, weights and the spread among respondents; `value` and `moved` (units, measures) are the scores and the
    contributions of units to them; `fraction` (units,) is the share of the population that answered, 0 where not known.
    """
    among, clusters = between(moved, tree)
    clustered = np.broadcast_to((clusters >= FEWEST_CLUSTERS)[:, None], value.shape)
    alone = np.sqrt(ratios.spread * (1 - fraction[:, None]))
    alone[ratios.n < 2] = np.nan
    return Estimates(
        ids=ratios.ids,
        value=value,
        std_error=np.where(clustered, among, alone),
        df=np.where(clustered, clusters[:, None], ratios.n) - 1,
        n=ratios.n,
        hits=ratios.hits,
        weight=ratios.bottom,
        alone=alone,
    )


def without_clusters(estimates: Estimates, where: Bools) -> Estimates:
    """The same scores with standard errors from respondents, bool (units, measures) says for which."""
    return replace(
        estimates,
        std_error=np.where(where, estimates.alone, estimates.std_error),
        df=np.where(where, estimates.n - 1, estimates.df),
    )

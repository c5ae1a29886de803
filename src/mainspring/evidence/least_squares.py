"""Least squares from cells: coefficients, residual scores, and what had to be left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mainspring.errors import ModelError, Problem
from mainspring.evidence.absorb import Absorbed, absorb, nested
from mainspring.evidence.clusters import Clusters
from mainspring.evidence.sums import CellSums, Floats, Ints, summed, with_columns, with_levels

INTERCEPT = "Intercept"

CONSTANT = 1e-10
"""A variable that keeps less of its variance than this when fixed effects, or other variables, are taken out has none left."""

LEAST_VARIANCE = 1e-8
"""A variable on 0-100 with less variance is the same for everybody, but for rounding."""

MOST_DUMMIES = 60
"""Levels of a fixed effect that may be written out as columns, where a covariance cannot have it absorbed."""


@dataclass(frozen=True, slots=True)
class LeastSquares:
    """A fit of the outcome on the columns.

    Attributes
    ----------
    sums : of the people it was fitted to. columns : k names. coefficients : float64 (k,), outcome and columns from their means.
    products : float64 (c, 1 + k, 1 + k), of outcome and columns without the absorbed effects. inverse : float64 (k, k), of X'WX.
    absorbed : the fixed effects taken out. dropped : columns that tell nothing beside the ones before them.
    """

    sums: CellSums
    columns: tuple[str, ...]
    coefficients: Floats
    products: Floats
    inverse: Floats
    absorbed: Absorbed
    dropped: tuple[str, ...]

    @property
    def n(self) -> int:
        """The people in the fit."""
        return int(self.sums.n.sum())

    @property
    def residual(self) -> float:
        """The weighted sum of squared residuals."""
        cells = self.products.sum(0)
        return float(cells[0, 0] - cells[0, 1:] @ self.coefficients)

    @property
    def explained(self) -> float:
        """The share of the variance, within the absorbed effects, that the columns explain."""
        cells = self.products.sum(0)
        if INTERCEPT in self.columns:
            at = 1 + self.columns.index(INTERCEPT)
            return 1 - self.residual / float(cells[0, 0] - cells[0, at] ** 2 / cells[at, at])
        return 1 - self.residual / float(cells[0, 0])

    def clusters(self, cluster: Ints) -> Clusters:
        """The fit by cluster, `cluster` (c,) being each cell's. Effects that are nested in clusters cost no further parameters."""
        groups = int(cluster.max()) + 1
        sums = summed(self.products, cluster, groups)
        gram = sums[:, 1:, 1:]
        own = [factor for factor in self.absorbed.factors if not nested(factor, cluster)]
        return Clusters(
            gram=gram,
            score=sums[:, 1:, 0] - gram @ self.coefficients,
            inverse=self.inverse,
            n=self.n,
            parameters=len(self.columns) + _further(self.absorbed, own),
        )


def _further(absorbed: Absorbed, own: Sequence[Ints]) -> int:
    """How many parameters the absorbed effects count for: the levels of those not nested in clusters, less one for each, and one."""
    return sum(int(factor.max()) for factor in own) + 1 if absorbed.factors else 0


def fit_least_squares(
    sums: CellSums, terms: Sequence[str], absorbed: Sequence[str], explicit: Sequence[str] = ()
) -> LeastSquares:
    """Fit the first variable of `sums` on the terms; fixed effects are absorbed, or `explicit`ly written out as columns.

    Raises ModelError if nothing can be estimated.
    """
    outcome, columns = sums.names[0], list(terms)
    if not absorbed:
        sums, columns = with_columns(sums, [INTERCEPT], np.ones((len(sums.n), 1))), [INTERCEPT, *columns]
    for factor in explicit:
        levels = len(sums.groups[factor].names)
        if levels > MOST_DUMMIES:
            what = f"{factor} has {levels} levels that are not each within one cluster."
            raise ModelError(Problem(what, remedy="Ask for --vcov CR1, or for clusters that the levels are nested in."))
        sums, added = with_levels(sums, factor)
        columns += added
    sums = sums.chosen([outcome, *columns])
    taken = absorb(sums, absorbed)
    kept = independent(taken.products.sum(0)[1:, 1:], sums)
    if not kept and columns:
        raise ModelError(
            Problem(f"Nothing that is asked of {outcome} varies among these people.", remedy="Ask for other terms.")
        )
    at = [0, *(1 + place for place in kept)]
    products = taken.products if len(kept) == len(columns) else taken.products[:, at][:, :, at]
    together = products.sum(0)
    scale = 1 / np.sqrt(np.diagonal(together)[1:])
    inverse = np.linalg.inv(together[1:, 1:] * scale[:, None] * scale) * scale[:, None] * scale
    return LeastSquares(
        sums=sums,
        columns=tuple(columns[place] for place in kept),
        coefficients=np.linalg.solve(together[1:, 1:] * scale[:, None] * scale, together[1:, 0] * scale) * scale,
        products=products,
        inverse=inverse,
        absorbed=taken,
        dropped=tuple(column for place, column in enumerate(columns) if place not in kept),
    )


def independent(gram: Floats, sums: CellSums) -> list[int]:
    """The columns that are neither constant nor a combination of the columns before them, by elimination in order.

    `gram` (k, k) are their cross-products, without fixed effects; `sums` have the outcome and them.
    """
    spread = np.maximum(np.einsum("cii->i", sums.products)[1:], LEAST_VARIANCE / CONSTANT * sums.weight.sum())
    left = gram.copy()
    kept = []
    for place in range(len(gram)):
        if left[place, place] <= CONSTANT * spread[place]:
            continue
        kept.append(place)
        left = left - np.outer(left[:, place], left[place]) / left[place, place]
    return kept


def left_out(name: str) -> str:
    """What a reader is told of a column that is not independent."""
    return f"{name} was left out: it is constant here, or a combination of what stands before it."

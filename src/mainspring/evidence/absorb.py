"""Fixed effects that are functions of the cell: what is left of the cross-products when they are taken out, exactly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from mainspring.errors import ModelError, Problem
from mainspring.evidence.sums import CellSums, Floats, Ints, moved, summed, with_columns

MOST_LEVELS = 5_000
"""Levels that all columns but the largest may have: their equations are solved as one dense matrix."""


@dataclass(frozen=True, slots=True)
class Absorbed:
    """Cross-products without the fixed effects.

    Attributes
    ----------
    products : float64 (c, v, v), sums of w x x' with x less its fixed effects.
    rank : how many coefficients the fixed effects are. factors : for each column, the number of each cell's level.
    """

    products: Floats
    rank: int
    factors: tuple[Ints, ...]


def without_singletons(sums: CellSums, columns: Sequence[str]) -> tuple[CellSums, int]:
    """The cells without levels of one person, which tell nothing of anything else; how many people that leaves out.

    Raises ModelError if it leaves out everybody.
    """
    left_out = 0
    while True:
        kept = np.ones(len(sums.n), dtype=bool)
        for column in columns:
            level = sums.groups[column].numbers
            kept &= np.bincount(level, sums.n)[level] > 1
        if kept.all():
            return sums, left_out
        if not kept.any():
            what = f"Everybody is alone with their {' or '.join(columns)}: that tells nothing of anything else."
            raise ModelError(Problem(what, remedy="Use coarser fixed effects."))
        left_out += int(sums.n[~kept].sum())
        sums = sums.cells(kept)


def absorb(sums: CellSums, columns: Sequence[str]) -> Absorbed:
    """Take out the fixed effects of these columns: of one its means, of several the least-squares fit of all together.

    Raises ModelError if several columns have too many levels.
    """
    factors = tuple(sums.groups[column].numbers for column in columns)
    fitted, rank = _fitted(sums, factors) if factors else (np.zeros_like(sums.total), 0)
    return Absorbed(taken_from(sums, fitted), rank, factors)


def taken_from(sums: CellSums, fitted: Floats) -> Floats:
    """The cross-products (c, v, v) of x less `fitted` (c, v), a value for everybody in a cell."""
    return moved(sums.products, sums.total, sums.weight, fitted)


WITHIN, BETWEEN = " within", " between"
"""What a split term is called after its name."""


def split(sums: CellSums, column: str) -> CellSums:
    """Each variable but the first as its difference from its unit's mean, and after all of them those means.

    Source: Mundlak (1978). The coefficients of the differences are those of fixed effects; the means' say what units differ by.
    """
    unit, groups = sums.groups[column].numbers, len(sums.groups[column].names)
    mean = summed(sums.total, unit, groups) / np.bincount(unit, sums.weight, minlength=groups)[:, None]
    fitted = mean[unit]
    fitted[:, 0] = 0.0
    terms = sums.names[1:]
    within = replace(
        sums,
        names=(sums.names[0], *(f"{name}{WITHIN}" for name in terms)),
        total=sums.total - sums.weight[:, None] * fitted,
        products=taken_from(sums, fitted),
        origin=np.concatenate([sums.origin[:1], np.zeros(len(terms))]),
    )
    both = with_columns(within, [f"{name}{BETWEEN}" for name in terms], fitted[:, 1:])
    return replace(both, origin=np.concatenate([within.origin, sums.origin[1:]]))


def _fitted(sums: CellSums, factors: Sequence[Ints]) -> tuple[Floats, int]:
    """The fixed effects' part of each variable in each cell, (c, v), and the rank of all effects.

    The largest column is eliminated, which leaves one equation for each level of the others.
    """
    largest, *others = sorted(factors, key=lambda factor: -int(factor.max(initial=0)))
    groups = int(largest.max()) + 1
    weight = np.bincount(largest, sums.weight, minlength=groups)
    mean = summed(sums.total, largest, groups) / weight[:, None]
    if not others:
        return mean[largest], groups
    dummies = sparse.hstack([_dummies(factor) for factor in others], format="csr")
    if dummies.shape[1] > MOST_LEVELS:
        what = f"The fixed effects have {dummies.shape[1]:,} levels beside those of the largest column."
        raise ModelError(Problem(what, remedy=f"All but one may have {MOST_LEVELS:,} together: use coarser columns."))
    shares = (
        _dummies(largest).T @ dummies.multiply(sums.weight[:, None]).tocsr()
    )  # weight by level of largest and others
    means = sparse.diags(1 / weight) @ shares
    normal = (dummies.T @ dummies.multiply(sums.weight[:, None]) - shares.T @ means).toarray()
    right = dummies.T @ sums.total - means.T @ (mean * weight[:, None])
    effects, _, rank, _ = np.linalg.lstsq(normal, right, rcond=1e-11)
    of_largest = mean - means @ effects
    return of_largest[largest] + dummies @ effects, groups + int(rank)


def _dummies(factor: Ints) -> sparse.csr_array:
    cells = len(factor)
    return sparse.csr_array((np.ones(cells), (np.arange(cells), factor)), shape=(cells, int(factor.max()) + 1))


def nested(factor: Ints, cluster: Ints) -> bool:
    """Whether every level of a factor is in one cluster."""
    of_level = np.zeros(int(factor.max(initial=0)) + 1, dtype=np.int64)
    of_level[factor] = cluster
    return bool((of_level[factor] == cluster).all())

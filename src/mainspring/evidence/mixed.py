"""Gaussian mixed models: an intercept, and coefficients, that vary by unit. Solved from each unit's cross-products.

Notation as in Bates, Maechler, Bolker and Walker (2015), section 3: u ~ N(0, s^2 T T'), T the relative Cholesky factor (q, q) with
parameters theta. Coefficients and s^2 are profiled out; a unit j takes part through D_j = I + T'Z_j'Z_j T alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import optimize

from mainspring.errors import ModelError, Problem
from mainspring.evidence.sums import Floats, Ints, summed

STARTS = (0.05, 0.3, 1.0)
"""Standard deviations between units, relative to the residual one, from which the optimum is looked for."""

NEAR = 0.01
"""Criteria that differ by less are of searches that ended at one place."""

BOUNDARY = 1e-4
"""A relative standard deviation below this is none."""


@dataclass(frozen=True, slots=True)
class Profile:
    """Units' cross-products of (outcome, k columns), float64 (units, 1 + k, 1 + k), columns of standard deviation 1.

    `varying` are the places of the q columns among them whose coefficients vary by unit; `fixed` those with a coefficient.
    """

    products: Floats
    n: int
    varying: Ints
    fixed: Ints
    reml: bool

    def solve(self, theta: Floats) -> Solution:
        """The fit with this relative Cholesky factor."""
        factor = lower(theta, len(self.varying))
        z = self.products[:, self.varying]
        inner = factor.T @ z[:, :, self.varying] @ factor
        root = np.linalg.cholesky(np.eye(len(self.varying)) + inner)
        places = np.r_[0, self.fixed]
        reach = np.linalg.solve(root, factor.T @ z[:, :, places])
        left = self.products.sum(0)[np.ix_(places, places)] - np.einsum("jqa,jqb->ab", reach, reach)
        gram = left[1:, 1:]
        coefficients = np.linalg.solve(gram, left[1:, 0])
        residual = float(left[0, 0] - left[1:, 0] @ coefficients)
        log_det = 2 * float(np.log(np.diagonal(root, axis1=1, axis2=2)).sum())
        df = self.n - len(self.fixed) if self.reml else self.n
        criterion = log_det + df * (1 + np.log(2 * np.pi * residual / df))
        if self.reml:
            criterion += float(np.linalg.slogdet(gram)[1])
        return Solution(theta, coefficients, np.linalg.inv(gram), residual / df, criterion)

    def deviance(self, theta: Floats, sigma: float) -> float:
        """Minus twice the (restricted) log likelihood where sigma, too, is given."""
        found = self.solve(theta)
        df = self.n - len(self.fixed) if self.reml else self.n
        profiled = df * (1 + np.log(2 * np.pi * found.variance))
        return float(found.criterion - profiled + df * (np.log(2 * np.pi * sigma**2) + found.variance / sigma**2))


@dataclass(frozen=True, slots=True)
class Solution:
    """A mixed model at a theta: coefficients (k,), inverse of X'V^-1 X (k, k) times s^2 is their covariance, s^2, criterion."""

    theta: Floats
    coefficients: Floats
    inverse: Floats
    variance: float
    criterion: float


def lower(theta: Floats, q: int) -> Floats:
    """The lower triangular matrix (q, q) with these entries, row by row."""
    matrix = np.zeros((q, q))
    matrix[np.tril_indices(q)] = theta
    return matrix


def by_unit(products: Floats, unit: Ints) -> Floats:
    """Cross-products of cells (c, v, v) summed by unit."""
    return summed(products, unit, int(unit.max()) + 1)


def optimum(profile: Profile) -> tuple[Solution, bool]:
    """The best of several searches, and whether they agree that it is one.

    Raises ModelError if there are fewer units than varying coefficients plus two.
    """
    q = len(profile.varying)
    if len(profile.products) < q + 2:
        what = f"{len(profile.products)} units are too few for {q} coefficients that vary between them."
        raise ModelError(Problem(what, remedy="Let fewer vary, or take finer units."))
    rows, columns = np.tril_indices(q)
    diagonal = rows == columns
    bounds = [(0.0, None) if on else (None, None) for on in diagonal]

    def criterion(theta: Floats) -> float:
        return profile.solve(theta).criterion

    # One parameter has one optimum to find; several may have more.
    found = [
        optimize.minimize(criterion, np.where(diagonal, start, 0.0), method="L-BFGS-B", bounds=bounds)
        for start in (STARTS if q > 1 else STARTS[1:2])
    ]
    best = min(found, key=lambda one: float(one.fun))
    agreed = sum(one.fun - best.fun < NEAR for one in found) > len(found) // 2
    options: Any = {"xatol": 1e-9, "fatol": 1e-9, "maxfev": 4000}
    last = optimize.minimize(criterion, np.asarray(best.x), method="Nelder-Mead", bounds=bounds, options=options)
    return profile.solve(np.asarray(last.x, dtype=np.float64)), agreed


def at_boundary(solution: Solution, q: int) -> bool:
    """Whether the covariance between units is singular: a variance of nothing, or a correlation of one."""
    factor = lower(solution.theta, q)
    return bool((np.abs(np.diagonal(factor)) < BOUNDARY * max(1.0, float(np.abs(factor).max()))).any())


def satterthwaite(profile: Profile, solution: Solution, contrasts: Floats) -> Floats | None:
    """Degrees of freedom (p,) of contrasts (p, k) of the coefficients; None if the optimum is not one in every direction.

    Source: Kuznetsova, Brockhoff and Christensen (2017): 2 v^2 / (g' A g), v a contrast's variance, g its gradient and A the
    covariance of the variance parameters (theta and sigma), from the deviance's Hessian by central differences.
    """
    q = len(profile.varying)
    free = np.abs(solution.theta) > BOUNDARY if at_boundary(solution, q) else np.ones(len(solution.theta), dtype=bool)
    at = np.r_[solution.theta[free], np.sqrt(solution.variance)]

    def full(values: Floats) -> tuple[Floats, float]:
        theta = solution.theta.copy()
        theta[free] = values[:-1]
        return theta, float(values[-1])

    def variances(values: Floats) -> Floats:
        theta, sigma = full(values)
        found: Floats = sigma**2 * np.einsum("pk,kl,pl->p", contrasts, profile.solve(theta).inverse, contrasts)
        return found

    steps = 1e-3 * np.maximum(np.abs(at), 1e-2)
    hessian = _hessian(lambda values: profile.deviance(*full(values)), at, steps)
    if np.linalg.eigvalsh(hessian).min() <= 0:
        return None
    gradient = np.stack([(variances(at + step) - variances(at - step)) / (2 * step.sum()) for step in np.diag(steps)])
    spread = 2 * np.linalg.inv(hessian)
    df: Floats = 2 * variances(at) ** 2 / np.einsum("ap,ab,bp->p", gradient, spread, gradient)
    return df


def _hessian(function: Callable[[Floats], float], at: Floats, steps: Floats) -> Floats:
    """Second derivatives by central differences."""
    size = len(at)
    matrix = np.empty((size, size))
    moves = np.diag(steps)
    for i in range(size):
        for j in range(i + 1):
            a, b = moves[i], moves[j]
            value = function(at + a + b) - function(at + a - b) - function(at - a + b) + function(at - a - b)
            matrix[i, j] = matrix[j, i] = value / (4 * steps[i] * steps[j])
    return matrix


def standardised(products: Floats) -> tuple[Floats, Floats]:
    """Cross-products of columns divided by their standard deviation, and those; the outcome and the constant, first, stay."""
    together = np.diagonal(products.sum(0))
    scale = np.sqrt(together / together[1])
    scale[:2] = 1.0
    return products / scale[:, None] / scale, scale

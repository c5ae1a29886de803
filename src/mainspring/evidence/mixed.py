"""Gaussian mixed models: an intercept, and coefficients, that vary by unit. Solved from each unit's cross-products.

Notation as in Bates, Maechler, Bolker and Walker (2015), section 3: u ~ N(0, s^2 T T'), T the relative Cholesky factor (q, q) with
parameters theta. Coefficients and s^2 are profiled out; a unit j takes part through D_j = I + T'Z_j'Z_j T alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
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
    """Units' cross-products of (outcome, k columns), the columns of standard deviation 1, as the criterion needs them.

    Attributes
    ----------
    inner : float64 (units, q * q), of the q columns whose coefficients vary by unit. reach : float64 (q, units, 1 + k), of these with the
        outcome and the columns that have a coefficient. total : float64 (1 + k, 1 + k), of the latter, over all units.
    """

    inner: Floats
    reach: Floats
    total: Floats
    n: int
    reml: bool

    @property
    def varying(self) -> int:
        """How many coefficients vary, q."""
        return len(self.reach)

    @property
    def fixed(self) -> int:
        """How many columns have a coefficient, k."""
        return len(self.total) - 1

    @property
    def units(self) -> int:
        """How many units there are."""
        return len(self.inner)

    def solve(self, theta: Floats) -> Solution:
        """The fit with this relative Cholesky factor."""
        factor = lower(theta, self.varying)
        spread = (self.inner @ np.kron(factor, factor)).T.reshape(self.varying, self.varying, -1)
        turned = (factor.T @ self.reach.reshape(self.varying, -1)).reshape(self.reach.shape)
        left: Floats = self.total.copy()
        log_det = 0.0
        for root, row in _forward(spread, turned):
            left -= row.T @ row
            log_det += 2 * float(np.log(root).sum())
        gram = left[1:, 1:]
        inverse = np.asarray(np.linalg.inv(gram), dtype=np.float64)
        coefficients = np.asarray(np.linalg.solve(gram, left[1:, 0]), dtype=np.float64)
        residual = float(left[0, 0] - left[1:, 0] @ coefficients)
        df = self.n - self.fixed if self.reml else self.n
        criterion = log_det + df * (1 + np.log(2 * np.pi * residual / df))
        if self.reml:
            criterion += float(np.linalg.slogdet(gram)[1])
        return Solution(theta, coefficients, inverse, residual / df, criterion)

    def deviance(self, theta: Floats, sigma: float) -> float:
        """Minus twice the (restricted) log likelihood where sigma, too, is given."""
        found = self.solve(theta)
        df = self.n - self.fixed if self.reml else self.n
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


def profile_of(products: Floats, n: int, places: tuple[Ints, Ints], *, reml: bool) -> Profile:
    """The profile of units' cross-products, float64 (units, 1 + v, 1 + v), the outcome first.

    `places` are those of the q varying columns among them and of the k that have a coefficient.
    """
    varying, fixed = places
    chosen = np.r_[0, fixed]
    return Profile(
        inner=np.ascontiguousarray(products[:, varying][:, :, varying].reshape(len(products), -1)),
        reach=np.ascontiguousarray(products[:, varying][:, :, chosen].transpose(1, 0, 2)),
        total=products.sum(0)[np.ix_(chosen, chosen)],
        n=n,
        reml=reml,
    )


def _forward(spread: Floats, turned: Floats) -> Iterator[tuple[Floats, Floats]]:
    """Row by row of the q: the diagonal (units,) of the Cholesky factor L of I + `spread` (q, q, units), and L^-1 `turned` (units, 1 + k).

    All units at once: a few long operations instead of a small factorisation for each of many units.
    """
    below: list[list[Floats]] = []
    done: list[Floats] = []
    for i in range(len(spread)):
        entries: list[Floats] = []
        for j in range(i + 1):
            value = spread[i, j] + float(i == j)
            for m in range(j):
                value = value - entries[m] * below[j][m] if j < i else value - entries[m] ** 2
            entries.append(np.sqrt(value) if i == j else value / below[j][j])
        row = turned[i]
        for m in range(i):
            row = row - entries[m][:, None] * done[m]
        row = row / entries[i][:, None]
        below.append(entries)
        done.append(row)
        yield entries[i], row


def lower(theta: Floats, q: int) -> Floats:
    """The lower triangular matrix (q, q) with these entries, row by row."""
    matrix = np.zeros((q, q))
    matrix[np.tril_indices(q)] = theta
    return matrix


def by_unit(products: Floats, unit: Ints) -> Floats:
    """Cross-products of cells (c, v, v) summed by unit."""
    return summed(products, unit, int(unit.max()) + 1)


def optimum(profile: Profile, *, thorough: bool = True) -> tuple[Solution, bool]:
    """The best of several searches, and whether they agree that it is one; of one search where it need not be `thorough`.

    Raises ModelError if there are fewer units than varying coefficients plus two.
    """
    q = profile.varying
    if profile.units < q + 2:
        what = f"{profile.units} units are too few for {q} coefficients that vary between them."
        raise ModelError(Problem(what, remedy="Let fewer vary, or take finer units."))
    rows, columns = np.tril_indices(q)
    diagonal = rows == columns
    bounds = [(0.0, None) if on else (None, None) for on in diagonal]

    def criterion(theta: Floats) -> float:
        return profile.solve(theta).criterion

    # One parameter has one optimum to find; several may have more.
    found = [
        optimize.minimize(criterion, np.where(diagonal, start, 0.0), method="L-BFGS-B", bounds=bounds)
        for start in (STARTS if q > 1 and thorough else STARTS[1:2])
    ]
    best = min(found, key=lambda one: float(one.fun))
    agreed = sum(one.fun - best.fun < NEAR for one in found) > len(found) // 2
    near = 1e-9 if thorough else 1e-6
    options: Any = {"xatol": near, "fatol": near, "maxfev": 4000}
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
    q = profile.varying
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

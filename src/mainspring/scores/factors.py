"""Confirmatory factor analysis by maximum likelihood, of one group or several, from means and covariances.

Each item measures one factor. A group's covariance is L P L' + T (loadings, factors' covariance, residual variances) and, where
intercepts are held equal, its mean n + L a. Fisher scoring: the expected information is the step's metric, as in LISREL.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy import special

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Equal = Literal["configural", "metric", "scalar"]

MOST_STEPS = 200
CLOSE = 1e-10
"""A step that would better the discrepancy by less than this ends the search."""

FIXED = -1
"""Stands for a parameter that is not free."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One group: n people, mean (p,) and covariance (p, p) with divisor n."""

    n: int
    mean: Floats
    covariance: Floats


@dataclass(frozen=True, slots=True)
class Fitted:
    """A factor model of g groups, p items and m factors.

    Attributes
    ----------
    chi2, df, p_value, cfi, tli, rmsea, srmr : how well it fits, as lavaan defines them.
    loadings, residuals : float64 (g, p), on the items' scale, and what is left of their variance. covariance : (g, m, m).
    standardised : float64 (g, p), loadings of standardised items on standardised factors.
    converged : whether the search ended at an optimum.
    """

    n: int
    chi2: float
    df: int
    p_value: float
    cfi: float
    tli: float
    rmsea: float
    srmr: float
    loadings: Floats
    residuals: Floats
    covariance: Floats
    standardised: Floats
    converged: bool

    @property
    def correlations(self) -> Floats:
        """The factors' correlations, float64 (g, m, m)."""
        sd = np.sqrt(np.diagonal(self.covariance, axis1=1, axis2=2))
        return self.covariance / sd[:, :, None] / sd[:, None, :]


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where each parameter stands in one vector, FIXED if it is not free; groups share what is held equal.

    `variance` are the factors' variances, 1 where fixed, and `mean` their means, 0 where fixed.
    """

    factor: Ints
    loading: Ints
    residual: Ints
    variance: Ints
    correlation: Ints
    intercept: Ints
    mean: Ints
    free: int
    means: bool

    @property
    def pairs(self) -> list[tuple[int, int]]:
        """The factors whose covariances are free."""
        return list(combinations(range(self.variance.shape[1]), 2))


def _lay_out(factor: Ints, groups: int, equal: Equal) -> _Layout:
    p, m = len(factor), int(factor.max()) + 1
    count = 0

    def places(columns: int, *, shared: bool = False, skip: int = 0) -> Ints:
        nonlocal count
        found = np.full((groups, columns), FIXED, dtype=np.int64)
        for group in range(skip, groups):
            if shared and group > skip:
                found[group] = found[skip]
                continue
            found[group] = np.arange(count, count + columns)
            count += columns
        return found

    same, scalar = equal != "configural", equal == "scalar"
    none = np.full((groups, m), FIXED, dtype=np.int64)
    loading = places(p, shared=same)
    residual = places(p)
    variance = places(m, skip=1) if same else none
    correlation = places(m * (m - 1) // 2)
    intercept = places(p, shared=True) if scalar else np.full((groups, p), FIXED, dtype=np.int64)
    mean = places(m, skip=1) if scalar else none
    return _Layout(factor, loading, residual, variance, correlation, intercept, mean, count, scalar)


def _start(layout: _Layout, samples: Sequence[Sample]) -> Floats:
    """Half of each item's variance is its factor's, and factors correlate at a half."""
    values = np.zeros(layout.free)
    for group, sample in reversed(list(enumerate(samples))):
        sd = np.sqrt(np.diagonal(sample.covariance))
        values[layout.loading[group]] = sd * np.sqrt(0.5)
        values[layout.residual[group]] = sd**2 / 2
        values[layout.correlation[group]] = 0.5
        if group and layout.variance[group, 0] != FIXED:
            values[layout.variance[group]] = 1.0
        if layout.means:
            values[layout.intercept[group]] = sample.mean
    return values


@dataclass(frozen=True, slots=True)
class _Group:
    """What the model says of one group, and its derivatives: sigma (p, p), mu (p,), d_sigma (k, p, p), d_mu (k, p) at `places` (k,)."""

    loading: Floats
    phi: Floats
    sigma: Floats
    mu: Floats
    places: Ints
    d_sigma: Floats
    d_mu: Floats


def _group(layout: _Layout, values: Floats, group: int) -> _Group:
    p, m = len(layout.factor), layout.variance.shape[1]
    loading = np.zeros((p, m))
    loading[np.arange(p), layout.factor] = values[layout.loading[group]]
    phi = np.eye(m)
    if layout.variance[group, 0] != FIXED:
        np.fill_diagonal(phi, values[layout.variance[group]])
    for at, (a, b) in zip(layout.correlation[group], layout.pairs, strict=True):
        phi[a, b] = phi[b, a] = values[at]
    alpha = values[layout.mean[group]] if layout.mean[group, 0] != FIXED else np.zeros(m)
    places, d_sigma, d_mu = _derivatives(layout, (group, loading, phi, alpha))
    return _Group(
        loading=loading,
        phi=phi,
        sigma=loading @ phi @ loading.T + np.diag(values[layout.residual[group]]),
        mu=(values[layout.intercept[group]] + loading @ alpha) if layout.means else np.zeros(p),
        places=places,
        d_sigma=d_sigma,
        d_mu=d_mu,
    )


def _derivatives(layout: _Layout, at: tuple[int, Floats, Floats, Floats]) -> tuple[Ints, Floats, Floats]:
    group, loading, phi, alpha = at
    p, m = loading.shape
    reach = phi @ loading.T  # (m, p)
    unit = np.eye(p)
    parts: list[tuple[Ints, Floats, Floats]] = []
    rows = unit[:, :, None] * reach[layout.factor][:, None, :]
    parts.append((layout.loading[group], rows + rows.transpose(0, 2, 1), unit * alpha[layout.factor][:, None]))
    parts.append((layout.residual[group], unit[:, :, None] * unit[:, None, :], np.zeros((p, p))))
    if layout.variance[group, 0] != FIXED:
        own = loading.T[:, :, None] * loading.T[:, None, :]
        parts.append((layout.variance[group], own, np.zeros((m, p))))
    if layout.pairs:
        one, other = loading.T[[a for a, _ in layout.pairs]], loading.T[[b for _, b in layout.pairs]]
        crossed = one[:, :, None] * other[:, None, :]
        parts.append((layout.correlation[group], crossed + crossed.transpose(0, 2, 1), np.zeros((len(one), p))))
    if layout.means:
        parts.append((layout.intercept[group], np.zeros((p, p, p)), unit))
    if layout.mean[group, 0] != FIXED:
        parts.append((layout.mean[group], np.zeros((m, p, p)), loading.T))
    places, d_sigma, d_mu = zip(*parts, strict=True)
    return np.concatenate(places), np.concatenate(d_sigma), np.concatenate(d_mu)


def _discrepancy(found: _Group, sample: Sample, *, means: bool) -> float:
    """The maximum-likelihood discrepancy of one group; infinite where the model's covariance is none."""
    sign, log_det = np.linalg.slogdet(found.sigma)
    if sign <= 0 or np.linalg.eigvalsh(found.sigma)[0] <= 0:
        return np.inf
    inverse = np.linalg.inv(found.sigma)
    away = sample.mean - found.mu if means else np.zeros(len(found.mu))
    own = np.linalg.slogdet(sample.covariance)[1]
    return float(log_det - own + (inverse * sample.covariance).sum() - len(away) + away @ inverse @ away)


def _total(layout: _Layout, values: Floats, samples: Sequence[Sample]) -> float:
    found = [_discrepancy(_group(layout, values, at), sample, means=layout.means) for at, sample in enumerate(samples)]
    return float(sum(sample.n * one for sample, one in zip(samples, found, strict=True)))


def _step(layout: _Layout, values: Floats, samples: Sequence[Sample]) -> tuple[Floats, float]:
    """The scoring step, and how much it would better the total discrepancy by the quadratic it comes from."""
    information = np.zeros((layout.free, layout.free))
    gradient = np.zeros(layout.free)
    for at, sample in enumerate(samples):
        found = _group(layout, values, at)
        inverse = np.linalg.inv(found.sigma)
        turned = inverse @ found.d_sigma
        away = sample.mean - found.mu if layout.means else np.zeros(len(found.mu))
        left = inverse @ (found.sigma - sample.covariance - np.outer(away, away)) @ inverse
        own = np.einsum("iab,jba->ij", turned, turned) / 2 + found.d_mu @ inverse @ found.d_mu.T
        pull = np.einsum("ab,iab->i", left, found.d_sigma) / 2 - found.d_mu @ inverse @ away
        information[np.ix_(found.places, found.places)] += sample.n * own
        gradient[found.places] += sample.n * pull
    step: Floats = np.linalg.lstsq(information, -gradient, rcond=1e-12)[0].astype(np.float64)
    return step, float(-gradient @ step)


def fit_factors(samples: Sequence[Sample], factor: Sequence[int], equal: Equal = "configural") -> Fitted:
    """Fit the model that item i measures factor factor[i].

    `equal` is what groups share: nothing, loadings, or loadings and intercepts. Factors have variance 1 and mean 0, in the first
    group alone where they can be had in others. Raises numpy.linalg.LinAlgError if a sample's covariance is singular.
    """
    for sample in samples:
        np.linalg.cholesky(sample.covariance)
    layout = _lay_out(np.asarray(factor, dtype=np.int64), len(samples), equal)
    values = _start(layout, samples)
    total, converged = _total(layout, values, samples), False
    for _ in range(MOST_STEPS):
        step, gain = _step(layout, values, samples)
        if gain < CLOSE * max(1.0, total):
            converged = True
            break
        size = 1.0
        while (tried := _total(layout, values + size * step, samples)) > total and size > 1e-8:
            size /= 2
        values, total = values + size * step, min(total, tried)
    return _described(layout, values, samples, converged=converged)


def _described(layout: _Layout, values: Floats, samples: Sequence[Sample], *, converged: bool) -> Fitted:
    groups = [_group(layout, values, at) for at in range(len(samples))]
    p, g, n = len(layout.factor), len(samples), sum(sample.n for sample in samples)
    chi2 = max(0.0, _total(layout, values, samples))
    moments = g * (p * (p + 1) // 2 + (p if layout.means else 0))
    df = moments - layout.free
    null = sum(
        sample.n * float(np.log(np.diagonal(sample.covariance)).sum() - np.linalg.slogdet(sample.covariance)[1])
        for sample in samples
    )
    null_df = g * p * (p - 1) // 2
    worse, null_worse = max(chi2 - df, 0.0), max(null - null_df, chi2 - df, 0.0)
    loadings = np.array([group.loading[np.arange(p), layout.factor] for group in groups])
    spread = np.array([np.diagonal(group.phi)[layout.factor] for group in groups])
    total = np.array([np.diagonal(group.sigma) for group in groups])
    return Fitted(
        n=n,
        chi2=chi2,
        df=df,
        p_value=float(special.chdtrc(df, chi2)) if df else 1.0,
        cfi=1 - worse / null_worse if null_worse else 1.0,
        tli=((null / null_df) - chi2 / df) / (null / null_df - 1) if df else 1.0,
        rmsea=float(np.sqrt(g * worse / (df * n))) if df else 0.0,
        srmr=sum(
            s.n / n * _srmr(group, s, means=layout.means or g > 1) for group, s in zip(groups, samples, strict=True)
        ),
        loadings=loadings,
        residuals=np.array([values[layout.residual[at]] for at in range(g)]),
        covariance=np.array([group.phi for group in groups]),
        standardised=loadings * np.sqrt(spread / total),
        converged=converged,
    )


def _srmr(group: _Group, sample: Sample, *, means: bool) -> float:
    """The root of the mean squared residual correlation, means counted where the model has them (Bentler's, as in lavaan)."""
    sd = np.sqrt(np.diagonal(sample.covariance))
    residual = (sample.covariance - group.sigma) / np.outer(sd, sd)
    squares = float((residual[np.tril_indices(len(sd))] ** 2).sum())
    count = len(sd) * (len(sd) + 1) // 2
    if means:
        away = (sample.mean - group.mu) / sd if group.mu.any() else np.zeros(len(sd))
        squares, count = squares + float((away**2).sum()), count + len(sd)
    return float(np.sqrt(squares / count))

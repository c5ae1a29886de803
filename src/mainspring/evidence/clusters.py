"""Cluster-robust inference from each cluster's cross-products: no one's row is needed, and no matrix is larger than k x k.

Notation: A = sum of G_g = X'WX over clusters, M its inverse, s_g = X_g'W e_g the score of a cluster, L the contrasts asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from mainspring.evidence.sums import Floats


@dataclass(frozen=True, slots=True)
class Clusters:
    """A least-squares fit by cluster, g of them.

    Attributes
    ----------
    gram : float64 (g, k, k), X'WX. score : float64 (g, k), X'W times the residuals. inverse : float64 (k, k), of the sum of gram.
    n : people. parameters : coefficients that the fit has used up, for CR1's correction.
    """

    gram: Floats
    score: Floats
    inverse: Floats
    n: int
    parameters: int


@dataclass(frozen=True, slots=True)
class Covariance:
    """Of contrasts L b, p of them: covariance float64 (p, p), and degrees of freedom float64 (p,) of their t tests."""

    matrix: Floats
    df: Floats


def correction(clusters: Clusters) -> float:
    """The factor g / (g - 1) x (n - 1) / (n - parameters) for small samples, as pyfixest and Stata have it."""
    g = len(clusters.score)
    return g / (g - 1) * (clusters.n - 1) / (clusters.n - clusters.parameters)


def cr1(clusters: Clusters, contrasts: Floats) -> Covariance:
    """The sandwich with the correction for small samples; g - 1 degrees of freedom."""
    half = clusters.score @ clusters.inverse @ contrasts.T
    return Covariance(correction(clusters) * half.T @ half, np.full(len(contrasts), len(half) - 1.0))


def cr3(clusters: Clusters, contrasts: Floats) -> Covariance:
    """The jackknife that leaves one cluster out, exactly; g - 1 degrees of freedom.

    Source: MacKinnon, Nielsen and Webb (2023), "Fast and reliable jackknife and bootstrap methods for cluster-robust inference".
    Without cluster g, the coefficients differ by -(A - G_g)^-1 s_g. The factor is pyfixest's, the one of CR1, where the paper has
    (g - 1) / g: errors are larger by g / (g - 1).
    """
    total = clusters.gram.sum(0)
    scale = 1 / np.sqrt(np.diagonal(total))
    # A column that only one cluster has is nothing without it: the generalised inverse leaves its coefficient where it was.
    without = np.linalg.pinv((total - clusters.gram) * scale[:, None] * scale, rcond=1e-10, hermitian=True)
    change = np.einsum("gkl,gl->gk", without, clusters.score * scale) * scale @ contrasts.T
    return Covariance(correction(clusters) * change.T @ change, np.full(len(contrasts), len(change) - 1.0))


def cr2(clusters: Clusters, contrasts: Floats) -> Covariance:
    """Bias-reduced linearisation, exact where errors are independent with variance 1 / w, and Satterthwaite degrees of freedom.

    Source: Bell and McCaffrey (2002); Pustejovsky and Tipton (2018). With U = W^(1/2) X L', M = L L', and the eigenvectors of
    U_g'U_g, (I - U_g U_g')^(-1/2) = I + U_g B_g U_g', so that the adjusted score is (I + G_g A_g) s_g and all stays k x k.
    """
    root = np.linalg.cholesky(clusters.inverse)
    values, vectors = np.linalg.eigh(root.T @ clusters.gram @ root)
    values = np.clip(values, 0.0, None)
    some = values > 1e-12
    # A cluster that alone decides a direction (value 1) has no error left in it: its adjustment is a generalised inverse.
    whole = values > 1 - 1e-10
    inside = np.where(whole | ~some, 0.5, values)
    stretch = np.where(whole, -1.0 / np.where(some, values, 1.0), (1 / np.sqrt(1 - inside) - 1) / inside)
    stretch = np.where(some, stretch, 0.5)  # the limit at 0
    adjust = root @ (vectors * stretch[:, None, :]) @ vectors.transpose(0, 2, 1) @ root.T
    turned = contrasts @ clusters.inverse  # (p, k): rows c'M
    lead = turned[None] + turned[None] @ clusters.gram @ adjust  # (g, p, k): rows u_g'
    adjusted = np.einsum("gpk,gk->gp", lead, clusters.score)
    return Covariance(adjusted.T @ adjusted, _satterthwaite(clusters, lead))


def _satterthwaite(clusters: Clusters, lead: Floats) -> Floats:
    """Degrees of freedom (p,): (trace of O)^2 / (trace of O^2), O_gh = [g = h] u_g'G_g u_g - u_g'G_g M G_h u_h."""
    reach = np.einsum("gpk,gkl->gpl", lead, clusters.gram)  # (g, p, k): rows u_g'G_g
    own = np.einsum("gpk,gpk->gp", reach, lead)
    shared = np.einsum("gpk,kl,gpl->gp", reach, clusters.inverse, reach)
    root = np.linalg.cholesky(clusters.inverse)
    turned = reach @ root
    crossed = np.einsum("gpk,gpl->pkl", turned, turned)
    trace = (own - shared).sum(0)
    square = (own**2).sum(0) - 2 * (own * shared).sum(0) + (crossed**2).sum((1, 2))
    df: Floats = trace**2 / square
    return df


COVARIANCES: dict[str, Callable[[Clusters, Floats], Covariance]] = {"CR1": cr1, "CR2": cr2, "CR3": cr3}


def effective(clusters: Clusters, contrasts: Floats) -> float:
    """How many clusters of one size would tell as much of the contrast that fewest tell of.

    Source: Carter, Schnepel and Steigerwald (2017), with independent errors: g / (1 + variation of leverage, squared).
    """
    turned = contrasts @ clusters.inverse
    leverage = np.einsum("pk,gkl,pl->gp", turned, clusters.gram, turned)
    variation = leverage.var(0) / leverage.mean(0) ** 2
    return float((len(leverage) / (1 + variation)).min())

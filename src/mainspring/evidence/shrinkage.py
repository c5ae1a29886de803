"""How much units differ, and each unit's mean drawn towards everybody's by as much as chance could have moved it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import special

from mainspring.errors import ModelError, Problem
from mainspring.evidence import mixed
from mainspring.evidence.least_squares import INTERCEPT
from mainspring.evidence.sums import Floats, Ints, cell_sums, summed, with_columns
from mainspring.moments import Moments

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, slots=True)
class Shrunken:
    """Empirical Bayes scores of u units on one variable, unweighted.

    Attributes
    ----------
    units : u labels. n : int64 (u,), people. mean : float64 (u,), as measured. estimate, std_error : float64 (u,), shrunken, the
        error counting that tau is estimated, too.
    reliability : float64 (u,), tau^2 / (tau^2 + sigma^2 / n): the share of the difference from everybody that is kept.
    everybody : the mean of all units. between, within : standard deviations tau and sigma.
    icc1 : the share of variance that lies between units. icc2 : how reliable the mean of a unit of average size is; both from the
        analysis of variance (Bliese 2000).
    """

    variable: str
    group: str
    units: tuple[str, ...]
    n: Ints
    mean: Floats
    estimate: Floats
    std_error: Floats
    reliability: Floats
    everybody: float
    between: float
    within: float
    icc1: float
    icc2: float

    def frame(self) -> pl.DataFrame:
        """A row for each unit: unit, n, mean, estimate, std_error, conf_low, conf_high, reliability."""
        import polars as pl

        half = float(special.ndtri(0.975)) * self.std_error
        return pl.DataFrame(
            {
                "unit": self.units,
                "n": self.n,
                "mean": self.mean,
                "estimate": self.estimate,
                "std_error": self.std_error,
                "conf_low": self.estimate - half,
                "conf_high": self.estimate + half,
                "reliability": self.reliability,
            }
        )


def shrink(moments: Moments, variable: str, group: str) -> Shrunken:
    """Shrink the units' means of a variable towards everybody's, by the mixed model without terms (restricted likelihood).

    Raises ModelError if the moments do not have the variable or the column, fewer than three units, or one person in each.
    """
    if group not in moments.schema.by:
        what = f"The cells of these moments are by {', '.join(moments.schema.by) or 'nothing'}, not by {group}."
        raise ModelError(Problem(what, remedy="Make them again with that column."))
    sums = cell_sums(moments, [variable], weighted=False)
    sums = sums.cells(~sums.groups[group].blank)
    unit, units = sums.groups[group].numbers, sums.groups[group].names
    if sums.n.sum() == len(units):
        what = f"Each {group} has one person: what units differ by cannot be told from what people do."
        raise ModelError(Problem(what, remedy="Take coarser units."))
    sums = with_columns(sums, [INTERCEPT], np.ones((len(sums.n), 1)))
    products = mixed.by_unit(sums.products, unit)
    profile = mixed.profile_of(products, int(sums.n.sum()), (np.array([1]), np.array([1])), reml=True)
    solution, _ = mixed.optimum(profile)
    n = products[:, 1, 1]
    mean = products[:, 0, 1] / n
    tau2 = float(solution.theta[0] ** 2 * solution.variance)
    kept = tau2 / (tau2 + solution.variance / n)
    centre = float(solution.coefficients[0])
    known = tau2 * (1 - kept) + (1 - kept) ** 2 * solution.variance * solution.inverse[0, 0]
    icc1, icc2 = _icc(products)
    return Shrunken(
        variable=variable,
        group=group,
        units=units,
        n=summed(sums.n[:, None].astype(float), unit, len(units))[:, 0].astype(np.int64),
        mean=mean + sums.origin[0],
        estimate=centre + kept * (mean - centre) + sums.origin[0],
        std_error=np.sqrt(known + 2 * _from_estimating(tau2, solution.variance / n)),
        reliability=kept,
        everybody=centre + float(sums.origin[0]),
        between=float(np.sqrt(tau2)),
        within=float(np.sqrt(solution.variance)),
        icc1=icc1,
        icc2=icc2,
    )


def _from_estimating(tau2: float, noise: Floats) -> Floats:
    """What not knowing tau^2 adds to the squared error of a shrunken mean, to be counted twice; `noise` (u,) is sigma^2 / n.

    Source: Prasad and Rao (1990), with the asymptotic variance of the restricted-likelihood estimate of tau^2.
    """
    spread = tau2 + noise
    added: Floats = noise**2 / spread**3 * 2 / (spread**-2).sum()
    return added


def _icc(products: Floats) -> tuple[float, float]:
    """ICC(1) and ICC(2) of a one-way layout from sums by unit of (x, 1)."""
    n, total, square = products[:, 1, 1], products[:, 0, 1], products[:, 0, 0]
    people, groups = n.sum(), len(n)
    between = float(((total**2 / n).sum() - total.sum() ** 2 / people) / (groups - 1))
    within = float((square - total**2 / n).sum() / (people - groups))
    size = float((people - (n**2).sum() / people) / (groups - 1))
    return (between - within) / (between + (size - 1) * within), (between - within) / between

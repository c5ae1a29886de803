"""Whether countries say the same: each on its own, and all without it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from scipy import special

from mainspring.errors import ModelError, Problem
from mainspring.evidence.model import Fit, FitOptions
from mainspring.evidence.models import fit
from mainspring.evidence.sums import Floats
from mainspring.instrument import Instrument
from mainspring.moments import COUNTRY, Moments, countries_of, of_countries


@dataclass(frozen=True, slots=True)
class AcrossCountries:
    """One term over g countries.

    Attributes
    ----------
    own, std_error : float64 (g,), in each country's own fit; NaN where it cannot be fitted there. without : float64 (g,), in the fit
        of all other countries.
    q, df, p_value : Cochran's test that all countries have the same coefficient. i2 : the share of the variation between countries
        that is more than chance (Higgins and Thompson 2002).
    """

    term: str
    countries: tuple[str, ...]
    own: Floats
    std_error: Floats
    without: Floats
    q: float
    df: int
    p_value: float
    i2: float
    reasons: tuple[str, ...] = ()


def across_countries(
    formula: str, moments: Moments, instrument: Instrument, options: FitOptions | None = None
) -> tuple[AcrossCountries, ...]:
    """Fit a model to each country of pooled moments, and to all but each; a row for each term of the pooled fit.

    A product is of deviations from the means of whoever is in a fit. Raises ModelError if the moments are not pooled, or the model
    cannot be fitted to all of them.
    """
    if COUNTRY not in moments.schema.by:
        raise ModelError(Problem("These moments are of one country.", remedy="Pool several with `mainspring pool`."))
    names = countries_of(moments)
    terms = fit(formula, moments, instrument, options).terms
    own = {name: _try(formula, of_countries(moments, [name]), instrument, options) for name in names}
    others = {
        name: _try(formula, of_countries(moments, [one for one in names if one != name]), instrument, options)
        for name in names
    }
    reasons = (
        *(f"{name} alone: {why}" for name, why in own.items() if isinstance(why, str)),
        *(f"All without {name}: {why}" for name, why in others.items() if isinstance(why, str)),
    )
    return tuple(replace(_over(term, own, others), reasons=reasons) for term in terms)


def _try(formula: str, moments: Moments, instrument: Instrument, options: FitOptions | None) -> Fit | str:
    """The fit; why there is none, if there are too few units or nothing varies."""
    try:
        return fit(formula, moments, instrument, options)
    except ModelError as error:
        return error.problems[0].what


def _over(term: str, own: Mapping[str, Fit | str], others: Mapping[str, Fit | str]) -> AcrossCountries:
    estimate, error = (
        np.array([_of(found, term, name) for found in own.values()]) for name in ("estimate", "std_error")
    )
    without = np.array([_of(found, term, "estimate") for found in others.values()])
    return compared(term, tuple(own), (estimate, error), without)


def compared(term: str, countries: tuple[str, ...], own: tuple[Floats, Floats], without: Floats) -> AcrossCountries:
    """Cochran's test over what each country has on its own: `own` are its estimates and their errors, float64 (g,) each."""
    estimate, error = own
    known = np.isfinite(estimate) & (error > 0)
    precision = 1 / error[known] ** 2
    middle = (precision * estimate[known]).sum() / precision.sum() if known.any() else np.nan
    q, df = float((precision * (estimate[known] - middle) ** 2).sum()), max(int(known.sum()) - 1, 0)
    return AcrossCountries(
        term=term,
        countries=countries,
        own=estimate,
        std_error=error,
        without=without,
        q=q,
        df=df,
        p_value=float(special.chdtrc(df, q)) if df else np.nan,
        i2=max(0.0, (q - df) / q) if q > 0 else 0.0,
    )


def _of(found: Fit | str, term: str, what: str) -> float:
    if isinstance(found, str) or term not in found.terms:
        return np.nan
    return float(getattr(found, what)[found.terms.index(term)])

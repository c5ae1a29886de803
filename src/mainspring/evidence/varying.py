"""Mixed models: from a question to the fit as a reader gets it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from mainspring.errors import ModelError, Problem
from mainspring.evidence import mixed
from mainspring.evidence.formula import Random
from mainspring.evidence.least_squares import INTERCEPT, independent, left_out
from mainspring.evidence.linear import t_tests
from mainspring.evidence.model import Fit, Varying
from mainspring.evidence.question import Question
from mainspring.evidence.sums import Floats, Ints, with_columns, with_levels
from mainspring.moments import COUNTRY


@dataclass(frozen=True, slots=True)
class Varied:
    """A mixed model to be solved.

    Attributes
    ----------
    profile : its sums by unit, of the outcome and k columns. varying : the places of the varying ones, the outcome's being 0.
    columns : their names. scale, origin : float64 (k,), what a column
        was divided by and taken from. terms : the first of the columns, which are shown; those of countries, if there are any, come
        after the intercept and them, and then columns that vary alone. units : how many.
    """

    profile: mixed.Profile
    varying: Ints
    columns: tuple[str, ...]
    scale: Floats
    origin: Floats
    outcome_origin: float
    terms: tuple[str, ...]
    units: int
    notes: tuple[str, ...]


def fit_varying(question: Question, *, thorough: bool = True) -> Fit:
    """Fit a question whose coefficients vary by unit; with one search instead of several where it need not be `thorough`.

    Raises ModelError if it has fixed effects, too, or too few units.
    """
    random = question.formula.random
    if random is None or question.formula.absorbed:
        what = "Fixed and varying effects stand in one formula."
        raise ModelError(Problem(what, remedy="Write a | LEVEL1 or a + (1 | LEVEL1), not both."))
    model = varied(question, random)
    solution, agreed = mixed.optimum(model.profile, thorough=thorough)
    contrasts = contrasts_of(model, question)
    estimate = contrasts @ solution.coefficients
    estimate[0] += model.outcome_origin
    covariance = solution.variance * contrasts @ solution.inverse @ contrasts.T
    std_error = np.sqrt(np.diagonal(covariance))
    df = mixed.satterthwaite(model.profile, solution, contrasts)
    if df is None:
        df = std_error = np.full(len(contrasts), np.nan)
    p_value, interval = t_tests(estimate, std_error, df)
    return Fit(
        formula=question.formula.text,
        method=f"mixed model, {'restricted ' if model.profile.reml else ''}maximum likelihood{_countries(question)}",
        weights="none",
        vcov="model",
        cluster=random.group,
        terms=model.terms,
        estimate=estimate,
        std_error=std_error,
        conf_low=interval[0],
        conf_high=interval[1],
        df=df,
        p_value=p_value,
        covariance=covariance,
        n=model.profile.n,
        clusters=model.units,
        varying=_varying(model, solution),
        residual_sd=float(np.sqrt(solution.variance)),
        criterion=solution.criterion + scaling(model, question),
        notes=(*question.notes, *model.notes, *_doubts(model, solution, agreed=agreed, curved=bool(df[0] == df[0]))),
    )


def varied(question: Question, random: Random) -> Varied:
    """The sums by unit, without columns that tell nothing beside the ones before them."""
    formula = question.formula
    sums = with_columns(question.sums, [INTERCEPT], np.ones((len(question.sums.n), 1)))
    # The intercept is then that of the first country.
    sums, countries = with_levels(sums, COUNTRY) if COUNTRY in sums.groups else (sums, ())
    asked = sums.chosen([formula.outcome, INTERCEPT, *formula.terms, *countries])
    kept = [asked.names[1 + place] for place in independent(asked.products.sum(0)[1:, 1:], asked)]
    columns = (*kept, *(name for name in random.slopes if name not in kept))
    sums = sums.chosen([formula.outcome, *columns])
    unit, names = sums.groups[random.group].numbers, sums.groups[random.group].names
    products, scale = mixed.standardised(mixed.by_unit(sums.products, unit))
    varying = np.array([1 + columns.index(name) for name in (INTERCEPT, *random.slopes)], dtype=np.int64)
    fixed = np.arange(1, 1 + len(kept), dtype=np.int64)
    return Varied(
        profile=mixed.profile_of(products, int(sums.n.sum()), (varying, fixed), reml=question.options.reml),
        varying=varying,
        columns=columns,
        scale=scale[1:],
        origin=np.array([0.0 if ":" in name else at for name, at in zip(columns, sums.origin[1:], strict=True)]),
        outcome_origin=float(sums.origin[0]),
        terms=tuple(name for name in kept if name not in countries),
        units=len(names),
        notes=tuple(left_out(name) for name in formula.terms if name not in kept),
    )


def _countries(question: Question) -> str:
    return f", fixed effects of {COUNTRY}" if COUNTRY in question.sums.groups else ""


def contrasts_of(model: Varied, question: Question) -> Floats:
    """What turns coefficients of the k columns into those of the p terms, float64 (p, k): the intercept's where all are 0."""
    terms, fixed = len(model.terms), model.profile.fixed
    contrasts = np.zeros((terms, fixed))
    np.fill_diagonal(contrasts, _sizes(model, question))
    contrasts[0, 1:] = -model.origin[1:fixed] / model.scale[1:fixed]
    return contrasts


def _sizes(model: Varied, question: Question) -> Floats:
    """How many of a column's units one unit of a fixed term is, float64 (k,)."""
    columns = model.columns[: model.profile.fixed]
    return np.array([question.scale(name) for name in columns]) / model.scale[: len(columns)]


def _doubts(model: Varied, solution: mixed.Solution, *, agreed: bool, curved: bool) -> Iterator[str]:
    if mixed.at_boundary(solution, model.profile.varying):
        yield "The best fit is at the boundary: units differ in fewer directions than the formula has. Let fewer coefficients vary."
    if not agreed:
        yield "The searches did not end at one place: do not rely on what varies between units."
    if not curved:
        yield "The likelihood is not curved as at an optimum: no standard errors are given."


def scaling(model: Varied, question: Question) -> float:
    """What columns of another size than the terms' add to the restricted criterion."""
    return -2 * float(np.log(_sizes(model, question)).sum()) if model.profile.reml else 0.0


def _varying(model: Varied, solution: mixed.Solution) -> tuple[Varying, ...]:
    """Standard deviations and correlations between units, the intercept's where all slopes' variables are 0."""
    at = model.varying - 1
    turn = np.diag(1 / model.scale[at])
    turn[0, 1:] = -model.origin[at[1:]] / model.scale[at[1:]]
    factor = turn @ mixed.lower(solution.theta, len(at))
    covariance = solution.variance * factor @ factor.T
    sd = np.sqrt(np.diagonal(covariance))
    with np.errstate(invalid="ignore", divide="ignore"):
        correlation = covariance / np.outer(sd, sd)
    return tuple(
        Varying(model.columns[place], float(sd[row]), tuple(float(value) for value in correlation[row, :row]))
        for row, place in enumerate(at.tolist())
    )

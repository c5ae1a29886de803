"""Least squares with fixed effects: which errors can be trusted, and the fit as a reader gets it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from scipy import special

from mainspring.errors import ModelError, Problem
from mainspring.evidence.absorb import nested, without_singletons
from mainspring.evidence.clusters import COVARIANCES, Clusters, Covariance, effective
from mainspring.evidence.formula import Formula
from mainspring.evidence.least_squares import INTERCEPT, MOST_DUMMIES, LeastSquares, fit_least_squares, left_out
from mainspring.evidence.model import Fit, Vcov, about
from mainspring.evidence.question import Question
from mainspring.evidence.sums import CellSums, Floats
from mainspring.evidence.wild import wild

FEW = 40
"""Clusters below which the sandwich's t test rejects too often."""

ENOUGH = 10
"""Clusters that are worth choosing a column for."""

FEWEST = 3
"""Clusters that tell anything of chance."""


@dataclass(frozen=True, slots=True)
class _Fitted:
    """A fit, by cluster.

    Attributes
    ----------
    grouped, column : the fit by cluster, and the clusters' column; None without cells.
    explained : the share of variance within all fixed effects. bare : effects that are not nested in clusters are absorbed, which
        CR1 can do with and nothing else.
    """

    fit: LeastSquares
    grouped: Clusters | None
    column: str | None
    explained: float
    bare: bool
    notes: tuple[str, ...]


def fit_linear(question: Question) -> Fit:
    """Fit a question without varying coefficients.

    Raises ModelError if nothing can be estimated, or the clusters are too few for the errors asked for.
    """
    formula = question.formula
    fitted = _fitted(question)
    contrasts, offset, terms = _contrasts(fitted.fit, formula, question.scale)
    estimate = contrasts @ fitted.fit.coefficients + offset
    vcov, said = _inference(fitted, contrasts, question.options.vcov)
    covariance, p_value, interval = _tested(fitted, contrasts, estimate, (vcov, question.options.seed))
    grouped = None if vcov == "iid" else fitted.grouped
    return Fit(
        formula=formula.text,
        method="least squares" + (f", fixed effects of {' and '.join(formula.absorbed)}" if formula.absorbed else ""),
        weights="survey" if question.weighted else "none",
        vcov=vcov,
        cluster=None if grouped is None else fitted.column,
        terms=terms,
        estimate=estimate,
        std_error=np.sqrt(np.diagonal(covariance.matrix)),
        conf_low=interval[0],
        conf_high=interval[1],
        df=covariance.df,
        p_value=p_value,
        covariance=covariance.matrix,
        n=fitted.fit.n,
        clusters=None if grouped is None else len(grouped.score),
        explained=fitted.explained,
        notes=(*question.notes, *fitted.notes, *said),
    )


def _fitted(question: Question) -> _Fitted:
    """The fit; effects that are not nested in clusters are written out as columns where the errors cannot have them absorbed."""
    formula, vcov = question.formula, question.options.vcov
    sums, singles = without_singletons(question.sums, formula.absorbed)
    column = question.options.cluster or _own_clusters(formula, sums)
    fit = fit_least_squares(sums, formula.terms, formula.absorbed)
    explained, notes = fit.explained, tuple(_left_out(formula, singles, fit))
    if column is None:
        return _Fitted(fit, None, None, explained, True, notes)
    cluster = sums.groups[column].numbers
    across = [name for name in formula.absorbed if not nested(sums.groups[name].numbers, cluster)]
    wide = int(cluster.max()) + 1 >= FEW and any(len(sums.groups[name].names) > MOST_DUMMIES for name in across)
    bare = bool(across) and (vcov in ("iid", "CR1") or (vcov is None and wide))
    if across and not bare:
        fit = fit_least_squares(sums, formula.terms, [name for name in formula.absorbed if name not in across], across)
    return _Fitted(fit, fit.clusters(cluster), column, explained, bare, notes)


def _left_out(formula: Formula, singles: int, fit: LeastSquares) -> Iterator[str]:
    if singles:
        who = f"People alone with their {' or '.join(formula.absorbed)}"
        yield f"{who} tell nothing of it, and were left out: {about(singles)} of them."
    for name in fit.dropped:
        yield left_out(name)


def _own_clusters(formula: Formula, sums: CellSums) -> str | None:
    """The first column, of the fixed effects and then of the cells from coarse to fine, with enough labels; else the finest."""
    for column in (*formula.absorbed, *sums.groups):
        if len(sums.groups[column].names) >= ENOUGH:
            return column
    return list(sums.groups)[-1] if sums.groups else None


def _contrasts(
    fitted: LeastSquares, formula: Formula, scale: Callable[[str], float]
) -> tuple[Floats, Floats, tuple[str, ...]]:
    """What turns coefficients of deviations from means into those of the terms: matrix (p, k), offset (p,), names."""
    origin = dict(zip(fitted.sums.names, fitted.sums.origin, strict=True))
    named = formula.terms if formula.absorbed else (INTERCEPT, *formula.terms)
    reported = [name for name in fitted.columns if name in named]
    contrasts = np.zeros((len(reported), len(fitted.columns)))
    offset = np.zeros(len(reported))
    for row, name in enumerate(reported):
        at = fitted.columns.index(name)
        contrasts[row, at] = 1.0 if name == INTERCEPT else scale(name)
        if name == INTERCEPT:
            offset[row] = origin[fitted.sums.names[0]]
            for place, other in enumerate(fitted.columns):
                if other != INTERCEPT and ":" not in other:
                    contrasts[row, place] = -origin[other]
    return contrasts, offset, tuple(reported)


def _inference(fitted: _Fitted, contrasts: Floats, vcov: Vcov | None) -> tuple[Vcov, list[str]]:
    """Which standard errors are used, and why; ModelError if those asked for cannot be trusted here."""
    grouped, column = fitted.grouped, fitted.column
    if grouped is None:
        if vcov not in (None, "iid"):
            raise ModelError(
                Problem(f"{vcov} needs clusters, and these moments have one cell.", remedy="Make them with --by.")
            )
        return "iid", ["Without units there are no clusters: the errors take people to be independent of each other."]
    count = len(grouped.score)
    if vcov == "iid":
        return "iid", ["These errors take people of one unit to be independent of each other, and are then too small."]
    if count < FEWEST:
        raise ModelError(
            Problem(f"{count} clusters of {column} tell nothing of chance.", remedy="Cluster by finer units.")
        )
    if vcov == "CR1" and count < FEW:
        what = f"With {count} clusters of {column}, CR1 finds too much: it needs {FEW} or more."
        raise ModelError(Problem(what, remedy="Use --vcov CR2, or wild."))
    equal = effective(grouped, contrasts)
    told = f"The {count} clusters of {column} tell as much as {equal:.0f} of equal size"
    if vcov is not None:
        return vcov, [f"{told}: prefer CR2 or wild."] if vcov == "CR1" and equal < FEW / 2 else []
    if count >= FEW and (equal >= FEW or fitted.bare):
        return "CR1", [f"{told}, and the fixed effects have too many levels for CR2."] if equal < FEW else []
    return "CR2", [f"{told}: CR2 with Satterthwaite's degrees of freedom is used."]


def _tested(
    fitted: _Fitted, contrasts: Floats, estimate: Floats, how: tuple[Vcov, int]
) -> tuple[Covariance, Floats, tuple[Floats, Floats]]:
    """Covariance, p values and intervals of the contrasts."""
    (vcov, seed), fit, grouped = how, fitted.fit, fitted.grouped
    if vcov == "wild" and grouped is not None:
        tests = [wild(grouped, row, value, seed) for row, value in zip(contrasts, estimate, strict=True)]
        low, high = np.array([[test.conf_low, test.conf_high] for test in tests]).T
        return COVARIANCES["CR1"](grouped, contrasts), np.array([test.p_value for test in tests]), (low, high)
    if vcov == "iid" or grouped is None:
        df = float(fit.n - len(fit.columns) - fit.absorbed.rank)
        matrix = fit.residual / df * contrasts @ fit.inverse @ contrasts.T
        covariance = Covariance(matrix, np.full(len(contrasts), df))
    else:
        covariance = COVARIANCES[vcov](grouped, contrasts)
    return covariance, *t_tests(estimate, np.sqrt(np.diagonal(covariance.matrix)), covariance.df)


def t_tests(estimate: Floats, std_error: Floats, df: Floats) -> tuple[Floats, tuple[Floats, Floats]]:
    """Two-sided p values, and intervals of 95 %."""
    with np.errstate(invalid="ignore", divide="ignore"):
        p_value = 2 * special.stdtr(df, -np.abs(estimate / std_error))
    half = special.stdtrit(df, 0.975) * std_error
    return p_value, (estimate - half, estimate + half)

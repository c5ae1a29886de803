"""Whom a formula is fitted to, as plain sums: what a gate needs to know before a fit may leave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from mainspring.errors import ModelError, Problem
from mainspring.evidence.absorb import BETWEEN, without_singletons
from mainspring.evidence.formula import Formula
from mainspring.evidence.least_squares import INTERCEPT, fit_least_squares
from mainspring.evidence.model import FitOptions
from mainspring.evidence.question import ask, checked, is_weighted
from mainspring.evidence.sums import Floats, Ints, groups_at, kept_as
from mainspring.instrument import Instrument
from mainspring.moments import Moments, listwise


@dataclass(frozen=True, slots=True)
class People:
    """The people that a formula is fitted to.

    Attributes
    ----------
    formula, options : with columns as the moments write them. names : the v variables: the outcome, then all that stands on the right,
        parts of products, too.
    sums : float64 (1 + v, 1 + v), plain sums of z z', z = (1, variables from 50). units : for each column that the model needs, int64
        (u,), people in each of its units.
    effective : how many people of equal weight would tell as much as these do; NaN where squared weights were not kept.
    """

    formula: Formula
    options: FitOptions
    names: tuple[str, ...]
    sums: Floats
    units: Mapping[str, Ints]
    effective: float

    @property
    def n(self) -> int:
        """How many they are."""
        return int(self.sums[0, 0])


def people_of(formula: str, moments: Moments, instrument: Instrument, options: FitOptions | None = None) -> People:
    """Whom `fit` would fit a formula to. Raises as `fit` does for a formula that does not fit the moments."""
    parsed, chosen, columns = checked(formula, moments, instrument, options or FitOptions())
    z, n = listwise(moments, kept_as(moments, parsed.variables), weighted=False)
    groups = {column: groups_at(moments.paths, moments.schema.by.index(column)) for column in columns}
    kept = n > 0
    for group in groups.values():
        kept &= ~group.blank
    kept = _not_alone(n, kept, [groups[column].numbers for column in parsed.absorbed])
    if not kept.any():
        raise ModelError(Problem(f"Nobody has all of {', '.join(parsed.variables)}.", remedy="Leave one of them out."))
    units = {column: np.bincount(group.numbers[kept], n[kept]).astype(np.int64) for column, group in groups.items()}
    weighted = is_weighted(parsed, instrument, chosen)
    return People(
        formula=parsed,
        options=chosen,
        names=parsed.variables,
        sums=z[kept].sum(axis=0),
        units={column: people[people > 0] for column, people in units.items()},
        effective=_effective(moments.weight[kept], moments.weight2[kept]) if weighted else float(n[kept].sum()),
    )


def _not_alone(n: Ints, kept: npt.NDArray[np.bool_], levels: Sequence[Ints]) -> npt.NDArray[np.bool_]:
    """The cells without levels of one person, which a fit leaves out, too."""
    while True:
        left = kept.copy()
        for level in levels:
            left &= np.bincount(level, n * kept)[level] > 1
        if (left == kept).all():
            return left
        kept = left


def _effective(weight: Floats, weight2: Floats) -> float:
    """Kish's effective number."""
    return float(weight.sum() ** 2 / weight2.sum()) if weight2.sum() != 0 else 0.0


def own_variation(
    formula: str, moments: Moments, instrument: Instrument, options: FitOptions | None = None
) -> list[tuple[str, float, float]]:
    """For each term of a fit, the sum of squares that is its own beside all other terms and fixed effects, over people, and what one
    person who is as far from everybody's mean as can be would make of it.

    Products, terms that stand for units (a split's means) and those that the fit leaves out are not there. Raises as `fit`.
    """
    asked = ask(formula, moments, instrument, replace(options or FitOptions(), weights="none"))
    sums, _ = without_singletons(asked.sums, asked.formula.absorbed)
    if not asked.formula.terms:
        return []
    fitted = fit_least_squares(sums, asked.formula.terms, asked.formula.absorbed)
    middle = dict(zip(sums.names, sums.origin.tolist(), strict=True))
    return [
        (name, float(1 / fitted.inverse[place, place]), farthest(middle[name]) ** 2)
        for place, name in enumerate(fitted.columns)
        if name != INTERCEPT and ":" not in name and not name.endswith(BETWEEN)
    ]


def farthest(mean: float) -> float:
    """How far from a mean somebody can be on 0-100."""
    return max(mean, 100 - mean)

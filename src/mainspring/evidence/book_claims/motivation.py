"""C1 and C4: how many units have a majority of the motivated, and whether motivation does less where compliance dominates."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from scipy import special

from mainspring.errors import MainspringError, ModelError, Problem
from mainspring.evidence.absorb import BETWEEN, WITHIN, split
from mainspring.evidence.book_claims.model import Part, Verdict, untested
from mainspring.evidence.book_claims.sample import DRIVEN, SAME, Sample, by_country, check
from mainspring.evidence.book_claims.verdicts import equivalence
from mainspring.evidence.formula import Formula, Random
from mainspring.evidence.model import Fit, FitOptions
from mainspring.evidence.question import Question
from mainspring.evidence.sums import Floats, Ints, cell_sums, with_product
from mainspring.evidence.varying import fit_varying

NEARLY_EVERYWHERE: Final = 90.0
"""Per cent of units that "nearly everywhere" means at least."""

MOTIVATED = ("C1", "majority", "Units where most people are motivated, beyond doubt")
SLOPES = ("C4", "slopes", "Performance: motivation’s part in it, with the unit’s compliance")


def majorities(sample: Sample) -> Part:
    """The share of units whose shrunken share of motivated people is above one half with its whole interval."""
    if reason := sample.lacks([DRIVEN]):
        return untested(*MOTIVATED, reason)
    try:
        found = by_country(sample, DRIVEN)
    except MainspringError as error:
        return untested(*MOTIVATED, error.problems[0].what)
    estimate = np.concatenate([one.estimate for one in found])
    half = float(special.ndtri(0.975)) * np.concatenate([one.std_error for one in found])
    most, few = 100 * float((estimate - half > 50).mean()), 100 * float((estimate + half < 50).mean())
    verdict: Verdict = "not settled"
    if most >= NEARLY_EVERYWHERE:
        verdict = "supported"
    elif few > 100 - NEARLY_EVERYWHERE:
        verdict = "contradicted"
    return Part(
        *MOTIVATED,
        model=f"{DRIVEN} ~ 1 + (1 | {sample.unit}), each unit’s mean drawn towards everybody’s (empirical Bayes)",
        scale="share",
        direction=1,
        estimate=most,
        band=(NEARLY_EVERYWHERE, 100.0),
        n=int(sum(one.n.sum() for one in found)),
        clusters=len(estimate),
        verdict=verdict,
        notes=(
            f"{_span(estimate, np.concatenate([one.n for one in found]), sample)} In {f'{few:.0f}%' if few else 'none'} are the "
            "motivated the minority, beyond doubt.",
        ),
    )


def _span(estimate: Floats, n: Ints, sample: Sample) -> str:
    """The middle, the lowest and the highest unit, of those with enough people to be spoken of."""
    fewest = sample.options.smallest_unit
    kept = estimate[n >= fewest]
    if not len(kept):
        return f"No {sample.level} has the {fewest} people that it takes to be spoken of on its own."
    of = "" if len(kept) == len(estimate) else f", of those with {fewest} people or more,"
    middle, low, high = (_coded(float(value)) for value in (np.median(kept), kept.min(), kept.max()))
    return f"In the middle {sample.level}{of} {middle} are motivated; the lowest has {low}, the highest {high}."


def _coded(share: float) -> str:
    """A share in words, near the ends a bound: all of a unit's people are not to be known by it."""
    return "more than 95%" if share > 95 else "less than 5%" if share < 5 else f"{share:.0f}%"


def slopes(sample: Sample) -> Part:
    """How the slope of performance on motivation within units changes with the unit's mean compliance."""
    if reason := sample.lacks(["performance", "motivation", "compliance"]):
        return untested(*SLOPES, reason)
    try:
        fit, (spread, *steps) = mixed_model(sample)
    except MainspringError as wrong:
        return untested(*SLOPES, wrong.problems[0].what)
    size, smallest = math.prod(steps) / spread, sample.options.smallest_effect
    effect, error, df = float(fit.estimate[-1]) * size, float(fit.std_error[-1]) * size, float(fit.df[-1])
    return Part(
        *SLOPES,
        model=fit.formula,
        scale="sd",
        direction=-1,
        estimate=effect,
        std_error=error,
        conf_low=float(fit.conf_low[-1]) * size,
        conf_high=float(fit.conf_high[-1]) * size,
        df=df,
        p_value=float(fit.p_value[-1]),
        p_equivalence=equivalence(effect, error, df, smallest),
        band=(-smallest, smallest),
        n=fit.n,
        clusters=fit.clusters,
        steps=tuple(steps),
        outcome=spread,
        notes=fit.notes,
    )


def mixed_model(sample: Sample) -> tuple[Fit, tuple[float, float, float]]:
    """The fit, its last term the product; and the standard deviations of performance, motivation within, compliance between.

    A unit's mean stands for it, and people's motivation is taken from it: units that differ in motivation do not tilt the slope.
    Raises ModelError if the product cannot be told from the other terms.
    """
    unit = str(sample.unit)
    sums = cell_sums(sample.moments, ["performance", "motivation", "compliance"], weighted=False)
    check(sums)
    spread = sums.std_dev("performance")
    sums = split(sums.cells(~sums.groups[unit].blank), unit)
    own, mean, dial = f"motivation{WITHIN}", f"motivation{BETWEEN}", f"compliance{BETWEEN}"
    if not sums.std_dev(own) > SAME:
        raise ModelError(Problem("People of one unit do not differ in motivation.", remedy="Take coarser units."))
    factor = sums.total[:, sums.names.index(dial)] / sums.weight
    product = f"{own} x {dial}"
    terms = (own, mean, dial, product)
    sums = with_product(sums, product, own, factor)
    formula = Formula(
        f"performance ~ {' + '.join(terms)} + (1 + {own} | {unit})", "performance", terms, random=Random((own,), unit)
    )
    fit = fit_varying(
        Question(formula, sums, frozenset(), weighted=False, options=FitOptions(), notes=()), thorough=sample.thorough
    )
    if fit.terms[-1] != product:
        what = "Units do not differ in compliance, so that its part cannot be told."
        raise ModelError(Problem(what, remedy="Nothing: these data do not have it."))
    return fit, (spread, sums.std_dev(own), sums.std_dev(dial))

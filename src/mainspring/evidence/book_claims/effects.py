"""Claims about what goes with what: the term of a fixed-effects model among people of one unit (C2, C3, C5, C6, C8)."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from mainspring.errors import MainspringError, ModelError, Problem
from mainspring.evidence.book_claims.model import ClaimsOptions, Part, Scale, untested
from mainspring.evidence.book_claims.sample import NOUNS, Sample, check
from mainspring.evidence.book_claims.verdicts import equivalence
from mainspring.evidence.linear import fit_linear, t_tests
from mainspring.evidence.model import Fit, FitOptions
from mainspring.evidence.question import Question, ask
from mainspring.evidence.sums import Floats


@dataclass(frozen=True, slots=True)
class Asked:
    """A part of a claim that one term of a model answers.

    Attributes
    ----------
    direction : the sign that the claim says. held : the other terms; those in `dropped` may be missing from a survey.
    at : a variable and how many standard deviations from its mean the term's slope is taken, if the term has a product with it.
    """

    claim: str
    id: str
    label: str
    outcome: str
    term: str
    direction: int
    held: tuple[str, ...] = ()
    dropped: frozenset[str] = frozenset()
    at: tuple[str, int] | None = None

    @property
    def product(self) -> str:
        """The product that the slope depends on."""
        return next(name for name in self.held if ":" in name)


AT: Final = {-1: "one standard deviation below its mean", 1: "one standard deviation above its mean"}
PAY: Final = frozenset({"pay"})
ASKED: Final = (
    Asked("C2", "satisfaction", "Satisfaction, with empowerment", "satisfaction", "empowerment", 1,
          ("compliance", "pay"), PAY | {"compliance"}),
    Asked("C2", "performance", "Performance, with empowerment", "performance", "empowerment", 1,
          ("compliance", "pay"), PAY | {"compliance"}),
    Asked("C3", "motivation", "Motivation, with compliance", "motivation", "compliance", -1, ("empowerment", "pay"), PAY),
    Asked("C3", "satisfaction", "Satisfaction, with compliance", "satisfaction", "compliance", -1,
          ("empowerment", "pay"), PAY),
    Asked("C5", "product", "Intent to leave: motivation’s part in it, with empowerment", "leave",
          "motivation:empowerment", -1, ("motivation", "empowerment")),
    Asked("C5", "low", "Intent to leave, with motivation, where empowerment is low", "leave", "motivation", 1,
          ("empowerment", "motivation:empowerment"), at=("empowerment", -1)),
    Asked("C6", "high", "Satisfaction, with empowerment, where compliance is high", "satisfaction", "empowerment", 1,
          ("compliance", "empowerment:compliance", "pay"), PAY, at=("compliance", 1)),
    Asked("C8", "product", "Performance: empowerment’s part in it, with observability", "performance",
          "empowerment:observability", -1, ("empowerment", "observability")),
)  # fmt: skip  # a table is read by its rows


def effects(sample: Sample, asked: tuple[Asked, ...] = ASKED) -> Iterator[Part]:
    """Each part, fitted; or why it was not."""
    for one in asked:
        held = tuple(name for name in one.held if name not in one.dropped or not sample.lacks([name]))
        reason = sample.lacks([one.outcome, one.term, *held])
        if reason:
            yield untested(one.claim, one.id, one.label, reason)
            continue
        formula = f"{one.outcome} ~ {' + '.join([one.term, *held])} | {sample.unit}"
        try:
            question = ask(formula, sample.moments, sample.instrument, FitOptions())
            check(question.sums)
            part = part_of(one, sample.options, question, fit_linear(question))
            yield replace(part, notes=(*_not_held(one, sample), *part.notes))
        except MainspringError as error:
            yield untested(one.claim, one.id, one.label, error.problems[0].what)


def part_of(one: Asked, options: ClaimsOptions, question: Question, fit: Fit) -> Part:
    """The figure that is asked for, on the scale of standard deviations or of points.

    Raises ModelError if a term of it was left out of the fit.
    """
    if gone := [name for name in (one.term, *((one.product,) if one.at else ())) if name not in fit.terms]:
        what = f"{' and '.join(gone)} cannot be told from the other terms here, and was left out."
        raise ModelError(Problem(what, remedy="Nothing: these data do not have it."))
    weights = _weights(one, question, fit)
    estimate = float(weights @ fit.estimate)
    std_error = float(np.sqrt(weights @ fit.covariance @ weights))
    df = float(fit.df[weights != 0].min())
    scale: Scale = "points" if one.outcome == "leave" else "sd"
    steps = tuple(question.sums.std_dev(name) for name in one.term.split(":"))
    outcome = 1.0 if scale == "points" else question.sums.std_dev(one.outcome)
    size = math.prod(steps) / outcome / 100 ** (len(steps) - 1)
    effect, error = estimate * size, std_error * size
    p_value, (low, high) = t_tests(np.array([effect]), np.array([error]), np.array([df]))
    smallest = options.smallest_share if scale == "points" else options.smallest_effect
    return Part(
        claim=one.claim,
        id=one.id,
        label=one.label,
        model=fit.formula + (f", the slope where {one.at[0]} is {AT[one.at[1]]}" if one.at else ""),
        scale=scale,
        direction=one.direction,
        estimate=effect,
        std_error=error,
        conf_low=float(low[0]),
        conf_high=float(high[0]),
        df=df,
        p_value=float(p_value[0]),
        p_equivalence=equivalence(effect, error, df, smallest),
        band=(-smallest, smallest),
        n=fit.n,
        clusters=fit.clusters,
        steps=steps,
        outcome=outcome,
        notes=fit.notes,
    )


def _weights(one: Asked, question: Question, fit: Fit) -> Floats:
    """What the fit's terms count for in the figure that is asked for: the slope of a term that has a product changes with `at`."""
    weights = np.zeros(len(fit.terms))
    weights[fit.terms.index(one.term)] = 1.0
    if one.at:
        name, distance = one.at
        weights[fit.terms.index(one.product)] = distance * question.sums.std_dev(name) / 100
    return weights


def _not_held(one: Asked, sample: Sample) -> Iterator[str]:
    for name in sorted(one.dropped):
        if sample.lacks([name]):
            yield f"{NOUNS[name].capitalize()} is not held equal: the survey does not ask about it."

"""Whether constructs are measured well: how their items hang together, whether they are several, and the same in every group."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from mainspring.errors import MomentsError, Problem
from mainspring.instrument import Instrument
from mainspring.moments import ItemSet, Moments, not_made_with, unpacked
from mainspring.scores.factors import Equal, Fitted, Floats, Sample, fit_factors
from mainspring.scores.reliability import alpha

MOST_CFI_LOSS: Final = 0.01
MOST_RMSEA_GAIN: Final = 0.015
"""What holding more equal may cost at most. Source: Cheung and Rensvold (2002); Chen (2007)."""

FEWEST: Final = 100
"""People that a group must have to be compared; smaller ones are left out and named."""

DISTINCT: Final = 0.85
"""A heterotrait-monotrait ratio above this says that two constructs are hard to tell apart. Source: Henseler et al. (2015)."""

LEAST_CFI: Final = 0.90
MOST_RMSEA: Final = 0.10
"""A model that fits worse than both says little, however much of it is the same in all groups."""

STEPS: Final[tuple[Equal, ...]] = ("configural", "metric", "scalar")


@dataclass(frozen=True, slots=True)
class Quality:
    """A construct's items: n people who answered all; alpha, weighted alpha and omega (from three items on), or None."""

    construct: str
    items: tuple[str, ...]
    n: int
    alpha: float | None
    alpha_weighted: float | None
    omega: float | None


@dataclass(frozen=True, slots=True)
class FactorModel:
    """One factor for each construct, m of them: the fit, the items with their constructs, and HTMT float64 (m, m)."""

    constructs: tuple[str, ...]
    items: tuple[str, ...]
    of: tuple[str, ...]
    fitted: Fitted
    htmt: Floats

    @property
    def alike(self) -> tuple[tuple[str, str, float], ...]:
        """Pairs of constructs that are hard to tell apart, with their ratio."""
        return tuple(
            (self.constructs[a], self.constructs[b], float(self.htmt[a, b]))
            for a in range(len(self.constructs))
            for b in range(a)
            if self.htmt[a, b] > DISTINCT
        )


@dataclass(frozen=True, slots=True)
class Invariance:
    """The factor model over groups: their people, the fits of the three steps, and the groups that were too small."""

    groups: str
    people: Mapping[str, int]
    fits: Mapping[Equal, Fitted]
    left_out: tuple[str, ...]

    def holds(self, step: Equal) -> bool:
        """Whether a step costs no more than it may, and those before it."""
        before = STEPS[: STEPS.index(step) + 1]
        return all(self._costs_little(one, other) for one, other in pairwise(before))

    def _costs_little(self, one: Equal, other: Equal) -> bool:
        free, held = self.fits[one], self.fits[other]
        return free.cfi - held.cfi <= MOST_CFI_LOSS and held.rmsea - free.rmsea <= MOST_RMSEA_GAIN

    @property
    def verdict(self) -> str:
        """What may be compared, in a sentence or two."""
        free = self.fits["configural"]
        if free.cfi < LEAST_CFI and free.rmsea > MOST_RMSEA:
            poor = f" But the factors describe no group well (CFI {free.cfi:.2f}, RMSEA {free.rmsea:.2f}): take it with care."
            return self._verdict() + poor
        return self._verdict()

    def _verdict(self) -> str:
        if self.holds("scalar"):
            return (
                f"Means may be compared across {self.groups}: the same answers mean the same (scalar invariance holds)."
            )
        if self.holds("metric"):
            return (
                f"No ranking across {self.groups}: equal people of two groups answer some questions differently "
                "(scalar invariance fails). What goes with what may be compared."
            )
        return f"No comparison across {self.groups}: the questions measure different things there (metric invariance fails)."


@dataclass(frozen=True, slots=True)
class Measurement:
    """How well constructs are measured in one wave; `model` of several constructs, `invariance` where groups were kept, or None."""

    wave: int
    qualities: tuple[Quality, ...]
    model: FactorModel | None
    invariance: Invariance | None
    notes: tuple[str, ...]


def measured_constructs(instrument: Instrument) -> tuple[str, ...]:
    """The constructs of both dials and motivation that have two items or more."""
    return tuple(
        construct.id
        for construct in instrument.constructs
        if len(construct.items) > 1
        and (construct.role in ("empowerment", "compliance") or construct.id == "motivation")
    )


def measure(moments: Moments, instrument: Instrument, asked: ItemSet) -> Measurement:
    """Look at the measurement of these constructs, and over groups if the set has any.

    Raises MomentsError if the moments were made with another instrument, or without the set.
    """
    if wrong := not_made_with(moments, instrument):
        raise MomentsError(wrong)
    needed = [asked.id, *([asked.of_group(code) for code in _codes(moments, asked)] if asked.groups else [])]
    if missing := [id for id in needed if id not in moments.blocks]:
        what = f"These moments do not have the items of {missing[0]} together."
        option = f"--items-of {','.join(asked.constructs)}" + (f" --groups {asked.groups}" if asked.groups else "")
        raise MomentsError(Problem(what, remedy=f"Make them again with {option}."))
    qualities = tuple(_quality(moments, id) for id in asked.constructs)
    notes: list[str] = []
    model = _model(moments, instrument, asked, notes)
    invariance = _invariance(moments, instrument, asked, notes) if asked.groups else None
    return Measurement(moments.schema.wave, qualities, model, invariance, tuple(notes))


def _codes(moments: Moments, asked: ItemSet) -> Sequence[str]:
    if asked.groups not in moments.schema.categories:
        what = f"There is no attribute {asked.groups!r} in these moments."
        raise MomentsError(Problem(what, remedy=f"Choose one of {', '.join(moments.schema.categories)}."))
    return moments.schema.categories[asked.groups]


def sample_of(block: Floats) -> Sample:
    """Unweighted n, means and covariance (divisor n) of a block (2, packed) of z = (1, items)."""
    sums = unpacked(block[1])
    n = sums[0, 0]
    mean = sums[0, 1:] / n if n else sums[0, 1:]
    return Sample(int(n), mean, sums[1:, 1:] / max(n, 1.0) - np.outer(mean, mean))


def _quality(moments: Moments, construct: str) -> Quality:
    block, items = moments.blocks[construct], moments.schema.blocks[construct]
    sample = sample_of(block)
    omega = None
    if len(items) > 2 and _regular(sample):
        one = fit_factors([sample], [0] * len(items))
        common = float(one.loadings.sum() ** 2)
        omega = common / (common + float(one.residuals.sum())) if one.converged else None
    return Quality(construct, items, sample.n, alpha(block[1]), alpha(block[0]), omega)


def _regular(sample: Sample) -> bool:
    """Whether every item varies and none is a combination of others."""
    if sample.n <= len(sample.mean):
        return False
    values = np.linalg.eigvalsh(sample.covariance)
    return bool(values[0] > 1e-8 * values[-1] > 0)


def _factor(moments: Moments, asked: ItemSet) -> list[int]:
    return [at for at, id in enumerate(asked.constructs) for _ in moments.schema.blocks[id]]


def _model(moments: Moments, instrument: Instrument, asked: ItemSet, notes: list[str]) -> FactorModel | None:
    if len(asked.constructs) < 2:
        return None
    sample, factor = sample_of(moments.blocks[asked.id]), _factor(moments, asked)
    if not _regular(sample):
        notes.append("Too few people answered all of these items, or some do not vary: there is no factor model.")
        return None
    fitted = fit_factors([sample], factor)
    notes.extend(_doubts(fitted, "The factor model"))
    notes.extend(
        f"{construct.label}: {construct.warning}"
        for construct in map(instrument.construct, asked.constructs)
        if construct.warning
    )
    of = tuple(asked.constructs[at] for at in factor)
    return FactorModel(asked.constructs, moments.schema.blocks[asked.id], of, fitted, htmt(sample.covariance, factor))


def htmt(covariance: Floats, factor: Sequence[int]) -> Floats:
    """Heterotrait-monotrait ratios, float64 (m, m): the mean correlation of two constructs' items over that within each.

    Source: Henseler, Ringle and Sarstedt (2015), with absolute correlations; NaN for a construct of one item.
    """
    sd = np.sqrt(np.diagonal(covariance))
    correlation = np.abs(covariance / np.outer(sd, sd))
    groups = [np.flatnonzero(np.asarray(factor) == at) for at in range(max(factor) + 1)]
    within = np.array([_mean_within(correlation[np.ix_(group, group)]) for group in groups])
    between = np.array([[correlation[np.ix_(one, other)].mean() for other in groups] for one in groups])
    ratios: Floats = between / np.sqrt(np.outer(within, within))
    np.fill_diagonal(ratios, 1.0)
    return ratios


def _mean_within(correlation: Floats) -> float:
    upper = np.triu_indices(len(correlation), 1)
    return float(correlation[upper].mean()) if len(upper[0]) else np.nan


def _invariance(moments: Moments, instrument: Instrument, asked: ItemSet, notes: list[str]) -> Invariance | None:
    codes = _codes(moments, asked)
    labels = _labels(instrument, asked.groups)
    samples = {code: sample_of(moments.blocks[asked.of_group(code)]) for code in codes}
    kept = {code: sample for code, sample in samples.items() if sample.n >= FEWEST and _regular(sample)}
    left_out = tuple(labels.get(code, code) for code in codes if code not in kept)
    if left_out:
        notes.append(f"Left out as too small to compare: {', '.join(left_out)}.")
    if len(kept) < 2:
        notes.append(f"Fewer than two groups of {asked.groups} have {FEWEST} people who answered everything.")
        return None
    factor = _factor(moments, asked)
    fits = {step: fit_factors(list(kept.values()), factor, step) for step in STEPS}
    for step, fitted in fits.items():
        notes.extend(_doubts(fitted, f"The {step} model"))
    people = {labels.get(code, code): sample.n for code, sample in kept.items()}
    return Invariance(asked.groups, people, fits, left_out)


def _labels(instrument: Instrument, column: str) -> Mapping[str, str]:
    return next((attribute.codes for attribute in instrument.attributes if attribute.columns[0] == column), {})


def _doubts(fitted: Fitted, what: str) -> Iterator[str]:
    if not fitted.converged:
        yield f"{what} did not converge: do not rely on it."
    if (fitted.residuals <= 0).any():
        yield f"{what} gives an item no error of its own (a Heywood case): it asks too much of these items."
    if (np.abs(fitted.correlations) > 1 + 1e-9).any():
        yield f"{what} has two factors that correlate above 1: these constructs are one to those who answered."

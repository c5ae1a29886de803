"""C6: whether empowerment and compliance can be turned apart, between units and between people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import special

from mainspring.errors import MainspringError
from mainspring.evidence.absorb import taken_from
from mainspring.evidence.book_claims.model import Part, untested
from mainspring.evidence.book_claims.sample import DIALS, Sample, by_country, check
from mainspring.evidence.book_claims.verdicts import against_band
from mainspring.evidence.sums import CellSums, Floats, cell_sums, summed
from mainspring.moments import COUNTRY

HALF: Final = float(np.sqrt(0.5))
"""The correlation at which two things share half of what varies."""

ONE: Final = 1 - 1e-9
"""A correlation from here on is one, to rounding."""

FEWEST: Final = 0.05
"""The share of units that makes a quadrant more than an accident."""

UNITS: Final = ("C6", "units", "Correlation of the dials between units")
PEOPLE: Final = ("C6", "people", "Correlation of the dials between people of a unit")
QUADRANTS: Final = ("C6", "quadrants", "Units in the emptiest of the four quadrants")


def dials(sample: Sample) -> Iterator[Part]:
    """The correlations, and the units in each quadrant; or why they cannot be had."""
    tests = (UNITS, PEOPLE, QUADRANTS)
    if reason := sample.lacks(DIALS):
        yield from (untested(*test, reason) for test in tests)
        return
    unit = str(sample.unit)
    try:
        sums = cell_sums(sample.moments, DIALS, weighted=False)
        check(sums)
        sums = sums.cells(~sums.groups[unit].blank)
        if COUNTRY in sums.groups:
            sums = without(sums, COUNTRY)
        yield from correlations(sums, unit, (UNITS, PEOPLE))
        yield _quadrants(sample, unit)
    except MainspringError as error:
        yield from (untested(*test, error.problems[0].what) for test in tests)


def without(sums: CellSums, column: str) -> CellSums:
    """The same with each variable taken from its mean in the group that a column gives."""
    group = sums.groups[column]
    weight = np.bincount(group.numbers, sums.weight)
    fitted = (summed(sums.total, group.numbers, len(group.names)) / weight[:, None])[group.numbers]
    total = sums.total - sums.weight[:, None] * fitted
    return CellSums(sums.names, sums.groups, sums.n, sums.weight, total, taken_from(sums, fitted), sums.origin)


def correlations(sums: CellSums, unit: str, tests: tuple[tuple[str, str, str], tuple[str, str, str]]) -> Iterator[Part]:
    """Correlations of two variables between units and within them, with intervals by leaving out one unit at a time.

    That between units is of what they truly differ by: what chance adds to the means of small units is taken out, as in the
    analysis of variance.
    """
    groups = sums.groups[unit]
    units = len(groups.names)
    if units < 3:
        yield from (untested(*test, f"{units} units are too few for a correlation.") for test in tests)
        return
    n = np.bincount(groups.numbers, sums.weight, minlength=units).astype(np.float64)
    total, products = summed(sums.total, groups.numbers, units), summed(sums.products, groups.numbers, units)
    of_all, left_out = _components(n, total, products)
    for place, test in enumerate(tests):
        value = float(of_all[place])
        if not (abs(value) < ONE and (np.abs(left_out[place]) < ONE).all()):
            yield untested(*test, "What the units differ by is no more than chance, or the same for both dials.")
            continue
        low, high = _interval(value, left_out[place])
        yield Part(
            *test,
            model=f"correlation of {' and '.join(sums.names)} {'between' if place == 0 else 'within'} {unit}, analysis of variance; jackknife over {unit}",
            scale="correlation",
            estimate=value,
            conf_low=low,
            conf_high=high,
            df=units - 1.0,
            band=(-HALF, HALF),
            n=int(sums.n.sum()),
            clusters=units,
            verdict=against_band(low, high, (-HALF, HALF)),
        )


@dataclass(frozen=True, slots=True)
class _Layout:
    """A one-way layout of two variables, or several of them (...,): units, people, and sums over the units.

    Attributes
    ----------
    square : of n^2. means : (..., 2, 2), of t t' / n, t a unit's totals. within : (..., 2, 2), of squares inside units. total : (..., 2).
    """

    units: int
    people: Floats
    square: Floats
    means: Floats
    within: Floats
    total: Floats

    def correlations(self) -> tuple[Floats, Floats]:
        """Between units, of what they truly differ by, and within them; NaN where units differ by no more than chance."""
        people = self.people[..., None, None]
        between = (self.means - self.total[..., :, None] * self.total[..., None, :] / people) / (self.units - 1)
        error = self.within / np.maximum(people - self.units, 1)
        size = (people - self.square[..., None, None] / people) / (self.units - 1)
        return _r((between - error) / size), _r(error)


def _components(n: Floats, total: Floats, products: Floats) -> tuple[tuple[Floats, Floats], tuple[Floats, Floats]]:
    """Correlations (between, within) of everybody, and without each unit, float64 (units,)."""
    outer = total[:, :, None] * total[:, None, :] / n[:, None, None]
    parts = (n, n**2, outer, products - outer, total)
    units, sums = len(n), [part.sum(axis=0) for part in parts]
    others = _Layout(units - 1, *(whole - part for whole, part in zip(sums, parts, strict=True)))
    return _Layout(units, *sums).correlations(), others.correlations()


def _r(covariance: Floats) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore"):
        found: Floats = covariance[..., 0, 1] / np.sqrt(covariance[..., 0, 0] * covariance[..., 1, 1])
    return found


def _interval(value: float, left_out: Floats) -> tuple[float, float]:
    """The 95% interval by the jackknife, on Fisher's z; NaN where a correlation is not one."""
    with np.errstate(invalid="ignore", divide="ignore"):
        z = np.arctanh(left_out)
        middle = float(np.arctanh(value))
    units = len(z)
    error = np.sqrt((units - 1) / units * ((z - z.mean()) ** 2).sum())
    half = float(special.stdtrit(units - 1, 0.975) * error)
    return float(np.tanh(middle - half)), float(np.tanh(middle + half))


def _quadrants(sample: Sample, unit: str) -> Part:
    """The share of units in the emptiest quadrant, the medians of a country's units crossing, with Wilson's interval."""
    scores = [by_country(sample, dial, DIALS) for dial in DIALS]
    above = [np.concatenate([one.estimate > np.median(one.estimate) for one in score]) for score in scores]
    counts = np.bincount(2 * above[0] + above[1], minlength=4)
    units, fewest = int(counts.sum()), int(counts.min())
    z2 = float(special.ndtri(0.975)) ** 2
    centre = (fewest + z2 / 2) / (units + z2)
    half = float(np.sqrt(z2 * (fewest * (units - fewest) / units + z2 / 4))) / (units + z2)
    band = (100 * FEWEST, 100.0)
    low, high = 100 * max(centre - half, 0.0), 100 * (centre + half)
    return Part(
        *QUADRANTS,
        model=f"shrunken means of {' and '.join(DIALS)} by {unit}, each above or below its median",
        scale="share",
        direction=1,
        estimate=100 * fewest / units,
        conf_low=low,
        conf_high=high,
        band=band,
        n=int(sum(one.n.sum() for one in scores[0])),
        clusters=units,
        verdict=against_band(low, high, band),
        notes=(
            f"High in both: {counts[3]} units; empowerment high and compliance low: {counts[2]}; low and high: {counts[1]}; "
            f"low in both: {counts[0]}.",
        ),
    )

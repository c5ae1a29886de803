"""How far each lever of a unit lies from that of its peers, drawn towards them by as much as chance could have moved it.

Peers are the other units of the same level and wave of which the lever is shown. That keeps it simple what a change of the unit's own
score does: it moves the unit, and nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import erf, exp, pi, sqrt
from typing import Final

import numpy as np

from mainspring.disclosure import Released, Value
from mainspring.practices.register import LEVERS, Lever
from mainspring.scorecards import Scorecard, Scorecards

FEWEST: Final = 3
"""From fewer peers it cannot be said how much units differ."""

WIDE: Final = 1.959964
"""Standard errors on each side of a 95% interval."""

LEAST_ERROR: Final = 0.5
"""In points: what is published without an error is not known more exactly than that."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A unit's lever beside its peers', in points of 100.

    Attributes
    ----------
    value : of the unit, as shown. peers : the median of the others. shrunken : how far the unit lies above it, drawn towards it.
    std_error : of `shrunken`. certain : whether the survey's errors are known.
    """

    lever: Lever
    value: float
    peers: float
    shrunken: float
    std_error: float
    certain: bool = True

    @property
    def interval(self) -> tuple[float, float]:
        """The 95% interval of `shrunken`."""
        return self.shrunken - WIDE * self.std_error, self.shrunken + WIDE * self.std_error

    @property
    def clear(self) -> bool:
        """Whether the unit can be told from its peers."""
        return self.interval[0] > 0 or self.interval[1] < 0

    @property
    def shortfall(self) -> float:
        """How many points below its peers the unit is to be expected, counting nothing where it is above: E max(0, -gap)."""
        z = -self.shrunken / self.std_error
        density, below = exp(-(z**2) / 2) / sqrt(2 * pi), (1 + erf(z / sqrt(2))) / 2
        return self.std_error * (density + z * below)


def gaps(scorecards: Scorecards, card: Scorecard) -> tuple[Gap, ...]:
    """The gap of each lever of a unit that is shown as a number, and of enough peers, in the order of the levers."""
    beside = [
        one
        for one in scorecards.cells
        if one.wave == card.wave
        and len(one.unit.path) == len(card.unit.path)
        and one.unit.path != card.unit.path
        and not one.unit.fold
    ]
    found = (_gap(lever, card.constructs.get(lever), [one.constructs.get(lever) for one in beside]) for lever in LEVERS)
    return tuple(gap for gap in found if gap is not None)


def _gap(lever: Lever, own: Value | None, others: Sequence[Value | None]) -> Gap | None:
    peers = [one for one in others if isinstance(one, Released) and one.bound is None]
    if not isinstance(own, Released) or own.bound is not None or len(peers) < FEWEST:
        return None
    values = np.array([one.value for one in peers])
    middle = float(np.median(values))
    errors = [one.std_error for one in peers if one.std_error is not None]
    certain = own.std_error is not None and len(errors) == len(peers)
    error = max(own.std_error or 0.0, LEAST_ERROR)
    chance = float(np.mean(np.square(errors))) if errors else 0.0
    between = max(float(np.var(values, ddof=1)) - chance, LEAST_ERROR**2)
    kept = between / (between + error**2)
    return Gap(lever, own.value, middle, kept * (own.value - middle), sqrt(kept) * error, certain)

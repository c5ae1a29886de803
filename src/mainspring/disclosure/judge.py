"""From estimates to values that may be shown: released, coded, or withheld with the reason."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from mainspring.disclosure.extremes import at_bottom, at_top, coded
from mainspring.disclosure.policy import Policy
from mainspring.disclosure.values import Reason, Released, Value, Withheld
from mainspring.scores import Estimates


def judge(
    estimates: Estimates, reasons: Sequence[Sequence[Reason | None]], policy: Policy
) -> list[Mapping[str, Value]]:
    """The values of every unit, by measure: `reasons` (units, measures) says which are withheld."""
    low, high = estimates.interval
    empty = np.isnan(estimates.value)
    shown = np.clip(estimates.value, 0, 100), estimates.n, estimates.hits  # a unanimous share may be off by a rounding
    extreme = (at_top(*shown) | at_bottom(*shown)) & policy.code_extremes

    def value(unit: int, measure: int, reason: Reason | None) -> Value:
        at = unit, measure
        if reason is not None or empty[at]:
            return Withheld(reason or Reason.NOT_ASKED, policy.minimum)
        exact = Released(
            value=float(shown[0][at]),
            std_error=_number(estimates.std_error[at]),
            conf_low=_number(low[at]),
            conf_high=_number(high[at]),
            n=int(estimates.n[at]),
        )
        return coded(exact, float(estimates.hits[at])) if extreme[at] else exact

    return [
        {id: value(unit, measure, row[measure]) for measure, id in enumerate(estimates.ids)}
        for unit, row in enumerate(reasons)
    ]


def _number(x: float) -> float | None:
    return None if math.isnan(x) else float(x)

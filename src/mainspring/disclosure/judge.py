"""From estimates to values that may be shown: released, coded, or withheld with the reason."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from mainspring.disclosure.policy import Policy
from mainspring.disclosure.values import Reason, Released, Value, Withheld
from mainspring.scores import Estimates

ALL_BUT = 2
"""A share that all but so many people have, or that at most so many have, is coded."""

MEAN_EXTREME = 95.0
"""A mean so near the end of 0-100 can only be had if almost everybody gave the same answer."""


def judge(
    estimates: Estimates, reasons: Sequence[Sequence[Reason | None]], policy: Policy
) -> list[Mapping[str, Value]]:
    """The values of every unit, by measure: `reasons` (units, measures) says which are withheld."""
    low, high = estimates.interval
    empty = np.isnan(estimates.value)

    def value(unit: int, measure: int, reason: Reason | None) -> Value:
        at = unit, measure
        if reason is not None or empty[at]:
            return Withheld(reason or Reason.NOT_ASKED, policy.minimum)
        exact = Released(
            value=min(max(float(estimates.value[at]), 0.0), 100.0),  # a unanimous share may be off by a rounding
            std_error=_number(estimates.std_error[at]),
            conf_low=_number(low[at]),
            conf_high=_number(high[at]),
            n=int(estimates.n[at]),
        )
        return release(exact, estimates.hits[at], policy)

    return [
        {id: value(unit, measure, row[measure]) for measure, id in enumerate(estimates.ids)}
        for unit, row in enumerate(reasons)
    ]


def release(value: Released, hits: float, policy: Policy) -> Released:
    """The value as a policy lets it out: exact, or coded where it would tell what (almost) everybody answered.

    `hits` is how many people count towards a share, NaN for a mean. A coded value is a bound that is true: "90 or more", or the ten
    below the value where a small group's share is lower than that.
    """
    if not policy.code_extremes or value.n is None:
        return value
    if math.isnan(hits):
        top, bottom = value.value >= MEAN_EXTREME, value.value <= 100 - MEAN_EXTREME
    else:
        top, bottom = hits >= value.n - ALL_BUT, hits <= ALL_BUT
    if top:
        return Released(value=min(90.0, 10.0 * math.floor(value.value / 10)), n=value.n, bound="or_more")
    if bottom:
        return Released(value=max(10.0, 10.0 * math.ceil(value.value / 10)), n=value.n, bound="or_less")
    return value


def _number(x: float) -> float | None:
    return None if math.isnan(x) else float(x)

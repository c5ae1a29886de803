"""The gate for how constructs are measured, and for units' shrunken means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from mainspring.disclosure.gate import PER_VARIABLE
from mainspring.disclosure.outgoing import Cleared, cleared
from mainspring.disclosure.policy import Policy
from mainspring.disclosure.values import Reason, Released, Value, Withheld
from mainspring.evidence import shrink
from mainspring.instrument import Instrument
from mainspring.moments import ItemSet, Moments
from mainspring.scores import FactorModel, Invariance, Measurement, measure


def fewest_for(items: int, policy: Policy) -> int:
    """How many people must have answered all of some items for figures of how they hang together to be shown."""
    return max(policy.minimum, PER_VARIABLE * items)


def clear_measurement(moments: Moments, instrument: Instrument, asked: ItemSet, policy: Policy) -> Cleared[Measurement]:
    """Look at the measurement of constructs and keep of it what may leave.

    A construct needs three people for each item; a factor model three for each loading, error and correlation, and so does each group
    in which it is fitted. What may not leave is left out, and named. Raises as `measure`.
    """
    found = measure(moments, instrument, asked)
    kept = tuple(one for one in found.qualities if one.n >= fewest_for(len(one.items), policy))
    model = (
        found.model if found.model and found.model.fitted.n >= fewest_for(_parameters(found.model), policy) else None
    )
    invariance = found.invariance
    if invariance and (found.model is None or not _groups_may(invariance, found.model, policy)):
        invariance = None
    gone = [one.construct for one in found.qualities if one not in kept]
    gone += ["the factor model"] if found.model and model is None else []
    gone += [f"the comparison over {asked.groups}"] if found.invariance and invariance is None else []
    told = (f"Withheld, since too few people are behind it: {', '.join(gone)}.",) if gone else ()
    left = replace(found, qualities=kept, model=model, invariance=invariance, notes=(*found.notes, *told))
    return cleared(left, policy, "measurement", max((one.n for one in kept), default=None))


def _parameters(model: FactorModel) -> int:
    """Loadings and errors of the items, and correlations of the factors."""
    factors = len(model.constructs)
    return 2 * len(model.items) + factors * (factors - 1) // 2


def _groups_may(invariance: Invariance, model: FactorModel, policy: Policy) -> bool:
    """Whether each group has three people for each parameter, the items' means among them."""
    return min(invariance.people.values()) >= fewest_for(_parameters(model) + len(model.items), policy)


def clear_shrunken(
    moments: Moments, variable: str, group: str, shown: Mapping[str, Value], policy: Policy
) -> Cleared[Mapping[str, Value]]:
    """Units' means drawn towards everybody's, of those units that may be shown.

    Parameters
    ----------
    shown : what the scorecards of the same survey say of this variable, by the units' labels. A unit is shown here if it is shown
        there, as it is: with other units withheld here than there, one could be worked out from both.

    Raises ModelError as `shrink`.
    """
    found = shrink(moments, variable, group)
    frame = found.frame()
    values: dict[str, Value] = {}
    for row in frame.iter_rows(named=True):
        known = shown.get(row["unit"])
        may = isinstance(known, Released) and known.bound is None and row["n"] >= policy.minimum
        if may:
            error, low, high = (float(row[name]) for name in ("std_error", "conf_low", "conf_high"))
            values[row["unit"]] = Released(float(row["estimate"]), error, low, high, int(row["n"]))
        else:
            values[row["unit"]] = Withheld(
                known.reason if isinstance(known, Withheld) else Reason.TOO_FEW, policy.minimum
            )
    return cleared(values, policy, "unit scores", None)

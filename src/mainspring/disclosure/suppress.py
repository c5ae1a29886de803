"""Which units and values are withheld, so that none of them can be worked out from what is shown through the unit tree.

The rule at every unit that is shown: among the units directly below it, those that are not shown are none, or at least two,
with at least the policy's minimum of people between them. What they have together is then all that subtraction can tell, and it
is shown as "all other units". A leftover group of the publisher's is such a group already: it is the first to be counted
together with units that are too small.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mainspring.disclosure.policy import Policy
from mainspring.disclosure.values import Reason
from mainspring.scores import UnitTree
from mainspring.scores.tree import Bools, Floats


@dataclass(frozen=True, slots=True)
class Hidden:
    """What a policy says of each unit of a tree: `reasons` has None where it is shown; `folds` are siblings counted together."""

    reasons: tuple[Reason | None, ...]
    folds: tuple[tuple[int, ...], ...]


def hide_units(tree: UnitTree, n: Floats, residual: Bools, policy: Policy) -> Hidden:
    """Which units of a tree are not shown, and which siblings are folded.

    Parameters
    ----------
    n : people who answered, float64 (units,). residual : whether a unit is a leftover group, bool (units,).

    A unit below one that is not shown is not shown either: it would give its parent away piece by piece.
    """
    reasons: list[Reason | None] = [None] * len(n)
    folds = []
    if n[0] < policy.minimum:
        reasons[0] = Reason.TOO_FEW
    for unit in range(len(n)):
        children = tree.children(unit)
        if reasons[unit] is not None:
            for child in children:
                reasons[child] = Reason.TOO_FEW if n[child] < policy.minimum else Reason.FOLDED
            continue
        chosen = [int(child) for child in children if n[child] < policy.minimum]
        if chosen and policy.complements:
            chosen += [int(child) for child in children if residual[child] and child not in chosen]
            chosen = _until_safe(chosen, children.tolist(), n, policy)
        for child in chosen:
            reasons[child] = _reason(child, n, residual, policy)
        if policy.complements and chosen and len(chosen) < len(children):
            folds.append(tuple(chosen))
    return Hidden(tuple(reasons), tuple(folds))


def hide_values(tree: UnitTree, n: Floats, shown: Bools, policy: Policy) -> list[list[Reason | None]]:
    """Which values of the units that are shown are withheld, by unit and measure; None where a value is shown.

    Parameters
    ----------
    n : people who answered, float64 (units, measures). shown : bool (units,), folds included.
    """
    reasons: list[list[Reason | None]] = [[None] * n.shape[1] for _ in range(n.shape[0])]
    few = n < policy.minimum
    for unit, measure in zip(*np.nonzero(few & shown[:, None]), strict=True):
        reasons[unit][measure] = Reason.TOO_FEW
    if not policy.complements:
        return reasons
    for unit in np.flatnonzero(shown):
        children = tree.children(int(unit))
        children = children[shown[children]]
        for measure in range(n.shape[1]) if len(children) else ():
            gone = [int(child) for child in children if few[child, measure]]
            given = reasons[unit][measure] is Reason.COMPLEMENT
            if not gone and not given:
                continue
            for child in _until_safe(gone, children.tolist(), n[:, measure], policy):
                if reasons[child][measure] is None:
                    reasons[child][measure] = Reason.COMPLEMENT
    return reasons


def _until_safe(gone: list[int], siblings: Sequence[int], n: Floats, policy: Policy) -> list[int]:
    chosen = list(gone)
    waiting = sorted((one for one in siblings if one not in gone), key=lambda one: (n[one], one))
    while waiting and (len(chosen) < 2 or n[chosen].sum() < policy.minimum):
        chosen.append(waiting.pop(0))
    return chosen


def _reason(unit: int, n: Floats, residual: Bools, policy: Policy) -> Reason:
    if residual[unit]:
        return Reason.RESIDUAL
    return Reason.TOO_FEW if n[unit] < policy.minimum else Reason.FOLDED

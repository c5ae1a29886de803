"""Which units, and which groups of their people, are not shown, so that none of the small ones can be worked out.

The cells are the units of the tree and, under every unit, the groups of each breakdown. They add up the tree, and over a breakdown's
codes. Small ones are hidden, and with them the others that would give them away: as few people as possible.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Final

import numpy as np

from mainspring.disclosure.earlier import Told, nothing_told
from mainspring.disclosure.policy import Policy
from mainspring.disclosure.suppression import Choice, Demand, Problem, Relations, choose
from mainspring.disclosure.values import Reason
from mainspring.scores import UnitTree
from mainspring.scores.tree import Bools, Floats

A_CELL: Final = 0.01
"""Of two choices that hide as many people, the one with fewer cells; far less than a person."""

IN_ORDER: Final = 1e-3
"""Of two that are alike in that, too, the one whose cells come first: the same survey always has the same answer."""

LEFTOVER: Final = 1e-3
"""What hiding somebody of a leftover group costs: it is no unit that anybody looks for."""


@dataclass(frozen=True, slots=True)
class Hidden:
    """What a policy says of each unit and group of a tree.

    Attributes
    ----------
    reasons : None where it is shown.
    folds : siblings that are not shown, below a unit that is, beside others that are: counted together.
    choice : what was hidden and why; None under a policy that hides no others than the small ones.
    """

    reasons: tuple[Reason | None, ...]
    folds: tuple[tuple[int, ...], ...]
    choice: Choice | None


def relations_of(tree: UnitTree, *, grouped: bool = True) -> Relations:
    """How the units of a tree add up, folded siblings by way of their fold; `grouped`: group by group, and over each breakdown, too."""
    at = {one: i for i, one in enumerate(zip(tree.paths, tree.breakdowns, strict=True))}
    parts: dict[int, list[int]] = {}
    below: dict[tuple[int, str], list[int]] = {}
    for i, (path, code) in enumerate(at):
        if code is None and path:
            parts.setdefault(int(tree.parents[i] if tree.fold_of[i] < 0 else tree.fold_of[i]), []).append(i)
        elif code is not None and grouped:
            below.setdefault((int(tree.parents[i]), code[0]), []).append(i)
            if path:
                parts.setdefault(at[path[:-1], code], []).append(i)
    whole = [*parts.items(), *((unit, groups) for (unit, _), groups in below.items())]
    return Relations.of(len(tree.paths), whole)


def hide_units(tree: UnitTree, n: Floats, residual: Bools, policy: Policy, told: Told | None = None) -> Hidden:
    """Which units and groups of a tree without folds are not shown, and which siblings are folded.

    Parameters
    ----------
    n : people who answered, float64 (units,). residual : whether a unit is a leftover group, bool (units,).
    told : what must stay withheld whatever its size, and what everybody knows already.

    Raises
    ------
    DisclosureError : if counts do not add up, or if not even hiding everything would do.
    """
    few = n < policy.minimum
    if not policy.complements or few[0]:  # where everybody together are too few, nothing at all is shown
        return Hidden(tuple(Reason.TOO_FEW if one else None for one in few), (), None)
    relations = relations_of(tree)
    relations.check(n)
    told = told or nothing_told(n.shape)
    few = few | told.withheld
    enough = np.full(len(n), float(policy.minimum))
    choice = choose(
        Problem(
            relations=relations,
            # A unit that is listed has somebody in it.
            demands=(Demand(np.where(told.shown, 0, n - ~tree.grouped), enough * ~told.shown, enough * ~told.shown),),
            forced=few,
            cost=np.where(residual, LEFTOVER, 1.0) * n + A_CELL + IN_ORDER * np.arange(len(n)) / len(n),
            with_it=_groups_of(tree),
        )
    )
    reasons = tuple(
        None if not hidden else Reason.RESIDUAL if residual[at] else Reason.PROTECTED
        for at, hidden in enumerate(choice.hidden.tolist())
    )
    return Hidden(reasons, _folds(tree, choice.hidden), choice)


def _groups_of(tree: UnitTree) -> tuple[tuple[int, int], ...]:
    """Each unit with each of its groups: the groups of a unit that is not shown are not shown."""
    groups = np.flatnonzero(tree.grouped)
    return tuple(zip(tree.parents[groups].tolist(), groups.tolist(), strict=True))


def _folds(tree: UnitTree, hidden: Bools) -> tuple[tuple[int, ...], ...]:
    """Hidden siblings below a unit that is shown, where others of them are shown."""
    units = np.flatnonzero(tree.counted)
    found = []
    for parent, siblings in groupby(
        sorted(units.tolist(), key=lambda unit: tree.parents[unit]), tree.parents.__getitem__
    ):
        group = list(siblings)
        gone = tuple(unit for unit in group if hidden[unit])
        if gone and len(gone) < len(group) and not hidden[parent]:
            found.append(gone)
    return tuple(found)

"""The choice of cells to hide: conditions are added until every hidden cell has the room it needs."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from mainspring.disclosure.suppression.cover import Cover, Effort
from mainspring.disclosure.suppression.cuts import cuts_of_cells, cuts_of_company, cuts_of_relations
from mainspring.disclosure.suppression.problem import ROUNDING, Cut, Problem
from mainspring.disclosure.suppression.room import movement
from mainspring.errors import DisclosureError
from mainspring.errors import Problem as Fault
from mainspring.scores.tree import Bools

SECONDS: Final = 30.0
"""How long the cheapest choice is looked for, before the first safe one is taken."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What is hidden.

    Attributes
    ----------
    hidden : bool (cells,). cuts : the conditions that made it so.
    cost : of what is hidden. bound : no safe choice costs less.
    """

    hidden: Bools
    cuts: tuple[Cut, ...]
    cost: float
    bound: float

    @property
    def optimal(self) -> bool:
        """Whether no safe choice costs less."""
        return self.cost <= self.bound * (1 + 1e-9) + 1e-9


def choose(problem: Problem, seconds: float = SECONDS, cells: int = 1_000_000) -> Choice:
    """The cheapest cells to hide so that each hidden cell has the room it needs.

    A cheap choice, and safe all the same, where more than `cells` cells depend on each other, or the `seconds` do not suffice.

    Raises DisclosureError if not even hiding everything would do.
    """
    cover = Cover(problem, Effort(time.monotonic() + seconds, cells))
    while more := _violated(problem, cover.hidden):
        _satisfiable(more)
        cover.add(more)
    cost = float(problem.cost[cover.hidden].sum())
    return Choice(cover.hidden, tuple(cover.cuts), cost, cover.bound)


def _violated(problem: Problem, hidden: Bools) -> list[Cut]:
    """Conditions that a choice does not satisfy, the cheap ones to find first; none if it is safe."""
    relations = problem.relations
    found = cuts_of_company(problem.with_it, hidden)
    for demand in problem.demands:
        found += cuts_of_relations(relations, demand, demand.moving(hidden))
    if found:
        return found
    for demand in problem.demands:
        moving = demand.moving(hidden)
        weak = ~movement(relations, demand, moving).enough
        found += cuts_of_cells(relations, demand, moving, weak)
    return found


def _satisfiable(cuts: Sequence[Cut]) -> None:
    for one in cuts:
        if one.weights.sum() < one.least * (1 - ROUNDING):
            what = "Everything would have to be hidden, and what is left would still tell of few people."
            raise DisclosureError(Fault(what, remedy="Take coarser units, or fewer breakdowns."))

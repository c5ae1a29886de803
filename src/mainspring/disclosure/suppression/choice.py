"""The choice of cells to hide: conditions are added until every hidden cell has the room it needs."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from mainspring.disclosure.suppression.cover import Cover
from mainspring.disclosure.suppression.cuts import cuts_of_cells, cuts_of_company, cuts_of_relations
from mainspring.disclosure.suppression.problem import Cut, Problem
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


def choose(problem: Problem, seconds: float = SECONDS) -> Choice:
    """The cheapest cells to hide so that each hidden cell has the room it needs; a cheap choice where the time does not suffice.

    Raises DisclosureError if not even hiding everything would do.
    """
    cover = Cover(problem, time.monotonic() + seconds)
    while more := _violated(problem, cover.hidden):
        _satisfiable(more)
        cover.add(more)
    cost = float(problem.cost[cover.hidden].sum())
    return Choice(cover.hidden, tuple(cover.cuts), cost, cover.bound)


def _violated(problem: Problem, hidden: Bools) -> list[Cut]:
    """Conditions that a choice does not satisfy, the cheap ones to find first; none if it is safe."""
    if found := cuts_of_company(problem, hidden) + cuts_of_relations(problem, hidden):
        return found
    weak = ~movement(problem, hidden).enough
    return list(cuts_of_cells(problem, hidden, weak))


def _satisfiable(cuts: Sequence[Cut]) -> None:
    for one in cuts:
        if one.weights.sum() < one.least * (1 - 1e-9):
            what = "Everything would have to be hidden, and what is left would still tell of few people."
            raise DisclosureError(Fault(what, remedy="Take coarser units, or fewer breakdowns."))

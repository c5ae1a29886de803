"""How large a survey to simulate, and which one of all that could have been."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from mainspring.errors import MainspringError, Problem

MOST_ROWS: Final = 2**38
"""Respondents' ids have twelve digits, like the official ones: there are this many to give."""


@dataclass(frozen=True, slots=True)
class SimulationOptions:
    """What to simulate; the same options always give the same survey.

    `units` is the number of units at each level of the instrument's unit tree, coarse to fine, such as (100, 12_000);
    empty: as many as in the sample that simulations are modelled on.

    Raises MainspringError with all that is wrong with it.
    """

    rows: int
    seed: int = 0
    units: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        """Check every option."""
        found = []
        if not 1 <= self.rows <= MOST_ROWS:
            found.append(Problem(f"{self.rows} rows cannot be simulated.", remedy=f"Ask for 1 to {MOST_ROWS}."))
        if self.seed < 0:
            found.append(Problem(f"The seed {self.seed} is negative.", remedy="Use 0 or any positive whole number."))
        if any(number < 1 for number in self.units) or any(fine < coarse for coarse, fine in pairwise(self.units)):
            listed = ",".join(str(number) for number in self.units)
            remedy = "Give the number of units at each level, coarse to fine, each at least the one before: 100,12000."
            found.append(Problem(f"The numbers of units {listed} make no tree.", remedy=remedy))
        if found:
            raise MainspringError(found)

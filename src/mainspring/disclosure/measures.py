"""Which values of the units and groups that are shown are withheld all the same, measure by measure.

A value of too few people is withheld; one that tells what (almost) everybody answered is coded. Both would be empty words if the value
followed from others: up and down the tree, over a breakdown, or from a measure that is the mean of others. So more values are
withheld, as few people's as possible, until an attacker who knows everything that is shown, and how many people each unit has,
is left with enough room. Measures that are means of each other are withheld together: one would tell of the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from mainspring.disclosure.earlier import Told
from mainspring.disclosure.extremes import ALL_BUT, MEAN_EXTREME, at_bottom, at_top
from mainspring.disclosure.policy import Policy
from mainspring.disclosure.suppress import A_CELL, IN_ORDER
from mainspring.disclosure.suppression import Demand, Problem, Relations, choose
from mainspring.disclosure.values import Reason
from mainspring.errors import DisclosureError
from mainspring.scores import Estimates
from mainspring.scores.tree import Bools, Floats

MOST_CELLS: Final = 60
"""Where so many cells depend on each other, a measure's values are chosen cheaply, which takes a moment, not the cheapest."""

Reasons = list[list[Reason | None]]


@dataclass(frozen=True, slots=True)
class Block:
    """Measures that are shown together or not at all.

    Attributes
    ----------
    goes_with : measures whose absence takes these with it, though not the other way round.
    broken_down : whether they are shown of the groups of breakdowns, too.
    """

    measures: tuple[str, ...]
    goes_with: tuple[str, ...] = ()
    broken_down: bool = True


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells that values are of.

    Attributes
    ----------
    relations : how they add up. of_units : how the units alone do. closed : units and groups that are not shown, bool (cells,).
    told : which values must stay withheld, and which everybody knows already, bool (cells, measures).
    """

    relations: Relations
    of_units: Relations
    closed: Bools
    told: Told


def hide_values(cells: Cells, estimates: Estimates, blocks: Sequence[Block], policy: Policy) -> Reasons:
    """Why each value is withheld, by cell and measure; None where it is shown, or coded.

    Parameters
    ----------
    estimates : float64 (cells, measures). blocks : every measure is in one of them, in an order in which `goes_with` is done before.
    """
    reasons: Reasons = [[None] * len(estimates.ids) for _ in cells.closed]
    for block in blocks:
        before = [reasons_of(reasons, estimates.column(id)) for id in block.goes_with]
        for at, reason in enumerate(_of_block(cells, estimates, block, before, policy)):
            for id in block.measures:
                reasons[at][estimates.column(id)] = reason
    return reasons


def reasons_of(reasons: Reasons, measure: int) -> list[Reason | None]:
    """The reasons of one measure."""
    return [row[measure] for row in reasons]


def _of_block(
    cells: Cells, estimates: Estimates, block: Block, before: Sequence[Sequence[Reason | None]], policy: Policy
) -> list[Reason | None]:
    """Why the values of a block are withheld, by cell: one reason for all, so that nobody can tell small from alike from hidden for others."""
    tables = [_Table.of(cells, estimates, block, id, policy) for id in block.measures]
    tables = [table for table in tables if table.n.max(initial=0) > 0]
    hidden = cells.closed.copy()
    for table in tables:
        hidden |= (table.n < policy.minimum) | table.told.withheld
        if len(block.measures) > 1 and policy.complements:
            hidden |= table.extreme
    for one in before:
        hidden |= np.array([reason is not None for reason in one])
    if policy.complements and tables:
        hidden = _safe(tables, hidden)
    reason = Reason.TELLING if policy.complements else Reason.TOO_FEW
    return [reason if one else None for one in hidden.tolist()]


def _safe(tables: Sequence[_Table], hidden: Bools) -> Bools:
    """Withhold more until no table tells anything: coded values too, where a bound says too much; everything, if need be."""
    for more in (hidden, hidden | np.any([table.extreme for table in tables], axis=0)):
        try:
            return _until_safe(tables, more)
        except DisclosureError:
            continue
    return np.ones_like(hidden)


def _until_safe(tables: Sequence[_Table], hidden: Bools) -> Bools:
    """Withhold more until no table tells anything of what is withheld or coded in it.

    Raises DisclosureError if withholding more does not help.
    """
    most = np.max([table.n for table in tables], axis=0)
    cost = most + A_CELL + IN_ORDER * np.arange(len(most)) / len(most)
    while True:
        demands = tuple(demand for table in tables for demand in table.demands(hidden))
        found = choose(Problem(tables[0].relations, demands, hidden, cost), cells=MOST_CELLS).hidden
        if (found == hidden).all():
            return hidden
        hidden = found


@dataclass(frozen=True, slots=True)
class _Table:
    """One measure: people who answered, and the sum of what they said, by cell.

    Attributes
    ----------
    n, value, hits : float64 (cells,), as in Estimates, 0 instead of NaN in `value`. extreme : bool (cells,).
    codes : whether extremes are coded; else they are withheld.
    """

    relations: Relations
    closed: Bools
    n: Floats
    value: Floats
    hits: Floats
    extreme: Bools
    codes: bool
    told: Told
    policy: Policy

    @classmethod
    def of(cls, cells: Cells, estimates: Estimates, block: Block, id: str, policy: Policy) -> _Table:
        at = estimates.column(id)
        n, hits = np.nan_to_num(estimates.n[:, at]), estimates.hits[:, at]
        value = np.clip(np.nan_to_num(estimates.value[:, at]), 0, 100)
        extreme = (at_top(value, n, hits) | at_bottom(value, n, hits)) & policy.code_extremes
        told = Told(cells.told.withheld[:, at], cells.told.shown[:, at])
        relations = cells.relations if block.broken_down else cells.of_units
        return cls(relations, cells.closed, n, value, hits, extreme, len(block.measures) == 1, told, policy)

    @property
    def coded(self) -> Bools:
        """Cells that are shown as a bound, if they are not withheld."""
        return self.extreme & self.codes

    def demands(self, hidden: Bools) -> Iterator[Demand]:
        """What must not be worked out: of values that are withheld how few answered, and what they said; of extremes no more than a bound
        would say.

        A score keeps its width even for those who know how many people every group has; where more people answered than the minimum, so
        much of it as the fewest of them may make. Of a large group that is withheld nobody is told how many it has, which hides more.
        """
        few, minimum = self.n < self.policy.minimum, float(self.policy.minimum)
        unknown = ~(self.told.shown & ~self.extreme)  # an extreme was told as a bound
        for points in (
            self.value / 100,
            1 - self.value / 100,
        ):  # those given and those not given add up apart, and bound people together
            needs = np.where(few, minimum * points, 0.0)
            yield Demand(self.n * points * unknown, np.full(len(self.n), minimum) * unknown, needs * unknown)
        down, up, loose = self._room(hidden)
        telling = (few | ~self.closed) & ~loose
        wide = np.where(telling, self.policy.score_width * np.minimum(self.n, minimum), 0.0)
        alike = np.where(loose | (self.extreme & (self.n >= self.policy.minimum)), self._alike, 0.0)
        yield Demand(down * unknown, up * unknown, np.maximum(wide, alike) * unknown, loose)

    @property
    def _share(self) -> Bools:
        return ~np.isnan(self.hits)

    @property
    def _alike(self) -> Floats:
        """How many points (almost) everybody's answers can be from an end, float64 (cells,): more would be no extreme."""
        return np.where(self._share, 100.0 * ALL_BUT, (100 - MEAN_EXTREME) * self.n)

    def _room(self, hidden: Bools) -> tuple[Floats, Floats, Bools]:
        """How far the sums of what people said could be below and above the truth, in points; and which are told as bounds.

        A person of a share is a hundred points. Of a value that is told as a bound, an attacker knows the rule by which it is: a mean is
        within five points of its end, whatever rounder figure the bound gives.
        """
        truth = np.where(self._share, 100 * self.hits, self.n * self.value)
        bound = self._alike
        loose, top = self.coded & ~hidden, at_top(self.value, self.n, self.hits)
        low = np.where(loose & top, 100 * self.n - bound, 0.0)
        high = np.where(loose & ~top, bound, 100 * self.n)
        return np.maximum(truth - low, 0), np.maximum(high - truth, 0), loose

"""Why units and groups are withheld, for whoever holds the data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mainspring.disclosure import Because, Policy, account, hide_units
from mainspring.instrument import Instrument
from mainspring.moments import Moments
from mainspring.scorecards.wave import breakdown_of, leftovers, levels_of, unit_of
from mainspring.scores import unit_tree


@dataclass(frozen=True, slots=True)
class Account:
    """What a release of one wave withholds, and why; it holds numbers that must not leave.

    Attributes
    ----------
    withheld : each unit and group, in the order of the tree. cells : how many there are in all, shown ones too.
    proven : whether no safe choice hides fewer people; None where a policy hides only what is small.
    at_most : so many people fewer a safe choice could hide, at most; 0 where it is proven that none does.
    """

    withheld: tuple[Because, ...]
    cells: int
    proven: bool | None
    at_most: int


def why_withheld(moments: Moments, instrument: Instrument, policy: Policy, breakdowns: Sequence[str] = ()) -> Account:
    """Why the units and groups are withheld that `score` withholds of one wave, if nothing was released before.

    Raises DisclosureError as `score` does.
    """
    by, tree = levels_of(moments, breakdowns), unit_tree(moments, breakdowns)
    leftover, n = leftovers(tree, instrument, by), tree.total(moments.n)
    hidden = hide_units(tree, n, leftover, policy)
    names = []
    for path, code, pools in zip(tree.paths, tree.breakdowns, leftover.tolist(), strict=True):
        units = [unit_of(path[:depth], instrument, by, pools).name for depth in range(1, len(path) + 1)]
        group = [] if code is None else [breakdown_of(*code, instrument).name]
        names.append((" / ".join(units[:-1]), ", ".join([*(units[-1:] or ["Everybody"]), *group])))
    choice = hidden.choice
    return Account(
        withheld=tuple(account(hidden, n, names, policy)),
        cells=len(tree.paths),
        proven=None if choice is None else choice.optimal,
        at_most=0 if choice is None else round(choice.cost - choice.bound),
    )

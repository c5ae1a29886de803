"""Every way of hiding small groups, by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from bench.hiding.gauss import gauss
from bench.hiding.organisation import Organisation
from bench.hiding.rules import rolled_up, smallest_siblings, threshold
from mainspring.disclosure import POLICIES, hide_units
from mainspring.scores import UnitTree, with_folds
from mainspring.scores.tree import Bools, Floats

OURS = "Mainspring"
POLICY = POLICIES["rule-of-ten"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A tree, with folded siblings if there are any, and which of its cells are hidden, bool (units,); whether that is `cheapest`."""

    tree: UnitTree
    hidden: Bools
    cheapest: bool | None = None


def mainspring(found: Organisation) -> Outcome:
    """As few people as possible, so that every hidden cell could have ten more or fewer for all that is shown."""
    hidden = hide_units(found.tree, found.n, np.zeros(len(found.n), dtype=bool), POLICY)
    gone = np.array([*(reason is not None for reason in hidden.reasons), *(False for _ in hidden.folds)])
    return Outcome(with_folds(found.tree, hidden.folds), gone, hidden.choice is not None and hidden.choice.optimal)


def _by(rule: Callable[[UnitTree, Floats], Bools]) -> Callable[[Organisation], Outcome]:
    return lambda found: Outcome(found.tree, rule(found.tree, found.n))


WAYS: dict[str, Callable[[Organisation], Outcome]] = {
    OURS: mainspring,
    "small cells alone": _by(threshold),
    "and the smallest siblings": _by(smallest_siblings),
    "rolling up": _by(rolled_up),
    "Gaussian elimination": _by(gauss),
}

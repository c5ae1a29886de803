"""What a reader is told of an organisation some of whose cells are hidden: head counts, and shares of people if there are any."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from bench.hiding.organisation import LEVELS, MINIMUM, Organisation
from mainspring.disclosure import Block, Cells, Facts, Policy, Released, Value, hide_values, judge, relations_of
from mainspring.disclosure.earlier import nothing_told
from mainspring.disclosure.facts import Group, Shown
from mainspring.scores import Estimates, UnitTree
from mainspring.scores.tree import Bools

WAVE = 2026
MEASURES = 20

Values = Sequence[Mapping[str, Value]]
"""Of each unit, by measure."""


def release(tree: UnitTree, n: Sequence[float], hidden: Bools, values: Values = ()) -> Facts:
    """What is told if the hidden cells are withheld, bool (units,), and all else is shown."""
    groups = [
        Group(WAVE, tuple(zip(LEVELS, path, strict=False)), () if code is None else (code,))
        for path, code in zip(tree.paths, tree.breakdowns, strict=True)
    ]
    return Facts(
        name="release",
        instruments={},
        minimum=MINIMUM,
        code_extremes=bool(values),
        people={group: None if gone else int(one) for group, one, gone in zip(groups, n, hidden.tolist(), strict=True)},
        values={
            (group, id): _shown(value)
            for group, measures in zip(groups, values, strict=False)
            for id, value in measures.items()
        },
    )


def scores_of(found: Organisation, tree: UnitTree, hidden: Bools, policy: Policy) -> Values:
    """Random scores, MEASURES of them, of answers on five points that everybody gives: as a policy lets them be shown."""
    random = np.random.default_rng(0)
    usual = random.uniform(0.3, 0.8, MEASURES)
    here = random.normal(0.0, 0.1, (len(found.cells), 1))
    people = found.cells[:, None].astype(np.int64)
    points = random.binomial(4 * people, np.clip(usual + here, 0.02, 0.98))  # of each person, 0 to 4 on average
    total = tree.total(points)
    n = np.broadcast_to(tree.total(found.cells)[:, None], total.shape)
    with np.errstate(invalid="ignore"):
        value = 25 * total / n
    unknown = np.full(total.shape, np.nan)
    ids = tuple(f"score {number}" for number in range(1, 1 + MEASURES))
    estimates = Estimates(ids, value, unknown, np.ones(total.shape), n, unknown, n, unknown)
    relations = relations_of(tree), relations_of(tree, grouped=False)
    cells = Cells(*relations, hidden, nothing_told(total.shape))
    return judge(estimates, hide_values(cells, estimates, [Block((id,)) for id in ids], policy), policy)


def _shown(value: Value) -> Shown | None:
    return Shown(value.value, value.n, None, value.bound) if isinstance(value, Released) else None

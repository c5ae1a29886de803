"""Random organisations: the truth always lies in the range that an attacker reaches, and a plain threshold always leaks."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from mainspring.disclosure.attack import attack_releases
from mainspring.disclosure.attack.ranges.counts import Relations, count_ranges
from mainspring.disclosure.attack.ranges.scores import score_ranges
from mainspring.disclosure.attack.tables.additive import Additive
from mainspring.disclosure.attack.tables.table import table_of
from mainspring.disclosure.facts import Facts
from tests.disclosure.attack.cast import HELD, cell, count, facts

CODES = ("junior", "middle", "senior")
Numbers = dict[tuple[str, str], tuple[int, int]]


def organisation(rng: np.random.Generator) -> Numbers:
    """People of units in three levels by three codes, and how many of them agree, with all sums."""
    found: dict[tuple[str, str], list[int]] = {}
    for top, middle, code in product("ABC", range(rng.integers(2, 6)), CODES):
        n = int(rng.lognormal(2.2, 0.8)) + 1
        hits = int(rng.binomial(n, rng.uniform(0.2, 0.9)))
        for unit, own in product(("", top, f"{top}/{top}{middle}"), ("", code)):
            numbers = found.setdefault((unit, own), [0, 0])
            numbers[0], numbers[1] = numbers[0] + n, numbers[1] + hits
    return {key: (n, hits) for key, (n, hits) in found.items()}


def released(found: Numbers, hidden: set[tuple[str, str]]) -> Facts:
    cells = [
        cell(
            unit,
            None if (unit, code) in hidden else n,
            {"pp_Q": HELD if (unit, code) in hidden else count(hits, n)},
            code,
        )
        for (unit, code), (n, hits) in found.items()
    ]
    return facts(*cells, coded=False)


@pytest.mark.parametrize("seed", range(40))
def test_the_truth_lies_in_every_range(seed: int) -> None:
    rng = np.random.default_rng(seed)
    found = organisation(rng)
    hidden = {key for key in found if key[0] and rng.random() < 0.1 + 0.8 * (found[key][0] < 10)}
    table = table_of([released(found, hidden)], 2020)
    relations = Relations(table)

    counts = count_ranges(table, relations, [0])
    scores = score_ranges(relations, Additive(table, relations.holds), 1)

    truth = np.array(
        [found["/".join(code for _, code in g.unit), "".join(c for _, c in g.breakdown)] for g in table.groups]
    )
    n, hits = truth.T
    assert (counts.least[:, 0] <= n).all()
    assert (n <= counts.most[:, 0]).all()
    silent = table.silent[:, 1]
    share = 100 * hits / n
    assert (scores.low[silent] <= share[silent] + 1e-6).all()
    assert (share[silent] <= scores.high[silent] + 1e-6).all()
    assert (scores.fewest[silent] <= n[silent]).all()


@pytest.mark.parametrize("seed", range(20))
def test_a_threshold_alone_leaks(seed: int) -> None:
    found = organisation(np.random.default_rng(1000 + seed))
    small = {key for key, (n, _) in found.items() if n < 10}
    assert small
    learned = attack_releases([released(found, small)])
    assert {one.route for one in learned} & {"subtraction", "bounds"}


@pytest.mark.parametrize("seed", range(5))
def test_with_everything_below_the_top_withheld_there_is_nothing_to_learn(seed: int) -> None:
    found = organisation(np.random.default_rng(2000 + seed))
    below = {key for key in found if key != ("", "")}
    assert attack_releases([released(found, below)]) == []

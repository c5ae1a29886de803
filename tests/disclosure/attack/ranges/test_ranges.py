"""The ranges that an attacker reaches are those that trying every table of whole numbers gives."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from scipy import sparse

from mainspring.disclosure.attack.ranges.bounds import System, alone, of_a_sum, stretched
from mainspring.disclosure.attack.ranges.counts import Relations, count_ranges
from mainspring.disclosure.attack.ranges.scores import score_ranges
from mainspring.disclosure.attack.tables.additive import Additive
from mainspring.disclosure.attack.tables.table import Table, table_of
from tests.disclosure.attack.cast import HELD, cell, count, facts

UNITS, CODES = "ABC", ("junior", "senior")
MOST = 6


def organisation(rng: np.random.Generator) -> dict[tuple[str, str], tuple[int, int]]:
    """People, and those who agree, of three units by two codes, with all sums."""
    people = rng.integers(1, MOST, size=(3, 2))
    agree = rng.integers(0, people + 1)
    found = {}
    rows, columns = {unit: [at] for at, unit in enumerate(UNITS)}, {code: [at] for at, code in enumerate(CODES)}
    for (unit, a), (code, b) in product({**rows, "": [0, 1, 2]}.items(), {**columns, "": [0, 1]}.items()):
        found[unit, code] = int(people[np.ix_(a, b)].sum()), int(agree[np.ix_(a, b)].sum())
    return found


def table(found: dict[tuple[str, str], tuple[int, int]], hidden: set[tuple[str, str]], values: bool = False) -> Table:
    """The release of these numbers with some withheld; everything is worked out to the end."""
    cells = []
    for (unit, code), (n, hits) in found.items():
        held = (unit, code) in hidden
        share = {"pp_Q": HELD if held else count(hits, n)} if values else {}
        cells.append(cell(unit, None if held and not values else n, share, code))
    one = table_of([facts(*cells, coded=False)], 2020)
    return replace(one, minimum=10**6)


def every_table(one: Table, column: int, least: int) -> np.ndarray:
    """All whole numbers that the withheld may be, (tables, withheld), by trying each."""
    unknown = np.flatnonzero(one.spoken[:, column] & np.isnan(one.n[:, column]))
    tries = np.array(list(product(range(least, 2 * MOST), repeat=len(unknown))), dtype=float)
    rest = -(one.relations @ np.nan_to_num(one.n[:, column]))
    return np.asarray(tries[(tries @ one.relations[:, unknown].toarray().T == rest).all(axis=1)])


@pytest.mark.parametrize("seed", range(25))
def test_head_counts_range_as_far_as_all_tables_that_add_up(seed: int) -> None:
    rng = np.random.default_rng(seed)
    found = organisation(rng)
    inner = [key for key in found if all(key)]
    hidden = {inner[at] for at in rng.permutation(len(inner))[: rng.integers(2, 6)]}
    one = table(found, hidden)

    ranges = count_ranges(one, Relations(one), [0])

    tables = every_table(one, 0, 0)
    unknown = np.isnan(one.n[:, 0])
    np.testing.assert_array_equal(ranges.least[unknown, 0], tables.min(axis=0))
    np.testing.assert_array_equal(ranges.most[unknown, 0], tables.max(axis=0))


@pytest.mark.parametrize("seed", range(15))
def test_scores_range_as_far_as_all_tables_of_hits_and_misses(seed: int) -> None:
    rng = np.random.default_rng(100 + seed)
    found = organisation(rng)
    inner = [key for key in found if all(key)]
    hidden = {inner[at] for at in rng.permutation(len(inner))[:4]}
    relations = Relations(one := table(found, hidden, values=True))

    ranges = score_ranges(relations, Additive(one, relations.holds), 1)

    sides = []
    for miss in (0, 1):
        as_counts = {key: (n - hits if miss else hits, 0) for key, (n, hits) in found.items()}
        sides.append(every_table(table(as_counts, hidden), 0, 0))
    hits, misses = sides[0][:, None, :], sides[1][None, :, :]
    people = hits + misses
    with np.errstate(invalid="ignore"):
        scores = 100 * hits / np.where(people > 0, people, np.nan)
    unknown = np.isnan(one.n[:, 1])
    np.testing.assert_allclose(ranges.low[unknown], np.nanmin(scores, axis=(0, 1)))
    np.testing.assert_allclose(ranges.high[unknown], np.nanmax(scores, axis=(0, 1)))


def test_parts_of_a_sum_range_as_far_as_the_others_let_them() -> None:
    low, high = np.array([[1.0], [1.0], [5.0]]), np.array([[9.0], [20.0], [20.0]])
    least, most = of_a_sum(np.array([16.0]), low, high)
    assert (least.ravel().tolist(), most.ravel().tolist()) == ([1, 1, 5], [9, 10, 14])


def test_stretching_never_tells_of_more_than_there_is() -> None:
    system = System(sparse.csr_array(np.ones((1, 3))), np.array([30.0]), np.zeros(3), np.array([30.0, 30.0, 4.0]))
    seen = stretched([system], 10.0)[0]
    assert seen is not None
    for unknown in range(3):
        alone(system, unknown, np.inf, seen)
    np.testing.assert_allclose([seen.least, seen.most], [[0, 0, 0], [30, 30, 4]], atol=1e-9)


def test_what_nothing_solves_is_told_apart() -> None:
    good = System(sparse.csr_array(np.ones((1, 2))), np.array([3.0]), np.zeros(2), np.full(2, 9.0))
    bad = replace(good, rest=np.array([-1.0]))
    found = stretched([good, bad], 2.0)
    assert found[0] is not None
    assert (found[0].least >= 0).all()
    assert (found[0].width >= 2).all()
    assert found[1] is None

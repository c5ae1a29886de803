"""The ways of hiding that ours is compared with do what their authors say."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from bench.hiding.gauss import eliminated, gauss
from bench.hiding.organisation import MINIMUM, organisation
from bench.hiding.release import release
from bench.hiding.rules import rolled_up, smallest_siblings
from bench.hiding.ways import OURS, WAYS
from mainspring.disclosure import relations_of
from mainspring.disclosure.attack import attack_releases

PEOPLE = {
    ("young", "Spain"): 5,
    ("young", "Iceland"): 2,
    ("young", "Portugal"): 0,
    ("old", "Spain"): 6,
    ("old", "Iceland"): 3,
    ("old", "Portugal"): 4,
}
"""The example in "Small count frequency table suppression", the package GaussSuppression's own vignette."""

PLACES = {"Total": {"Spain", "Iceland", "Portugal"}, "EU": {"Spain", "Portugal"}, "nonEU": {"Iceland"}}
AGES = {"Total": {"young", "old"}, "young": {"young"}, "old": {"old"}}


def suppressed(most: int, regions: tuple[str, ...]) -> set[str]:
    """Cells that elimination hides where cells of at most so many people are small."""
    places = {**{name: PLACES[name] for name in regions}, **{name: {name} for name in PLACES["Total"]}}
    names = [f"{age} {place}" for age, place in product(AGES, places)]
    inner = list(PEOPLE)
    rows = [
        [inner.index(one) for one in inner if one[0] in AGES[age] and one[1] in places[place]]
        for age, place in product(AGES, places)
    ]
    n = np.array([sum(PEOPLE[inner[one]] for one in row) for row in rows], dtype=np.float64)
    return {name for name, gone in zip(names, eliminated(rows, n, n <= most), strict=True) if gone}


def test_elimination_gives_the_first_table_of_the_package_it_is_from() -> None:
    assert suppressed(1, ("Total",)) == {"old Iceland", "old Portugal", "young Iceland", "young Portugal"}


def test_and_its_second_with_regions() -> None:
    old, young = {"old Iceland", "old Portugal"}, {"young Iceland", "young Portugal"}
    assert suppressed(2, ("Total", "EU", "nonEU")) == old | young | {"old EU", "old nonEU", "young EU", "young nonEU"}


@pytest.mark.parametrize("seed", range(5))
def test_no_small_cell_depends_on_what_elimination_publishes(seed: int) -> None:
    found = organisation(120, 20, seed)
    hidden = gauss(found.tree, found.n)
    left = relations_of(found.tree).matrix.toarray()[
        :, hidden
    ]  # a hidden cell is told if all that can move leaves it alone
    free = np.linalg.svd(left)[2][np.linalg.matrix_rank(left) :]
    assert (np.abs(free[:, (found.n < MINIMUM)[hidden]]).max(axis=0) > 1e-9).all()


@pytest.mark.parametrize("seed", range(5))
def test_where_all_is_rolled_up_parts_are_all_shown_or_none(seed: int) -> None:
    found = organisation(120, 20, seed)
    hidden = rolled_up(found.tree, found.n)
    assert hidden[found.n < MINIMUM].all()
    parts = (relations_of(found.tree).matrix.toarray() < 0).astype(int)
    assert {*np.unique(parts @ hidden / parts.sum(axis=1)).tolist()} == {0.0, 1.0}


@pytest.mark.parametrize("seed", range(5))
def test_the_smallest_siblings_are_two_of_ten_people_below_everything_shown(seed: int) -> None:
    found = organisation(120, 20, seed)
    hidden = smallest_siblings(found.tree, found.n)
    sums = relations_of(found.tree).matrix.toarray()
    parts = (sums[(sums > 0) @ ~hidden] < 0).astype(int)
    gone, people = parts @ hidden, parts @ (found.n * hidden)
    assert (gone[gone > 0] >= 2).all()
    assert (people[gone > 0] >= MINIMUM).all()


def test_only_ours_and_rolling_up_tell_nothing_and_ours_hides_less() -> None:
    found = organisation(400, 60, 1)
    learned, people = {}, {}
    for name, way in WAYS.items():
        outcome = way(found)
        n = outcome.tree.total(found.cells)
        learned[name] = len(attack_releases([release(outcome.tree, n.tolist(), outcome.hidden)]))
        people[name] = n[outcome.hidden].sum()
    assert learned[OURS] == learned["rolling up"] == 0 < learned["Gaussian elimination"] < learned["small cells alone"]
    assert people["small cells alone"] < people[OURS] < people["rolling up"]

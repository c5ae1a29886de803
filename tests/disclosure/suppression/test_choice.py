"""What is hidden is safe, and no safe choice is cheaper: against every choice there is, each judged by every table there is."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from scipy.optimize import linprog

from mainspring.disclosure.suppression import Demand, Problem, Relations, choose
from mainspring.errors import DisclosureError
from tests.disclosure.suppression.cast import Bools, K, crossed, problem, widths


def room_of(asked: Problem, demand: Demand, hidden: Bools, cell: int) -> float:
    """By a linear programme over the whole table, apart from the code that is tested."""
    matrix = asked.relations.matrix.toarray()
    bounds = [
        (-float(low), float(up)) if free else (0.0, 0.0)
        for low, up, free in zip(demand.down, demand.up, hidden, strict=True)
    ]
    ends = []
    for sign in (1, -1):
        aim = np.zeros(len(hidden))
        aim[cell] = sign
        ends.append(float(linprog(aim, A_eq=matrix, b_eq=np.zeros(len(matrix)), bounds=bounds).fun or 0.0))
    return -ends[0] - ends[1]


def safe(asked: Problem, hidden: Bools) -> bool:
    return all(
        room_of(asked, demand, hidden, int(cell)) >= demand.needs[cell] - 1e-3
        for demand in asked.demands
        for cell in np.flatnonzero(hidden & (demand.needs > 0))
    )


def cheapest_of_all(asked: Problem) -> float:
    """The cost of the cheapest safe choice, every choice tried."""
    free = np.flatnonzero(~asked.forced)
    best = np.inf
    for size in range(len(free) + 1):
        for more in combinations(free.tolist(), size):
            hidden = asked.forced.copy()
            hidden[list(more)] = True
            cost = float(asked.cost[hidden].sum())
            if cost < best and safe(asked, hidden):
                best = cost
    return best


@pytest.mark.parametrize("seed", range(25))
def test_no_safe_choice_is_cheaper_than_the_one_that_is_proven_cheapest(seed: int) -> None:
    rng = np.random.default_rng(seed)
    counts, relations = crossed(rng.integers(2, 40, (2, 3)).tolist())
    asked = problem(counts, relations)
    found = choose(asked)
    assert found.optimal
    assert safe(asked, found.hidden)
    assert found.cost == pytest.approx(cheapest_of_all(asked), rel=1e-6)


def test_what_must_be_hidden_and_suffices_is_proven_cheapest() -> None:
    """As in the second release of a survey, which hides what the first did."""
    counts, relations = crossed([[4, 20, 90], [30, 25, 80], [70, 60, 50]])
    asked = problem(counts, relations)
    again = choose(replace(asked, forced=choose(asked).hidden))
    assert again.optimal
    assert (again.hidden == choose(asked).hidden).all()


@pytest.mark.parametrize("seed", range(10))
def test_a_hurried_choice_is_as_safe_and_says_that_it_is_not_proven(seed: int) -> None:
    rng = np.random.default_rng(100 + seed)
    counts, relations = crossed(rng.integers(1, 30, (6, 4)).tolist())
    asked = problem(counts, relations)
    hurried = choose(asked, seconds=0.0)
    assert safe(asked, hurried.hidden)
    assert hurried.cost >= choose(asked).cost
    assert hurried.bound <= choose(asked).cost * (1 + 1e-9)


@pytest.mark.parametrize("seed", range(10))
def test_every_table_that_looks_the_same_leaves_ten_people_between_the_ends(seed: int) -> None:
    rng = np.random.default_rng(seed)
    counts, relations = crossed(rng.integers(3, 25, (2, 2)).tolist())
    hidden = choose(problem(counts, relations)).hidden
    if hidden.sum() <= 4:  # so many tables can be tried
        assert (widths(counts, relations, hidden)[hidden] >= K).all()


def test_nothing_is_hidden_where_nothing_is_small() -> None:
    counts, relations = crossed([[12, 30], [15, 11]])
    assert not choose(problem(counts, relations)).hidden.any()


def test_one_small_cell_takes_a_rectangle_with_it() -> None:
    """The classic of two-way tables: one more in its row, one in its column, and the one where these meet."""
    counts, relations = crossed([[4, 20, 90], [30, 25, 80], [70, 60, 50]])
    hidden = choose(problem(counts, relations)).hidden.reshape(4, 4)
    assert np.argwhere(hidden).tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]


def test_the_same_table_always_has_the_same_answer() -> None:
    counts, relations = crossed(np.random.default_rng(3).integers(1, 30, (8, 4)).tolist())
    first, second = (choose(problem(counts, relations)).hidden for _ in range(2))
    assert (first == second).all()


def test_cells_that_go_together_are_hidden_together() -> None:
    counts, relations = crossed([[4, 20, 90], [30, 25, 80], [70, 60, 50]])
    asked = problem(counts, relations)
    bound = Problem(asked.relations, asked.demands, asked.forced, asked.cost, with_it=((0, 10),))
    assert choose(bound).hidden[10]


def test_where_not_even_hiding_everything_helps_it_is_said() -> None:
    relations = Relations.of(3, [(0, [1, 2])])
    counts = np.array([3.0, 1.0, 2.0])
    asked = Problem(relations, (Demand(counts, counts, np.full(3, K)),), counts < K, counts)
    with pytest.raises(DisclosureError, match="Everything would have to be hidden"):
        choose(asked)

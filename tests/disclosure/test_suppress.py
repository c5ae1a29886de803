"""Subtraction through the unit tree learns nothing: on random organisations, an attacker with everything that is shown fails."""

from __future__ import annotations

import numpy as np
import pytest

from mainspring.disclosure import POLICIES, Reason, hide_units, hide_values
from mainspring.scores import UnitTree, with_folds

RULE_OF_TEN = POLICIES["rule-of-ten"]
OPEN = POLICIES["open"]


def tree_of(sizes: dict[str, list[int]]) -> tuple[UnitTree, np.ndarray]:
    """Agencies with offices of the given sizes: a tree, and how many people each unit has."""
    paths: list[tuple[str, ...]] = [()]
    for agency, offices in sizes.items():
        paths.append((agency,))
        paths += [(agency, f"{agency}{i}") for i in range(len(offices))]
    parents = np.array([paths.index(path[:-1]) if path else -1 for path in paths])
    leaves = [path for path in paths if len(path) == 2]
    members = [(i, paths.index(leaf[:depth])) for i, leaf in enumerate(leaves) for depth in range(3)]
    tree = UnitTree(tuple(paths), parents, np.array(members))
    return tree, tree.total(np.array([n for offices in sizes.values() for n in offices]))


def reasons_of(sizes: dict[str, list[int]], residual: tuple[str, ...] = ()) -> dict[str, Reason | None]:
    tree, n = tree_of(sizes)
    leftover = np.array([bool(path) and path[-1] in residual for path in tree.paths])
    hidden = hide_units(tree, n, leftover, RULE_OF_TEN)
    return {"/".join(path): reason for path, reason in zip(tree.paths, hidden.reasons, strict=True)}


def test_where_all_are_large_enough_nothing_is_hidden() -> None:
    assert set(reasons_of({"A": [10, 11], "B": [12, 40]}).values()) == {None}


def test_a_small_unit_takes_its_smallest_sibling_with_it() -> None:
    found = reasons_of({"A": [4, 30, 20], "B": [12, 40]})
    assert found["A/A0"] is Reason.TOO_FEW
    assert found["A/A2"] is Reason.FOLDED
    assert found["A/A1"] is None


def test_two_small_units_that_are_enough_together_need_no_third() -> None:
    found = reasons_of({"A": [6, 7, 20]})
    assert [found[f"A/A{i}"] for i in range(3)] == [Reason.TOO_FEW, Reason.TOO_FEW, None]


def test_a_leftover_group_is_the_first_to_hide_a_small_unit() -> None:
    found = reasons_of({"A": [4, 12, 500]}, residual=("A2",))
    assert [found[f"A/A{i}"] for i in range(3)] == [Reason.TOO_FEW, None, Reason.RESIDUAL]


def test_a_leftover_group_of_its_own_is_shown() -> None:
    assert reasons_of({"A": [40, 12]}, residual=("A1",))["A/A1"] is None


def test_below_a_hidden_unit_nothing_is_shown() -> None:
    found = reasons_of({"A": [3, 4], "B": [11, 12], "C": [50, 50]})
    assert found["A"] is Reason.TOO_FEW
    assert found["B"] is Reason.FOLDED
    assert found["B/B0"] is found["B/B1"] is Reason.FOLDED
    assert found["C"] is None


def test_with_the_open_policy_only_the_floor_holds() -> None:
    tree, n = tree_of({"A": [4, 6, 20]})
    hidden = hide_units(tree, n, np.zeros(len(n), dtype=bool), OPEN)
    assert hidden.reasons == (None, None, Reason.TOO_FEW, None, None)
    assert hidden.folds == ()


@pytest.mark.parametrize("seed", range(200))
def test_what_is_left_after_subtraction_is_at_least_two_units_and_ten_people(seed: int) -> None:
    rng = np.random.default_rng(seed)
    sizes = {chr(65 + a): rng.geometric(0.04, rng.integers(1, 8)).tolist() for a in range(rng.integers(1, 6))}
    tree, n = tree_of(sizes)
    leftover = (rng.random(len(n)) < 0.1) & (np.arange(len(n)) > 0)
    hidden = hide_units(tree, n, leftover, RULE_OF_TEN)
    for unit, reason in enumerate(hidden.reasons):
        gone = [int(child) for child in tree.children(unit) if hidden.reasons[child] is not None]
        if reason is None and gone:
            assert len(gone) >= 2
            assert n[gone].sum() >= 10
        if reason is not None:
            assert all(hidden.reasons[child] is not None for child in tree.children(unit))
        else:
            assert n[unit] >= 10


@pytest.mark.parametrize("seed", range(200))
def test_no_single_value_can_be_worked_out_from_its_siblings_and_parent(seed: int) -> None:
    rng = np.random.default_rng(seed)
    sizes = {chr(65 + a): (10 + rng.geometric(0.03, rng.integers(2, 8))).tolist() for a in range(rng.integers(2, 6))}
    bare, n = tree_of(sizes)
    hidden = hide_units(bare, n, np.zeros(len(n), dtype=bool), RULE_OF_TEN)
    tree = with_folds(bare, hidden.folds)
    leaves = np.array([len(path) == 2 for path in bare.paths])
    answered = tree.total(np.array([rng.binomial(int(size), 0.6) for size in n[leaves]]))[:, None]
    shown = np.array([*(reason is None for reason in hidden.reasons), *(True for _ in hidden.folds)])
    reasons = hide_values(tree, answered, shown, RULE_OF_TEN)
    for unit in np.flatnonzero(shown):
        children = tree.children(int(unit))
        gone = [int(child) for child in children if reasons[child][0] is not None]
        if answered[unit, 0] < 10:
            assert reasons[unit][0] is Reason.TOO_FEW
        if gone and reasons[unit][0] is None and len(gone) < len(children):
            assert len(gone) >= 2
            assert answered[gone, 0].sum() >= 10
        if reasons[unit][0] is Reason.COMPLEMENT and len(children):
            assert gone

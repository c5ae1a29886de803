"""Units and groups of breakdowns: who is hidden, for whom, and that nobody can tell which is which."""

from __future__ import annotations

import numpy as np
import pytest

from mainspring.disclosure import POLICIES, Reason, hide_units, relations_of
from mainspring.disclosure.suppress import Hidden
from mainspring.disclosure.suppression import Demand, movement
from mainspring.errors import DisclosureError
from mainspring.scores import UnitTree
from tests.disclosure.organisations import sizes_of, tree_of

RULE_OF_TEN = POLICIES["rule-of-ten"]
OPEN = POLICIES["open"]


def hide(tree: UnitTree, n: np.ndarray, residual: tuple[str, ...] = ()) -> Hidden:
    leftover = np.array([bool(path) and path[-1] in residual for path in tree.paths])
    return hide_units(tree, n, leftover, RULE_OF_TEN)


def reasons_of(sizes: dict[str, list[int]], residual: tuple[str, ...] = ()) -> dict[str, Reason | None]:
    tree, n = tree_of(sizes)
    return dict(zip(map("/".join, tree.paths), hide(tree, n, residual).reasons, strict=True))


def hidden_in(sizes: dict[str, list[int]], residual: tuple[str, ...] = ()) -> list[str]:
    return [name for name, reason in reasons_of(sizes, residual).items() if reason is not None]


def test_where_all_are_large_enough_nothing_is_hidden() -> None:
    assert hidden_in({"A": [10, 11], "B": [12, 40]}) == []


def test_a_small_unit_takes_its_smallest_sibling_with_it_and_nobody_can_tell_which_was_small() -> None:
    found = reasons_of({"A": [4, 30, 20], "B": [12, 40]})
    assert found["A/A0"] is found["A/A2"] is Reason.PROTECTED
    assert found["A/A1"] is None


def test_two_small_units_that_are_enough_together_need_no_third() -> None:
    assert hidden_in({"A": [6, 7, 20]}) == ["A/A0", "A/A1"]


def test_two_small_units_that_are_barely_ten_together_need_a_third() -> None:
    """Nine and one: whoever is alone knows it, and what is left is the nine's."""
    assert hidden_in({"A": [9, 1, 20, 30]}) == ["A/A0", "A/A1", "A/A2"]


def test_a_leftover_group_is_the_first_to_hide_a_small_unit() -> None:
    assert hidden_in({"A": [4, 12, 500]}, residual=("A2",)) == ["A/A0", "A/A2"]


def test_a_leftover_group_of_its_own_is_shown() -> None:
    assert hidden_in({"A": [40, 12]}, residual=("A1",)) == []


def test_of_a_hidden_agency_the_offices_that_give_nothing_away_are_shown() -> None:
    found = hidden_in({"A": [3, 4], "B": [11, 12, 90], "C": [500, 500]})
    assert {"A", "A/A0", "A/A1", "B"} <= set(found)
    assert "B/B2" not in found
    assert len([name for name in found if name.startswith("B/")]) >= 1


def test_with_the_open_policy_only_the_floor_holds() -> None:
    tree, n = tree_of({"A": [4, 6, 20]})
    hidden = hide_units(tree, n, np.zeros(len(n), dtype=bool), OPEN)
    assert hidden.reasons == (None, None, Reason.TOO_FEW, None, None)
    assert hidden.folds == ()


def test_siblings_that_are_hidden_beside_others_are_counted_together() -> None:
    tree, n = tree_of({"A": [4, 30, 20], "B": [12, 40]})
    assert [[tree.paths[unit][-1] for unit in fold] for fold in hide(tree, n).folds] == [["A0", "A2"]]


def test_a_small_group_of_a_breakdown_takes_another_of_its_unit_and_of_its_code_with_it() -> None:
    tree, n = tree_of({"A": [[4, 26], [30, 30], [60, 50]]})
    shown = {
        ("/".join(path), code and code[1]): reason is None
        for path, code, reason in zip(tree.paths, tree.breakdowns, hide(tree, n).reasons, strict=True)
    }
    assert not shown["A/A0", "x"]
    assert not shown["A/A0", "y"]
    assert sum(not shown[f"A/A{i}", "x"] for i in range(3)) == sum(not shown[f"A/A{i}", "y"] for i in range(3)) == 2
    assert all(shown[unit, None] for unit in ("A", "A/A0", "A/A1", "A/A2"))


def test_the_groups_of_a_hidden_unit_are_hidden() -> None:
    tree, n = tree_of({"A": [[3, 2], [11, 12], [40, 40]], "B": [[50, 50]]})
    reasons = hide(tree, n).reasons
    for unit, (code, parent) in enumerate(zip(tree.breakdowns, tree.parents, strict=True)):
        if code and reasons[parent]:
            assert reasons[unit] is not None


def test_counts_that_do_not_add_up_are_refused() -> None:
    tree, n = tree_of({"A": [4, 30, 20]})
    n[1] += 1
    with pytest.raises(DisclosureError, match="a whole is not the sum of its parts"):
        hide(tree, n)


@pytest.mark.parametrize("seed", range(40))
def test_fewer_people_are_hidden_than_by_the_rule_of_the_smallest_siblings_where_that_is_safe(seed: int) -> None:
    """The plain rule takes the smallest siblings until there are two of ten together, and all that is below them."""
    tree, n = tree_of(sizes_of(np.random.default_rng(seed)))
    hidden = np.array([reason is not None for reason in hide(tree, n).reasons])
    plain, ten = _plain_rule(tree, n), np.full(len(n), 10.0)
    if movement(relations_of(tree), Demand(n - 1, ten, ten), plain).enough.all():
        assert n[hidden].sum() <= n[plain].sum()


def _plain_rule(tree: UnitTree, n: np.ndarray) -> np.ndarray:
    gone = n < 10
    for unit, parent in enumerate(tree.parents):
        if parent >= 0 and gone[parent]:
            gone[unit] = True
    for unit in range(len(n)):
        below = np.flatnonzero(tree.parents == unit)
        if gone[unit]:
            gone[below] = True
        small = below[gone[below]]
        for other in below[~gone[below]][np.argsort(n[below[~gone[below]]], kind="stable")]:
            if len(small) and (len(small) < 2 or n[small].sum() < 10 + len(small)):
                gone[other] = True
                small = np.append(small, other)
    return gone

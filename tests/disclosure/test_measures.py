"""Values that are withheld though their unit is shown: too few answered, or too many alike, here or where it could be worked out."""

from __future__ import annotations

import numpy as np
import pytest

from mainspring.disclosure import POLICIES, Block, Cells, Reason, hide_values, relations_of
from mainspring.disclosure.earlier import Told, nothing_told
from mainspring.scores import Estimates, UnitTree
from tests.disclosure.organisations import tree_of

TEN = POLICIES["rule-of-ten"]
OPEN = POLICIES["open"]
SIZES = {"A": [40, 50, 60], "B": [70, 80]}


def estimates(n: np.ndarray, hits: np.ndarray, *, means: bool = False) -> Estimates:
    """Measures as shares of so many people, float64 (units, measures), or as means of the same value."""
    value = 100 * hits / np.maximum(n, 1)
    nothing = np.full_like(value, np.nan)
    shown = nothing if means else hits
    ids = tuple(f"m{at}" for at in range(n.shape[1]))
    return Estimates(ids, value, nothing, n - 1, n, shown, n, nothing)


def answers(tree: UnitTree, **hits: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    """How many answered in each unit and how many of them yes: half of all, or what is said of an office."""
    sizes = {f"{agency}{i}": n for agency, offices in SIZES.items() for i, n in enumerate(offices)}
    leaves = [hits.get(office, (n, n // 2)) for office, n in sizes.items()]
    n, yes = (tree.total(np.array([leaf[at] for leaf in leaves], dtype=float))[:, None] for at in (0, 1))
    return n, yes


def withheld(means: bool = False, told: Told | None = None, **hits: tuple[int, int]) -> dict[str, Reason]:
    tree, _ = tree_of(SIZES)
    n, yes = answers(tree, **hits)
    relations = relations_of(tree)
    cells = Cells(relations, relations, np.zeros(len(n), dtype=bool), told or nothing_told(n.shape))
    found = hide_values(cells, estimates(n, yes, means=means), [Block(("m0",))], TEN)
    return {"/".join(path): row[0] for path, row in zip(tree.paths, found, strict=True) if row[0] is not None}


def test_where_enough_answered_and_differ_everything_is_shown() -> None:
    assert withheld() == {}


def test_too_few_answers_take_the_value_of_a_sibling_with_them() -> None:
    assert withheld(A0=(6, 3)) == {"A/A0": Reason.TELLING, "A/A1": Reason.TELLING}


def test_few_answers_that_are_enough_together_take_no_third() -> None:
    assert withheld(A0=(8, 4), A1=(7, 3)) == {"A/A0": Reason.TELLING, "A/A1": Reason.TELLING}


def test_a_share_of_all_that_is_coded_does_not_follow_from_the_others() -> None:
    """Its agency and its siblings are exact: one of them is withheld, so that the bound is all there is."""
    assert withheld(A0=(40, 40)) == {"A/A1": Reason.TELLING}


def test_two_that_are_coded_leave_each_other_open() -> None:
    """One is of everybody, the other of all but two: which is which cannot be worked out."""
    assert withheld(A0=(40, 40), A1=(50, 48)) == {}


def test_two_that_are_both_of_everybody_do_not() -> None:
    assert withheld(A0=(40, 40), A1=(50, 50)) == {"A/A2": Reason.TELLING}


def test_a_mean_at_the_end_of_the_scale_does_not_follow_from_the_others() -> None:
    assert withheld(means=True, A0=(40, 40)) == {"A/A1": Reason.TELLING}


@pytest.mark.parametrize(("coded", "also"), [(20, {"A/A2"}), (40, set())])
def test_a_coded_mean_leaves_others_the_five_points_of_the_rule_not_the_ten_of_its_bound(
    coded: int, also: set[str]
) -> None:
    """Ten people need two hundred points: five points of forty people are that much, of twenty they are half of it."""
    tree, _ = tree_of(SIZES)
    before = nothing_told((len(tree.paths), 1))
    before.withheld[tree.paths.index(("A", "A0"))] = True
    assert set(withheld(means=True, told=before, A0=(10, 5), A1=(coded, coded))) == {"A/A0"} | also


def test_who_is_withheld_for_few_that_said_the_same_is_who_said_otherwise() -> None:
    """Six who all said yes, beside fifty who all did: together they would tell of the six, and sixty of whom half did do not."""
    assert set(withheld(A0=(6, 6), A1=(50, 50))) == {"A/A0", "A/A2"}


def test_what_was_withheld_before_is_withheld_again_and_what_was_shown_helps_nobody() -> None:
    tree, n = tree_of(SIZES)
    told = nothing_told((len(n), 1))
    told.withheld[[tree.paths.index(("B", "B1"))]] = True
    told.shown[[tree.paths.index(("A", "A1"))]] = True
    found = withheld(told=told, A0=(6, 3))
    assert set(found) == {"A/A0", "A/A2", "B/B0", "B/B1"}


def test_measures_of_a_block_are_withheld_together() -> None:
    tree, _ = tree_of(SIZES)
    one, other = answers(tree, A0=(40, 40)), answers(tree)
    both = estimates(np.hstack([one[0], other[0]]), np.hstack([one[1], other[1]]))
    relations = relations_of(tree)
    cells = Cells(relations, relations, np.zeros(len(tree.paths), dtype=bool), nothing_told(both.value.shape))
    found = hide_values(cells, both, [Block(("m0", "m1"))], TEN)
    assert [row[0] for row in found] == [row[1] for row in found]
    assert found[tree.paths.index(("A", "A0"))][1] is Reason.TELLING


@pytest.mark.parametrize(("few", "reason"), [(4, Reason.TOO_FEW), (6, None)])
def test_public_data_has_no_complements_and_nothing_is_too_much_alike(few: int, reason: Reason | None) -> None:
    tree, _ = tree_of(SIZES)
    n, yes = answers(tree, A0=(few, few))
    relations = relations_of(tree)
    cells = Cells(relations, relations, np.zeros(len(n), dtype=bool), nothing_told(n.shape))
    found = hide_values(cells, estimates(n, yes), [Block(("m0",))], OPEN)
    assert [row[0] for row in found if row[0]] == ([reason] if reason else [])

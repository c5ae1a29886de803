"""A release takes account of those before it."""

from __future__ import annotations

import numpy as np

from mainspring.disclosure import POLICIES, Earlier, Facts, hide_units
from mainspring.disclosure.facts import Group, Shown
from tests.disclosure.organisations import tree_of

TEN = POLICIES["rule-of-ten"]
BY = ("agency", "office")
SIZES = {"A": [7, 30, 20, 25], "B": [50, 40]}


def facts(**offices: int | None) -> Facts:
    """An earlier release that told of some offices of A, by name."""
    people = {Group(2020, (("agency", "A"), ("office", name))): n for name, n in offices.items()}
    values = {(group, "mood"): None if n is None else Shown(50.0, n) for group, n in people.items()}
    return Facts("before.json", {2020: "office"}, 10, True, people, values)


def hidden(*releases: Facts) -> set[str]:
    tree, n = tree_of(SIZES)
    told = Earlier(releases, 2020, BY).of_cells(tree)
    found = hide_units(tree, n, np.zeros(len(n), dtype=bool), TEN, told)
    return {"/".join(path) for path, reason in zip(tree.paths, found.reasons, strict=True) if reason}


def test_alone_the_smallest_sibling_is_withheld_with_a_small_unit() -> None:
    assert hidden() == {"A/A0", "A/A2"}


def test_what_was_withheld_before_is_withheld_again_and_suffices() -> None:
    assert hidden(facts(A0=None, A1=None)) == {"A/A0", "A/A1"}


def test_what_was_shown_before_cannot_be_hidden_any_more() -> None:
    assert hidden(facts(A2=20)) == {"A/A0", "A/A3"}


def test_what_one_release_withheld_and_another_showed_is_known() -> None:
    assert hidden(facts(A2=None), facts(A2=20)) == {"A/A0", "A/A3"}


def test_other_waves_and_other_columns_are_of_other_people() -> None:
    tree, _ = tree_of(SIZES)
    earlier = facts(A2=None)
    for found in (Earlier([earlier], 2021, BY), Earlier([earlier], 2020, ("agency", "team"))):
        assert not found.of_cells(tree).withheld.any()


def test_values_are_remembered_measure_by_measure() -> None:
    tree, _ = tree_of(SIZES)
    told = Earlier([facts(A0=None, A1=30)], 2020, BY).of_values(tree, ("mood", "voice"))
    assert [tree.paths[unit] for unit, _ in np.argwhere(told.withheld)] == [("A", "A0")]
    assert [tree.paths[unit] for unit, _ in np.argwhere(told.shown)] == [("A", "A1")]
    assert set(np.argwhere(told.withheld | told.shown)[:, 1]) == {0}

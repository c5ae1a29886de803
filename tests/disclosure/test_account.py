"""Why a cell is withheld, for whoever holds the data."""

from __future__ import annotations

import numpy as np

from mainspring.disclosure import POLICIES, account, hide_units
from tests.disclosure.organisations import Sizes, tree_of

TEN = POLICIES["rule-of-ten"]


def told(sizes: Sizes) -> dict[str, str]:
    tree, n = tree_of(sizes)
    hidden = hide_units(tree, n, np.zeros(len(n), dtype=bool), TEN)
    names = [
        ("", ", ".join([*(path[-1:] or ("Everybody",)), *([code[1]] if code else [])]))
        for path, code in zip(tree.paths, tree.breakdowns, strict=True)
    ]
    return {one.name: one.why for one in account(hidden, n, names, TEN)}


def test_a_small_unit_is_told_with_its_people_and_the_other_with_whom_it_would_give_away() -> None:
    assert told({"A": [7, 30, 20], "B": [50, 40]}) == {
        "A0": "7 people, fewer than 10",
        "A2": "with A and A1 it would give A0: 7 people",
    }


def test_one_person_and_nobody_are_told_as_such() -> None:
    found = told({"A": [[1, 30], [0, 40], [50, 60]]})
    assert found["A0, x"] == "1 person, fewer than 10"
    assert found["A1, x"] == "nobody, fewer than 10"


def test_where_nothing_is_withheld_nothing_is_told() -> None:
    assert told({"A": [70, 30]}) == {}

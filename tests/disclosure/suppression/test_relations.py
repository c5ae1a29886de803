"""What must be true of a table before anything is decided about it."""

from __future__ import annotations

import numpy as np
import pytest

from mainspring.disclosure.suppression import Relations
from mainspring.errors import DisclosureError

SUMS = Relations.of(4, [(0, [1, 2]), (2, [3])])


def fault(counts: list[float]) -> str:
    with pytest.raises(DisclosureError) as caught:
        SUMS.check(np.array(counts))
    return str(caught.value)


def test_counts_that_add_up_are_taken() -> None:
    SUMS.check(np.array([30.0, 10.0, 20.0, 20.0]))


@pytest.mark.parametrize(
    ("counts", "says"),
    [
        ([30, 10, 21, 21], "In 1 places a whole is not the sum of its parts"),
        ([5, -5, 10, 10], "1 cells count fewer than no people"),
        ([30.5, 10.25, 20.25, 20.25], "4 cells do not count whole people"),
    ],
)
def test_counts_that_cannot_be_are_refused_with_what_would_work(counts: list[float], says: str) -> None:
    assert says in fault(counts)


def test_all_that_is_wrong_is_told_at_once() -> None:
    told = fault([-1, 0.5, 2, 2])
    assert all(words in told for words in ("fewer than no people", "whole people", "not the sum"))


def test_a_cell_that_is_part_of_itself_is_no_table() -> None:
    with pytest.raises(DisclosureError, match="part of itself"):
        Relations.of(3, [(0, [1]), (1, [2]), (2, [0])])

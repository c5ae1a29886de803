"""Moments of fewer variables are what a pass for those alone would have given."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from mainspring.errors import MomentsError
from mainspring.moments import Moments, MomentsOptions, listwise, load, merge, reduced, save, summarise
from tests.moments.cast import People, people

SURVEY = people(1_500, seed=8)
KEPT = ("leave", "a", "a:b")


def moments(some: People = SURVEY, options: MomentsOptions | None = None) -> Moments:
    return summarise(some.responses(400), ["agency", "office"], options or MomentsOptions(products=("a:b",)))


def assert_same_products(one: Moments, other: Moments) -> None:
    assert (one.schema, one.paths) == (other.schema, other.paths)
    for name in ("n", "pattern_cell", "patterns"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))
    for name in ("weight", "weight2", "products"):
        np.testing.assert_allclose(getattr(one, name), getattr(other, name), rtol=1e-12, atol=1e-8)


def test_fewer_variables_are_those_of_a_pass_for_them_alone() -> None:
    alone = moments(options=MomentsOptions(("leave", "a"), ("a:b",)))
    assert_same_products(reduced(moments(), KEPT), reduced(alone, KEPT))
    assert_same_products(reduced(moments(), ("a", "leave")), reduced(reduced(moments(), KEPT), ("a", "leave")))


def test_the_people_of_every_model_stay_the_same() -> None:
    for names in (("a",), ("a:b", "leave")):
        for weighted in (True, False):
            before, after = (listwise(some, names, weighted=weighted) for some in (moments(), reduced(moments(), KEPT)))
            np.testing.assert_allclose(after[0], before[0], rtol=1e-12, atol=1e-8)
            np.testing.assert_array_equal(after[1], before[1])


def test_reducing_and_merging_may_be_done_in_either_order() -> None:
    parts = [
        replace(moments(SURVEY.some(slice(start, start + 500))), sources={f"{start}.csv": str(start)})
        for start in (0, 500, 1_000)
    ]
    assert_same_products(reduced(merge(*parts), KEPT), merge(*(reduced(part, KEPT) for part in parts)))


def test_nothing_else_is_kept_and_it_is_read_back(tmp_path: Path) -> None:
    few = reduced(moments(), KEPT)
    assert (few.schema.items, few.schema.width, few.schema.scores, dict(few.blocks)) == ((), 0, (), {})
    save(few, tmp_path / "few.moments")
    again = load(tmp_path / "few.moments")
    assert_same_products(again, few)
    assert again.item_counts.shape == few.item_counts.shape == (len(few.n), 0, 0)


def test_variables_that_are_not_there_are_named() -> None:
    with pytest.raises(MomentsError, match=r"do not have c, d\. They have both, a, b"):
        reduced(moments(), ("a", "c", "d"))

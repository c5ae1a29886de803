"""Which measures tell of each other."""

from __future__ import annotations

from mainspring.disclosure import blocks_of
from mainspring.instrument import load_instrument

FEVS = load_instrument("us-fevs-2018")


def block(*measures: str, of: str) -> tuple[tuple[str, ...], tuple[str, ...], bool]:
    found = next(one for one in blocks_of(FEVS, measures) if of in one.measures)
    return found.measures, found.goes_with, found.broken_down


def test_a_construct_that_is_a_mean_of_others_is_shown_with_them_or_not_at_all() -> None:
    measures = ("autonomy", "competence", "peers", "purpose", "empowerment", "motivation")
    assert block(*measures, of="peers") == (measures[:5], (), True)
    assert block(*measures, of="motivation") == (("motivation",), (), True)


def test_the_items_of_an_index_go_together_and_with_it_but_not_it_with_them() -> None:
    measures = ("gsi", "pp_Q40", "pp_Q69", "pp_Q70", "pp_Q71", "pp_Q1")
    assert block(*measures, of="pp_Q69") == (measures[1:5], ("gsi",), False)
    assert block(*measures, of="gsi") == (("gsi",), (), True)
    assert block(*measures, of="pp_Q1") == (("pp_Q1",), (), False)


def test_every_measure_is_in_one_block_and_after_those_that_it_goes_with() -> None:
    measures = [one.id for one in FEVS.indices] + [f"pp_{item.id}" for item in FEVS.items]
    done: list[str] = []
    for one in blocks_of(FEVS, measures):
        assert set(one.goes_with) <= set(done)
        done += one.measures
    assert sorted(done) == sorted(measures)

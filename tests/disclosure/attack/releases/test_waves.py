"""Waves beside each other: a few people more or fewer show, unless numbers are told coarsely enough."""

from __future__ import annotations

from typing import Any

import pytest

from mainspring.disclosure.attack import attack_releases
from tests.disclosure.attack.cast import HELD, cell, count, facts, shown


def coarse(least: int, hits: int, n: int, wave: int, digits: int = 1) -> dict[str, Any]:
    """Everybody: "so many or more", with a rounded share."""
    value = shown(round(100 * hits / n, digits), least, n_bound="or_more")
    return {**cell("", least, {"pp_Q": value}, wave=wave), "n_bound": "or_more"}


def routes(*cells: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one.route, one.what) for one in attack_releases([facts(*cells)])]


@pytest.mark.parametrize(("now", "told"), [(30, 0), (31, 1), (39, 1), (40, 0)])
def test_a_change_of_fewer_than_the_minimum_is_told(now: int, told: int) -> None:
    assert len(routes(cell("A", 30), cell("A", now, wave=2021))) == told


def test_all_other_units_are_others_in_each_wave() -> None:
    assert routes(cell("*", 30), cell("*", 31, wave=2021)) == []


def test_a_coarse_number_follows_from_sums() -> None:
    rough = {**cell("A", 30), "n_bound": "or_more"}
    then = [cell("", 64), rough, cell("B", 30)]
    now = [cell("", 100, wave=2021), cell("A", 36, wave=2021), cell("B", 64, wave=2021)]
    assert ("between waves", "AGENCY A (2021) has 2 people more than in 2020.") in routes(*then, *now)


def test_a_coarse_number_shows_in_shares_of_few_people() -> None:
    # 61.5 % of ten to nineteen are 8 of 13, and 73.3 % are 11 of 15.
    told = [("between waves", "everybody (2021) has 2 people more than in 2020.")]
    assert routes(coarse(10, 8, 13, 2020), coarse(10, 11, 15, 2021)) == told


def test_a_coarse_number_does_not_show_in_shares_of_many() -> None:
    assert routes(coarse(500, 250, 500, 2020), coarse(500, 252, 503, 2021)) == []


def test_coarse_numbers_leave_room_around_what_is_withheld() -> None:
    rough = [{**cell(unit, n), "n_bound": "or_more"} for unit, n in (("", 60), ("A", 40))]
    assert routes(*rough, cell("B", None)) == []
    assert routes(cell("", 60), cell("A", 47), cell("B", None)) != []


def test_a_coarse_number_is_below_the_next() -> None:
    rough = [{**cell(unit, n), "n_bound": "or_more"} for unit, n in (("", 10), ("A", 10))]
    assert routes(*rough, cell("B", None)) == [("bounds", "AGENCY B (2020) has between 1 and 9 people.")]


def test_nobody_s_weights_are_taken_for_people() -> None:
    values = {"pp_Q": shown(61.5, 10, n_bound="or_more")}, {"pp_Q": shown(73.3, 10, n_bound="or_more")}
    cells = [
        {**cell("", 10, one, wave=year), "n_bound": "or_more"} for one, year in zip(values, (2017, 2018), strict=True)
    ]
    assert attack_releases([facts(*cells, instrument="us-fevs-2018")]) == []


def test_a_value_of_few_people_is_withheld_in_both() -> None:
    assert routes(cell("A", 40, {"pp_Q": HELD}), cell("A", 80, {"pp_Q": count(20, 50)}, wave=2021)) == []

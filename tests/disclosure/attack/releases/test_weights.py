"""Sums of weighted scores are off: nobody claims to have worked out more than they bear."""

from __future__ import annotations

import numpy as np
import pytest

from mainspring.disclosure.attack import attack_releases
from mainspring.disclosure.attack.ranges.counts import Relations
from mainspring.disclosure.attack.tables.additive import Additive
from mainspring.disclosure.attack.tables.table import table_of
from mainspring.disclosure.facts import Facts, Group
from tests.disclosure.attack.cast import HELD, cell, count, facts, shown


def family(agency: str, whole: float, parts: tuple[float, float], held: bool = False) -> list[dict[str, object]]:
    values = [{"pp_Q": shown(x, 8)} for x in parts]
    if held:
        values[1] = {"pp_Q": HELD}
    return [
        cell(agency, 16, {"pp_Q": shown(whole, 16)}),
        *(cell(f"{agency}/{agency}{at}", 8, value) for at, value in enumerate(values)),
    ]


def points(*cells: dict[str, object]) -> tuple[bool, float]:
    table = table_of([facts(*cells)], 2020)
    found = Additive(table, Relations(table).holds).points(1)
    return found.exact, float(found.slack.max())


THREE = [*family("A", 51.2, (40.0, 60.0)), *family("B", 70.0, (60.0, 80.0)), *family("D", 39.7, (20.0, 60.0))]


def test_what_adds_up_where_all_is_told_is_relied_on() -> None:
    assert points(*family("A", 50.0, (40.0, 60.0))) == (True, 0.0)


def test_how_far_sums_are_off_where_all_is_told_is_how_far_they_are_relied_on() -> None:
    exact, slack = points(*THREE)
    assert not exact
    assert slack == pytest.approx(2 * 0.012)


def test_two_sums_do_not_tell_how_far_others_are_off() -> None:
    assert points(*THREE[:6]) == (False, np.inf)


def test_a_single_gap_is_told_within_that() -> None:
    release = facts(*THREE, *family("C", 50.0, (40.0, 60.0), held=True))
    told = "AGENCY C, LEVEL1 C1 (2020): pp_Q is between 55.2 and 64.8"
    assert any(one.what.startswith(told) for one in attack_releases([release]))


def test_a_sum_that_is_further_off_than_any_seen_tells_nothing() -> None:
    release = facts(*THREE, *family("C", 10.0, (40.0, 60.0), held=True))
    assert not any("is between" in one.what or "pp_Q is" in one.what for one in attack_releases([release]))


def test_without_any_sum_that_is_told_only_numbers_of_people_are() -> None:
    weighted = family("C", 50.0, (41.3, 60.0), held=True)
    found = [one.what for one in attack_releases([facts(*weighted)]) if one.route == "subtraction"]
    assert found == ["AGENCY C, LEVEL1 C1 (2020): pp_Q was answered by 8 people."]


def insiders(held: dict[str, int]) -> tuple[Facts, dict[Group, int]]:
    """Three agencies, two of them withheld, of whom 3 of 60 people agreed, 1 of those withheld."""
    release = facts(
        cell("", 60, {"pp_Q": count(3, 60)}),
        cell("A", 40, {"pp_Q": count(2, 40)}),
        *(cell(unit, None, {"pp_Q": HELD}) for unit in held),
        coded=False,
    )
    return release, {Group(2020, (("AGENCY", unit),)): n for unit, n in held.items()}


def test_whoever_knows_all_head_counts_may_learn_more_of_a_small_group() -> None:
    release, people = insiders({"B": 14, "C": 6})
    assert attack_releases([release]) == []
    [found] = attack_releases([release], people_known=people)
    assert (found.route, found.people) == ("insider", 6)
    assert "pp_Q is between 0.0 and 16.7" in found.what


def test_a_group_that_has_the_minimum_is_no_secret_to_insiders() -> None:
    release, people = insiders({"B": 10, "C": 10})
    assert attack_releases([release], people_known=people) == []

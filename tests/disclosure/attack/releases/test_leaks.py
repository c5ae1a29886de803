"""Releases that leak, one for each way to leak: each is caught, and by the right route."""

from __future__ import annotations

import pytest

from mainspring.disclosure.attack import attack_releases
from mainspring.disclosure.attack.releases.unfitting import sums_left_out
from mainspring.disclosure.facts import Facts
from tests.disclosure.attack.cast import HELD, cell, count, facts, shown

LEAKS: dict[str, tuple[str, str, int, list[Facts]]] = {
    "a unit of seven is shown": (
        "small group",
        "AGENCY B (2020) is shown with 7 people, where 10 are the fewest",
        7,
        [facts(cell("", 57), cell("A", 50), cell("B", 7))],
    ),
    "a value of six is shown": (
        "small group",
        "Q of AGENCY A (2020): values of 6 people",
        6,
        [facts(cell("", 57), cell("A", 50, {"Q": shown(61.0, 6)}))],
    ),
    "one unit alone is withheld": (
        "subtraction",
        "AGENCY C (2020) has 7 people",
        7,
        [facts(cell("", 60), cell("A", 33), cell("B", 20), cell("C", None))],
    ),
    "two units share too few people": (
        "bounds",
        "AGENCY B (2020) has between 1 and 9 people",
        5,
        [facts(cell("", 60), cell("A", 50), cell("B", None), cell("C", None))],
    ),
    "all other units are one unit": (
        "subtraction",
        "AGENCY B (2020) has 12 people",
        12,
        [facts(cell("", 62), cell("A", 50), cell("B", None), cell("*", 12))],
    ),
    "one code of a breakdown is withheld": (
        "subtraction",
        "AGENCY A, GRADE senior (2020) has 8 people",
        8,
        [facts(cell("A", 60), cell("A", 52, code="junior"), cell("A", None, code="senior"))],
    ),
    "what is shown below withheld units adds up": (
        "bounds",
        "AGENCY A, LEVEL1 2 (2020) has between 1 and 4 people",
        2,
        [
            facts(
                *(cell("", 76), cell("A", None), cell("A/1", 40), cell("A/2", None)),
                *(cell("B", None), cell("B/1", 31), cell("B/2", None)),
            )
        ],
    ),
    "a score follows from its siblings": (
        "subtraction",
        "AGENCY B (2020): pp_Q is 12.5 of 8 people",
        8,
        [
            facts(
                cell("", 60, {"pp_Q": count(31, 58)}),
                cell("A", 50, {"pp_Q": count(30, 50)}),
                cell("B", 10, {"pp_Q": HELD}),
            )
        ],
    ),
    "nobody of those withheld agreed": (
        "bounds",
        "AGENCY B (2020): pp_Q is 0.0",
        10,
        [
            facts(
                cell("", 90, {"pp_Q": count(30, 90)}),
                cell("A", 50, {"pp_Q": count(30, 50)}),
                cell("B", None, {"pp_Q": HELD}),
                cell("C", None, {"pp_Q": HELD}),
            )
        ],
    ),
    "nearly all of a unit answered": (
        "head counts",
        "AGENCY B (2020): pp_Q is between 0.0 and 11.1, since only so many people can have answered",
        10,
        [
            facts(
                cell("", 120, {"pp_Q": count(51, 119)}),
                cell("A", 100, {"pp_Q": count(50, 100)}),
                cell("B", 10, {"pp_Q": HELD}),
                cell("C", 10, {"pp_Q": HELD}),
            )
        ],
    ),
    "everybody agreed": (
        "extreme",
        "pp_Q is 100.0, which says what everybody answered",
        40,
        [facts(cell("A", 40, {"pp_Q": count(40, 40)}))],
    ),
    "all but one agreed": (
        "extreme",
        "pp_Q is 97.5, which says what all but 1 answered",
        40,
        [facts(cell("A", 40, {"pp_Q": count(39, 40), "pp_R": count(20, 40)}))],
    ),
    "what is coded follows from its siblings": (
        "extreme, through the tree",
        "AGENCY B (2020): pp_Q is coded, but 20 of its 20 people count",
        20,
        [
            facts(
                cell("", 60, {"pp_Q": count(45, 60)}),
                cell("A", 40, {"pp_Q": count(25, 40)}),
                cell("B", 20, {"pp_Q": shown(90.0, 20, bound="or_more")}),
            )
        ],
    ),
    "two waves of nearly the same people": (
        "between waves",
        "AGENCY A (2021) has 2 people more than in 2020",
        2,
        [facts(cell("A", 31), cell("A", 33, wave=2021))],
    ),
    "two releases of nearly the same people": (
        "difference of releases",
        "AGENCY A (2020) differs by 1 person",
        1,
        [facts(cell("A", 31)), facts(cell("A", 32), name="late.json")],
    ),
}
"""What leaks: the route it is caught by, what is said of it, about how many people it is, and the releases."""


@pytest.mark.parametrize("leak", LEAKS)
def test_a_leak_is_caught_by_the_right_route(leak: str) -> None:
    route, what, people, releases = LEAKS[leak]
    found = [finding for finding in attack_releases(releases) if what in finding.what]
    assert [(finding.route, finding.people) for finding in found] == [(route, people)]


def test_withheld_parts_of_a_coded_value_are_as_wide_as_its_people() -> None:
    coded = {"pp_Q": shown(10.0, 24, bound="or_less")}
    units = [cell(unit, None, {"pp_Q": HELD}) for unit in "AB"]
    assert attack_releases([facts(cell("", 29, coded), *units)]) == []


def test_two_releases_tell_together_what_none_tells_alone() -> None:
    units = {"A": 40, "B": 20, "C": 18}
    first = facts(cell("", 78), cell("A", 40), cell("B", None), cell("C", None), name="first.json")
    second = facts(
        *(cell(unit, n if unit == "B" else None) for unit, n in units.items()), cell("", 78), name="second.json"
    )
    assert attack_releases([first]) == attack_releases([second]) == []

    found = attack_releases([first, second])
    assert [(one.route, one.what, one.where) for one in found] == [
        ("subtraction", "AGENCY C (2020) has 18 people.", "first.json and second.json")
    ]


def test_what_was_attacked_before_is_not_attacked_again() -> None:
    leaky = facts(cell("", 60), cell("A", 53), cell("B", None))
    harmless = facts(cell("", 60), name="total.json")
    assert attack_releases([leaky, harmless], attacked=2) == attack_releases([leaky, harmless], attacked=1) == []
    assert attack_releases([leaky, harmless]) != []


def test_a_change_that_earlier_releases_told_already_is_not_told_again() -> None:
    first, second = facts(cell("A", 31), name="first.json"), facts(cell("A", 33, wave=2021), name="second.json")
    third = facts(cell("A", 60, wave=2022), name="third.json")
    assert len(attack_releases([first, second])) == 1
    assert attack_releases([first, second, third], attacked=2) == []


def test_a_breakdown_that_does_not_list_all_codes_is_not_relied_on() -> None:
    missing = facts(
        *(cell("A", 60), cell("A", 30, code="junior"), cell("A", 25, code="senior")),
        *(cell("B", 60), cell("B", 52, code="junior"), cell("B", None, code="senior")),
    )
    assert attack_releases([missing]) == []
    [said] = sums_left_out(missing)
    assert "AGENCY A (2020)" in said


def test_a_release_without_gaps_tells_nothing_more() -> None:
    whole = facts(cell("", 60, {"pp_Q": count(30, 60)}), *(cell(unit, 30, {"pp_Q": count(15, 30)}) for unit in "AB"))
    assert attack_releases([whole]) == []
    assert list(sums_left_out(whole)) == []

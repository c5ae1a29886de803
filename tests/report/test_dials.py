"""The map of units on the two dials."""

from __future__ import annotations

import pytest

from mainspring.report.dials import association, correlated, dials, part, standing
from mainspring.report.labels import places, shortened
from mainspring.report.profile import profile
from mainspring.report.view import Book, Measure
from mainspring.scorecards import Scorecards
from tests.report.cast import published_survey

X = Measure("empowerment", "Empowerment", "managed", "empowerment")
Y = Measure("compliance", "Compliance", "managed", "compliance")


def test_the_map_shows_every_unit_with_both_values_and_no_leftovers(large_survey: Scorecards) -> None:
    book = Book(large_survey)
    drawn = dials(book)
    assert drawn is not None
    assert [level.plural for level in drawn.levels] == ["agencies", "sub-agencies"]
    shown = {dot.anchor for level in drawn.levels for dot in level.dots}
    wanted = {book.anchors[path] for path in book.showable if path and not book.units[path].fold}
    assert shown == wanted


def test_who_is_not_on_the_map_is_named_with_the_reason(large_survey: Scorecards) -> None:
    drawn = dials(Book(large_survey))
    assert drawn is not None
    hidden = dict(drawn.levels[1].hidden)
    assert "Withheld: fewer than ten people answered" in hidden
    assert all(hidden.values())


def test_a_point_spans_as_many_points_across_as_up_and_every_dot_is_inside(large_survey: Scorecards) -> None:
    drawn = dials(Book(large_survey))
    assert drawn is not None
    for level in drawn.levels:
        (left, right), (low, high) = level.x_domain, level.y_domain
        assert right - left == high - low
        assert 0 <= left < right <= 100
        assert all(left <= dot.x.value <= right and low <= dot.y.value <= high for dot in level.dots)


def test_where_compliance_was_not_asked_the_map_says_so_and_shows_motivation() -> None:
    drawn = dials(Book(published_survey(waves=(2020, 2021))))
    assert drawn is not None
    assert drawn.y.id == "motivation"
    assert drawn.instead is not None
    assert "did not ask about compliance" in drawn.instead
    assert [level.name for level in drawn.levels] == ["organisation"]


def test_there_is_no_map_of_too_few_units() -> None:
    assert dials(Book(published_survey(tops=1, leaves=2, waves=(2021,)))) is None


@pytest.mark.parametrize(
    ("ys", "said"),
    [
        ([float(x) for x in range(12)], "Among 12 agencies, more empowerment goes with more compliance"),
        ([-float(x) for x in range(12)], "Among 12 agencies, more empowerment goes with less compliance"),
        (
            [float(x % 2) for x in range(12)],
            "Among 12 agencies, empowerment and compliance go their own ways as far as can be told",
        ),
    ],
)
def test_the_title_is_an_association_and_no_more(ys: list[float], said: str) -> None:
    assert association([float(x) for x in range(12)], ys, (X, Y), "agency") == said


def test_a_few_units_correlate_with_nothing() -> None:
    assert correlated([1.0, 2.0, 3.0], [1.0, 2.0, 3.0]) == (0.0, False)


def test_a_unit_s_place_is_said_beside_the_median(small_survey: Scorecards) -> None:
    book = Book(small_survey)
    drawn = dials(book)
    assert drawn is not None
    said = [standing(drawn, profile(book, path)) for path in book.at(1)]
    assert any("room and support" in sentence for sentence in said)
    assert all("median agency" in sentence for sentence in said)


def test_names_find_room_where_there_is_some_and_keep_off_one_another_where_there_is_none() -> None:
    apart = [(f"Unit {at}", 0.2 + 0.6 * (at % 3) / 2, 0.2 + 0.6 * (at // 3) / 2) for at in range(9)]
    assert all(places(apart))
    together = [(f"Unit {at}", 0.5, 0.5) for at in range(9)]
    sides = [place.side for place in places(together) if place]
    assert len(sides) == len(set(sides))


def test_a_name_does_not_leave_the_picture() -> None:
    (right,) = places([("A unit at the right edge", 0.99, 0.5)])
    assert right is not None
    assert right.side == "end"


def test_a_long_name_is_shortened_and_a_value_beyond_the_window_stands_at_its_edge() -> None:
    assert shortened("Department of Rivers", 12) == "Department…"
    assert part(120.0, (50.0, 80.0)) == 1.0

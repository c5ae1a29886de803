"""Trends: what may be joined is joined, what changed is broken."""

from __future__ import annotations

import re

from mainspring.report.charts import panel_picture
from mainspring.report.trend import Trend, trend
from mainspring.report.view import Book
from mainspring.scorecards import Scorecards
from tests.report.cast import published_survey, respondents_survey


def drawn(scorecards: Scorecards) -> Trend:
    found = trend(Book(scorecards), ("A01",))
    assert found is not None
    return found


def test_one_wave_has_no_trend(large_survey: Scorecards) -> None:
    assert trend(Book(large_survey), ("A01",)) is None


def test_a_changed_question_breaks_the_line_and_says_so(small_survey: Scorecards) -> None:
    panels = {panel.measure.id: panel for panel in drawn(small_survey).constructs}
    assert panels["satisfaction"].breaks == ((2018, "Reworded in 2018."),)
    assert "not comparable across 2018" in panels["satisfaction"].words
    broken, whole = (panel_picture(panels[id], (2017, 2018)) for id in ("satisfaction", "autonomy"))
    line = re.compile(r'class=tl d="([^"]*)"')
    assert "L" not in line.findall(broken)[0]
    assert "L" in line.findall(whole)[0]
    assert "changed" in broken
    assert "changed" not in whole


def test_every_panel_spans_the_same_points() -> None:
    found = drawn(respondents_survey(tops=4, leaves=4, waves=(2014, 2015, 2016)))
    assert {panel.domain[1] - panel.domain[0] for panel in found.constructs} == {found.span}


def test_a_broken_measure_is_not_said_to_have_changed(small_survey: Scorecards) -> None:
    assert "satisfaction" not in drawn(small_survey).title.casefold()


def test_without_intervals_the_title_gives_the_figures_and_no_verdict() -> None:
    book = Book(published_survey(tops=4, leaves=12))
    path = next(path for path in book.showable if len(path) == 2)
    found = trend(book, path)
    assert found is not None
    assert re.fullmatch(r"Empowerment: [\d.]+ in \d{4}, [\d.]+ in \d{4}", found.title)

"""A unit's trend: one small panel a measure, each over the same number of points, broken where a question changed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from mainspring.disclosure import Released, Value
from mainspring.report.marks import Marks, marks_of
from mainspring.report.view import Book, Measure, exact, named, value_of
from mainspring.report.words import listed, number, upper_first
from mainspring.scorecards.model import UnitPath

NARROWEST: Final = 10.0


@dataclass(frozen=True, slots=True)
class Panel:
    """One measure over the waves.

    `values` are what may be shown of the unit, `parent` the points of the unit above, `breaks` (wave, reason) from which on the
    measure is not comparable with what was before, `domain` the window on 0-100.
    """

    measure: Measure
    values: tuple[tuple[int, Value], ...]
    parent: tuple[tuple[int, float], ...]
    breaks: tuple[tuple[int, str], ...]
    domain: tuple[float, float]

    @property
    def points(self) -> tuple[tuple[int, Released], ...]:
        """The waves that can be drawn."""
        return tuple((wave, point) for wave, value in self.values if (point := exact(value)))

    @property
    def words(self) -> str:
        """The panel as a sentence."""
        first, last = self.points[0], self.points[-1]
        changed = f"; not comparable across {listed([str(wave) for wave, _ in self.breaks])}" if self.breaks else ""
        return f"{self.measure.label}: {number(first[1].value)} in {first[0]}, {number(last[1].value)} in {last[0]}{changed}"


@dataclass(frozen=True, slots=True)
class Trend:
    """The panels of a unit (constructs first, then official indices), their waves, the points each spans, and the title."""

    title: str
    waves: tuple[int, ...]
    span: float
    constructs: tuple[Panel, ...]
    indices: tuple[Panel, ...]

    @property
    def marks(self) -> Marks:
        """What stands in its table for the reasons."""
        return marks_of((value for panel in (*self.constructs, *self.indices) for _, value in panel.values), fewest=1)


def trend(book: Book, path: UnitPath) -> Trend | None:
    """A unit's trend; None where fewer than two waves can be drawn."""
    waves = tuple(wave for wave in book.scorecards.waves if wave in book.cards[path])
    drawn = []
    for measure in _measures(book, waves):
        values = tuple((wave, value_of(book.card(path, wave), measure.id)) for wave in waves)
        if sum(exact(value) is not None for _, value in values) > 1:
            drawn.append((measure, values))
    if not drawn:
        return None
    span = _span([values for _, values in drawn])
    panels = [
        Panel(measure, values, _parent(book, path, measure.id), breaks(book, measure), _domain(values, span))
        for measure, values in drawn
    ]
    constructs = tuple(panel for panel in panels if panel.measure.group != "index")
    indices = tuple(panel for panel in panels if panel.measure.group == "index")
    return Trend(_title(book, path, constructs or indices), waves, span, constructs, indices)


def _measures(book: Book, waves: Sequence[int]) -> list[Measure]:
    """Every measure of these waves once, as the last wave that has it calls it."""
    found: dict[str, Measure] = {}
    for wave in reversed(waves):
        for measure in book.measures[wave]:
            found.setdefault(measure.id, measure)
    return list(found.values())


def breaks(book: Book, measure: Measure) -> tuple[tuple[int, str], ...]:
    """The waves from which on a measure is not comparable with before, and why."""
    found = {
        broken.wave: broken.reason
        for instrument in book.scorecards.instruments.values()
        for broken in instrument.trend_breaks
        if broken.measure in measure.basis and book.scorecards.waves[0] < broken.wave <= book.wave
    }
    return tuple(sorted(found.items()))


def _ends(values: Sequence[tuple[int, Value]]) -> tuple[float, float]:
    points = [point for _, value in values if (point := exact(value))]
    lows = [point.value if point.conf_low is None else point.conf_low for point in points]
    highs = [point.value if point.conf_high is None else point.conf_high for point in points]
    return min(lows), max(highs)


def _span(rows: Sequence[Sequence[tuple[int, Value]]]) -> float:
    """The points every panel spans: enough for the measure that moves most."""
    most = max(high - low for low, high in map(_ends, rows))
    return min(100.0, max(NARROWEST, 10 * math.ceil((most + 2) / 10)))


def _domain(values: Sequence[tuple[int, Value]], span: float) -> tuple[float, float]:
    low, high = _ends(values)
    start = max(0.0, min(100.0 - span, float(round((low + high - span) / 2))))
    return start, start + span


def _parent(book: Book, path: UnitPath, measure: str) -> tuple[tuple[int, float], ...]:
    nearest = book.above(path, book.latest(path).wave)
    above = {} if nearest is None else book.cards[nearest]
    return tuple(
        (wave, point.value) for wave, card in sorted(above.items()) if (point := exact(value_of(card, measure)))
    )


def _title(book: Book, path: UnitPath, panels: Sequence[Panel]) -> str:
    waves = [wave for wave, _ in panels[0].points]
    last, before = waves[-1], waves[-2]
    card = book.card(path, last)
    changes = {} if card is None else card.from_previous
    known = [
        panel
        for panel in panels
        if panel.measure.id in changes and not any(before < start <= last for start, _ in panel.breaks)
    ]
    if not known:
        panel = next((panel for panel in panels if panel.measure.id == "empowerment"), panels[0])
        return upper_first(panel.words)
    clauses = []
    for side, clear in (
        ("lower", [p for p in known if changes[p.measure.id].conf_high < 0]),
        ("higher", [p for p in known if changes[p.measure.id].conf_low > 0]),
    ):
        if clear:
            names = named([panel.measure for panel in clear])
            clauses.append(f"{listed(names)} {'are' if len(names) > 1 else 'is'} {side}")
    if not clauses:
        return f"Nothing asked here can be told apart from {before}"
    return upper_first(f"{', '.join(clauses)} than in {before}")

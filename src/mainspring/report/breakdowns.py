"""Breakdowns on a unit's page: where groups of its people say something else than the whole unit, in words and rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from mainspring.disclosure import Reason, Released, Value, Withheld
from mainspring.report.marks import Marks, marks_of
from mainspring.report.profile import beside_words
from mainspring.report.view import Book, Measure, exact, reason_of, shows, value_of
from mainspring.report.words import Comparison, compare, listed, lower_first, people, some
from mainspring.scorecards.model import Scorecard, UnitPath

NOT_ASKED: Final = Withheld(Reason.NOT_ASKED)


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group's value of a measure beside the whole unit's (points on 0-100, None where it may not be shown)."""

    name: str
    value: Value
    whole: float | None
    beside: Comparison


@dataclass(frozen=True, slots=True)
class MeasureRows:
    """A measure with the groups that may be shown."""

    measure: Measure
    rows: tuple[GroupRow, ...]

    @property
    def closed(self) -> Withheld | None:
        """Why it is withheld of every group, where it is for one reason."""
        values = {row.value for row in self.rows if isinstance(row.value, Withheld)}
        whole = len(values) == 1 and all(isinstance(row.value, Withheld) for row in self.rows)
        return next(iter(values)) if whole else None

    @property
    def cells(self) -> tuple[Value, ...]:
        """What its cells hold: a reason that all groups share once."""
        return (self.closed,) if self.closed else tuple(row.value for row in self.rows)


@dataclass(frozen=True, slots=True)
class BrokenDown:
    """A breakdown of a unit's people.

    `label` says by what; `title` is what it shows; `said` has a sentence for each group that may be shown, `closed` those that may
    not, by reason. `whole` names whom the groups are compared with.
    """

    label: str
    title: str
    said: tuple[str, ...]
    closed: tuple[tuple[str, tuple[str, ...]], ...]
    whole: str
    measures: tuple[MeasureRows, ...]
    marks: Marks

    @property
    def asked(self) -> tuple[MeasureRows, ...]:
        """How people are managed, and what may go with it."""
        return tuple(rows for rows in self.measures if rows.measure.group != "index")

    @property
    def official(self) -> tuple[MeasureRows, ...]:
        """The official indices."""
        return tuple(rows for rows in self.measures if rows.measure.group == "index")


def broken_down(book: Book, path: UnitPath) -> tuple[BrokenDown, ...]:
    """A unit's breakdowns, in the last wave in which anything of it may be shown."""
    card = book.latest(path)
    found = book.groups.get((path, card.wave), {})
    return tuple(_broken_down(book, card, cards) for cards in found.values())


def _broken_down(book: Book, unit: Scorecard, cards: Sequence[Scorecard]) -> BrokenDown:
    shown = [card for card in cards if shows(card)]
    measures = tuple(
        MeasureRows(measure, tuple(_row(unit, card, measure) for card in shown))
        for measure in book.measures[unit.wave]
        if any(value_of(card, measure.id) != NOT_ASKED for card in shown)
    )
    label = lower_first(_breakdown(cards[0])[0])
    whole = "the whole unit" if unit.unit.path else "everybody"
    asked = [rows for rows in measures if rows.measure.group != "index" and not rows.closed]
    closed: dict[str, list[str]] = {}
    for card in cards:
        if not shows(card):
            closed.setdefault(reason_of(card), []).append(_breakdown(card)[1])
    return BrokenDown(
        label=label,
        title=f"By {label}: {_title(asked, whole)}",
        said=tuple(_sentence(card, asked, at, whole) for at, card in enumerate(shown)),
        closed=tuple((reason, tuple(names)) for reason, names in closed.items()),
        whole=whole,
        measures=measures,
        marks=marks_of(value for rows in measures for value in rows.cells),
    )


def _breakdown(card: Scorecard) -> tuple[str, str]:
    """By what a group is one, and its name."""
    return (card.breakdown.label, card.breakdown.name) if card.breakdown else ("", card.unit.name)


def _row(unit: Scorecard, card: Scorecard, measure: Measure) -> GroupRow:
    value, whole = value_of(card, measure.id), value_of(unit, measure.id)
    drawn = exact(whole)
    return GroupRow(
        name=_breakdown(card)[1],
        value=value,
        whole=drawn.value if drawn else None,
        beside=compare(value, whole, card.from_parent.get(measure.id)),
    )


def _title(asked: Sequence[MeasureRows], whole: str) -> str:
    """On what groups differ from the whole, in one clause."""
    if not asked:
        return "no group can be shown"
    apart = [one.measure for one in asked if any(row.beside.state in ("higher", "lower") for row in one.rows)]
    if not apart:
        return f"no group can be told apart from {whole}"
    if len(apart) == len(asked):
        return "groups differ on everything asked here"
    if len(apart) <= 2:
        return f"groups differ on {listed([measure.name for measure in apart])}"
    return f"groups differ on {len(apart)} of {some(len(asked), 'measure')}"


def _sentence(card: Scorecard, asked: Sequence[MeasureRows], at: int, whole: str) -> str:
    """How one group stands beside the whole."""
    rows = [(one.measure, one.rows[at].beside) for one in asked if one.rows[at].beside.state != "none"]
    who = f"{_breakdown(card)[1]} ({people(card.n)} people)" if isinstance(card.n, Released) else _breakdown(card)[1]
    told = beside_words(rows, f"in {whole}" if card.unit.path else f"among {whole}")
    if not told:
        return f"{who}: nothing asked here can be told apart from {whole}."
    far = max((pair for pair in rows if pair[1].state in ("higher", "lower")), key=lambda pair: abs(pair[1].gap))
    return f"{who}: {told}. Furthest away: {far[0].name}, {far[1].words}."

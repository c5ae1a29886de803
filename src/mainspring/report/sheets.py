"""What the printed report says, as plain data for the Typst templates: one unit, or the overview.

Everything is text, a number from 0 to 1 for a picture, or lists of these: a template lays out, and decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from math import ceil
from typing import Any

from mainspring.disclosure import Released, Withheld
from mainspring.instrument import Instrument
from mainspring.practices import load_catalogue
from mainspring.practices import words as advising
from mainspring.report import drawings
from mainspring.report.breakdown_sheet import breakdown_sheets
from mainspring.report.dials import Dials, Dot, Level, dials
from mainspring.report.findings import findings, who_answered
from mainspring.report.hidden import untold
from mainspring.report.marks import Marks, marks_of
from mainspring.report.method import composition, how_scored, instruments_used, notes, units_by
from mainspring.report.profile import Row, profile
from mainspring.report.trend import Panel, Trend, trend
from mainspring.report.trying import advice_of
from mainspring.report.view import Book
from mainspring.report.words import (
    OTHER_STAFF,
    WHERE_OTHER_STAFF,
    Comparison,
    count,
    interval_words,
    listed,
    number,
    people,
    plural,
    policy_words,
    some,
    upper_first,
    value_words,
)
from mainspring.scorecards.model import Scorecard, UnitPath

Sheet = dict[str, Any]
GROUPS = (("managed", "How people are managed"), ("outcome", "What may go with it"), ("index", "Official indices"))
WAVES_ABREAST = 14
WAVES_ABREAST_WITH_INTERVALS = 8


def unit_sheet(book: Book, path: UnitPath) -> Sheet:
    """One unit: its profile, its trend, the units within it, and what is withheld and why."""
    card = book.latest(path)
    name = book.units[path].name.strip() or "/".join(path)
    instrument = book.scorecards.instruments[card.wave]
    return {
        **_frame(book, instrument),
        "kind": "unit",
        "title": f"{name}: {instrument.title}",
        "name": name,
        "trail": [book.units[path[:depth]].name for depth in range(len(path)) if path[:depth] in book.units],
        "level": upper_first(book.level(path)) if path else "",
        "profile": _profile(book, path),
        "breakdowns": breakdown_sheets(book, path),
        "trend": _trend(book, path),
        "within": _within(book, path),
        "tried": _tried(book, path),
        "method": how_scored(book),
        "policy_sentences": policy_words(book.scorecards.policy),
    }


def overview_sheet(book: Book) -> Sheet:
    """The whole survey: findings, the map of the two dials, everybody's profile, what cannot be shown, how it was made."""
    scorecards = book.scorecards
    instrument = scorecards.instruments[book.wave]
    drawn = dials(book)
    return {
        **_frame(book, instrument),
        "kind": "overview",
        "title": instrument.title,
        "who": who_answered(book),
        "findings": [{"sentence": finding.sentence, "caveat": finding.caveat} for finding in findings(book)],
        "maps": [_map(book, drawn, level) for level in drawn.levels] if drawn else [],
        "dials": f"Two dials: {drawn.x.name} and {drawn.y.name}" if drawn else "Two dials",
        "instead": drawn.instead if drawn else None,
        "everybody": {"name": book.units[()].name, "profile": _profile(book, ())} if () in book.showable else None,
        "breakdowns": breakdown_sheets(book, ()) if () in book.showable else [],
        "trend": _trend(book, ()) if () in book.cards else None,
        **_untold(book),
        "warnings": [
            {"label": measure.label, "warning": measure.warning}
            for measure in book.measures[book.wave]
            if measure.warning
        ],
        "notes": notes(scorecards),
        "notices": list(scorecards.notices),
        "method": how_scored(book),
        "composition": [list(pair) for pair in composition(instrument)],
        "instruments": instruments_used(scorecards),
        "sources": [[name, digest] for name, digest in scorecards.provenance.sources.items()],
        "by": units_by(scorecards),
        "reliability": _reliability(book),
        "answers": _answers(book, instrument),
        "wave": str(book.wave),
    }


def _untold(book: Book) -> Sheet:
    told = untold(book)
    return {
        "withheld": [
            [str(line.wave), line.what, line.hidden, line.people, "\n".join(line.reasons)] for line in told.lines
        ],
        "withheld_lead": list(told.lead),
        "policy_sentences": list(told.rules),
    }


def _frame(book: Book, instrument: Instrument) -> Sheet:
    return {
        "survey": instrument.title,
        "policy": book.scorecards.policy.name,
        "version": book.scorecards.provenance.version,
    }


def _profile(book: Book, path: UnitPath) -> Sheet:
    told, card = profile(book, path), book.latest(path)
    found = marks_of(row.value for row in told.rows)
    above = told.parent if any(row.parent is not None or row.beside_parent.words for row in told.rows) else None
    middle = told.median if any(row.median is not None for row in told.rows) else None
    return {
        "title": told.title,
        "who": told.who,
        "lead": list(told.lead),
        "parent": above,
        "median": middle,
        "uncertain": told.uncertain,
        "groups": [
            {"name": name, "rows": rows}
            for group, name in GROUPS
            if (rows := [_row(row, above, middle, found) for row in told.rows if row.measure.group == group])
        ],
        "notes": [f"{cell}: {rest}" for cell, rest in found.notes],
        "remarks": list(told.remarks),
        "source": _source(book, card),
    }


def _source(book: Book, card: Scorecard) -> str:
    counted = f"; {people(card.n)} people answered" if isinstance(card.n, Released) else ""
    return f"Source: {book.scorecards.instruments[card.wave].source}, {card.wave}{counted}."


def _row(row: Row, parent: str | None, median: str | None, found: Marks) -> Sheet:
    return {
        "label": row.measure.label,
        "hue": row.measure.hue,
        "part": row.measure.part,
        "withheld": found.of(row.value) if isinstance(row.value, Withheld) else None,
        "value": value_words(row.value, row.measure.sign),
        "interval": interval_words(row.value),
        "strip": drawings.strip(row),
        "parent": _beside(row.parent, row.beside_parent) if parent else None,
        "median": _beside(row.median, row.beside_median) if median else None,
    }


def _beside(value: float | None, comparison: Comparison) -> Sheet:
    return {
        "value": "" if value is None else number(value),
        "words": comparison.words,
        "clear": comparison.state in ("higher", "lower"),
    }


def _trend(book: Book, path: UnitPath) -> Sheet | None:
    told = trend(book, path)
    if told is None:
        return None
    panels = (*told.constructs, *told.indices)
    changes = [f"{panel.measure.label}, {wave}: {reason}" for panel in panels for wave, reason in panel.breaks]
    return {
        "title": told.title,
        "waves": [str(wave) for wave in told.waves],
        "span": f"{told.span:.0f}",
        "panels": [drawings.small_panel(panel, told.waves) for panel in panels],
        "changes": list(dict.fromkeys(changes)),
        "parent": book.name(path[:-1]) if path and any(panel.parent for panel in panels) else None,
        "source": f"Source: {book.scorecards.instruments[told.waves[-1]].source}.",
        **_trend_table(told, panels),
    }


def _trend_table(told: Trend, panels: Sequence[Panel]) -> Sheet:
    """The figures of a trend, as many waves abreast as a page holds; a reason too long for a cell stands under it."""
    uncertain = any(interval_words(value) for panel in panels for _, value in panel.values)
    most = WAVES_ABREAST_WITH_INTERVALS if uncertain else WAVES_ABREAST
    # As many waves in each table as in the others, not a full one and a remnant.
    abreast = ceil(len(told.waves) / ceil(len(told.waves) / most))
    rows = [
        [panel.measure.label]
        + [
            {"letter": told.marks.of(value)}
            if isinstance(value, Withheld)
            else {"value": value_words(value), "interval": interval_words(value)}
            for _, value in panel.values
        ]
        for panel in panels
    ]
    tables = [
        {
            "waves": [str(wave) for wave in told.waves[start : start + abreast]],
            "rows": [[row[0], *row[1 + start : 1 + start + abreast]] for row in rows],
        }
        for start in range(0, len(told.waves), abreast)
    ]
    return {"tables": tables, "letters": [f"{cell}: {rest}" for cell, rest in told.marks.notes]}


def _tried(book: Book, path: UnitPath) -> Sheet | None:
    """What the unit may try: the handbook has the rest."""
    advice = advice_of(book, path, load_catalogue())
    if advice is None:
        return None
    return {
        "lead": advising.lead(advice),
        "practices": [[one.entry.practice.title, one.entry.practice.in_short] for one in advice.practices],
    }


def _within(book: Book, path: UnitPath) -> Sheet | None:
    """The units one level down: which may be shown, which may not and why."""
    below = book.children.get(path, [])
    if not below:
        return None
    closed = sorted((book.why_closed(child), _with_those(book, child)) for child in below if child not in book.showable)
    shown = [book.units[child].name for child in below if child in book.showable]
    level = book.level(below[0])
    return {
        "title": f"{upper_first(plural(level))} within {book.units[path].name}",
        "shown": f"{some(len(shown), level)} can be shown" if shown else "None can be shown alone",
        "names": shown,
        "closed": [
            {"reason": reason, "names": [name for _, name in names]}
            for reason, names in groupby(closed, key=lambda pair: pair[0])
        ]
        + ([{"reason": WHERE_OTHER_STAFF, "names": [OTHER_STAFF]}] if path in book.rests else []),
    }


def _with_those(book: Book, child: UnitPath) -> str:
    """A unit that may not be shown, with those below it that may."""
    shown = [book.units[path].name for path in book.below(child)]
    return f"{book.units[child].name} (within it, {listed(shown)} can be shown)" if shown else book.units[child].name


def _map(book: Book, drawn: Dials, level: Level) -> Sheet:
    paths = {anchor: path for path, anchor in book.anchors.items()}
    lines = [
        f"{'Solid' if at == 0 else 'Dashed'} lines: {name} ({number(x)} and {number(y)})."
        for at, (name, x, y) in enumerate(level.crossing)
    ]
    spans = [f"{domain[0]:.0f} to {domain[1]:.0f}" for domain in (level.x_domain, level.y_domain)]
    return {
        "title": level.title,
        "name": level.name,
        "plural": level.plural,
        "drawing": drawings.dials_map(drawn, level),
        "caption": " ".join(
            [
                f"Each dot is one {level.name}"
                + (", each thin bar a 95% interval." if _uncertain(level) else "; the publisher gives no intervals."),
                f"Both dials run from 0 to 100; the picture shows {spans[0]} across and {spans[1]} up.",
                *lines,
                f"Source: {book.scorecards.instruments[book.wave].source}, {book.wave}; {some(len(level.dots), level.name)}.",
            ]
        ),
        "head": _figures(
            level, upper_first(level.name), "People", (drawn.x.label, drawn.y.label), ("95% interval",) * 2
        ),
        "groups": [
            {"name": book.units[above].name if above else None, "rows": [_dot_figures(level, dot) for dot in dots]}
            for above, dots in _by_parent(level.dots, paths)
        ],
        "hidden": [{"reason": reason, "names": list(names)} for reason, names in level.hidden],
    }


def _by_parent(dots: Iterable[Dot], paths: dict[str, UnitPath]) -> list[tuple[UnitPath, list[Dot]]]:
    """Dots under the unit they belong to: a sub-agency's name may mean nothing without its agency's."""
    return [(above, list(group)) for above, group in groupby(dots, key=lambda dot: paths[dot.anchor][:-1])]


def _dot_figures(level: Level, dot: Dot) -> list[str]:
    return _figures(
        level,
        dot.name,
        "" if dot.n is None else people(dot.n),
        (number(dot.x.value), number(dot.y.value)),
        (interval_words(dot.x), interval_words(dot.y)),
    )


def _figures(level: Level, name: str, counted: str, values: tuple[str, str], intervals: tuple[str, str]) -> list[str]:
    """A line of a map's table, with the columns that this level has: people and intervals are not always known."""
    known = any(dot.n is not None for dot in level.dots)
    pairs = zip(values, intervals, strict=True)
    return [
        name,
        *([counted] if known else []),
        *(cell for pair in pairs for cell in (pair if _uncertain(level) else pair[:1])),
    ]


def _uncertain(level: Level) -> bool:
    return any(dot.x.std_error is not None for dot in level.dots)


def _reliability(book: Book) -> list[list[str]]:
    labels = {
        construct.id: construct.label for used in book.scorecards.instruments.values() for construct in used.constructs
    }

    def alpha(value: float | None, items: int) -> str:
        return f"{value:.2f}" if value is not None else "one question" if items == 1 else "none"

    return [
        [
            str(line.wave),
            labels.get(line.construct, line.construct),
            str(line.items),
            alpha(line.alpha, line.items),
            alpha(line.alpha_weighted, line.items),
            count(line.n),
        ]
        for line in book.scorecards.reliability
    ]


def _answers(book: Book, instrument: Instrument) -> list[list[str]]:
    labels = {item.id: item.label for item in instrument.items}
    return [
        [
            line.item,
            labels.get(line.item, ""),
            *map(count, (line.answered, line.do_not_know, line.not_answered, line.masked)),
        ]
        for line in book.scorecards.item_counts
        if line.wave == book.wave
    ]

"""A unit's breakdowns as plain data for the printed report."""

from __future__ import annotations

from typing import Any

from mainspring.disclosure import Withheld
from mainspring.report import drawings
from mainspring.report.breakdowns import BrokenDown, GroupRow, MeasureRows, broken_down
from mainspring.report.view import Book
from mainspring.report.words import answered, interval_words, value_words
from mainspring.scorecards.model import UnitPath

Sheet = dict[str, Any]


def breakdown_sheets(book: Book, path: UnitPath) -> list[Sheet]:
    """Each breakdown of a unit: what it shows, a sentence for each group, and every measure with its groups."""
    return [_sheet(groups) for groups in broken_down(book, path)]


def _sheet(groups: BrokenDown) -> Sheet:
    return {
        "title": groups.title,
        "said": list(groups.said),
        "closed": [{"reason": reason, "names": list(names)} for reason, names in groups.closed],
        "whole": groups.whole,
        "measures": [_measure(rows, groups) for rows in groups.measures],
        "notes": [f"{cell}: {rest}" for cell, rest in groups.marks.notes],
    }


def _measure(rows: MeasureRows, groups: BrokenDown) -> Sheet:
    return {
        "label": rows.measure.label,
        "hue": rows.measure.hue,
        "withheld": groups.marks.of(rows.closed) if rows.closed else None,
        "rows": [_row(row, rows, groups) for row in rows.rows],
    }


def _row(row: GroupRow, rows: MeasureRows, groups: BrokenDown) -> Sheet:
    return {
        "name": row.name,
        "withheld": groups.marks.of(row.value) if isinstance(row.value, Withheld) else None,
        "value": value_words(row.value, rows.measure.sign),
        "interval": interval_words(row.value),
        "people": "" if isinstance(row.value, Withheld) else answered(row.value),
        "strip": drawings.group_strip(row),
        "words": row.beside.words,
        "clear": row.beside.state in ("higher", "lower"),
    }

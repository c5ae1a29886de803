"""Rows of one or several tables joined: all that a file says of each organisation, still as text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from mainspring.errors import Problem
from mainspring.instrument.published import PublishedLayout
from mainspring.responses.published.cells import Scale
from mainspring.responses.published.columns import Columns
from mainspring.responses.published.layout import OrganisationTable
from mainspring.responses.published.organisations import NamedRow, normal_name, note_texts
from mainspring.responses.published.tables import Row


@dataclass(frozen=True, slots=True)
class Line:
    """What a file says of one organisation, or in one benchmark: its cells by measure."""

    named: NamedRow
    cells: dict[str, str] = field(default_factory=dict)


def joined_lines(columns: Columns, notes: Mapping[str, str]) -> tuple[list[Line], list[Problem]]:
    """Join the tables of a file by organisation, in the order in which it first names them; and what is wrong with rows."""
    lines: dict[str, Line] = {}
    problems: list[Problem] = []
    for table, measures in columns.tables:
        first_line: dict[str, int] = {}
        for row in table.body:
            # A row without a single score is a footnote.
            if not any(row.cell(at) for at, _ in measures):
                continue
            named = _named(table, row, notes)
            id = (named.code or normal_name(named.name)).casefold()
            if not id:
                problems.append(table.table.problem("scores stand in a row that names no organisation.", row.line))
            elif id in first_line:
                what = f"{named.name or named.code} stands in two rows; the first is line {first_line[id]}."
                problems.append(table.table.problem(what, row.line, remedy="Remove one of them."))
            else:
                first_line[id] = row.line
                lines.setdefault(id, Line(named)).cells.update({measure: row.cell(at) for at, measure in measures})
    return list(lines.values()), problems


def _named(table: OrganisationTable, row: Row, notes: Mapping[str, str]) -> NamedRow:
    name = row.cell(table.name)
    said = note_texts((name, row.cell(table.notes)), notes)
    return NamedRow(row.cell(table.group), row.cell(table.code), name, said)


def not_percentages(columns: Columns, scale: Scale, layout: PublishedLayout) -> Iterator[Problem]:
    """Find cells that are neither percentages nor marks, and percentages outside 0-100: one problem for each column."""
    for table, measures in columns.tables:
        for at, measure in measures:
            rows = [(row, row.cell(at), scale.percent(row.cell(at))) for row in table.body]
            most = float("inf") if measure in layout.above_100 else 100.0
            no_number = [(row, cell) for row, cell, value in rows if value is None]
            outside = [(row, cell) for row, cell, value in rows if value is not None and (value < 0 or value > most)]
            column = " ".join(table.header.cells[at].split())
            yield from _wrong_cells(table, column, no_number, "neither percentages nor marks such as [c]")
            yield from _wrong_cells(table, column, outside, "percentages outside 0 to 100")


def _wrong_cells(
    table: OrganisationTable, column: str, cells: Sequence[tuple[Row, str]], are: str
) -> Iterator[Problem]:
    if cells:
        row, cell = cells[0]
        what = f'cells that are {are}: {len(cells)}; the first is "{cell}".'
        remedy = "Correct it in the file: a percentage is written as 65, 65% or 0.65, the same way throughout."
        yield table.table.problem(what, row.line, column, remedy)

"""Columns of a table of organisations as measures, and whether the table is whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from mainspring.errors import Problem
from mainspring.instrument import Instrument
from mainspring.instrument.wording import wording_hash
from mainspring.responses.published.headings import Recogniser, parse_heading
from mainspring.responses.published.layout import OrganisationTable


@dataclass(slots=True)
class Columns:
    """The measures of all tables of a file: for each table, pairs of a column and what it measures."""

    tables: list[tuple[OrganisationTable, list[tuple[int, str]]]] = field(default_factory=list)
    unknown: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def measures(self) -> tuple[str, ...]:
        """Every measure once, in the order of the file."""
        return tuple(dict.fromkeys(id for _, columns in self.tables for _, id in columns))


def measured_columns(tables: tuple[OrganisationTable, ...], recogniser: Recogniser, instrument: Instrument) -> Columns:
    """Recognise every column; a heading that the codebook does not know becomes a measure of its own, in `unknown`."""
    found = Columns()
    taken: dict[str, str] = {}
    for table in tables:
        columns = []
        for at in table.measures:
            heading = table.header.cells[at]
            try:
                measured = recogniser.measure(heading)
            except LookupError as error:
                found.problems.append(_reworded(table, heading, str(error.args[0]), instrument))
                continue
            id = measured.id if measured.known else _free(measured.id, taken)
            if id in taken:
                found.problems.append(_twice(table, heading, taken[id], id))
                continue
            taken[id] = heading
            if not measured.known:
                found.unknown[id] = heading
            columns.append((at, id))
        found.tables.append((table, columns))
        found.problems += _ragged(table)
    if found.unknown.keys() == taken.keys():
        found.problems.append(_nothing_known(tables[0], instrument))
    return found


def _free(id: str, taken: dict[str, str]) -> str:
    names = (id, *(f"{id}_{count}" for count in range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken)


def _reworded(table: OrganisationTable, heading: str, item: str, instrument: Instrument) -> Problem:
    what = f'"{" ".join(heading.split())}" is not how {instrument.id} knows item {item}, whose number it has.'
    digest = wording_hash(parse_heading(heading).wording)
    remedy = f'If it means the same, add "{digest}" to the wording of [items.{item}] in the codebook.'
    return table.table.problem(what, table.header.line, parse_heading(heading).number, remedy)


def _twice(table: OrganisationTable, heading: str, first: str, id: str) -> Problem:
    what = f'"{_short(first)}" and "{_short(heading)}" are the same measure, {id}.'
    return table.table.problem(what, table.header.line, remedy="Remove one of the two columns.")


def _nothing_known(table: OrganisationTable, instrument: Instrument) -> Problem:
    what = f"none of its {len(table.measures)} columns is a measure that {instrument.id} knows."
    return table.table.problem(what, table.header.line, remedy="Use the codebook of this survey.")


def _ragged(table: OrganisationTable) -> Iterator[Problem]:
    width = len(table.header.cells)
    odd = [row for row in table.body if len(row.cells) != width]
    if odd:
        what = f"rows with more or fewer cells than the {width} of the headings: {len(odd)}; the first has {len(odd[0].cells)}."
        yield table.table.problem(what, odd[0].line, remedy="The file may be cut off: download it again.")
    named = {table.name, table.code, table.group, table.notes, *table.measures}
    stray = [(row, at) for row in table.body for at, cell in enumerate(row.cells[:width]) if cell and at not in named]
    if stray:
        row, at = stray[0]
        what = f"cells that stand under no heading: {len(stray)}; the first is in column {at + 1}."
        yield table.table.problem(what, row.line, remedy="Give their columns headings, or remove them.")


def _short(heading: str) -> str:
    text = " ".join(heading.split())
    return text if len(text) <= 60 else f"{text[:57]}..."

"""Which rows of which tables hold what: organisations, benchmarks over the years, wordings, notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from mainspring.instrument.published import PublishedLayout
from mainspring.instrument.wording import normalise
from mainspring.responses.published.cells import is_year
from mainspring.responses.published.tables import Row, Table

_CODE_AND_TEXT: Final = (("measure", "label"), ("questionnumber", "questiontext"))
_SCORE_SHOWN: Final = "scoreshown"
_NOTES: Final = ("notenumber", "notetext")


@dataclass(frozen=True, slots=True)
class OrganisationTable:
    """A table of organisations: columns that name them (None where there is none), and the columns of measures."""

    table: Table
    header: Row
    body: tuple[Row, ...]
    name: int
    code: int | None
    group: int | None
    notes: int | None
    measures: tuple[int, ...]

    @property
    def above(self) -> tuple[str, ...]:
        """What is written above the headings."""
        return tuple(cell for row in self.table.rows if row.line < self.header.line for cell in row.cells if cell)


@dataclass(frozen=True, slots=True)
class SeriesTable:
    """A table of measures by year: columns of the measure's number and wording, and of the years."""

    table: Table
    header: Row
    body: tuple[Row, ...]
    number: int
    wording: int
    years: tuple[int, ...]

    @property
    def above(self) -> tuple[str, ...]:
        """What is written above the headings."""
        return tuple(cell for row in self.table.rows if row.line < self.header.line for cell in row.cells if cell)


@dataclass(frozen=True, slots=True)
class Contents:
    """What a publisher's file holds; `lexicon` are wordings by number, `notes` texts by number."""

    organisations: tuple[OrganisationTable, ...]
    series: tuple[SeriesTable, ...]
    lexicon: dict[str, str]
    notes: dict[str, str]


def find_contents(tables: Sequence[Table], layout: PublishedLayout) -> Contents:
    """Find what each table of a file holds; a table that holds nothing known is passed over."""
    organisations: list[OrganisationTable] = []
    series: list[SeriesTable] = []
    lexicon: dict[str, str] = {}
    notes: dict[str, str] = {}
    for table in tables:
        for position, row in enumerate(table.rows):
            body = tuple(each for each in table.rows[position + 1 :] if not each.is_blank)
            if scores := _organisations(table, row, body, layout):
                organisations.append(scores)
            elif years := _series(table, row, body):
                series.append(years)
            elif (pair := _pair(row, _NOTES)) is not None:
                notes |= {"".join(filter(str.isdigit, r.cell(pair[0]))): r.cell(pair[1]) for r in body}
            else:
                words = _lexicon(row, body)
                lexicon |= words
                if not words:
                    continue
            break
    return Contents(tuple(organisations), tuple(series), lexicon, notes)


def _organisations(
    table: Table, header: Row, body: tuple[Row, ...], layout: PublishedLayout
) -> OrganisationTable | None:
    names = [normalise(cell) for cell in header.cells]
    name = _first(names, layout.organisation)
    group = _first(names, layout.group)
    code = _first(names, layout.code, but=name)
    notes = next((at for at, cell in enumerate(names) if cell in ("notes", "organisationnotes")), None)
    others = {name, group, code, notes}
    measures = tuple(at for at, cell in enumerate(header.cells) if at not in others and cell)
    if name is None or (group is None and code is None) or not measures:
        return None
    return OrganisationTable(table, header, body, name, code, group, notes, measures)


def _series(table: Table, header: Row, body: tuple[Row, ...]) -> SeriesTable | None:
    pair = _pair(header, _CODE_AND_TEXT[0])
    years = tuple(at for at, cell in enumerate(header.cells) if is_year(cell))
    return SeriesTable(table, header, body, *pair, years) if pair and years else None


def _lexicon(header: Row, body: tuple[Row, ...]) -> dict[str, str]:
    for headings in _CODE_AND_TEXT:
        pair = _pair(header, headings)
        if pair is not None:
            shown = _first([normalise(cell) for cell in header.cells], (_SCORE_SHOWN,))
            return {row.cell(pair[0]): _with_score(row, pair[1], shown) for row in body}
    return {}


def _with_score(row: Row, text: int, shown: int | None) -> str:
    """What is counted, put after the question as other files put it."""
    return row.cell(text) if shown is None else f"{row.cell(text)} ({row.cell(shown)})"


def _pair(header: Row, headings: tuple[str, str]) -> tuple[int, int] | None:
    names = [normalise(cell) for cell in header.cells]
    return (names.index(headings[0]), names.index(headings[1])) if set(headings) <= set(names) else None


def _first(names: Sequence[str], wanted: Sequence[str], but: int | None = None) -> int | None:
    """The column of the first of the wanted names that there is."""
    for name in map(normalise, wanted):
        for at, each in enumerate(names):
            if each == name and at != but:
                return at
    return None

"""Where a file has what its instrument names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mainspring.instrument import Instrument
from mainspring.responses.codes import CodedColumn, Decoder, category_columns, item_columns
from mainspring.responses.sources import RawColumn

HEADING = re.compile(r"\s*([^\W\d]\w*)\s*[.:]\s+(\S.*)", re.DOTALL)


class Headings:
    """The columns of a file by name, matched without case; a heading such as "Q1. I like my work" is also found as "Q1"."""

    def __init__(self, columns: Sequence[RawColumn]) -> None:
        self.columns = columns
        self._positions: dict[str, int] = {}
        for position, column in enumerate(columns):
            self._positions.setdefault(_key(column.name), position)
        for position, column in enumerate(columns):
            heading = HEADING.fullmatch(column.name)
            if heading:
                self._positions.setdefault(_key(heading[1]), position)

    def find(self, names: Iterable[str]) -> int | None:
        """The position of the first of `names` that the file has; None if it has none of them."""
        return next((self._positions[_key(name)] for name in names if _key(name) in self._positions), None)

    def all(self, names: Iterable[str]) -> set[int]:
        """The positions of all of `names` that the file has."""
        return {self._positions[_key(name)] for name in names if _key(name) in self._positions}

    def repeated(self) -> list[str]:
        """Names that more than one column has; columns without a name do not count."""
        times = Counter(_key(column.name) for column in self.columns if column.name.strip())
        return [self.columns[self._positions[name]].name for name, count in times.items() if count > 1]

    def short_name(self, position: int) -> str:
        """A column's name, without the question that may follow it."""
        heading = HEADING.fullmatch(self.columns[position].name)
        return heading[1] if heading else self.columns[position].name

    def wording(self, position: int) -> str:
        """The question that the file carries for a column, in its label or heading; "" if there is none."""
        column = self.columns[position]
        label = column.label.strip()
        if label and _key(label) != _key(column.name):
            heading = HEADING.fullmatch(label)
            return heading[2] if heading and self.find([heading[1]]) == position else label
        heading = HEADING.fullmatch(column.name)
        return heading[2] if heading else ""


def _key(name: str) -> str:
    return name.strip().casefold()


@dataclass(frozen=True, slots=True)
class Field:
    """A column of answers that the file has: its name and position there, and how its answers are read."""

    name: str
    position: int
    decoder: Decoder


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a file has what its instrument names; None for what it does not have.

    `items` and `categories` are in the order of `item_columns` and `category_columns`; `known` are the positions of all columns
    that the instrument names, also as an alternative.
    """

    headings: Headings
    items: tuple[Field | None, ...]
    categories: tuple[Field | None, ...]
    weight: int | None
    id: int | None
    known: frozenset[int]


def lay_out(instrument: Instrument, columns: Sequence[RawColumn]) -> Layout:
    """Find the columns of an instrument among those of a file."""
    headings = Headings(columns)
    items, categories = item_columns(instrument), category_columns(instrument)
    levels = [level.columns for level in instrument.units]
    answers = [column.names for column in (*items, *categories)]
    named = [*answers, *levels, instrument.weight_columns, instrument.id_columns]
    return Layout(
        headings=headings,
        items=tuple(_field(headings, column) for column in items),
        categories=tuple(_field(headings, column) for column in categories),
        weight=headings.find(instrument.weight_columns),
        id=headings.find(instrument.id_columns),
        known=frozenset(position for names in named for position in headings.all(names)),
    )


def _field(headings: Headings, column: CodedColumn) -> Field | None:
    position = headings.find(column.names)
    if position is None:
        return None
    raw = headings.columns[position]
    return Field(raw.name, position, Decoder(column.coding, raw))

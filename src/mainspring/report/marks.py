"""Reasons in a table: what would stand in cell after cell is said once, under it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from string import ascii_lowercase
from typing import Final

from mainspring.disclosure import Value, Withheld
from mainspring.report.words import withheld_words

SHORT: Final = 40
"""A reason of fewer letters is not tiring."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What stands in a cell for each reason: the reason itself, or its first words, with a letter where several begin alike."""

    cells: Mapping[str, str]

    def cell(self, reason: str) -> str:
        """What stands in a cell."""
        return self.cells.get(reason, reason)

    def of(self, value: Withheld) -> str:
        """What stands in the cell of a value."""
        return self.cell(withheld_words(value))

    @property
    def notes(self) -> tuple[tuple[str, str], ...]:
        """What stands in cells, and the rest of the reason, for under the table."""
        return tuple((cell, reason.partition(": ")[2]) for reason, cell in self.cells.items())


def marks(reasons: Iterable[str], fewest: int = 2) -> Marks:
    """What stands for the reasons of a table's cells: a long one that stands in `fewest` cells or more is said under the table,
    and with it those that begin like it.
    """
    long = Counter(reason for reason in reasons if len(reason) > SHORT and ": " in reason)
    repeated = {_head(reason) for reason, cells in long.items() if cells >= fewest}
    said_once = [reason for reason in long if _head(reason) in repeated]
    heads = Counter(map(_head, said_once))
    letters = iter(ascii_lowercase)
    return Marks(
        {reason: head if heads[head := _head(reason)] == 1 else f"{head} ({next(letters)})" for reason in said_once}
    )


def _head(reason: str) -> str:
    """What a reason begins with, which is all that a cell needs."""
    return reason.partition(":")[0]


def marks_of(values: Iterable[Value], fewest: int = 2) -> Marks:
    """The same for values, of which those that are shown need no reason."""
    return marks((withheld_words(value) for value in values if isinstance(value, Withheld)), fewest)

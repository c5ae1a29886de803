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
    """What stands for the reasons of a table's cells: a long one that stands in `fewest` cells or more is said under the table."""
    repeated = [
        reason
        for reason, cells in Counter(reasons).items()
        if cells >= fewest and len(reason) > SHORT and ": " in reason
    ]
    heads = Counter(reason.partition(":")[0] for reason in repeated)
    letters = iter(ascii_lowercase)
    return Marks(
        {
            reason: head if heads[head := reason.partition(":")[0]] == 1 else f"{head} ({next(letters)})"
            for reason in repeated
        }
    )


def marks_of(values: Iterable[Value], fewest: int = 2) -> Marks:
    """The same for values, of which those that are shown need no reason."""
    return marks((withheld_words(value) for value in values if isinstance(value, Withheld)), fewest)

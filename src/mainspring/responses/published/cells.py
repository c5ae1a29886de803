"""Cells as numbers on 0-100: `65%`, `65` and `0.65` are the same score; a mark is no number."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from mainspring.responses.published.scores import MARKS

_NUMBER = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*(%?)")
# 0.65 * 100 is not 65 in binary: no file gives more than this many decimals.
_DIGITS: Final = 9


@dataclass(frozen=True, slots=True)
class Scale:
    """How a file writes percentages: `factor` makes them 0-100, `decimals` is how many decimals they then have."""

    factor: float
    decimals: int

    def percent(self, cell: str) -> float | None:
        """The cell's score on 0-100, NaN for a mark, None where the cell is neither number nor mark."""
        number = _NUMBER.fullmatch(cell)
        if number is None:
            return math.nan if is_mark(cell) else None
        return round(float(number[1]) * (1.0 if number[2] else self.factor), _DIGITS)


def is_mark(cell: str) -> bool:
    """Whether the cell says that there is no number, as publishers do."""
    return cell.casefold() in MARKS


def scale_of(cells: Iterable[str]) -> Scale:
    """Find how a file writes percentages, from all its cells together.

    One scale for the whole file, never one for each cell: among percentages 0.964 means just under one per cent. A file of
    fractions is one whose middle value is at most 1 and that has no percent sign.
    """
    numbers = [match for cell in cells if (match := _NUMBER.fullmatch(cell))]
    values = sorted(float(number[1]) for number in numbers)
    fractions = bool(values) and values[len(values) // 2] <= 1 and not any(number[2] for number in numbers)
    places = max((_places(number[1]) for number in numbers), default=0)
    return Scale(100.0, max(0, places - 2)) if fractions else Scale(1.0, places)


def _places(number: str) -> int:
    return len(number.partition(".")[2].rstrip("0"))


def is_year(cell: str) -> bool:
    """Whether a heading is nothing but a year."""
    return bool(re.fullmatch(r"20\d\d", cell))


def years_in(texts: Sequence[str]) -> set[int]:
    """The years from 2000 that stand in the texts by themselves, not inside a date such as 20140213."""
    return {int(year) for text in texts for year in re.findall(r"(?<!\d)(20\d\d)(?!\d)", text)}

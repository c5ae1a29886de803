"""What a column's codes mean: each way of writing an answer becomes one canonical response."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from mainspring.errors import CodebookError, Problem
from mainspring.instrument import Attribute, Instrument
from mainspring.responses.model import DO_NOT_KNOW, FIRST_CODE, MASKED, NOT_ANSWERED
from mainspring.responses.sources import RawColumn

UNKNOWN: Final = 255
"""Stands for a code that the codebook does not have, while a batch is being checked; no batch ever holds it."""

MOST_CODES: Final = UNKNOWN - FIRST_CODE
WHOLE = re.compile(r"([+-]?)0*([0-9]+?)(?:\.0*)?")


@dataclass(frozen=True, slots=True)
class Coding:
    """The codes of an item or a category as text, numbered from FIRST_CODE, and what else an answer may be.

    `labels` are the codes' labels ("" where there is none); `blank` is what a blank means.
    """

    codes: tuple[str, ...]
    labels: tuple[str, ...]
    do_not_know: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    blank: int = NOT_ANSWERED

    def __post_init__(self) -> None:
        if len(self.codes) > MOST_CODES:
            what = f"A column has {len(self.codes)} codes, from {self.codes[0]} to {self.codes[-1]}."
            raise CodebookError(Problem(what, remedy=f"Mainspring can tell {MOST_CODES} apart: pool some of them."))

    @property
    def known(self) -> str:
        """The codes in words, for messages."""
        shown = ", ".join(self.codes[:20]) + (" ..." if len(self.codes) > 20 else "")
        return f"{shown}, blank{' and, for do-not-know, ' if self.do_not_know else ''}{' or '.join(self.do_not_know)}"


@dataclass(frozen=True, slots=True)
class CodedColumn:
    """A column of answers that an instrument names: the names it may have in a file, and its coding."""

    names: tuple[str, ...]
    coding: Coding


def item_columns(instrument: Instrument) -> list[CodedColumn]:
    """The column of each item, in the order of the instrument."""
    return [
        CodedColumn(
            item.columns,
            Coding(tuple(map(str, item.scale.codes)), item.scale.labels, item.scale.do_not_know, item.scale.missing),
        )
        for item in instrument.items
    ]


def category_columns(instrument: Instrument) -> list[CodedColumn]:
    """The columns of letters or words: those of attributes, then those that constructs take a share from.

    A column that only constructs use has the codes that they count as yes or no.
    """
    found = {attribute.columns[0]: _attribute_column(attribute) for attribute in instrument.attributes}
    for first in dict.fromkeys(construct.column[0] for construct in instrument.constructs if construct.column):
        if first not in found:
            sharing = [construct for construct in instrument.constructs if construct.column[:1] == (first,)]
            codes = tuple(dict.fromkeys(code for construct in sharing for code in (*construct.yes, *construct.no)))
            found[first] = CodedColumn(sharing[0].column, Coding(codes, ("",) * len(codes)))
    return list(found.values())


def _attribute_column(attribute: Attribute) -> CodedColumn:
    blank = MASKED if attribute.masked_when_blank else NOT_ANSWERED
    return CodedColumn(attribute.columns, Coding(tuple(attribute.codes), tuple(attribute.codes.values()), blank=blank))


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """A code as it is compared: without case, and a whole number without leading zeros or an empty fraction.

    Examples
    --------
    >>> plain(" 4.0"), plain("X")
    ('4', 'x')
    """
    text = text.strip()
    number = WHOLE.fullmatch(text)
    if number:
        return ("-" if number[1] == "-" and number[2] != "0" else "") + number[2]
    return text.casefold()


class Decoder:
    """Reads the texts of one column of one file: by the codebook's codes and labels, and by the file's own labels.

    A code that the file declares missing is not answered, unless the codebook lists it, or its label, as do-not-know.
    """

    def __init__(self, coding: Coding, column: RawColumn) -> None:
        self.coding = coding
        self._ranges = column.missing_ranges
        self._known: dict[str, int] = {}
        for text, response in _codebook(coding):
            self._known.setdefault(text.strip(), response)
            self._known.setdefault(plain(text), response)
        self.conflicts = tuple(self._learn(column))

    def __call__(self, text: str) -> int:
        """The canonical response that `text` stands for, UNKNOWN if none."""
        text = text.strip()
        if not text:
            return self.coding.blank
        simple = plain(text)
        response = self._known.get(text, self._known.get(simple))
        if response != DO_NOT_KNOW and self._ranges and self._is_missing(simple):
            return self.coding.blank
        return UNKNOWN if response is None else response

    def _learn(self, column: RawColumn) -> Iterator[str]:
        """Take over the file's labels, and tell where one says of a code what the codebook says of another."""
        missing = {plain(code) for code in column.missing_codes}
        for code, label in column.values.items():
            by_label = self._known.get(plain(label))
            if by_label is None:
                continue
            by_code = self._known.setdefault(plain(code), by_label)
            if by_code != by_label and plain(code) not in missing and self._label(by_code) != plain(label):
                yield f"{code} ({label})"
        for code in column.missing_codes:
            if self._known.get(plain(code)) != DO_NOT_KNOW:
                self._known[code] = self._known[plain(code)] = self.coding.blank

    def _label(self, response: int) -> str:
        return plain(self.coding.labels[response - FIRST_CODE]) if response >= FIRST_CODE else ""

    def _is_missing(self, text: str) -> bool:
        try:
            number = float(text)
        except ValueError:
            return False
        return any(low <= number <= high for low, high in self._ranges)


def _codebook(coding: Coding) -> Iterator[tuple[str, int]]:
    """Each text that the codebook knows, the most binding first: codes before labels."""
    yield from ((code, DO_NOT_KNOW) for code in coding.do_not_know)
    yield from ((code, NOT_ANSWERED) for code in coding.missing)
    yield from ((code, FIRST_CODE + position) for position, code in enumerate(coding.codes))
    yield from ((label, FIRST_CODE + position) for position, label in enumerate(coding.labels) if label.strip())

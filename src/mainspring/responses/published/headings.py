"""What a column or row of published scores measures: recognised by its wording, then by its number."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from mainspring.instrument import Instrument
from mainspring.instrument.published import PublishedLayout
from mainspring.instrument.wording import normalise, wording_hash

NOTE: Final = re.compile(r"\[\s*note\s*(\d+)\s*\]", re.IGNORECASE)
_NUMBER = re.compile(r"([A-Z]{1,2}\d{1,2}[A-Z]?(?:_[A-Za-z0-9]+)*|[A-Za-z]+_(?:ts|index)|EES)(?![A-Za-z0-9])[.:\s]*")
# "(% strongly agree or agree)" in all its forms: how agreement is counted is the same in every wave.
_AGREEMENT = re.compile(r"\(\s*%[^%]*\bstrongly agree\W+or\W+agree\b[^%]*\)\s*$", re.IGNORECASE)
_BRACKETS = re.compile(r"\([^()]*\)")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading taken apart: the question's number, and its wording with what is counted; "" for what it does not say."""

    number: str
    wording: str

    @property
    def name(self) -> str:
        """What is left of the wording without brackets, reduced to letters and digits."""
        return normalise(_BRACKETS.sub("", self.wording))


def parse_heading(text: str) -> Heading:
    """Take a heading apart, whatever its layout.

    Examples
    --------
    >>> parse_heading("B04. I have a say (% strongly agree or agree) [note 2]")
    Heading(number='B04', wording='I have a say')
    >>> parse_heading("C01_1")
    Heading(number='C01_1', wording='')
    """
    text = " ".join(NOTE.sub("", text).split())
    number = _NUMBER.match(text)
    wording = text[number.end() :] if number else text
    return Heading(number[1] if number else "", _AGREEMENT.sub("", wording).strip())


@dataclass(frozen=True, slots=True)
class Measured:
    """What a heading turned out to be: the measure's id, and whether the codebook knows it."""

    id: str
    known: bool


class Recogniser:
    """Finds the measure behind each heading of one file.

    `lexicon` are wordings that the file itself gives for numbers, in a sheet of its own; `wave` is 0 for a series of several
    waves, where numbers alone tell nothing.
    """

    def __init__(self, instrument: Instrument, layout: PublishedLayout, wave: int, lexicon: Mapping[str, str]) -> None:
        self._wordings = {digest: item.id for item in instrument.items for digest in item.wording}
        self._names = {normalise(name): id for id, names in layout.headings.items() for name in names}
        self._numbers = layout.numbers_in(wave) if wave else {}
        self._lexicon = {number: parse_heading(text).wording for number, text in lexicon.items()}
        self._wave = wave

    def measure(self, text: str) -> Measured:
        """Find what the heading `text` measures; a heading that nothing knows gets an id of its own, so no value is lost.

        Raises
        ------
        LookupError
            with the item's id, if the number is known in this wave but the wording is not that item's.
        """
        heading = parse_heading(text)
        named = self._names.get(normalise(heading.number)) or self._names.get(heading.name)
        if named:
            return Measured(named, True)
        wording = heading.wording or self._lexicon.get(heading.number, "")
        item = self._wordings.get(wording_hash(wording)) if wording else None
        if item:
            return Measured(item, True)
        if heading.number in self._numbers:
            if wording:
                raise LookupError(self._numbers[heading.number])
            return Measured(self._numbers[heading.number], True)
        own = re.sub(r"\W+", "_", heading.number or heading.wording).strip("_").lower()[:40]
        return Measured(f"{own}_{self._wave}" if self._wave else own, False)

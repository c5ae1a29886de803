"""What is wrong with rows, in numbers that add: a survey that is read in parts is judged as a whole."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

MOST_KEPT = 1_000

Place = tuple[str | None, int | None]
"""A file and a line in it, where they are known."""


@dataclass(slots=True)
class Tally:
    """How many rows have each thing that is wrong, and the first of them; beyond MOST_KEPT things, how many have still others."""

    met: dict[str, tuple[int, int]] = field(default_factory=dict)
    further: int = 0

    def note(self, what: str, count: int, row: int) -> None:
        """So many more rows have this; `row` is the first of them."""
        if what in self.met:
            before, first = self.met[what]
            self.met[what] = before + count, min(first, row)
        elif len(self.met) < MOST_KEPT:
            self.met[what] = count, row
        else:
            self.further += count

    def renumbered(self, number: Callable[[int], int]) -> Tally:
        """The same, its rows called by other numbers."""
        return Tally({what: (count, number(row)) for what, (count, row) in self.met.items()}, self.further)

    def add(self, other: Tally) -> None:
        """Take over what was noted elsewhere."""
        for what, (count, row) in other.met.items():
            self.note(what, count, row)
        self.further += other.further


@dataclass(frozen=True, slots=True)
class Findings:
    """What a reader found in the rows that it read.

    Attributes
    ----------
    rows : how many there were. weighted : whether any of them has a weight above zero.
    tallies : what is wrong in each column of answers, and in the weight.
    misfits : rows that have more or fewer fields than the header, by file.
    places : where the rows that tallies name are. checksum : the sum of the rows' hashes, below 2^64.
    """

    rows: int
    weighted: bool
    tallies: tuple[Tally, ...]
    misfits: Tally = field(default_factory=Tally)
    places: Mapping[int, Place] = field(default_factory=dict)
    checksum: int = 0

    def to_json(self) -> str:
        """The same as text."""
        return json.dumps(asdict(self))


def from_json(text: str) -> Findings:
    """What `Findings.to_json` wrote."""
    found = json.loads(text)
    return Findings(
        rows=found["rows"],
        weighted=found["weighted"],
        tallies=tuple(_tally(one) for one in found["tallies"]),
        misfits=_tally(found["misfits"]),
        places={int(row): (file, line) for row, (file, line) in found["places"].items()},
        checksum=found["checksum"],
    )


def _tally(found: Mapping[str, Any]) -> Tally:
    return Tally({what: (count, row) for what, (count, row) in found["met"].items()}, found["further"])

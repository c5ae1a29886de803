"""A raw column becomes canonical responses, and codes that the codebook does not have are counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import pyarrow as pa

from mainspring.errors import Problem
from mainspring.responses.cells import Distinct, distinct, letters, write_blanks
from mainspring.responses.codes import UNKNOWN, Decoder
from mainspring.responses.findings import Tally
from mainspring.responses.kernel import Bytes, look_up, look_up_letters
from mainspring.responses.model import NOT_ANSWERED
from mainspring.responses.sources import Cells, Table

MOST_REPORTED = 10


class ColumnEncoder:
    """Encodes one column, batch by batch.

    What a code means is worked out once for each distinct value, and looked up for each row.
    """

    def __init__(self, name: str, decoder: Decoder) -> None:
        self.name = name
        self.unknown = Tally()
        self._decoder = decoder
        self._letters: Bytes | None = None
        self._bytes: dict[bool, Bytes] = {}
        self._values: Cells | None = None
        self._entries: Bytes | None = None

    def encode(self, cells: Cells, out: Bytes, first: int) -> None:
        """Write the canonical responses of `cells` to `out` (n,); `first` is how many rows of the file came before.

        Raises pyarrow.ArrowNotImplementedError for cells that hold lists or records.
        """
        blank = self._decoder.coding.blank
        if pa.types.is_null(cells.type):
            out[:] = blank
        elif pa.types.is_string(cells.type) and self._encode_letters(cells, out):
            write_blanks(cells, blank, out)
        else:
            found = distinct(cells)
            look_up(found.indices, self._table(found), out)
            write_blanks(found.positions, blank, out)
        if out.max(initial=0) == UNKNOWN:
            self._note(distinct(cells), out, first)

    def problems(self, table: Table) -> Iterator[Problem]:
        """The codes that the codebook does not have: how many there are of each, and the line of the first."""
        most_first = sorted(self.unknown.met.items(), key=lambda found: -found[1][0])
        shown, rest = most_first[:MOST_REPORTED], most_first[MOST_REPORTED:]
        lines = table.lines([row for _, (_, row) in shown]) if shown else {}
        remedy = f"It takes {self._decoder.coding.known}: correct the file, or add the code to the codebook."
        for code, (count, row) in shown:
            answers = "1 answer has" if count == 1 else f"{count:,} answers have"
            what = f"{answers} the code {code!r}, which the codebook does not know."
            yield Problem(what, table.name, lines.get(row), self.name, remedy)
        if further := self.unknown.further + sum(count for _, (count, _) in rest):
            yield Problem(f"{further:,} answers have still other unknown codes.", table.name, None, self.name)

    def _encode_letters(self, cells: Cells, out: Bytes) -> bool:
        """The quick way for texts of at most one byte, as most codes are; False if a text is longer."""
        if self._letters is None:
            self._letters = self._tabulate(chr(byte) if byte < 128 else "" for byte in range(256))
        offsets, content = letters(cells)
        return look_up_letters(offsets, content, self._letters, self._decoder.coding.blank, out)

    def _table(self, found: Distinct) -> Bytes:
        """What each distinct value means; a file repeats them from batch to batch."""
        if found.values is None:
            if found.signed not in self._bytes:
                self._bytes[found.signed] = self._tabulate(found.texts())
            return self._bytes[found.signed]
        if self._entries is None or self._values is None or not self._values.equals(found.values):
            self._values = found.values
            self._entries = np.append(self._tabulate(found.texts()), np.uint8(UNKNOWN))
        return self._entries

    def _tabulate(self, codes: Iterable[str]) -> Bytes:
        return np.fromiter((self._decoder(code) for code in codes), dtype=np.uint8)

    def _note(self, found: Distinct, out: Bytes, first: int) -> None:
        """Count the unknown codes and take them out of the batch."""
        rows = np.flatnonzero(out == UNKNOWN)
        out[rows] = NOT_ANSWERED
        names = found.texts()
        positions, firsts, counts = np.unique(found.indices[rows], return_index=True, return_counts=True)
        for position, start, count in zip(positions.tolist(), firsts.tolist(), counts.tolist(), strict=True):
            code = names[position] if position < len(names) else "(damaged)"
            self.unknown.note(code, count, first + int(rows[start]))

"""Text as UTF-8, whatever it was written in: a stream that notices bytes that are no text, and the line they stand on."""

from __future__ import annotations

import codecs
import io
from typing import TYPE_CHECKING, BinaryIO

from mainspring.responses.sources.table import failure
from mainspring.responses.sources.unpack import reading_disk

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

CHUNK = 1 << 20
BAD_BYTES = "bytes that are neither UTF-8 nor Windows-1252 text"


def open_text(raw: BinaryIO, file: str) -> io.BufferedReader:
    """A text file's content in UTF-8, as `Utf8Stream` gives it; a read gives as much as was asked for, up to the end."""
    return io.BufferedReader(Utf8Stream(raw, file), CHUNK)


class Utf8Stream(io.RawIOBase):
    """A text file's content in UTF-8, without a byte-order mark.

    UTF-8 and, where a byte-order mark says so, UTF-16 are recognised. A file without a mark that is plain ASCII up to a byte
    that is no UTF-8 is taken for Windows-1252 from there on, which is the same as from its start.

    Reading raises SurveyFileError at null bytes and at bytes that are no text; the error says on which line they stand.
    """

    def __init__(self, raw: BinaryIO, file: str) -> None:
        self._raw = raw
        self._file = file
        self._ready = memoryview(b"")
        self._pending = b""
        self._ended = False
        self._ascii = True
        self._line_feeds = 0
        self._returns = 0
        self._decoder: codecs.IncrementalDecoder | None = None
        self._guess = True
        self._begin()

    def _begin(self) -> None:
        first = self._more(4)
        if first.startswith(codecs.BOM_UTF8):
            self._guess = False
            first = first[len(codecs.BOM_UTF8) :]
        elif first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            self._decoder = codecs.getincrementaldecoder("utf-16")()
        self._first = first

    def readable(self) -> bool:
        """Say that this stream can be read, which `io` asks."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Fill `buffer` with the next bytes and return their number; 0 at the end."""
        while not self._ready and not self._ended:
            chunk, self._first = self._first + self._more(CHUNK), b""
            self._ended = not chunk
            self._ready = memoryview(self._checked(chunk))
        into = memoryview(buffer).cast("B")
        count = min(len(into), len(self._ready))
        into[:count] = self._ready[:count]
        self._ready = self._ready[count:]
        return count

    def _more(self, size: int) -> bytes:
        with reading_disk(self._file):
            return self._raw.read(size)

    def _checked(self, chunk: bytes) -> bytes:
        text = self._utf8(chunk)
        null = text.find(b"\0")
        if null >= 0:
            what = "Null bytes begin on this line: from here on the file is damaged. Nothing was imported."
            raise failure(
                what, self._file, "Fetch it again, or ask its publisher for a whole file.", self._line(text[:null])
            )
        self._line_feeds += text.count(b"\n")
        self._returns += text.count(b"\r")
        return text

    def _utf8(self, chunk: bytes) -> bytes:
        if self._decoder is None and not self._pending and chunk.isascii():
            return chunk
        try:
            if self._decoder is not None:
                return self._decoder.decode(chunk, final=not chunk).encode()
            return self._strict(self._pending + chunk, final=not chunk)
        except UnicodeError as error:
            good = chunk[: error.start] if isinstance(error, UnicodeDecodeError) else b""
            raise failure(
                f"This line has {BAD_BYTES}.", self._file, "Save the file as UTF-8.", self._line(good)
            ) from error

    def _strict(self, data: bytes, *, final: bool) -> bytes:
        try:
            _, used = codecs.utf_8_decode(data, "strict", final)
        except UnicodeDecodeError as error:
            if not (self._guess and self._ascii and data[: error.start].isascii()):
                raise
            self._decoder = codecs.getincrementaldecoder("cp1252")()
            self._pending = b""
            return self._decoder.decode(data, final=final).encode()
        self._ascii = self._ascii and data[:used].isascii()
        self._pending = data[used:]
        return data[:used]

    def _line(self, before: bytes) -> int:
        """The line on which the byte after `before` stands; a file without line feeds ends its lines with bare returns."""
        line_feeds = self._line_feeds + before.count(b"\n")
        return 1 + (line_feeds or self._returns + before.count(b"\r"))

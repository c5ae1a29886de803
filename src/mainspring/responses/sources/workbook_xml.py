"""A look at a workbook before it is parsed: passwords, damaged XML, stray cells.

The parser reserves memory for everything between a sheet's outermost cells, and may never end on XML that is not well formed.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from typing import IO, Final
from xml.parsers import expat

from mainspring.errors import SurveyFileError
from mainspring.responses.sources.table import failure
from mainspring.responses.sources.unpack import LocalFile, reading_disk

CHUNK: Final = 1 << 20
LONGEST_TAG: Final = 200
MOST_ROWS: Final = 1 << 20
MOST_CELLS: Final = 100_000_000
"""Some three gigabytes in the parser's memory."""

ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
MANIFEST: Final = "META-INF/manifest.xml"
REFERENCE: Final = re.compile(rb'\sr="([A-Z]+)([0-9]+)"')
REPEATED: Final = re.compile(rb'-repeated="([0-9]+)"')
FORMULA: Final = re.compile(rb"<(?:\w+:)?f[ >]|table:formula=")


def check_workbook(local: LocalFile, file: str) -> None:
    """Raise SurveyFileError if a workbook is protected by a password, its XML is damaged, or a sheet reaches too far."""
    with reading_disk(file):
        if not zipfile.is_zipfile(local.path):
            if ENCRYPTED in local.path.read_bytes():
                raise _locked(file)
            return
        with zipfile.ZipFile(local.path) as archive:
            names = archive.namelist()
            if MANIFEST in names and b"encryption-data" in archive.read(MANIFEST):
                raise _locked(file)
            for name in names:
                if name.endswith((".xml", ".rels")):
                    with archive.open(name) as content:
                        _check_form(content, name, file)
            for name in _sheets(archive):
                with archive.open(name) as content:
                    _check_extent(content, file)


def _locked(file: str) -> SurveyFileError:
    remedy = "Open it with its password, save it without one, and give that copy."
    return failure("The workbook is protected by a password.", file, remedy)


def has_formulas(local: LocalFile, file: str) -> bool:
    """Whether any sheet of a workbook holds formulas; False where that cannot be told."""
    with reading_disk(file):
        if not zipfile.is_zipfile(local.path):
            return False
        with zipfile.ZipFile(local.path) as archive:
            for name in _sheets(archive):
                with archive.open(name) as content:
                    if any(FORMULA.search(text) for text in _overlapping(content)):
                        return True
    return False


def _sheets(archive: zipfile.ZipFile) -> list[str]:
    """The parts with cells: one for each sheet of an xlsx file, one for all of an ods file."""
    return [
        name
        for name in archive.namelist()
        if ("worksheets/" in name and name.endswith(".xml")) or name == "content.xml"
    ]


def _check_form(content: IO[bytes], part: str, file: str) -> None:
    try:
        expat.ParserCreate().ParseFile(content)
    except expat.ExpatError as error:
        raise failure(
            f"The workbook is damaged: {part}, {error}.", file, "Save it again in a spreadsheet program."
        ) from error


def _check_extent(content: IO[bytes], file: str) -> None:
    columns: set[bytes] = set()
    last = furthest = 0
    for text in _overlapping(content):
        for reference in REFERENCE.finditer(text):
            columns.add(reference[1])
            last = max(last, int(reference[2]))
        furthest = max([furthest, *(int(times[1]) for times in REPEATED.finditer(text))])
    if last * max(map(_column, columns), default=0) > MOST_CELLS or max(last, furthest) > MOST_ROWS:
        what = "A sheet reaches further than Mainspring reads: a cell far from the others holds something."
        raise failure(what, file, "Delete what is far from the data, or save the sheet as CSV.")


def _column(letters: bytes) -> int:
    """The number of a column: A is 1, AA is 27."""
    number = 0
    for letter in letters[:10]:
        number = 26 * number + letter - 64
    return number


def _overlapping(content: IO[bytes]) -> Iterator[bytes]:
    """The content in pieces, each with the end of the one before, so that no tag is missed."""
    before = b""
    while piece := content.read(CHUNK):
        yield before + piece
        before = piece[-LONGEST_TAG:]

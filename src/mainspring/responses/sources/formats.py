"""Which format a file has: by its first bytes, and only then by its name."""

from __future__ import annotations

from typing import Literal

from mainspring.responses.sources.table import failure
from mainspring.responses.sources.unpack import BINARY, WORKBOOKS, DataFile
from mainspring.responses.sources.workbook_xml import check_workbook

Format = Literal["delimited", "parquet", "arrow", "spss", "spss portable", "stata", "sas", "sas transport", "workbook"]

MAGIC: tuple[tuple[bytes, Format], ...] = (
    (b"PAR1", "parquet"),
    (b"ARROW1", "arrow"),
    (b"\xff\xff\xff\xff", "arrow"),
    (b"$FL2", "spss"),
    (b"$FL3", "spss"),
    (b"<stata_dta>", "stata"),
    (b"HEADER RECORD*******LIB", "sas transport"),
)
SAS = bytes.fromhex("c2ea8160b31411cfbd92080009c7318c181f1011")
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OLD_STATA = range(0x69, 0x74)

FOREIGN: tuple[tuple[bytes, str], ...] = (
    (b"PARE", "an encrypted Parquet file"),
    (b"FEA1", "a Feather file of version 1"),
    (b"ORC", "an ORC file"),
    (b"BZh", "compressed with bzip2"),
    (b"\xfd7zXZ", "compressed with xz"),
    (b"\x28\xb5\x2f\xfd", "compressed with zstd"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a rar archive"),
    (b"%PDF", "a PDF"),
    (b"SQLite format 3", "an SQLite database"),
    (b"\x89HDF", "an HDF5 file"),
    (b"RDX", "an R file"),
    (b"\x1f\x8b", "compressed with gzip twice"),
)
READABLE = "CSV, TSV, Parquet, Arrow, SPSS, Stata, SAS, xlsx, xls, xlsb or ods, as it is or in one gz or zip"


def format_of(data: DataFile) -> Format:
    """Tell the format of a file.

    Raises SurveyFileError if it is one that Mainspring does not read, not what its name says, or a workbook that is protected by a
    password, damaged, or too large.
    """
    head = data.head()
    if not head:
        raise failure("The file is empty.", data.name, "Fetch or export it again.")
    found = _by_magic(head)
    if found is not None:
        return found
    if head.startswith((COMPOUND, b"PK\x03\x04")):
        check_workbook(data.local(), data.name)
        return "workbook"
    for magic, what in FOREIGN:
        if head.startswith(magic):
            raise failure(f"This is {what}, which Mainspring does not read.", data.name, f"Save it as {READABLE}.")
    if data.suffix in WORKBOOKS | BINARY:
        what = f"The name ends in {data.suffix}, but the file does not begin as such a file does."
        raise failure(what, data.name, "Fetch or export it again; an error page may have been saved in its place.")
    return "delimited"


def _by_magic(head: bytes) -> Format | None:
    for magic, name in MAGIC:
        if head.startswith(magic):
            return name
    if head[12:32] == SAS:
        return "sas"
    if b"SPSS PORT FILE" in head[:500]:
        return "spss portable"
    if head[0] in OLD_STATA and head[1:3] in {b"\x01\x01", b"\x02\x01"}:
        return "stata"
    return None

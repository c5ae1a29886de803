"""Files as their user has them: plain, or with gz or zip around them."""

from __future__ import annotations

import gzip
import hashlib
import shutil
import tempfile
import weakref
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Literal, cast

from mainspring.errors import SurveyFileError
from mainspring.responses.sources.table import failure

TEXT = frozenset({".csv", ".tsv", ".txt", ".tab"})
WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"})
BINARY = frozenset({".parquet", ".arrow", ".feather", ".sav", ".zsav", ".por", ".dta", ".sas7bdat", ".xpt"})

HEAD = 4096


@dataclass(frozen=True, slots=True)
class DataFile:
    """A file on disk and the data in it: itself, what gz was put around, or one member of a zip archive."""

    path: Path
    wrapping: Literal["none", "gz", "zip"]
    member: str

    @property
    def name(self) -> str:
        """The name for messages: that of the file, and of the member where it is an archive."""
        return f"{self.path.name} ({self.member})" if self.wrapping == "zip" else self.path.name

    @property
    def suffix(self) -> str:
        """The end of the data's name in lower case, for example ".csv"."""
        return PurePosixPath(self.member).suffix.lower()

    @contextmanager
    def open(self) -> Iterator[tuple[BinaryIO, Callable[[], int]]]:
        """Open the data; beside it comes a function that says how many bytes of the file on disk have been read."""
        with reading_disk(self.name), self.path.open("rb") as disk:
            if self.wrapping == "gz":
                with gzip.GzipFile(fileobj=disk) as stream:
                    yield cast(BinaryIO, stream), disk.tell
            elif self.wrapping == "zip":
                with zipfile.ZipFile(disk) as archive, archive.open(self.member) as stream:
                    yield cast(BinaryIO, stream), disk.tell
            else:
                yield disk, disk.tell

    def head(self) -> bytes:
        """The first bytes of the data."""
        with self.open() as (stream, _):
            return stream.read(HEAD)

    def local(self) -> LocalFile:
        """The data as a plain file, in which a reader can seek."""
        if self.wrapping == "none":
            return LocalFile(self.path, temporary=False)
        with tempfile.NamedTemporaryFile(prefix="mainspring-", suffix=self.suffix, delete=False) as copy:
            local = LocalFile(Path(copy.name), temporary=True)
            try:
                with self.open() as (stream, _):
                    shutil.copyfileobj(stream, copy, 1 << 20)
            except SurveyFileError:
                local.path.unlink()  # the error may be kept for long, and with it everything here
                raise
        return local


class LocalFile:
    """A file to seek in: the user's own, or a temporary copy that is deleted when nothing holds this value any more."""

    def __init__(self, path: Path, *, temporary: bool) -> None:
        self.path = path
        if temporary:
            weakref.finalize(self, path.unlink, missing_ok=True)


@contextmanager
def reading_disk(file: str) -> Iterator[None]:
    """Turn what can go wrong with a file on disk, or with gz and zip around it, into a SurveyFileError."""
    try:
        yield
    except FileNotFoundError as error:
        raise failure("There is no such file.", file, "Check the name and the folder.") from error
    except PermissionError as error:
        raise failure("You may not read this file.", file, "Ask its owner for the right to read it.") from error
    except (EOFError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile) as error:
        what = f"The compressed data are damaged or not whole ({error})."
        raise failure(what, file, "Fetch or copy the file again.") from error
    except NotImplementedError as error:  # what zipfile raises for a method of compression that it does not know
        what = f"The archive is compressed in a way that Mainspring cannot read ({error})."
        raise failure(what, file, "Unpack it and give the file inside.") from error
    except OSError as error:
        what = f"The file cannot be read, or there is no room for a temporary copy ({error.strerror or error})."
        raise failure(what, file, "Look at the disk and at the folder for temporary files.") from error


def find_data(path: Path) -> DataFile:
    """Find the data in a file.

    Raises
    ------
    SurveyFileError : if there is no such file, it is a folder, empty or not readable, or an archive that is damaged, protected by
        a password, or holds no data file or several (workbooks beside one other data file are taken for its codebook).
    """
    if path.is_dir():
        inside = sorted(entry.name for entry in path.iterdir() if entry.suffix.lower() in TEXT | WORKBOOKS | BINARY)
        remedy = f"Give one of its files: {', '.join(inside[:5])}." if inside else "Give a file."
        raise failure("This is a folder.", str(path), remedy)
    with reading_disk(str(path)), path.open("rb") as disk:
        head = disk.read(4)
        if not head:
            raise failure("The file is empty.", path.name, "Fetch or export it again.")
        if head.startswith(b"\x1f\x8b"):
            return DataFile(path, "gz", path.stem if path.suffix.lower() in {".gz", ".gzip"} else path.name)
        if head in {b"PK\x03\x04", b"PK\x05\x06"}:
            with reading_disk(path.name), zipfile.ZipFile(disk) as archive:
                return _in_archive(path, archive)
    return DataFile(path, "none", path.name)


def _in_archive(path: Path, archive: zipfile.ZipFile) -> DataFile:
    """A workbook is an archive, too: it is left whole."""
    names = set(archive.namelist())
    if "[Content_Types].xml" in names or "mimetype" in names:
        return DataFile(path, "none", path.name)
    files = [info for info in archive.infolist() if not _is_beside(info)]
    data = [info for info in files if PurePosixPath(info.filename).suffix.lower() in TEXT | WORKBOOKS | BINARY]
    tables = [info for info in data if PurePosixPath(info.filename).suffix.lower() not in WORKBOOKS]
    chosen = tables if len(tables) == 1 else data or files
    if len(chosen) != 1:
        listed = ", ".join(info.filename for info in chosen[:10])
        what = (
            f"The archive holds {len(chosen)} files that may be the data: {listed}."
            if chosen
            else "The archive is empty."
        )
        raise failure(what, path.name, "Unpack it and give the file that holds the responses.")
    if chosen[0].flag_bits & 1:
        remedy = "Unpack it with its password and give the file inside."
        raise failure("The archive is protected by a password.", path.name, remedy)
    return DataFile(path, "zip", chosen[0].filename)


def _is_beside(info: zipfile.ZipInfo) -> bool:
    """Whether a member is a folder, hidden, or what a Mac puts beside every file."""
    parts = PurePosixPath(info.filename).parts
    # A damaged archive may have a member without a name.
    return info.filename.endswith("/") or not parts or any(part.startswith(".") or part == "__MACOSX" for part in parts)


def digest(path: Path) -> str:
    """The SHA-256 of a file, as hexadecimal text."""
    with reading_disk(path.name), path.open("rb") as disk:
        return hashlib.file_digest(disk, "sha256").hexdigest()

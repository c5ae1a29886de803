"""What is packed into other files: it is unpacked, a file at a time, to be looked at."""

from __future__ import annotations

import bz2
import gzip
import lzma
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Any, Final

LARGEST: Final = 1 << 30
"""Bytes that are unpacked of one file: more is no release, and may be meant to fill the disk."""

SINGLE: Final[Mapping[str, Callable[..., Any]]] = {".gz": gzip.open, ".bz2": bz2.open, ".xz": lzma.open}
DAMAGED: Final = (
    OSError,
    EOFError,
    zlib.error,
    lzma.LZMAError,
    zipfile.BadZipFile,
    tarfile.TarError,
    RuntimeError,
    NotImplementedError,
)
"""What unpackers raise of archives that are damaged, locked (RuntimeError), or packed by a method they do not know (NotImplementedError)."""


@contextmanager
def unpacked_files(path: Path) -> Iterator[Iterator[tuple[Path, str]]]:
    """The files in an archive, each in a place of its own, with what it is called there; none if it is no archive."""
    with tempfile.TemporaryDirectory() as folder:
        yield _unpacked(path, Path(folder))


def _unpacked(path: Path, folder: Path) -> Iterator[tuple[Path, str]]:
    try:
        if zipfile.is_zipfile(path) and path.suffix.casefold() not in (".xlsx", ".ods"):
            yield from _zip(path, folder)
        elif tarfile.is_tarfile(path):
            yield from _tar(path, folder)
        elif path.suffix.casefold() in SINGLE:
            with SINGLE[path.suffix.casefold()](path, "rb") as source:
                yield _out(source, path.stem, folder), path.stem
    except DAMAGED:
        return


def _zip(path: Path, folder: Path) -> Iterator[tuple[Path, str]]:
    with zipfile.ZipFile(path) as archive:
        for one in archive.infolist():
            if not one.is_dir():
                with archive.open(one) as source:
                    yield _out(source, one.filename, folder), one.filename


def _tar(path: Path, folder: Path) -> Iterator[tuple[Path, str]]:
    with tarfile.open(path) as archive:
        for one in archive:
            source = archive.extractfile(one) if one.isfile() else None
            if source is not None:
                with source:
                    yield _out(source, one.name, folder), one.name


def _out(source: IO[bytes], name: str, folder: Path) -> Path:
    """Unpack under the file's own last name only, wherever the archive wants it to go."""
    place = Path(tempfile.mkdtemp(dir=folder)) / (PurePosixPath(name.replace("\\", "/")).name or "file")
    with place.open("wb") as target:
        while (chunk := source.read(1 << 20)) and target.tell() < LARGEST:
            target.write(chunk)
    return place

"""A file that one process at a time may add to."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mainspring.errors import LedgerError, Problem

if sys.platform == "win32":
    import msvcrt

    _BEYOND = 1 << 40  # where nothing is written: a locked byte could not be read by others

    def _lock(handle: int) -> None:
        os.lseek(handle, _BEYOND, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_LOCK, 1)
else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX)


@contextmanager
def held(path: Path) -> Iterator[int]:
    """Open a file to add to while all others who ask for it wait; it is let go however the block ends.

    Raises LedgerError if it cannot be opened.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0), 0o666)
    except OSError as error:
        raise _unwritable(path, error) from error
    try:
        _lock(handle)
        yield handle
    finally:
        os.close(handle)


def add(handle: int, content: bytes, path: Path) -> None:
    """Write at the end, and see to it that it is on the disk.

    Raises LedgerError if that fails; what was there stays as it was.
    """
    before = os.fstat(handle).st_size
    try:
        written = 0
        while written < len(content):
            written += os.write(handle, content[written:])
        os.fsync(handle)
    except OSError as error:
        os.ftruncate(handle, before)
        raise _unwritable(path, error) from error


def _unwritable(path: Path, error: OSError) -> LedgerError:
    what = f"The ledger cannot be written: {error.strerror or error}. Without it nothing is released."
    return LedgerError(Problem(what, file=str(path), remedy="Name a place that can be written to: --ledger FILE."))

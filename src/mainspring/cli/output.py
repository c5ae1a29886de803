"""Files that appear whole or not at all."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mainspring.errors import MainspringError, Problem


def show(text: str, out: Path | None) -> None:
    """Write to the screen, or to a file if one is named."""
    if out is None:
        sys.stdout.write(text)
        return
    with whole(out) as part:
        part.write_text(text, encoding="utf-8")


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Give a temporary name beside `path`; it gets its own name at the end, and is removed if something goes wrong.

    Raises MainspringError if the file cannot be written.
    """
    part = path.parent / f".{path.name}.part"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield part
        part.replace(path)
    except OSError as error:
        what = f"The file cannot be written: {error.strerror or error}. Nothing was left behind."
        raise MainspringError(
            Problem(what, file=str(path), remedy="Free space there, or choose another place.")
        ) from error
    finally:
        if part.parent.is_dir():
            part.unlink(missing_ok=True)

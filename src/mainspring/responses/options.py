"""How a survey file is to be read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

Progress = Callable[[int, int | None], None]
"""Called with what has been read and the total: rows, or bytes of the file where its rows are not known before."""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """Choices in reading a survey file.

    Attributes
    ----------
    wave : the wave of this file, where it is not the instrument's.
    sheet : the sheet of a workbook that holds the responses.
    ignore : patterns of columns that may be there and are left out, besides those that the codebook ignores.
    only : variables, as moments have them: no other answers are read, or checked. None for all.
    progress : called after each batch.
    """

    wave: int | None = None
    sheet: str | None = None
    ignore: tuple[str, ...] = ()
    only: tuple[str, ...] | None = None
    progress: Progress | None = None

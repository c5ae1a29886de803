"""The way in: an instrument by the id of a shipped codebook, or from a codebook file of one's own."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from mainspring.errors import CodebookError, Problem
from mainspring.instrument import shipped
from mainspring.instrument.joined import joined
from mainspring.instrument.model import Instrument
from mainspring.instrument.nearest import did_you_mean


def load_instrument(codebook: str | Path) -> Instrument:
    """Load the instrument of a shipped codebook by its id ("us-fevs-2018"), or of a codebook file by its path.

    A text that ends in .toml or holds a folder separator is a path; any other is an id. Several with "+" between them
    ("us-fevs-2018+us-fevs-2019") are joined on their constructs.

    Raises
    ------
    CodebookError
        if there is no such codebook, naming the nearest ids; if it is a shared base; or with everything that is wrong in it.
    """
    if isinstance(codebook, str) and "+" in codebook and not Path(codebook).is_file():
        return joined(load_instrument(one) for one in codebook.split("+"))
    if isinstance(codebook, Path) or codebook.endswith(".toml") or os.sep in codebook or "/" in codebook:
        return check_codebook(codebook)
    if codebook in _files():
        return _shipped_instrument(codebook)
    remedy = did_you_mean(codebook, [summary.id for summary in shipped.list_instruments()])
    hint = "`mainspring codebook list` shows them all; a file of your own is named with its ending .toml."
    raise CodebookError(Problem(f'there is no shipped codebook "{codebook}".', remedy=f"{remedy} {hint}".strip()))


def check_codebook(file: str | Path) -> Instrument:
    """Load the codebook in `file`, whatever its name.

    Raises
    ------
    CodebookError
        with everything that is wrong in it and in the codebooks it extends, each with file and line.
    """
    # Its pydantic models take a quarter of a second to import, which `mainspring --help` must not pay.
    from mainspring.instrument.build import build_instrument

    return build_instrument(Path(file))


def _files() -> dict[str, Path]:
    return {file.stem: file for file in shipped.FOLDER.glob("*.toml")}


@cache
def _shipped_instrument(id: str) -> Instrument:
    return check_codebook(_files()[id])

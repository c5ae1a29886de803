"""The codebooks that come with Mainspring, found and listed without reading them whole."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from mainspring.instrument.model import Kind

FOLDER: Final = Path(__file__).parent / "codebooks"


@dataclass(frozen=True, slots=True)
class CodebookSummary:
    """A shipped codebook in a list: `wave` is 0 where its files say for themselves which wave they are of."""

    id: str
    title: str
    wave: int
    kind: Kind


def list_instruments() -> tuple[CodebookSummary, ...]:
    """List the codebooks that come with Mainspring, by id; shared bases, which cannot be used themselves, are left out."""
    headers = ((file.stem, _header(file)) for file in sorted(FOLDER.glob("*.toml")))
    return tuple(
        CodebookSummary(id, header.get("title", id), header.get("wave", 0), header.get("kind", "respondents"))
        for id, header in headers
        if not header.get("abstract", False)
    )


def _header(file: Path) -> dict[str, Any]:
    """The [instrument] table alone, with what it inherits: the rest of the file need not be parsed for a list."""
    text = file.read_text(encoding="utf-8")
    start = text.index("[instrument]")
    end = re.compile(r"^\[", re.MULTILINE).search(text, start + 1)
    header: dict[str, Any] = tomllib.loads(text[start : end.start() if end else len(text)])["instrument"]
    base = header.get("extends")
    return {**_header(FOLDER / f"{base}.toml"), "abstract": False, **header} if base else header

"""Each file in changelog.d/ tells one user-visible change in one sentence."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ENTRIES = sorted((Path(__file__).parents[2] / "changelog.d").iterdir())


@pytest.mark.parametrize("entry", ENTRIES, ids=[entry.name for entry in ENTRIES])
def test_a_change_is_told_in_one_sentence(entry: Path) -> None:
    assert entry.suffix == ".md"
    text = entry.read_text(encoding="utf-8").strip()
    assert re.fullmatch(r"[A-Z`](?:(?![.!?] +[A-Z])[^\n])*\.", text), text

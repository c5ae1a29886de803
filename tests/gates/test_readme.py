"""The README's figures are the benchmarks' output, and its picture and links exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bench.readme import BLOCK, README, RESULTS, filled

PROJECT = Path(__file__).parents[2]
DOCUMENTS = sorted([*PROJECT.glob("*.md"), *(PROJECT / "docs").rglob("*.md")])


def test_the_figures_are_those_that_the_benchmarks_wrote() -> None:
    text = README.read_text(encoding="utf-8")
    assert filled(text) == text, "run `python -m bench.readme`"


def test_every_result_is_shown() -> None:
    shown = {block["name"] for block in BLOCK.finditer(README.read_text(encoding="utf-8"))}
    assert shown == {path.stem for path in RESULTS.glob("*.md")}


@pytest.mark.parametrize("document", DOCUMENTS, ids=[str(document.relative_to(PROJECT)) for document in DOCUMENTS])
def test_what_a_document_points_to_is_there(document: Path) -> None:
    targets = re.findall(r"\]\((?!https?://|#)([^)#\s]+)", document.read_text(encoding="utf-8"))
    assert [target for target in targets if not (document.parent / target).exists()] == []


def test_a_block_is_filled_with_the_result_of_its_name(tmp_path: Path) -> None:
    (tmp_path / "speed.md").write_text("| 1 s |\n", encoding="utf-8")
    text = "a\n<!-- bench:speed -->\nold\n<!-- /bench -->\nb\n"
    assert filled(text, tmp_path) == "a\n<!-- bench:speed -->\n| 1 s |\n<!-- /bench -->\nb\n"

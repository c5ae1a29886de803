"""The code in README.md and docs/ runs, page by page and from top to bottom, in an empty folder.

Every ```python block runs; in ```console and ```bash blocks every line that calls `mainspring` does, and what a console block
shows below such a line must be in its output (`...` stands for what is left out). A block with title="NAME" is first written to
the file NAME. Code that is not meant to run is ```text.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
GENERATED = PROJECT / "docs" / "reference" / "cli.md"  # usage lines, not examples
BLOCK = re.compile(r"^```(\w+)(?: title=\"([\w.-]+)\")?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"(?:\$ )?(mainspring .*)")
DOCUMENTS = [
    document
    for document in sorted([PROJECT / "README.md", *(PROJECT / "docs").rglob("*.md")])
    if document != GENERATED and BLOCK.search(document.read_text(encoding="utf-8"))
]


def commands(block: str) -> list[tuple[str, list[str]]]:
    """The commands of a block that call `mainspring`, each with the lines shown below it."""
    found: list[tuple[str, list[str]]] = []
    for line in block.replace("\\\n", " ").splitlines():
        if called := COMMAND.fullmatch(line):
            found.append((called[1], []))
        elif line.startswith("$ "):
            found.append(("", []))
        elif found and line.strip() not in ("", "..."):
            found[-1][1].append(line.strip())
    return [(command, shown) for command, shown in found if command]


def run_command(command: str, folder: Path) -> str:
    scripts = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env={**os.environ, "PATH": scripts, "COLUMNS": "120", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    return done.stdout + done.stderr


@pytest.mark.parametrize("document", DOCUMENTS, ids=[str(document.relative_to(PROJECT)) for document in DOCUMENTS])
def test_what_a_document_says_to_run_runs(
    document: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    if any(word in document.read_text(encoding="utf-8") for word in ("--engine spark", "summarise_on_spark(")):
        request.getfixturevalue("java")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MAINSPRING_LEDGER")  # a reader has none, and finds the ledger in the folder
    names: dict[str, object] = {"__name__": "__main__"}
    for block in BLOCK.finditer(document.read_text(encoding="utf-8")):
        language, title, code = block.groups()
        if title:
            (tmp_path / title).write_text(code, encoding="utf-8")
        if language == "python":
            exec(compile(code, str(document), "exec"), names)
        for command, shown in commands(code) if language in ("console", "bash") else []:
            output = run_command(command, tmp_path)
            missing = [line for line in shown if language == "console" and line not in output]
            assert not missing, f"{command}\n{output}"


def test_a_block_is_read_as_commands_and_what_they_show() -> None:
    block = "$ mainspring codebook list\nus-fevs-2018\n...\n$ make test\nmainspring report a.csv \\\n    --out b\n"
    assert commands(block) == [
        ("mainspring codebook list", ["us-fevs-2018"]),
        ("mainspring report a.csv      --out b", []),
    ]

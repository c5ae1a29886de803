"""docs/reference/cli.md is what the commands say of themselves, so every command is documented."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "cli.md"


def test_the_page_is_the_help_of_every_command(tmp_path: Path) -> None:
    fresh = tmp_path / "cli.md"
    docs = ["mainspring.cli", "utils", "docs", "--name", "mainspring", "--output", str(fresh)]
    done = subprocess.run(
        [sys.executable, "-m", "typer", *docs], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert PAGE.read_text(encoding="utf-8") == fresh.read_text(encoding="utf-8"), "run `make docs`"

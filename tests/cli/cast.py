"""Somebody at a terminal: what they type, and what they see; and the small survey that they have."""

from __future__ import annotations

import io
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

from mainspring.cli import main


@dataclass(frozen=True, slots=True)
class Done:
    """What a command left behind: its exit code, and what it printed."""

    code: int
    out: str
    err: str


def mainspring(*arguments: str | Path) -> Done:
    """Run the command line as the shell would; whatever is not a message for the user comes through as an error."""
    typed, out, err = sys.argv, io.StringIO(), io.StringIO()
    sys.argv = ["mainspring", *map(str, arguments)]
    try:
        with redirect_stdout(out), redirect_stderr(err):
            main()
    except SystemExit as end:
        code = end.code
    else:
        code = 0
    finally:
        sys.argv = typed
    assert isinstance(code, int)
    return Done(code, out.getvalue(), err.getvalue())


def everything_in(folder: Path) -> list[str]:
    """Every file and folder below, hidden ones too: what a failed run must not have added to."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


class Table:
    """A survey file's text, changed cell by cell."""

    def __init__(self, text: str) -> None:
        self.rows = [line.split(",") for line in text.splitlines()]

    @property
    def text(self) -> str:
        return "\n".join(",".join(row) for row in self.rows) + "\n"

    def column(self, name: str) -> int:
        return self.rows[0].index(name)

    def set(self, line: int, name: str, value: str) -> Table:
        """Change the cell on a line, counted from 1 as an editor does."""
        self.rows[line - 1][self.column(name)] = value
        return self

    def fill(self, name: str, value: str) -> Table:
        """Give everybody the same value."""
        for row in self.rows[1:]:
            row[self.column(name)] = value
        return self

    def rename(self, old: str, new: str) -> Table:
        return self.set(1, old, new)

    def drop(self, *names: str) -> Table:
        kept = [at for at, name in enumerate(self.rows[0]) if name not in names]
        self.rows = [[row[at] for at in kept] for row in self.rows]
        return self

    def add(self, name: str, value: str) -> Table:
        self.rows = [[*row, name if at == 0 else value] for at, row in enumerate(self.rows)]
        return self

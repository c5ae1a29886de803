"""The command line: parse, call one function per room, print. Exit codes: 0 done, 1 the data says no, 2 wrong usage."""

from __future__ import annotations

import sys

from mainspring.cli.commands import app
from mainspring.errors import MainspringError

__all__ = ["app", "main"]


def main() -> None:
    """Run the command line; an error that a user can mend is printed without a traceback."""
    try:
        app()
    except MainspringError as error:
        sys.stderr.write(f"{error}\n")
        if len(error.problems) > 1:
            sys.stderr.write(f"{len(error.problems)} problems; nothing was written.\n")
        sys.exit(1)
    except OSError as error:
        sys.stderr.write(f"{error.filename or 'The system'}: {error.strerror or error}. Nothing was written.\n")
        sys.exit(1)

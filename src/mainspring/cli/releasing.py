"""Nothing leaves that the ledger has not seen: checked before it is written, written down when it is whole, shown after that."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from mainspring.cli.output import whole
from mainspring.disclosure.ledger import Release, releasing

SCREEN = "(screen)"
"""What a release is called that is printed."""


@dataclass(frozen=True, slots=True)
class Leaving:
    """Where a release goes: to the file `out`; and the `ledger` that it is written down in."""

    out: Path
    ledger: Path


@contextmanager
def recorded(release: Release, leaving: Leaving) -> Iterator[Path]:
    """Give a temporary name beside `leaving.out`; what is written there is in the ledger before it gets its own name.

    Raises LedgerError before anything is written, if it may not leave; MainspringError if the file cannot be written.
    """
    with releasing(leaving.ledger, release) as record, whole(leaving.out) as part:
        yield part
        record(hashlib.sha256(part.read_bytes()).hexdigest())


def show_recorded(text: str, release: Release, out: Path | None, ledger: Path) -> None:
    """Write a release to the screen, or to a file if one is named, when it is in the ledger.

    Raises LedgerError as `recorded` does, and nothing is shown then.
    """
    if out is not None:
        with recorded(release, Leaving(out, ledger)) as part:
            part.write_text(text, encoding="utf-8")
        return
    with releasing(ledger, release) as record:
        record(hashlib.sha256(text.encode()).hexdigest())
    sys.stdout.write(text)

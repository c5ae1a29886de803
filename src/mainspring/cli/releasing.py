"""Nothing leaves that the ledger has not seen: checked before it is written, written down when it is whole, shown after that."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from mainspring.cli.output import whole
from mainspring.disclosure import Policy
from mainspring.disclosure.attack import attack_releases, read_cells
from mainspring.disclosure.ledger import SCREEN, ModelFacts, Release, releasing
from mainspring.moments import Moments
from mainspring.scorecards import Scorecards, as_json


@dataclass(frozen=True, slots=True)
class Leaving:
    """Where a release goes: to the file `out`; and the `ledger` that it is written down in."""

    out: Path
    ledger: Path


@dataclass(frozen=True, slots=True)
class Source:
    """What a release was made of: the instrument of each wave, files with their SHA-256, and the columns of the cells."""

    instruments: Mapping[int, str]
    sources: Mapping[str, str]
    cells: tuple[str, ...]

    @classmethod
    def of(cls, *parts: Moments) -> Source:
        """That of moments, one for each wave."""
        return cls(
            {part.schema.wave: part.schema.instrument for part in parts},
            {name: digest for part in parts for name, digest in part.sources.items()},
            parts[0].schema.by,
        )

    def models(self, what: str, people: Mapping[str, int], policy: Policy, out: Path | None) -> Release:
        """The release of models of so many people each, to a file or to the screen."""
        facts = ModelFacts(self.instruments, policy.minimum, people, self.sources)
        return Release(what, SCREEN if out is None else out.name, self.cells, policy.name, facts)


def scores_release(what: str, scorecards: Scorecards, out: Path | None) -> Release:
    """The release of all that scorecards show, to a file or to the screen."""
    name = SCREEN if out is None else out.name
    facts = read_cells(as_json(scorecards), name, Path(name)).facts
    cells = (*scorecards.provenance.by, *scorecards.breakdowns)
    return Release(what, name, cells, scorecards.policy.name, facts)


@contextmanager
def recorded(release: Release, leaving: Leaving) -> Iterator[Path]:
    """Give a temporary name beside `leaving.out`; what is written there is in the ledger before it gets its own name.

    Raises LedgerError before anything is written, if it may not leave; MainspringError if the file cannot be written.
    """
    with releasing(leaving.ledger, release, attack=attack_releases) as record, whole(leaving.out) as part:
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
    with releasing(ledger, release, attack=attack_releases) as record:
        record(hashlib.sha256(text.encode()).hexdigest())
    sys.stdout.write(text)

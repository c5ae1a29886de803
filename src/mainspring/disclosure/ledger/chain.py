"""The ledger: a file with a line for each release, each with the hash of the line before, so that no line can be changed unnoticed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from mainspring import __version__
from mainspring.disclosure.facts import Facts
from mainspring.disclosure.ledger.entry import NOTHING, Entry, entry_of
from mainspring.disclosure.ledger.locking import add, held
from mainspring.disclosure.ledger.release import SCREEN, Release, Told, differences, facts_of
from mainspring.disclosure.ledger.together import Attack, learned
from mainspring.errors import LedgerError, Problem

REMEDY: Final = (
    "Use what was released. If these are other people, keep their releases in a ledger of their own: --ledger FILE."
)
CUT: Final = "If a release was stopped while it was written down, nothing of it left: delete this line. Else take the ledger from a backup."

Record = Callable[[str], Entry]
"""Write a release down, by the SHA-256 of its bytes."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """What was released so far, from the first on; every entry follows from the one before."""

    path: Path
    entries: tuple[Entry, ...] = ()

    @classmethod
    def open(cls, path: Path) -> Ledger:
        """Read a ledger and check it; one that is not there yet has no entries.

        Raises LedgerError that names every entry that was altered, that is missing or in another place, and every broken line.
        """
        try:
            content = path.read_bytes() if path.exists() else b""
        except OSError as error:
            what = f"The ledger cannot be read: {error.strerror or error}. Nothing was released."
            raise LedgerError(Problem(what, file=str(path), remedy="Name another with --ledger FILE.")) from error
        return cls(path, tuple(_checked(content, path)))

    @property
    def head(self) -> str:
        """The hash of the last entry, from which all before it follow."""
        return self.entries[-1].hash if self.entries else NOTHING

    def since(self, head: str) -> int:
        """How many entries follow the one with this hash.

        Raises LedgerError if there is none: then entries at the end were removed, or all from some entry on written anew.
        """
        for entry in self.entries:
            if entry.hash == head:
                return len(self.entries) - entry.number
        what = f"None of its {len(self.entries)} entries has the hash {head}."
        remedy = "Entries that you knew of were removed or written anew: take the ledger from a backup."
        raise LedgerError(Problem(what, file=str(self.path), remedy=remedy))

    def check(self, new: Release, attack: Attack | None = None) -> None:
        """See whether a release may leave beside all that did; with an `attack` on scores, also what they tell together.

        Raises LedgerError with each earlier release that forbids it, and what could be worked out with both.
        """
        told = [(self._called(entry), self._told(entry)) for entry in self.entries]
        problems = [
            Problem(f"{new.called} may not leave beside {name}: {found}.", remedy=REMEDY)
            for name, earlier in told
            if (found := "; ".join(differences(earlier, new.facts)))
        ]
        if not problems and attack and isinstance(new.facts, Facts):
            scores = [replace(earlier, name=name) for name, earlier in told if isinstance(earlier, Facts)]
            problems = [
                Problem(f"{new.called} may not leave beside what did: {found}.", remedy=REMEDY)
                for found in learned(scores, replace(new.facts, name=new.file), attack)
            ]
        if problems:
            raise LedgerError(problems)

    def scores(self) -> list[Facts]:
        """What was told by all releases of scores, reports among them; without their values, which are not remembered."""
        return [facts for facts in map(self._told, self.entries) if isinstance(facts, Facts)]

    def _told(self, entry: Entry) -> Told:
        try:
            return facts_of(entry)
        except (LookupError, TypeError, ValueError) as error:
            what = f"What entry {entry.number} tells cannot be understood: {error}."
            remedy = f"It was written by Mainspring {entry.version}: use that, or a newer one."
            raise LedgerError(Problem(what, file=str(self.path), line=entry.number, remedy=remedy)) from error

    def _called(self, entry: Entry) -> str:
        file = f"the {entry.what} on the screen" if entry.file == SCREEN else entry.file
        return f"{file} (entry {entry.number} of {self.path}, {entry.time[:10]})"

    def following(self, new: Release, sha256: str, now: datetime) -> Entry:
        """The entry that a release gets."""
        entry = Entry(
            number=len(self.entries) + 1,
            time=now.astimezone(UTC).isoformat(timespec="seconds"),
            what=new.what,
            cells=new.cells,
            file=new.file,
            sha256=sha256,
            policy=new.policy,
            minimum=new.facts.minimum,
            people=new.people,
            version=__version__,
            sources=dict(new.facts.sources),
            instruments={str(wave): id for wave, id in new.facts.instruments.items()},
            facts=new.plain(),
            previous=self.head,
        )
        return replace(entry, hash=entry.digest)


@contextmanager
def releasing(path: Path, new: Release, now: datetime | None = None, attack: Attack | None = None) -> Iterator[Record]:
    """Check a release before anything of it is written, and give what writes it down; nobody else can release meanwhile.

    Write it down when it is whole but nobody can see it yet, and show it then. If all stops in between, the ledger has a release
    that never was, which forbids too much and never too little; the same release can be made again, and is not written down twice.

    Raises LedgerError if it may not leave beside earlier ones, or if the ledger was altered or cannot be written.
    """
    with held(path) as handle:
        ledger = Ledger.open(path)
        ledger.check(new, attack)

        def record(sha256: str) -> Entry:
            for entry in ledger.entries:
                if entry.sha256 == sha256:
                    return entry
            entry = ledger.following(new, sha256, now or datetime.now(UTC))
            add(handle, entry.line.encode(), path)
            return entry

        yield record


def _checked(content: bytes, path: Path) -> list[Entry]:
    """The entries in a file; LedgerError with all that is wrong with them."""
    entries: list[Entry] = []
    problems: list[Problem] = []
    before: Entry | None = None
    for number, line in enumerate(content.splitlines(keepends=True), start=1):
        try:
            entry = entry_of(line)
        except ValueError as error:
            remedy = None if line.endswith(b"\n") else CUT
            what = f"Entry {number} cannot be read: {error}."
            problems.append(Problem(what, file=str(path), line=number, remedy=remedy))
            before = None
            continue
        if fault := _fault(entry, line, before, number):
            problems.append(Problem(fault, file=str(path), line=number))
        entries.append(entry)
        before = entry
    if problems:
        raise LedgerError(problems)
    return entries


def _fault(entry: Entry, line: bytes, before: Entry | None, number: int) -> str | None:
    """What is wrong with an entry where it stands; `before` is None where it is the first, or where that cannot be read."""
    if entry.hash != entry.digest or line != entry.line.encode():
        return f"Entry {entry.number} was altered: it does not have the hash that it says it has."
    if entry.number != (before.number + 1 if before else number):
        place = f"after entry {before.number}" if before else f"in line {number}"
        return f"Entry {entry.number} stands {place}: entries were removed, or put in another order."
    if entry.previous != (before.hash if before else NOTHING if number == 1 else entry.previous):
        return f"Entry {entry.number - 1} was altered: it is not the one that entry {entry.number} was written after."
    return None

"""What is about to leave, and whether it may beside what left before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from mainspring.disclosure.facts import Facts
from mainspring.disclosure.ledger import counted, scored, shared
from mainspring.disclosure.ledger.counted import ModelFacts
from mainspring.disclosure.ledger.entry import Entry
from mainspring.disclosure.ledger.shared import SharedFacts

SCREEN: Final = "(screen)"
"""What the file of a release is called that is printed."""

Told = Facts | SharedFacts | ModelFacts


@dataclass(frozen=True, slots=True)
class Release:
    """What is about to leave.

    Attributes
    ----------
    what : in words: report, scores, claims, fit, measurement, shared moments, masked survey.
    file : its name, or "(screen)". cells : the columns that it is by. policy : the name of the rules it leaves under.
    facts : what it tells.
    """

    what: str
    file: str
    cells: tuple[str, ...]
    policy: str
    facts: Told

    @property
    def called(self) -> str:
        """How a message names it."""
        this = "These" if self.what.endswith("s") else "This"
        return f"{this} {self.what}" if self.file == SCREEN else self.file

    @property
    def people(self) -> int | None:
        """How many people are in it: of scores those of the latest wave, of models those of the largest; None where it does not tell."""
        if isinstance(self.facts, Facts):
            everybody = {group.wave: n for group, n in self.facts.people.items() if not group.unit + group.breakdown}
            return everybody[max(everybody)] if everybody else None
        people = self.facts.people.values()
        return sum(people) if isinstance(self.facts, SharedFacts) else max(people, default=None)

    def plain(self) -> dict[str, Any]:
        """What an entry remembers of its facts."""
        return scored.plain(self.facts) if isinstance(self.facts, Facts) else self.facts.plain()


def facts_of(entry: Entry) -> Told:
    """What an entry remembers.

    Raises ValueError, KeyError or TypeError if its facts are not such as this version writes.
    """
    facts, waves = entry.facts, entry.instruments
    if facts["kind"] == shared.KIND:
        return shared.remembered(facts, waves, entry.sources, entry.minimum)
    if facts["kind"] == scored.KIND:
        return scored.remembered(facts, waves, entry.sources, entry.minimum, entry.file)
    if facts["kind"] == counted.KIND:
        people: Mapping[str, int] = facts["people"]
        return ModelFacts({int(wave): id for wave, id in waves.items()}, entry.minimum, people, entry.sources)
    raise ValueError(f"it remembers {facts['kind']!r}")


def differences(earlier: Told, new: Told) -> Iterator[str]:
    """What could be worked out with two releases that neither tells alone, in words."""
    if isinstance(earlier, SharedFacts) and isinstance(new, SharedFacts):
        yield from shared.differences(earlier, new)
    elif isinstance(earlier, Facts) and isinstance(new, Facts):
        yield from scored.differences(earlier, new)
    elif isinstance(earlier, ModelFacts) and isinstance(new, ModelFacts):
        yield from counted.differences(earlier, new)

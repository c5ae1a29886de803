"""The parts of the handbook, in the order in which it is read."""

from __future__ import annotations

from typing import Final

from mainspring.practices import Catalogue, Entry

TITLE: Final = "A handbook of management practices for public service"
LEAD: Final = (
    "Much public work goes better when people have room to decide, get good at what they do, are not alone with it, and see what it is "
    "for. Some work needs control.",
    "Each page here says what to do, what it costs, when not to do it, what is known about it, and how to find out whether it worked. Scenes and examples are "
    "made up.",
)
PEOPLE: Final = (
    "Public servants who work for the mission, and say how. Texts that are published elsewhere are linked, not copied. An agency’s own are "
    "shown only as far as the person agreed, and no longer than that."
)
PARTS: Final = {
    "autonomy": "Autonomy: room to decide",
    "competence": "Competence: getting good at it",
    "peers": "Peers: not being alone with it",
    "purpose": "Purpose: seeing what it is for",
    "compliance": "Compliance: control where it is right",
    "citizens": "For citizens",
}


def part_of(entry: Entry) -> str:
    """The part that a practice stands in: its first lever's, or the citizens'."""
    return "citizens" if entry.practice.who == "citizen" else entry.practice.levers[0]


def in_parts(catalogue: Catalogue) -> dict[str, list[Entry]]:
    """The practices of each part that has some, by its name, in the order of their titles."""
    by_title = sorted(catalogue.entries.values(), key=lambda entry: entry.practice.title)
    found = {name: [entry for entry in by_title if part_of(entry) == part] for part, name in PARTS.items()}
    return {name: entries for name, entries in found.items() if entries}

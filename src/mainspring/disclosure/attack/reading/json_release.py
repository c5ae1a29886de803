"""Scores as JSON, read back: `mainspring scores --json`, or the same inside a page."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from mainspring.disclosure.attack.findings import Finding, named
from mainspring.disclosure.attack.reading.readings import (
    Reading,
    beside,
    figures_beside,
    minimum_in,
    reach,
    unreadable,
    withheld,
)
from mainspring.disclosure.facts import Codes, Facts, Group, Shown
from mainspring.disclosure.policy import POLICIES

MEASURES: Final = ("indices", "constructs", "attributes")


def read_json(path: Path) -> Reading:
    """Read a file; AttackError if it is not JSON, or not of scores."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise unreadable(path, f"This is not JSON that can be read: {error}.") from error
    if not is_release(found):
        raise unreadable(path, "This JSON is not of scores: it has no cells.")
    return read_cells(found, path.name, path)


def is_release(found: object) -> bool:
    """Whether this is what `mainspring scores --json` prints."""
    return isinstance(found, dict) and isinstance(found.get("cells"), list)


def read_cells(found: Mapping[str, Any], name: str, path: Path) -> Reading:
    """The facts in what JSON held; AttackError names the cell that is not as it should be."""
    told = _Told(name)
    for number, cell in enumerate(found["cells"], start=1):
        try:
            told.cell(cell)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            why = f"Cell {number} is not a cell of scores ({type(error).__name__}: {error})."
            raise unreadable(path, why, "Give the file as it was written.") from error
    policy = found.get("policy") or {}
    preset = POLICIES.get(str(policy.get("name")))
    coded = policy.get("code_extremes", preset.code_extremes if preset else told.coded)
    facts = Facts(
        name=name,
        instruments={int(wave): str(id) for wave, id in (found.get("instruments") or {}).items()},
        minimum=int(policy.get("minimum") or minimum_in(sorted(told.reasons))),
        code_extremes=bool(coded),
        people=told.people,
        values=told.values,
        sources={str(file): str(digest) for file, digest in (found.get("sources") or {}).items()},
        at_least=told.at_least,
    )
    return Reading(facts, tuple(told.left))


@dataclass(slots=True)
class _Told:
    """What the cells told so far."""

    name: str
    people: dict[Group, int | None] = field(default_factory=dict)
    values: dict[tuple[Group, str], Shown | None] = field(default_factory=dict)
    at_least: dict[Group, int] = field(default_factory=dict)
    reasons: set[str] = field(default_factory=set)
    left: list[Finding] = field(default_factory=list)
    coded: bool = False

    def cell(self, cell: Mapping[str, Any]) -> None:
        """One unit in one wave."""
        group = Group(int(cell["wave"]), _unit(cell), _codes(cell.get("breakdown") or {}))
        n = _count(cell["n"])
        if cell.get("status") == "withheld":
            self.reasons.add(str(cell.get("reason", "")))
            if n is not None:
                what = f"{named(group)} is withheld, and beside that stands that it has {n} people."
                self.left.append(beside(what, self.name, n))
        if n is not None and cell.get("n_bound"):
            self.at_least[group], n = n, None
        if n is not None or withheld(str(cell.get("reason", ""))):
            self.people[group] = n
        for measure, value in _measures(cell):
            self._value(group, measure, value)

    def _value(self, group: Group, measure: str, value: Mapping[str, Any]) -> None:
        if value["status"] == "withheld":
            reason = str(value.get("reason", ""))
            self.reasons.add(reason)
            people = _count(value.get("n")) or self.people.get(group) or 1
            self.left += figures_beside(value, f"{measure} of {named(group)}", self.name, people)
            if withheld(reason):
                self.values[group, measure] = None
            return
        n, bound = _count(value.get("n")), value.get("bound")
        if n is not None and value.get("n_bound"):
            self.at_least[group], n = max(n, self.at_least.get(group, 0)), None
        self.coded = self.coded or bool(bound)
        error = value.get("std_error")
        self.values[group, measure] = Shown(
            float(value["value"]), n, None if error is None else float(error), bound if bound else None, reach(value)
        )


def _measures(cell: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for kind in MEASURES:
        yield from cell.get(kind, {}).items()


def _unit(cell: Mapping[str, Any]) -> Codes:
    """The unit from the top. Published organisations are named alone, and what is above them beside that."""
    unit, above = _codes(cell["unit"]), _codes(cell.get("parent") or {})
    return unit if unit[: len(above)] == above else (*above, *unit)


def _codes(given: Mapping[str, Any]) -> Codes:
    return tuple((str(column), str(code)) for column, code in given.items())


def _count(n: Any) -> int | None:
    if n is None:
        return None
    if isinstance(n, bool) or int(n) != n or n < 0:
        raise ValueError(f"{n!r} is no number of people")
    return int(n)

"""The breakdowns on a unit's page, read back: which groups there are, how many people each has, and their values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from mainspring.disclosure.attack.findings import UNLISTED, is_fold
from mainspring.disclosure.attack.reading.markup import Element
from mainspring.disclosure.facts import Codes, Group

TITLE: Final = re.compile(r"^By (.+?): (?=groups differ|no group can)")
SAID: Final = re.compile(r"^(.+?)(?: \(([\d,]+)( or more)? (?:people|person)\))?: ")
NOT_SHOWN: Final = re.compile(r"^Not shown: (.+)\. ([^.]+)\.$")
ANSWERED: Final = re.compile(r"^([\d,]+)(\+)?$")

Rows = list[tuple[str | None, str, Element, str]]
"""A group's name (None for all that are shown), the measure, the cell with the value, and how many people answered."""


@dataclass(slots=True)
class Broken:
    """One breakdown of a unit's people: all its groups are listed, those that are shown and those that are not.

    `said` has the groups that are shown, with their people and whether that is only a bound; `closed` the others, with the reason.
    """

    by: str
    said: dict[str, tuple[int | None, bool]] = field(default_factory=dict)
    closed: dict[str, str] = field(default_factory=dict)
    rows: Rows = field(default_factory=list)

    def read(self, part: Element) -> None:
        """Something that stands below the breakdown's title."""
        text = part.text
        if part.tag == "p" and "lead" in part.classes and (found := SAID.match(text)):
            n = number(found[2]) if found[2] else None
            self.said[found[1]] = n, bool(found[3])
        elif part.tag == "p" and (held := NOT_SHOWN.match(text)):
            self.closed |= dict.fromkeys(held[1].split("; "), held[2])
        for table in part.all("table", "groups"):
            for body in table.all("tbody"):
                self.rows += _rows(body)

    def measures(self) -> Iterator[tuple[str, str, Element, str]]:
        """Every value of every group that is shown: group, measure, cell, people."""
        shown = dict.fromkeys((*self.said, *(name for name, *_ in self.rows if name is not None)))
        for name, measure, cell, people in self.rows:
            for one in shown if name is None else [name]:
                yield one, measure, cell, people


def breakdowns_of(section: Element) -> list[Broken]:
    """The breakdowns on a unit's page."""
    found: list[Broken] = []
    inside = False
    for part in section.elements():
        if part.tag == "h3":
            title = TITLE.match(part.text)
            inside = title is not None
            found += [Broken(title[1])] if title else []
        elif inside:
            found[-1].read(part)
    return found


def number(words: str) -> int:
    """A number of people, thousands marked."""
    return int(words.replace(",", ""))


def answers(words: str) -> int | None:
    """How many answered, where a cell tells exactly."""
    found = ANSWERED.match(words)
    return number(found[1]) if found and not found[2] else None


def _rows(body: Element) -> Iterator[tuple[str | None, str, Element, str]]:
    """The rows of one measure. Where all groups share one reason, there is one row, and no group is named."""
    measure = None
    for row in body.elements():
        heads = [cell for cell in row.elements() if cell.tag == "th"]
        cells = [cell for cell in row.elements() if cell.tag == "td"]
        if row.tag != "tr" or not heads or not cells:
            continue
        if heads[0].attributes.get("scope") == "rowgroup":
            measure = heads.pop(0).text
        held = "no" in cells[0].classes
        value = cells[0] if held else cells[min(1, len(cells) - 1)]
        people = cells[2].text if len(cells) > 2 else ""
        if measure is None or not heads:
            yield None, measure or heads[0].text, value, people
        else:
            yield heads[0].text, measure, value, people


def unnamed_groups(
    people: Mapping[Group, int | None], at_least: Mapping[Group, int], minimum: int
) -> tuple[dict[Group, int | None], dict[Group, int]]:
    """The groups of units whose own breakdown is on no page, as `people` and `at_least` have them.

    The unit above tells which groups there can be. Where those that are told leave somebody for the rest, they are groups like any
    other that is withheld; where they may leave nobody, there may be nobody, and nobody can be learned of.
    """
    told, bounds = dict(people), dict(at_least)
    below: dict[Group, list[Group]] = {}
    codes: dict[Group, dict[str, list[Codes]]] = {}
    for group in people:
        if group.breakdown:
            whole = Group(group.wave, group.unit)
            codes.setdefault(whole, {}).setdefault(group.breakdown[0][0], []).append(group.breakdown)
        elif group.unit:
            below.setdefault(Group(group.wave, group.unit[:-1]), []).append(group)
    for whole in sorted(below, key=lambda one: len(one.unit)):
        for column, listed in codes.get(whole, {}).items():
            # "All other units" are a sum, of which a release tells no groups.
            units = [unit for unit in below[whole] if not is_fold(unit.unit)]
            telling = [unit for unit in units if column in codes.get(unit, {})]
            silent = [unit for unit in units if unit not in telling]
            for code in listed if telling else ():
                parts = [Group(unit.wave, unit.unit, code) for unit in telling]
                rest = _rest(Group(whole.wave, whole.unit, code), parts, told, bounds, minimum)
                for unit in silent:
                    group = Group(unit.wave, unit.unit, code)
                    told[group] = None
                    codes.setdefault(unit, {}).setdefault(column, []).append(code)
                    if rest <= 0 or unit.unit[-1][1] == UNLISTED:
                        bounds[group] = 0
    return told, bounds


def _rest(
    whole: Group,
    parts: Iterable[Group],
    told: Mapping[Group, int | None],
    bounds: Mapping[Group, int],
    minimum: int,
) -> float:
    """How many people of a group are in no unit that tells of it, at the fewest."""

    def most(group: Group) -> float:
        if group not in told:  # a unit lists all its groups: nobody is in one that it does not
            return 0
        n = told[group]
        if n is not None:
            return n
        return bounds[group] + minimum - 1 if bounds.get(group, 0) >= minimum else float("inf")

    n = told.get(whole)
    fewest = bounds.get(whole, 0) if n is None else n
    return fewest - sum(most(part) for part in parts)

"""A report as a reader sees it, read back: unit pages, the units' tree, the map's words, and what else is in the file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from mainspring.disclosure.attack.findings import LEFTOVER, UNLISTED, Finding, counted, is_fold, named
from mainspring.disclosure.attack.reading.html_groups import Broken, answers, breakdowns_of, unnamed_groups
from mainspring.disclosure.attack.reading.html_instruments import ids_by_label, instruments_of
from mainspring.disclosure.attack.reading.html_left import left_in
from mainspring.disclosure.attack.reading.html_tree import Listed, tree_of, unit_of
from mainspring.disclosure.attack.reading.json_release import is_release, read_cells
from mainspring.disclosure.attack.reading.markup import Element, parse_page
from mainspring.disclosure.attack.reading.readings import (
    Reading,
    beside,
    hides_people,
    minimum_in,
    unreadable,
    withheld,
)
from mainspring.disclosure.facts import Facts, Group, Shown

HALF_WIDTH: Final = 0.05
"""Figures are shown with one decimal."""

PEOPLE: Final = re.compile(r"([\d,]+)( or more)? (?:people|person)( or more)? answered")
WAVE: Final = re.compile(r"(?:answered in|As published for|^|\. )\s?(\d{4})\b")
FIGURE: Final = re.compile(r"^(−?[\d.]+)%?(?: or (more|less))?(?:\s|$)")
SMALL: Final = "small group"
NONE_SHOWN: Final = re.compile(r"no result is shown for fewer than (\d+) people", re.IGNORECASE)
CODED: Final = "is shown only as a bound"


def read_page(path: Path) -> list[Reading]:
    """Read a report; AttackError if the file is not one. JSON of scores inside it is a release of its own."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise unreadable(path, f"This page cannot be read: {error}.") from error
    page = parse_page(text)
    pages = [section for section in page.all("section", "unit") if section.first("table", "profile")]
    if not pages:
        raise unreadable(path, "This page is not a report of Mainspring's: it has no page of a unit.")
    instruments = instruments_of(page)
    told = _Told(path.name, {wave: ids_by_label(id) for wave, id in instruments.items()}, tree_of(page))
    for section in pages:
        told.unit(section)
    told.tree()
    told.map(page)
    words = page.text
    stated = NONE_SHOWN.search(words)
    minimum = int(stated[1]) if stated else minimum_in([words])
    told.people, told.at_least = unnamed_groups(told.people, told.at_least, minimum)
    told.pageless()
    left = (*told.left, *(one for one in told.few if one.people < minimum), *left_in(page, path.name))
    facts = Facts(
        name=path.name,
        instruments=instruments,
        minimum=minimum,
        code_extremes=CODED in words,
        people=told.people,
        values=told.values,
        at_least=told.at_least,
        half_width=HALF_WIDTH,
    )
    return [Reading(facts, left), *_embedded(page, path)]


def _embedded(page: Element, path: Path) -> Iterator[Reading]:
    """Scores as JSON in scripts and in attributes."""
    scripts = ["".join(child for child in script.children if isinstance(child, str)) for script in page.all("script")]
    attributes = [value for element in page.all() for key, value in element.attributes.items() if key[:5] == "data-"]
    for number, text in enumerate((*scripts, *attributes), start=1):
        if text.lstrip()[:1] != "{":
            continue
        try:
            found = json.loads(text)
        except ValueError:
            continue
        if is_release(found):
            yield read_cells(found, f"{path.name}, data {number}", path)


@dataclass(slots=True)
class _Told:
    """What the pages told so far. Units are known by their names, levels as "level 1" and so on.

    Measures have the ids of the instrument (`ids`, by wave and label), or their labels.
    """

    name: str
    ids: Mapping[int, Mapping[str, str]]
    listed: list[list[Listed]]
    people: dict[Group, int | None] = field(default_factory=dict)
    values: dict[tuple[Group, str], Shown | None] = field(default_factory=dict)
    at_least: dict[Group, int] = field(default_factory=dict)
    left: list[Finding] = field(default_factory=list)
    few: list[Finding] = field(default_factory=list)
    anchors: dict[str, Group] = field(default_factory=dict)
    published: bool = False

    def unit(self, section: Element) -> None:
        """A unit's page."""
        trail, head, who = (section.first(*of) for of in (("p", "trail"), ("h2",), ("p", "quiet")))
        if trail is None or head is None or who is None or not (wave := WAVE.search(who.text)):
            return
        address = section.attributes.get("id", "")
        self.published |= "As published for" in who.text
        in_tree = (one.unit for listed in self.listed for one in listed if one.page and one.page == address)
        above = [name.strip() for name in trail.text.split("›")][1:]
        group = Group(int(wave[1]), next(in_tree, unit_of(above, head.text)))
        self.anchors[address] = group
        self._people(group, who.text)
        profile = section.first("table", "profile")
        for row in profile.all("tr") if profile else ():
            cells = [cell for cell in row.elements() if cell.tag in ("th", "td")]
            if len(cells) > 1 and cells[0].tag == "th" and "group" not in row.classes:
                self._value(
                    group, cells[0].text, cells[1] if "no" in cells[1].classes else cells[min(2, len(cells) - 1)]
                )
        for broken in breakdowns_of(section):
            self._groups(group, broken)
        for table in section.all("table"):
            if table is not profile:
                self._waves(group, table)

    def _groups(self, unit: Group, broken: Broken) -> None:
        """The groups of a breakdown: all that there are."""

        def of(name: str) -> Group:
            return Group(unit.wave, unit.unit, ((broken.by, name),))

        for name, (n, is_bound) in broken.said.items():
            if is_bound:
                self.at_least[of(name)] = n or 0
            self.people[of(name)] = None if is_bound else n
        for name, reason in broken.closed.items():
            if withheld(reason):
                self._closed(of(name), reason)
        for name, measure, cell, people in broken.measures():
            self._value(of(name), measure, cell)
            if (n := answers(people)) is not None:
                what = f"{measure} of {named(of(name))} is a value of {counted(n)}."
                self.few.append(Finding(SMALL, what, n, self.name))

    def _closed(self, group: Group, reason: str) -> None:
        """Nothing of a group is shown. How many people it has may be no secret all the same: then there is somebody."""
        self.people[group] = None
        if "Withheld" not in reason or not hides_people(reason):
            self.at_least[group] = 1

    def _people(self, group: Group, words: str) -> None:
        found = PEOPLE.search(words)
        n = int(found[1].replace(",", "")) if found else None
        if found and (found[2] or found[3]):
            self.at_least[group], n = n or 0, None
        self.people[group] = n

    def _value(self, group: Group, label: str, cell: Element) -> None:
        measure = self.ids.get(group.wave, {}).get(label, label)
        text, found = cell.text, FIGURE.match(cell.text)
        if found:
            bounds: dict[str | None, str] = {"more": "or_more", "less": "or_less"}
            bound = bounds.get(found[2])
            value = float(found[1].replace("−", "-"))
            self.values[group, measure] = Shown(
                value, None, None, "or_more" if bound == "or_more" else "or_less" if bound else None
            )
        elif "Withheld" in text and withheld(text):
            self.values[group, measure] = None

    def _waves(self, group: Group, table: Element) -> None:
        """The table of a trend: each measure in each wave."""
        heads = [head.text for head in table.all("th")]
        waves = [int(head) for head in heads[1:] if re.fullmatch(r"\d{4}", head)]
        for row in table.all("tr") if waves and heads[0] == "Measure" else ():
            cells = row.elements()
            for wave, cell in zip(waves, cells[1:], strict=False):
                then = Group(wave, group.unit)
                label = cells[0].text
                if cell.tag == "td" and (then, self.ids.get(wave, {}).get(label, label)) not in self.values:
                    self._value(then, label, cell)

    def tree(self) -> None:
        """Units that are only named, and leftover groups, which may be in "all other units"; a publisher's are named nowhere."""
        wave = max((group.wave for group in self.people), default=0)
        for listed in self.listed if self.people else ():
            for one in listed:
                group = Group(wave, one.unit)
                if group in self.people:
                    continue
                if one.unit[-1][1] == LEFTOVER:
                    self.people[group] = None
                elif one.page:  # its page is of another wave: there may be nobody in this one
                    self.people[group], self.at_least[group] = None, 0
                else:
                    self._closed(group, one.reason)
            hidden = any(self.people[Group(wave, one.unit)] is None for one in listed)
            if any(is_fold(one.unit) for one in listed) or (self.published and hidden):
                unlisted = Group(wave, (*listed[0].unit[:-1], (listed[0].unit[-1][0], UNLISTED)))
                self.people[unlisted], self.at_least[unlisted] = None, 0

    def pageless(self) -> None:
        """Say of units without a page that none of their values is shown: there may be some."""
        told = {group for group, _ in self.values}
        measures = {(group.wave, measure) for group, measure in self.values}
        for group in self.people.keys() - told:
            self.values |= {(group, measure): None for wave, measure in measures if wave == group.wave}

    def map(self, page: Element) -> None:
        """What the map's dots say to whoever points at them."""
        for dot in page.all("a"):
            group = self.anchors.get(dot.attributes.get("href", "")[1:])
            words = dot.attributes.get("aria-label", "")
            found = PEOPLE.search(words)
            if group is None or not found or found[2] or found[3]:
                continue
            n = int(found[1].replace(",", ""))
            if self.people.get(group) is None:
                what = f"The map says how many people {named(group)} has, which its page does not."
                self.left.append(beside(what, self.name, n))
                self.people[group] = n

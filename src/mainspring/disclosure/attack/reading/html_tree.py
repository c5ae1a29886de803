"""The units' tree of a report, read back: who is below whom, whose pages there are, and why others have none."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from mainspring.disclosure.attack.findings import ALL_OTHERS, LEFTOVER
from mainspring.disclosure.attack.reading.markup import Element
from mainspring.disclosure.facts import Codes

OTHERS: Final = re.compile(r"^All other units(?: of .*)?$")


@dataclass(frozen=True, slots=True)
class Listed:
    """A unit in the tree: `page` is the address of its page, empty where it has none; then `reason` says why."""

    unit: Codes
    page: str
    reason: str


def tree_of(page: Element) -> list[list[Listed]]:
    """The units of each list in a report's tree: all that are directly below one unit."""
    tree, why = _by_id(page, "div", "tree"), _by_id(page, "ul", "why")
    reasons = {}
    for note in why.all("li") if why else ():
        if (mark := note.first("b")) is not None:
            reasons[mark.text] = note.text
    return [listed for top in (tree.elements() if tree else ()) for listed in _branch(top, (), reasons)]


def unit_of(above: Sequence[str], name: str) -> Codes:
    """A unit by its name and those of the units above, from the top."""
    names = [one for one in above if one != "Everybody"]
    if name != "Everybody":
        names.append(_name(name))
    return tuple((f"level {depth}", one) for depth, one in enumerate(names, start=1))


def _branch(branch: Element, above: Codes, reasons: dict[str, str]) -> Iterator[list[Listed]]:
    """A list of units, and the lists inside it. Units of the same name are told apart by their order."""
    listed: list[Listed] = []
    inside: list[list[Listed]] = []
    times: Counter[str] = Counter()
    for item in (child for child in branch.elements() if child.tag == "li"):
        head, *others = item.elements()
        name = LEFTOVER if "rest" in item.classes else _name((head.first("b") or head).text)
        times[name] += 1
        own = name if times[name] == 1 else f"{name} ({times[name]})"
        unit = (*above, (f"level {len(above) + 1}", own))
        mark = small.text if (small := head.first("small")) else ""
        listed.append(Listed(unit, head.attributes.get("href", "")[1:], reasons.get(mark, mark)))
        for inner in (within for part in others if part.tag == "details" for within in part.elements()):
            if inner.tag == "ul":
                inside += _branch(inner, unit, reasons)
    if listed:
        yield listed
    yield from inside


def _name(name: str) -> str:
    return ALL_OTHERS if OTHERS.match(name) else re.sub(r"^(All other units \(.*?\)) of .*$", r"\1", name)


def _by_id(page: Element, tag: str, id: str) -> Element | None:
    return next((element for element in page.all(tag) if element.attributes.get("id") == id), None)

"""Figures that a page holds beside what it withholds: in the row, in attributes, in drawings, in comments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from mainspring.disclosure.attack.findings import Finding
from mainspring.disclosure.attack.reading.markup import Element
from mainspring.disclosure.attack.reading.readings import beside

LAYOUT: Final = frozenset(
    ("colspan", "rowspan", "class", "id", "href", "scope", "tabindex", "width", "height", "aria-labelledby")
)
REASON: Final = re.compile(r"(?:fewer|less) than \w+ people|at least \w+ people", re.IGNORECASE)
NUMBER: Final = re.compile(r"\d")


def left_in(page: Element, name: str) -> list[Finding]:
    """Everything that a page left beside what it withholds, and the figures in its comments."""
    body = page.first("body") or page
    return list(dict.fromkeys([*_cells(body, name), *_items(body, name), *_comments(page, name)]))


def _cells(body: Element, name: str) -> Iterator[Finding]:
    """In tables: the whole row where all of it is withheld, else the cell."""
    for row in body.all("tr"):
        cells = row.elements()
        held = [cell for cell in cells[1:] if "Withheld" in cell.text]
        whole = any("no" in cell.classes for cell in held)
        for figure in (figure for place in ([row] if whole else held) for figure in _figures(list(place.all()))):
            yield beside(f"{cells[0].text} is withheld, and beside that stands {figure}.", name, 1)


def _items(body: Element, name: str) -> Iterator[Finding]:
    """In lists of units, without the lists inside them; names may have numbers."""
    for item in body.all("li"):
        own = _own(item)
        if any(element.tag == "small" and "Withheld" in element.text for element in own):
            named = ("li", "b", "a")
            what = next((element.text for element in own if element.tag == "b"), item.text.partition(" Withheld")[0])
            for figure in _figures(own, named):
                yield beside(f"{what} is withheld, and beside that stands {figure}.", name, 1)


def _own(place: Element) -> list[Element]:
    return [place, *(e for child in place.elements() if child.tag not in ("ul", "details") for e in _own(child))]


def _figures(elements: list[Element], named: tuple[str, ...] = ("th",)) -> Iterator[str]:
    """The numbers in attributes, and in texts other than those of the elements that name what it is about."""
    for element in elements:
        for key, value in element.attributes.items():
            if key not in LAYOUT and NUMBER.search(value):
                yield f'{key}="{value[:40]}"'
        text = REASON.sub("", " ".join(child for child in element.children if isinstance(child, str)))
        if element.tag not in named and NUMBER.search(text):
            yield f"“{' '.join(text.split())[:40]}”"


def _comments(page: Element, name: str) -> Iterator[Finding]:
    for element in page.all():
        for comment in element.comments:
            if NUMBER.search(comment):
                yield beside(f"A comment in the page says “{' '.join(comment.split())[:60]}”.", name, 1)

"""A page as a tree, with everything that is in its source: attributes, comments and scripts too."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

VOID: Final = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
)
ENDED_BY: Final = {
    "td": ("td", "th"),
    "th": ("td", "th"),
    "tr": ("td", "th", "tr"),
    "tbody": ("td", "th", "tr", "thead", "tbody"),
    "tfoot": ("td", "th", "tr", "thead", "tbody"),
    "li": ("li",),
    "dt": ("dt", "dd"),
    "dd": ("dt", "dd"),
    "p": ("p",),
    "option": ("option",),
}
"""What a tag that begins ends, where its end was left out."""
WALLS: Final = frozenset(("table", "ul", "ol", "dl", "section", "div", "details", "figure", "svg", "body"))


@dataclass(slots=True)
class Element:
    """An element of a page. `children` are elements and texts in order; `comments` stand directly in it."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Element | str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)

    @property
    def classes(self) -> list[str]:
        """Its classes."""
        return self.attributes.get("class", "").split()

    @property
    def text(self) -> str:
        """All text in it, spaces as one."""
        return " ".join("".join(self._texts()).split())

    def all(self, tag: str | None = None, cls: str | None = None) -> Iterator[Element]:
        """It and everything in it, in order; only with some tag, or some class."""
        if tag in (None, self.tag) and (cls is None or cls in self.classes):
            yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.all(tag, cls)

    def first(self, tag: str | None = None, cls: str | None = None) -> Element | None:
        """The first of these, or None."""
        return next(self.all(tag, cls), None)

    def elements(self) -> list[Element]:
        """The elements directly in it."""
        return [child for child in self.children if isinstance(child, Element)]

    def _texts(self) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            elif child.tag not in ("script", "style"):
                yield from child._texts()


def parse_page(text: str) -> Element:
    """The page as a tree; markup that is out of order is taken as well as it can be."""
    parser = _Parser()
    parser.feed(text)
    parser.close()
    return parser.root


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("document")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._end_of(tag)
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].children.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        for at in range(len(self.open) - 1, 0, -1):
            if self.open[at].tag == tag:
                del self.open[at:]
                return

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)

    def handle_comment(self, data: str) -> None:
        self.open[-1].comments.append(data)

    def _end_of(self, tag: str) -> None:
        """Close what a tag that begins ends, as far out as the table or list that it is in."""
        outermost = len(self.open)
        for at in range(len(self.open) - 1, 0, -1):
            if self.open[at].tag in WALLS:
                break
            if self.open[at].tag in ENDED_BY.get(tag, ()):
                outermost = at
        del self.open[outermost:]

"""TOML as a tree in which every value knows the file and line it was written on.

The standard parser gives values without places. A small scanner walks the same text, already known to be valid, and notes
the line of every key and list element; the two together make the tree.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Any, Final

from mainspring.errors import CodebookError, Problem

TreePath = tuple[str | int, ...]

# Far deeper than any codebook; it keeps the walks below clear of Python's recursion limit.
_DEEPEST: Final = 20

_TOKEN = re.compile(
    r'''(?P<text>"""(?:\\.|[^\\])*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:\\.|[^"\\\n])*"|'[^'\n]*')'''
    r"""|(?P<skip>[ \t]+|\#[^\n]*)|(?P<mark>[\[\]{}=,.\n])|(?P<bare>[^\s\[\]{}=,.\#"']+)|(?P<other>.)""",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Node:
    """A value of a TOML file and its place: a table is a dict of nodes, a list a list of nodes, anything else itself."""

    value: dict[str, Node] | list[Node] | str | bool | int | float | date | time | None
    file: str
    line: int

    def get(self, key: str) -> Node | None:
        """Return the node under `key`; None where there is none, or where this is no table."""
        return self.value.get(key) if isinstance(self.value, dict) else None

    def table(self, key: str) -> dict[str, Node]:
        """Return the nodes of the table under `key`; empty where there is none."""
        found = self.get(key)
        return found.value if found is not None and isinstance(found.value, dict) else {}

    def elements(self, key: str) -> list[Node]:
        """Return the nodes of the list under `key`; empty where there is none."""
        found = self.get(key)
        return found.value if found is not None and isinstance(found.value, list) else []

    def with_key(self, key: str, node: Node) -> Node:
        """Return this table with `node` under `key`; itself where this is no table."""
        return replace(self, value={**self.value, key: node}) if isinstance(self.value, dict) else self

    def at(self, path: TreePath) -> Node:
        """Return the node at `path`, or the nearest one above it where the path leads nowhere."""
        if not path:
            return self
        key, *deeper = path
        found: Node | None = None
        if isinstance(self.value, dict) and isinstance(key, str):
            found = self.value.get(key)
        elif isinstance(self.value, list) and isinstance(key, int) and key < len(self.value):
            found = self.value[key]
        return self if found is None else found.at(tuple(deeper))

    def without(self, paths: set[TreePath], here: TreePath = ()) -> Node:
        """Return this tree without what is at `paths`."""
        if isinstance(self.value, dict):
            kept = {k: n.without(paths, (*here, k)) for k, n in self.value.items() if (*here, k) not in paths}
            return replace(self, value=kept)
        if isinstance(self.value, list):
            elements = [n.without(paths, (*here, i)) for i, n in enumerate(self.value) if (*here, i) not in paths]
            return replace(self, value=elements)
        return self

    def plain(self) -> Any:
        """Return the value without places: dicts, lists and scalars."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value


def parse(text: str, file: str) -> Node:
    """Read TOML text into a tree; `file` is the name that problems give.

    Raises
    ------
    CodebookError
        if the text is not TOML, or nested deeper than any codebook.
    """
    # An editor counts a CRLF as one line end; the TOML parser does the same.
    text = text.replace("\r\n", "\n")
    try:
        value = tomllib.loads(text)
    except ValueError as error:
        raise CodebookError(_syntax_problem(str(error), text, file)) from error
    except RecursionError:
        raise CodebookError(_too_deep(file, 1)) from None
    return _placed(value, (), dict(_key_lines(text)), Node(None, file, 1))


def _syntax_problem(message: str, text: str, file: str) -> Problem:
    found = re.fullmatch(r"(.*) \(at (?:line (\d+), column (\d+)|end of document)\)", message, re.DOTALL)
    what, line, column = found.groups() if found else (message, None, None)
    place = int(line) if line else text.rstrip("\n").count("\n") + 1
    at = f" (character {column})" if column else ""
    return Problem(f"this is not valid TOML: {what[:1].lower()}{what[1:]}{at}.", file, place)


def _too_deep(file: str, line: int) -> Problem:
    return Problem("tables or lists are nested too deeply for a codebook.", file, line)


def _placed(value: Any, path: TreePath, lines: Mapping[TreePath, int], above: Node) -> Node:
    place = Node(value, above.file, lines.get(path, above.line))
    if len(path) > _DEEPEST:
        raise CodebookError(_too_deep(place.file, place.line))
    if isinstance(value, dict):
        return replace(place, value={k: _placed(v, (*path, k), lines, place) for k, v in value.items()})
    if isinstance(value, list):
        return replace(place, value=[_placed(v, (*path, i), lines, place) for i, v in enumerate(value)])
    return place


def _key_lines(text: str) -> dict[TreePath, int]:
    scanner = _Scanner(text)
    scanner.document()
    return scanner.lines


class _Scanner:
    """Walks valid TOML and notes in `lines` where each key and list element begins; a key's first mention counts."""

    def __init__(self, text: str) -> None:
        self.lines: dict[TreePath, int] = {}
        self._tokens = self._split(text)
        self._kind, self._token, self._line = next(self._tokens)
        self._last_index: dict[TreePath, int] = {}

    @staticmethod
    def _split(text: str) -> Iterator[tuple[str, str, int]]:
        line = 1
        for match in _TOKEN.finditer(text):
            kind = str(match.lastgroup)
            if kind != "skip":
                yield kind, match.group(), line
            line += match.group().count("\n")
        yield "end", "", line

    def _step(self) -> None:
        self._kind, self._token, self._line = next(self._tokens)

    def _skip_newlines(self) -> None:
        while self._token == "\n":
            self._step()

    def _note(self, path: TreePath) -> None:
        self.lines.setdefault(path, self._line)

    def document(self) -> None:
        here: TreePath = ()
        self._skip_newlines()
        while self._kind != "end":
            here = self._header() if self._token == "[" else self._pair(here)
            self._skip_newlines()

    def _header(self) -> TreePath:
        self._step()
        is_element = self._token == "["
        if is_element:
            self._step()
        path = self._key((), is_element)
        while self._token == "]":
            self._step()
        return path

    def _key(self, here: TreePath, is_element: bool = False) -> TreePath:
        """Read a dotted key; each part that names a list of tables means its newest element."""
        while True:
            part = tomllib.loads(f"key = {self._token}")["key"] if self._kind == "text" else self._token
            here = (*here, part)
            self._note(here)
            self._step()
            last = self._token != "."
            if last and is_element:
                self._last_index[here] = self._last_index.get(here, -1) + 1
            if here in self._last_index:
                here = (*here, self._last_index[here])
                self._note(here)
            if last:
                return here
            self._step()

    def _pair(self, here: TreePath) -> TreePath:
        path = self._key(here)
        self._step()
        self._value(path)
        return here

    def _value(self, path: TreePath) -> None:
        if self._token == "[":
            self._list(path)
        elif self._token == "{":
            self._inline_table(path)
        else:
            while self._kind != "end" and self._token not in (",", "]", "}", "\n"):
                self._step()

    def _list(self, path: TreePath) -> None:
        self._step()
        self._skip_newlines()
        index = 0
        while self._token != "]":
            self._note((*path, index))
            self._value((*path, index))
            self._skip_newlines()
            if self._token == ",":
                self._step()
                self._skip_newlines()
            index += 1
        self._step()

    def _inline_table(self, path: TreePath) -> None:
        self._step()
        self._skip_newlines()
        while self._token != "}":
            self._pair(path)
            self._skip_newlines()
            if self._token == ",":
                self._step()
                self._skip_newlines()
        self._step()

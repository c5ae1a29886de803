"""Whether each key of a codebook has the form it must have, told with its line."""

from __future__ import annotations

from datetime import date, time
from typing import Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from mainspring.errors import Problem
from mainspring.instrument.codebook import EARLIEST_WAVE, LATEST_WAVE, PATTERNS, Codebook, codebook_schema
from mainspring.instrument.nearest import did_you_mean, nearest
from mainspring.instrument.tree import Node, TreePath

_UNKNOWN_KEY: Final = {"extra_forbidden", "unexpected_keyword_argument"}
_EXPECTED: Final = {
    "string_type": "text in quotes",
    "int_type": "a whole number",
    "bool_type": "true or false",
    "list_type": "a list in square brackets",
    "dict_type": "a table",
    "model_type": "a table",
    "dataclass_type": "a table",
    "tuple_type": "a list in square brackets",
    "greater_than_equal": f"a year from {EARLIEST_WAVE} to {LATEST_WAVE}",
    "less_than_equal": f"a year from {EARLIEST_WAVE} to {LATEST_WAVE}",
}


def check_form(tree: Node) -> tuple[Codebook, frozenset[TreePath], list[Problem]]:
    """Return the codebook without what has the wrong form, the paths of what was left out, and what is wrong with it."""
    unreadable: set[TreePath] = set()
    problems: list[Problem] = []
    while True:
        try:
            return Codebook.model_validate(tree.plain()), frozenset(unreadable), problems
        except ValidationError as error:
            wrong = error.errors(include_url=False)
        for detail in wrong:
            problems.append(_problem(detail, tree))
            unreadable |= _follow_ups(detail)
        tree = tree.without({_path(detail) for detail in wrong})


def _path(detail: ErrorDetails) -> TreePath:
    """The path of what is at fault: of a key that is missing, the table that should have it."""
    path = tuple(part for part in detail["loc"] if part != "[key]")
    return path[:-1] if detail["type"] == "missing" else path


def _follow_ups(detail: ErrorDetails) -> set[TreePath]:
    """Paths about which nothing more need be said: the key itself, and the one that a mistyped key was meant to be."""
    path = _path(detail)
    if detail["type"] in _UNKNOWN_KEY:
        return {path, *((*path[:-1], meant) for meant in nearest(str(path[-1]), _keys_beside(path)))}
    return {path} if isinstance(path[-1], str) else set()


def _problem(detail: ErrorDetails, tree: Node) -> Problem:
    path = _path(detail)
    node = tree.at(path)
    if detail["type"] in _UNKNOWN_KEY:
        what, remedy = f'unknown key "{path[-1]}".', did_you_mean(str(path[-1]), _keys_beside(path))
    elif detail["type"] == "missing":
        what, remedy = f"{_name(path)} has no {detail['loc'][-1]}.", ""
    elif detail["loc"][-1] == "[key]":
        what, remedy = f'"{path[-1]}" must be {_expected(detail)}.', ""
    else:
        what, remedy = f"{_name(path)} must be {_expected(detail)}, not {_given(node)}.", _listed(detail)
    return Problem(what, node.file, node.line, remedy=remedy or None)


def _name(path: TreePath) -> str:
    *_, above, last = ("", *path)
    return f"element {last + 1} of {above}" if isinstance(last, int) else last


def _expected(detail: ErrorDetails) -> str:
    context = detail.get("ctx", {})
    if detail["type"] == "string_pattern_mismatch":
        return PATTERNS[context["pattern"]]
    if detail["type"] == "literal_error":
        return f"one of {context['expected']}".replace("'", '"')
    return _EXPECTED.get(detail["type"], detail["msg"])


def _given(node: Node) -> str:
    value = node.value
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, dict | list):
        return "a table" if isinstance(value, dict) else "a list"
    return "a date or time" if isinstance(value, date | time) else f"the number {value}"


def _listed(detail: ErrorDetails) -> str:
    given = detail["input"]
    return f'Write ["{given}"].' if "square brackets" in _expected(detail) and isinstance(given, str) else ""


def _keys_beside(path: TreePath) -> list[str]:
    """The keys that a codebook may have where the unknown one at `path` stands."""
    schema = codebook_schema()
    here = schema
    for key in path[:-1]:
        if isinstance(key, int):
            here = here["items"]
        else:
            here = here.get("properties", {}).get(key) or next(iter(here["patternProperties"].values()))
        here = schema["$defs"][here["$ref"].rpartition("/")[2]] if "$ref" in here else here
    return list(here["properties"])

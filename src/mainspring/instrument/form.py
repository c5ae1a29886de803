"""Whether each key of a TOML file has the form that it must have, told with its line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any, Final, Generic, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import ErrorDetails, core_schema

from mainspring.errors import CodebookError, Problem
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
}

Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Form(Generic[Model]):
    """What a kind of file must look like.

    Attributes
    ----------
    model : its pydantic model. patterns : what a text must be that does not match a pattern. numbers : what a number must be that is
        too small or too large.
    """

    model: type[Model]
    patterns: Mapping[str, str]
    numbers: str


class _EditorSchema(GenerateJsonSchema):
    """Leaves out defaults and null, which stand for absent keys and would mislead; refuses keys that match no pattern."""

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def dict_schema(self, schema: core_schema.DictSchema) -> JsonSchemaValue:
        made = super().dict_schema(schema)
        return {**made, "additionalProperties": False} if "patternProperties" in made else made


def editor_schema(model: type[BaseModel]) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a kind of file, for editors that check and complete TOML."""
    schema = model.model_json_schema(schema_generator=_EditorSchema)
    return {"$schema": GenerateJsonSchema.schema_dialect, **schema}


def check_form(tree: Node, form: Form[Model]) -> tuple[Model, frozenset[TreePath], list[Problem]]:
    """Return the content without what has the wrong form, the paths of what was left out, and what is wrong with it.

    Raises CodebookError, with everything that is wrong, if a key is missing that no file can do without.
    """
    unreadable: set[TreePath] = set()
    problems: list[Problem] = []
    while True:
        try:
            return form.model.model_validate(tree.plain()), frozenset(unreadable), problems
        except ValidationError as error:
            wrong = error.errors(include_url=False)
        for detail in wrong:
            problems.append(_problem(detail, tree, form))
            unreadable |= _follow_ups(detail, form)
        if any(not _path(detail) for detail in wrong):
            raise CodebookError(problems)
        tree = tree.without({_path(detail) for detail in wrong})


def _path(detail: ErrorDetails) -> TreePath:
    """The path of what is at fault: of a key that is missing, the table that should have it."""
    path = tuple(part for part in detail["loc"] if part != "[key]")
    return path[:-1] if detail["type"] == "missing" else path


def _follow_ups(detail: ErrorDetails, form: Form[Any]) -> set[TreePath]:
    """Paths about which nothing more need be said: the key itself, and the one that a mistyped key was meant to be."""
    path = _path(detail)
    if detail["type"] in _UNKNOWN_KEY:
        return {path, *((*path[:-1], meant) for meant in nearest(str(path[-1]), _keys_beside(path, form)))}
    return {path} if path and isinstance(path[-1], str) else set()


def _problem(detail: ErrorDetails, tree: Node, form: Form[Any]) -> Problem:
    path = _path(detail)
    node = tree.at(path)
    if detail["type"] in _UNKNOWN_KEY:
        what, remedy = f'unknown key "{path[-1]}".', did_you_mean(str(path[-1]), _keys_beside(path, form))
    elif detail["type"] == "missing":
        what, remedy = f"{_name(path)} has no {detail['loc'][-1]}.", ""
    elif detail["loc"][-1] == "[key]":
        what, remedy = f'"{path[-1]}" must be {_expected(detail, form)}.', ""
    else:
        what, remedy = f"{_name(path)} must be {_expected(detail, form)}, not {_given(node)}.", _listed(detail, form)
    return Problem(what, node.file, node.line, remedy=remedy or None)


def _name(path: TreePath) -> str:
    if not path:
        return "this file"
    *_, above, last = ("", *path)
    return f"element {last + 1} of {above}" if isinstance(last, int) else last


def _expected(detail: ErrorDetails, form: Form[Any]) -> str:
    context = detail.get("ctx", {})
    if detail["type"] == "string_pattern_mismatch":
        return form.patterns[context["pattern"]]
    if detail["type"] == "literal_error":
        return f"one of {context['expected']}".replace("'", '"')
    if detail["type"] in ("greater_than_equal", "less_than_equal"):
        return form.numbers
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


def _listed(detail: ErrorDetails, form: Form[Any]) -> str:
    given = detail["input"]
    return f'Write ["{given}"].' if "square brackets" in _expected(detail, form) and isinstance(given, str) else ""


def _keys_beside(path: TreePath, form: Form[Any]) -> list[str]:
    """The keys that there may be where the unknown one at `path` stands."""
    schema = editor_schema(form.model)
    here = schema
    for key in path[:-1]:
        if isinstance(key, int):
            here = here["items"]
        else:
            here = here.get("properties", {}).get(key) or next(iter(here["patternProperties"].values()))
        here = schema["$defs"][here["$ref"].rpartition("/")[2]] if "$ref" in here else here
    return list(here["properties"])

"""Editors get the same form as the loader checks, as a JSON Schema."""

from __future__ import annotations

import tomllib
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from mainspring.instrument.codebook import codebook_schema
from mainspring.instrument.shipped import FOLDER

# It carries no types.
jsonschema: Any = import_module("jsonschema")


def faults(codebook: dict[str, Any]) -> list[str]:
    validator = jsonschema.Draft202012Validator(codebook_schema())
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(codebook)]


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(codebook_schema())


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.toml")), ids=lambda file: file.stem)
def test_shipped_codebooks_keep_to_the_schema(file: Path) -> None:
    assert faults(tomllib.loads(file.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    ("codebook", "where"),
    [
        ({"items": {}}, "$: 'instrument' is a required property"),
        ({"instrument": {"id": "a", "title": "A", "wav": 2020}}, "$.instrument: Additional properties are not allowed"),
        ({"instrument": {"id": "a", "title": "A", "wave": "2020"}}, "$.instrument.wave: '2020' is not of type"),
        ({"instrument": {"id": "a", "title": "A"}, "scales": {"s": {"codes": {"x": "No"}}}}, "$.scales.s.codes: 'x' does not"),
    ],
)  # fmt: skip
def test_what_the_schema_refuses(codebook: dict[str, Any], where: str) -> None:
    assert [fault[: len(where)] for fault in faults(codebook)] == [where]


def test_every_key_is_described() -> None:
    tables = [each for name, each in codebook_schema()["$defs"].items() if name != "PublishedLayout"]
    keys = [(table["title"], key, about) for table in tables for key, about in table["properties"].items()]
    assert [(title, key) for title, key, about in keys if not about.get("description")] == []

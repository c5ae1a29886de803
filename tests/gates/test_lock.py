"""requirements.lock holds names, versions and hashes: everything pyproject.toml asks for, and no address."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PROJECT = Path(__file__).parents[2]
LOCK = (PROJECT / "requirements.lock").read_text(encoding="utf-8")
ENTRIES = re.findall(r"^([\w.\-]+)==(\S+)(.*(?:\n    --hash=sha256:[0-9a-f]{64}(?: \\)?)*)", LOCK, re.MULTILINE)


def wanted(project: dict[str, Any]) -> Iterator[Requirement]:
    groups = project["dependency-groups"].values()
    extras = project["project"].get("optional-dependencies", {}).values()
    for lines in (project["project"]["dependencies"], project["build-system"]["requires"], *groups, *extras):
        yield from (Requirement(line) for line in lines if isinstance(line, str))


@pytest.mark.parametrize("name", sorted({name for name, _, _ in ENTRIES}))
def test_every_version_has_a_hash(name: str) -> None:
    assert all("--hash=sha256:" in rest for entry, _, rest in ENTRIES if entry == name)


def test_the_lock_has_nothing_but_names_versions_and_hashes() -> None:
    allowed = re.compile(r"[\w.\-]+==\S+( ; .*)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?|\s*#.*")
    assert [line for line in LOCK.splitlines() if not allowed.fullmatch(line)] == []


def test_the_lock_has_no_address_and_no_path() -> None:
    assert re.findall(r"\w+://\S*|\S+\.(?:org|com|net|io)\b|(?<![\w.])/\w\S*", LOCK) == []


def test_the_lock_has_all_that_the_project_asks_for() -> None:
    locked: dict[str, list[str]] = {}
    for name, version, _ in ENTRIES:
        locked.setdefault(name, []).append(version)
    with (PROJECT / "pyproject.toml").open("rb") as file:
        requirements = list(wanted(tomllib.load(file)))
    stale = [
        str(requirement)
        for requirement in requirements
        if not any(version in requirement.specifier for version in locked.get(canonicalize_name(requirement.name), []))
    ]
    assert stale == [], "run `make lock`"

"""One line of a ledger: what left, when, under which policy, and the hash of the line before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Final

FORMAT: Final = "mainspring ledger 1"
"""What each entry says it is; a change of what entries hold or mean is another number."""

NOTHING: Final = "0" * 64
"""What the first entry has as the hash of the one before."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A release that was made.

    Attributes
    ----------
    number : from 1. time : UTC, ISO 8601. what : the kind of release. cells : the columns that it is by.
    file, sha256 : the file's name, and the hash of its bytes; "(screen)" for what was printed. policy, minimum : the rules it left under.
    people : how many are in it, all together; None where it does not tell. version : of Mainspring. sources, instruments : files behind it with their SHA-256, and the instrument of each wave.
    facts : what it tells, as far as later releases must be compared with it, in plain values.
    previous, hash : SHA-256 of the entry before, and of this one with that in it.
    """

    number: int
    time: str
    what: str
    cells: tuple[str, ...]
    file: str
    sha256: str
    policy: str
    minimum: int
    people: int | None
    version: str
    sources: Mapping[str, str]
    instruments: Mapping[str, str]
    facts: Mapping[str, Any]
    previous: str
    hash: str = ""
    format: str = FORMAT

    @property
    def digest(self) -> str:
        """The hash that the entry must have."""
        plain = {name: value for name, value in asdict(self).items() if name != "hash"}
        return hashlib.sha256(_canonical(plain).encode()).hexdigest()

    @property
    def line(self) -> str:
        """The entry as it stands in the file."""
        return _canonical(asdict(self)) + "\n"


def entry_of(line: bytes) -> Entry:
    """The entry that a line holds; ValueError with what is wrong if it holds none."""
    try:
        found = json.loads(line)
    except json.JSONDecodeError as error:
        raise ValueError(f"it is not JSON ({error.msg} at column {error.colno})") from error
    except UnicodeDecodeError as error:
        raise ValueError("it is not UTF-8") from error
    if not isinstance(found, dict):
        raise ValueError("it is not an entry of a ledger")
    if found.get("format") != FORMAT:
        raise ValueError(f"its format is {found.get('format')!r}, and this version of Mainspring reads {FORMAT!r}")
    wanted = {field.name: field.type for field in fields(Entry)}
    if differing := sorted(set(wanted) ^ set(found)):
        raise ValueError(f"it has {', '.join(differing)} too many or too few")
    kinds = {"int": (int,), "str": (str,), "tuple[str, ...]": (list,), "int | None": (int, type(None))}
    for name, kind in wanted.items():
        if type(found[name]) not in kinds.get(str(kind), (dict,)):
            raise ValueError(f"its {name} is {json.dumps(found[name])[:40]}")
    return Entry(**{**found, "cells": tuple(found["cells"])})


def _canonical(plain: Mapping[str, Any]) -> str:
    return json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"))

"""Small releases, written by hand as `mainspring scores --json` would write them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from mainspring.disclosure.attack.reading.json_release import read_cells
from mainspring.disclosure.attack.reading.readings import Reading
from mainspring.disclosure.facts import Facts

LEVELS = ("AGENCY", "LEVEL1", "LEVEL2")
HELD: dict[str, Any] = {"status": "withheld", "reason": "Withheld: fewer than ten people answered"}


def shown(value: float, n: int | None = None, **more: Any) -> dict[str, Any]:
    return {"status": "released", "value": value, "std_error": None, "n": n, **more}


def count(hits: int, n: int, **more: Any) -> dict[str, Any]:
    """A share of people."""
    return shown(100 * hits / n, n, **more)


def cell(
    unit: str, n: int | None, values: dict[str, Any] | None = None, code: str = "", wave: int = 2020
) -> dict[str, Any]:
    """One unit ("AR/ARCE", or "" for everybody), or its people with a code of GRADE; `n` None where it is withheld."""
    path = unit.split("/") if unit else []
    ids = dict(zip(LEVELS, path, strict=False))
    above = dict(list(ids.items())[:-1]) if ids else None
    silent = {} if n is not None else HELD
    breakdown = {"GRADE": code} if code else {}
    return {
        "unit": ids,
        "parent": above,
        "breakdown": breakdown,
        "wave": wave,
        "n": n,
        **silent,
        "indices": values or {},
    }


def release(*cells: dict[str, Any], instrument: str = "", minimum: int = 10, coded: bool = True) -> dict[str, Any]:
    waves = sorted({str(one["wave"]) for one in cells})
    return {
        "policy": {"name": "rule-of-ten", "minimum": minimum, "code_extremes": coded},
        "instruments": dict.fromkeys(waves, instrument or "a-survey-of-our-own"),
        "cells": list(cells),
    }


def reading(found: dict[str, Any], name: str = "scores.json") -> Reading:
    return read_cells(found, name, Path(name))


def facts(*cells: dict[str, Any], name: str = "scores.json", **policy: Any) -> Facts:
    return reading(release(*cells, **policy), name).facts


def written(found: dict[str, Any], path: Path) -> Path:
    path.write_text(json.dumps(found), encoding="utf-8")
    return path

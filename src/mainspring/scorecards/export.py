"""Scorecards for machines: JSON as documented in docs/reference/scores.md, and a Polars frame."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from mainspring.disclosure import Released, Value
from mainspring.scorecards.model import Scorecard, Scorecards, Unit

SCHEMA: dict[str, Any] = {
    "wave": pl.Int32,
    "unit": pl.String,
    "name": pl.String,
    "breakdown": pl.String,
    "group": pl.String,
    "measure": pl.String,
    "status": pl.String,
    "value": pl.Float64,
    "std_error": pl.Float64,
    "conf_low": pl.Float64,
    "conf_high": pl.Float64,
    "n": pl.Int64,
    "bound": pl.String,
    "n_bound": pl.String,
    "reason": pl.String,
    "flag": pl.String,
}


def as_json(scorecards: Scorecards) -> dict[str, Any]:
    """Every cell with its values, ready for `json.dumps`: `{"cells": [{"unit": {...}, "wave": 2018, "n": 123, ...}]}`."""
    return {
        "version": scorecards.provenance.version,
        "policy": {
            "name": scorecards.policy.name,
            "minimum": scorecards.policy.minimum,
            "code_extremes": scorecards.policy.code_extremes,
            "complements": scorecards.policy.complements,
        },
        "breakdowns": list(scorecards.breakdowns),
        "instruments": {str(wave): instrument.id for wave, instrument in scorecards.instruments.items()},
        "sources": dict(scorecards.provenance.sources),
        "cells": [_cell(cell) for cell in (*scorecards.cells, *scorecards.groups)],
        "reliability": [
            {
                "construct": one.construct,
                "wave": one.wave,
                "items": one.items,
                "n": one.n,
                "alpha": one.alpha,
                "alpha_weighted": one.alpha_weighted,
            }
            for one in scorecards.reliability
        ],
    }


def as_frame(scorecards: Scorecards) -> pl.DataFrame:
    """One row for each unit, wave and measure; a unit's path is joined by " / ", "" for everybody."""
    rows = [
        {
            "wave": cell.wave,
            "unit": " / ".join(cell.unit.path),
            "name": cell.unit.name,
            "breakdown": f"{cell.breakdown.column}={cell.breakdown.code}" if cell.breakdown else "",
            "group": group,
            "measure": id,
            **value_as_json(value),
        }
        for cell in (*scorecards.cells, *scorecards.groups)
        for group, values in (
            ("indices", cell.indices),
            ("constructs", cell.constructs),
            ("attributes", cell.attributes),
        )
        for id, value in values.items()
    ]
    return pl.DataFrame(rows, schema=SCHEMA)


def value_as_json(value: Value) -> dict[str, Any]:
    """A value with its status; a withheld one has its reason and no number."""
    if not isinstance(value, Released):
        return {"status": "withheld", "reason": value.sentence}
    known = {
        "value": value.value,
        "std_error": value.std_error,
        "conf_low": value.conf_low,
        "conf_high": value.conf_high,
        "n": value.n,
        "bound": value.bound,
        "n_bound": value.n_bound,
        "flag": value.flag,
    }
    optional = {"bound", "n_bound", "flag"}
    return {"status": "released", **{key: x for key, x in known.items() if x is not None or key not in optional}}


def _cell(cell: Scorecard) -> dict[str, Any]:
    return {
        "unit": unit_as_json(cell.unit),
        "name": cell.unit.name,
        "breakdown": {cell.breakdown.column: cell.breakdown.code} if cell.breakdown else {},
        "fold": cell.unit.fold,
        "parent": None if cell.unit.parent is None else _keyed(cell.unit.keys[:-1], cell.unit.parent),
        "wave": cell.wave,
        "n": int(cell.n.value) if isinstance(cell.n, Released) else None,
        **({"n_bound": cell.n.n_bound} if isinstance(cell.n, Released) and cell.n.n_bound else {}),
        **({} if isinstance(cell.n, Released) else {"status": "withheld", "reason": cell.n.sentence}),
        "indices": _values(cell.indices),
        "constructs": _values(cell.constructs),
        "attributes": _values(cell.attributes),
    }


def unit_as_json(unit: Unit) -> dict[str, str]:
    """A unit by the names of its levels: `{}` for everybody, `{"AGENCY": "AR", "LEVEL1": "ARCE"}` for a sub-agency."""
    return dict(unit.ids) or _keyed(unit.keys, unit.path)


def _keyed(keys: tuple[str, ...], path: tuple[str, ...]) -> dict[str, str]:
    return dict(zip(keys, path, strict=True))


def _values(values: Mapping[str, Value]) -> dict[str, Any]:
    return {id: value_as_json(value) for id, value in values.items()}

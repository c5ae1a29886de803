"""Scores as a table, read back: CSV and Parquet, one row for each unit, wave and measure."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import polars as pl

from mainspring.disclosure.attack.findings import Finding, named
from mainspring.disclosure.attack.reading.readings import (
    Reading,
    figures_beside,
    minimum_in,
    reach,
    unreadable,
    withheld,
)
from mainspring.disclosure.facts import Codes, Facts, Group, Shown

NEEDED: Final = ("wave", "unit", "measure", "status", "value")
JOINT: Final = " / "
TYPES: Final[dict[str, Any]] = {
    **dict.fromkeys(("unit", "name", "breakdown", "group", "measure", "status", "bound", "reason", "flag"), pl.String),
    **dict.fromkeys(("value", "std_error", "conf_low", "conf_high"), pl.Float64),
    **dict.fromkeys(("wave", "n"), pl.Int64),
    "n_bound": pl.String,
}
"""Codes are text, even where they look like numbers."""


def read_table(path: Path) -> Reading:
    """Read a .csv or .parquet file; AttackError if it is not one, or not of scores.

    A table gives units by their codes alone: the levels are called "level 1" and so on. It has no head counts but those behind
    each value.
    """
    try:
        rows = pl.read_parquet(path) if path.suffix == ".parquet" else pl.read_csv(path, schema_overrides=TYPES)
    except (OSError, ValueError, pl.exceptions.PolarsError) as error:
        raise unreadable(path, f"This table cannot be read: {str(error).splitlines()[0]}.") from error
    if missing := [column for column in NEEDED if column not in rows.columns]:
        raise unreadable(path, f"This table is not of scores: it has no column {', '.join(missing)}.")
    return _facts(rows, path)


def _facts(rows: pl.DataFrame, path: Path) -> Reading:
    values: dict[tuple[Group, str], Shown | None] = {}
    left: list[Finding] = []
    reasons: set[str] = set()
    for number, row in enumerate(rows.iter_rows(named=True), start=2):
        try:
            group, measure = _group(row), str(row["measure"])
            if row["status"] == "withheld":
                reason = str(row.get("reason") or "")
                reasons.add(reason)
                left += figures_beside(row, f"{row['measure']} of {named(group)}", path.name, int(row.get("n") or 1))
                if withheld(reason):
                    values[group, measure] = None
                continue
            values[group, measure] = _shown(row)
        except (TypeError, ValueError) as error:
            why = f"Line {number} is not a row of scores ({error})."
            raise unreadable(path, why, "Give the file as it was written.") from error
    coded = any(value is not None and value.bound is not None for value in values.values())
    return Reading(
        Facts(path.name, {}, minimum_in(sorted(reasons)), coded, {}, values, at_least=_at_least(rows)), tuple(left)
    )


def _at_least(rows: pl.DataFrame) -> dict[Group, int]:
    """People of groups whose values say "so many or more"."""
    found: dict[Group, int] = {}
    if "n_bound" in rows.columns:
        for row in rows.filter(pl.col("n_bound").is_not_null() & pl.col("n").is_not_null()).iter_rows(named=True):
            group = _group(row)
            found[group] = max(found.get(group, 0), int(row["n"]))
    return found


def _shown(row: dict[str, Any]) -> Shown:
    n = None if row.get("n") is None or row.get("n_bound") else int(row["n"])
    error, bound = row.get("std_error"), row.get("bound") or None
    return Shown(float(row["value"]), n, None if error is None else float(error), bound, reach(row))


def _group(row: dict[str, Any]) -> Group:
    text, name = row["unit"] or "", row.get("name")
    # A unit whose only code is blank is written as everybody is: only its name tells them apart.
    path = text.split(JOINT) if text or name == "Not stated" else []
    unit: Codes = tuple((f"level {depth}", code) for depth, code in enumerate(path, start=1))
    breakdown = str(row.get("breakdown") or "")
    column, _, code = breakdown.partition("=")
    return Group(int(row["wave"]), unit, ((column, code),) if breakdown else ())

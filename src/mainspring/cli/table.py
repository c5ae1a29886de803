"""A short table of scorecards for a terminal: everybody, the groups of breakdowns, and the units of the first level."""

from __future__ import annotations

from collections.abc import Sequence

from mainspring.disclosure import Released, Value, Withheld
from mainspring.scorecards import Scorecard, Scorecards

WIDEST_NAME = 40


def summary(scorecards: Scorecards) -> str:
    """The latest wave's constructs of everybody and of the units below, a row each, withheld values as "–" with reasons below.

    The units are those of the first level that anything is shown of. The groups of a breakdown stand under everybody, of whom they are.
    """
    latest = [cell for cell in scorecards.cells if cell.wave == scorecards.waves[-1]]
    depth = min((len(cell.unit.path) for cell in latest if cell.unit.path and _any(cell)), default=0)
    groups = [cell for cell in scorecards.groups if not cell.unit.path and cell.wave == scorecards.waves[-1]]
    units = [cell for cell in latest if len(cell.unit.path) == depth and depth]
    cells = [*(cell for cell in latest if not cell.unit.path), *groups, *units]
    instrument = scorecards.instruments[scorecards.waves[-1]]
    ids = [construct.id for construct in instrument.constructs]
    head = ["unit", "wave", "n", *ids]
    rows = [[_name(cell)[:WIDEST_NAME], str(cell.wave), _shown(cell.n, 0), *_row(cell, ids)] for cell in cells]
    reasons = sorted(
        {value.sentence for cell in cells for value in cell.constructs.values() if isinstance(value, Withheld)}
    )
    return "\n".join([*aligned([head, *rows]), *(f"– {reason}" for reason in reasons), ""])


def _name(cell: Scorecard) -> str:
    return f"  {cell.breakdown.name}" if cell.breakdown else cell.unit.name


def _any(cell: Scorecard) -> bool:
    return any(isinstance(value, Released) for value in cell.constructs.values())


def _row(cell: Scorecard, ids: Sequence[str]) -> list[str]:
    return [_shown(cell.constructs[id], 1) if id in cell.constructs else "" for id in ids]


def _shown(value: Value, decimals: int) -> str:
    if not isinstance(value, Released):
        return "–"
    bound = {"or_more": "+", "or_less": "-", None: ""}[value.bound]
    return f"{value.value:.{decimals}f}{bound}"


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Lines with the first column to the left and the others to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join([row[0].ljust(widths[0]), *(cell.rjust(w) for cell, w in zip(row[1:], widths[1:], strict=True))])
        for row in rows
    ]


def piped(rows: Sequence[Sequence[str]]) -> list[str]:
    """A Markdown table whose columns are aligned for whoever reads it as it is."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [f"| {' | '.join(cell.ljust(w) for cell, w in zip(row, widths, strict=True))} |" for row in rows]
    return [lines[0], f"|{'|'.join('-' * (width + 2) for width in widths)}|", *lines[1:]]

"""Units that may not leave are counted together with others, until what is left may."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from mainspring.disclosure.gate import Gate
from mainspring.moments import CellPath
from mainspring.scores.tree import Floats, Longs

OTHERS: Final = "(all other units)"
"""The last part of a fold's label. What is above comes before it ("AR/(all other units)"), so that no two folds look like one unit."""


def folded(paths: Sequence[CellPath], sums: Floats, gate: Gate) -> list[CellPath]:
    """The path that each cell's people get, so that every path's people pass the gate; everybody together must.

    Units that fail are counted together within the unit above; while that fails, too, the smallest of the cells beside them join.
    Where all of a unit fails, it is counted together with others beside it, and so on up: a tiny agency beside a large one takes in
    some of its cells, not all of it.

    Parameters
    ----------
    sums : the cells' unweighted cross-products, float64 (c, packed), as the gate takes them.
    """
    found = list(paths)
    depth = len(paths[0])
    for level in range(depth, 0, -1):  # from below: what is folded higher up goes over it
        names, unit = _units(paths, level)
        passed = gate.passes(_totals(sums, unit, len(names)))
        above, parent = _units(names, level - 1)
        able = gate.passes(_totals(sums, parent[unit], len(above)))
        for at in np.unique(parent[~passed & able[parent]]).tolist():
            inside = np.flatnonzero(parent[unit] == at)
            failing, beside = inside[~passed[unit[inside]]], inside[passed[unit[inside]]]
            label = "/".join([*above[at], OTHERS])
            for cell in [*failing.tolist(), *_joining(failing, beside, found, sums, gate)]:
                found[cell] = (*above[at], *[label] * (depth - level + 1))
    return found


def _joining(failing: Longs, beside: Longs, found: Sequence[CellPath], sums: Floats, gate: Gate) -> list[int]:
    """As few of the cells beside those that fail as let these pass, the smallest first; what is folded already comes whole."""
    names, group = _units([found[cell] for cell in beside.tolist()], None)
    total = _totals(sums[beside], group, len(names))
    smallest = np.argsort(total[:, 0], kind="stable")
    running = np.cumsum(np.vstack([sums[failing].sum(axis=0), total[smallest]]), axis=0)
    chosen = smallest[: int(np.argmax(gate.passes(running)))]
    joining: list[int] = beside[np.isin(group, chosen)].tolist()
    return joining


def _units(paths: Sequence[CellPath], level: int | None) -> tuple[list[CellPath], Longs]:
    """The units at a level, in order, and which of them each path belongs to; None for the paths as they are."""
    names = sorted({path[:level] for path in paths})
    number = {name: at for at, name in enumerate(names)}
    return names, np.array([number[path[:level]] for path in paths], dtype=np.int64)


def _totals(sums: Floats, unit: Longs, units: int) -> Floats:
    total = np.zeros((units, sums.shape[1]))
    np.add.at(total, unit, sums)
    return total

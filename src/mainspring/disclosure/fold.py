"""Units that may not leave are counted together with others, until what is left may."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from mainspring.disclosure.gate import Gate
from mainspring.moments import CellPath
from mainspring.scores.tree import Bools, Floats, Longs

OTHERS: Final = "(all other units)"
"""The last part of a fold's label. What is above comes before it ("AR/(all other units)"), so that no two folds look like one unit."""


def folded(paths: Sequence[CellPath], sums: Floats, gate: Gate) -> list[CellPath]:
    """The path that each cell's people get, so that every path's people pass the gate; everybody together must.

    Units that fail are counted together within the unit above; while that fails, too, the smallest of the units beside them is
    added, with all that is below it. Where all of a unit fails, it is counted together with others beside it, and so on up.

    Parameters
    ----------
    sums : the cells' unweighted cross-products, float64 (c, packed), as the gate takes them.
    """
    found = list(paths)
    depth = len(paths[0])
    for level in range(depth, 0, -1):  # from below: what is folded higher up goes over it
        names, unit = _units(paths, level)
        total = _totals(sums, unit, len(names))
        passed = gate.passes(total)
        above, parent = _units(names, level - 1)
        able = gate.passes(_totals(total, parent, len(above)))
        for at in np.unique(parent[~passed & able[parent]]).tolist():
            children = np.flatnonzero(parent == at)
            chosen = np.zeros(len(names), dtype=bool)
            chosen[_together(children, total, passed, gate)] = True
            label = "/".join([*above[at], OTHERS])
            path = (*above[at], *[label] * (depth - level + 1))
            for cell in np.flatnonzero(chosen[unit]).tolist():
                found[cell] = path
    return found


def _together(children: Longs, total: Floats, passed: Bools, gate: Gate) -> Longs:
    """The units of one parent that are counted together: those that fail, and as few of the others as will do, smallest first."""
    failing, rest = children[~passed[children]], children[passed[children]]
    rest = rest[np.argsort(total[rest, 0], kind="stable")]
    running = np.cumsum(np.vstack([total[failing].sum(axis=0), total[rest]]), axis=0)
    return np.concatenate([failing, rest[: int(np.argmax(gate.passes(running)))]])


def _units(paths: Sequence[CellPath], level: int) -> tuple[list[CellPath], Longs]:
    """The units at a level, in order, and which of them each path belongs to."""
    names = sorted({path[:level] for path in paths})
    number = {name: at for at, name in enumerate(names)}
    return names, np.array([number[path[:level]] for path in paths], dtype=np.int64)


def _totals(sums: Floats, unit: Longs, units: int) -> Floats:
    total = np.zeros((units, sums.shape[1]))
    np.add.at(total, unit, sums)
    return total

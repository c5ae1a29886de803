"""What earlier releases of the same survey told: what they withheld stays withheld, and what they showed can no longer be hidden."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mainspring.disclosure.facts import Facts, Group
from mainspring.scores import UnitTree
from mainspring.scores.tree import Bools


@dataclass(frozen=True, slots=True)
class Told:
    """Of the cells of a tree, or of its values: which were `withheld` before and never shown, and which were `shown`; bool arrays."""

    withheld: Bools
    shown: Bools


@dataclass(frozen=True, slots=True)
class Earlier:
    """Earlier releases, as the units and groups of one wave's tree are named by the columns `by`."""

    releases: Sequence[Facts]
    wave: int
    by: tuple[str, ...]

    def of_cells(self, tree: UnitTree) -> Told:
        """Which units and groups were shown, bool (units,)."""
        told = _told([[self._counted(group)] for group in self._groups(tree)])
        return Told(told.withheld[:, 0], told.shown[:, 0])

    def of_values(self, tree: UnitTree, measures: Sequence[str]) -> Told:
        """Which values were shown, bool (units, measures)."""
        known: dict[tuple[Group, str], bool] = {}
        for facts in self.releases:
            for at, value in facts.values.items():
                known[at] = known.get(at, False) or value is not None
        return _told([[known.get((group, id)) for id in measures] for group in self._groups(tree)])

    def _counted(self, group: Group) -> bool | None:
        said = [facts.people[group] is not None for facts in self.releases if group in facts.people]
        return any(said) if said else None

    def _groups(self, tree: UnitTree) -> list[Group]:
        return [
            Group(self.wave, tuple(zip(self.by, path, strict=False)), () if code is None else (code,))
            for path, code in zip(tree.paths, tree.breakdowns, strict=True)
        ]


def _told(rows: Sequence[Sequence[bool | None]]) -> Told:
    codes = np.array([[-1 if one is None else int(one) for one in row] for row in rows], dtype=np.int64)
    return Told(codes == 0, codes == 1)


def nothing_told(shape: tuple[int, ...]) -> Told:
    """Where nothing was released before."""
    return Told(np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool))

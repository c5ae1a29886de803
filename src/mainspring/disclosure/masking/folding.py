"""Units that masking cannot help are counted together with others: their finest codes are left blank."""

from __future__ import annotations

from collections.abc import Mapping

from mainspring.disclosure.masking.model import BLANK, People, Profile, Unit
from mainspring.errors import MaskingError, Problem


def fold_small(units: Mapping[Unit, int], k: int) -> dict[Unit, Unit]:
    """The codes that the people of some units get, so that every unit has at least k.

    The too small units within the unit above become one with a blank code, which readers take for a leftover. If that still has
    fewer than k people, the smallest of the units beside them joins; where all of the unit above has too few, it is folded in turn.

    Raises MaskingError if there are fewer than k people in all.
    """
    if sum(units.values()) < k:
        what = f"The survey has {sum(units.values())} people in all, fewer than {k}."
        raise MaskingError(Problem(what, remedy="It cannot be given away, however it is masked."))
    depth = len(next(iter(units)))
    path = {unit: unit for unit in units}
    for level in range(depth - 1, -1, -1):
        inside: dict[Unit, dict[Unit, int]] = {}
        for unit, people in units.items():
            cells = inside.setdefault(path[unit][:level], {})
            cells[path[unit]] = cells.get(path[unit], 0) + people
        for prefix, cells in sorted(inside.items()):
            pool = (*prefix, *[BLANK] * (depth - level))
            joining = _joining(cells, pool, k)
            path = {unit: pool if now in joining else now for unit, now in path.items()}
    return {unit: now for unit, now in path.items() if now != unit}


def folded(people: People, folds: Mapping[Unit, Unit]) -> dict[tuple[Unit, Profile], int]:
    """The people by unit and profile once units are folded."""
    found: dict[tuple[Unit, Profile], int] = {}
    for (unit, profile), count in people.items():
        cell = folds.get(unit, unit), profile
        found[cell] = found.get(cell, 0) + count
    return found


def _joining(cells: Mapping[Unit, int], pool: Unit, k: int) -> set[Unit]:
    """Which of the cells within a unit go to the pool: none if all of them are large enough, or all together too small."""
    small = {cell for cell, people in cells.items() if people < k}
    if not small or sum(cells.values()) < k:
        return set()
    if sum(people for cell, people in cells.items() if cell in small | {pool}) < k:
        small.add(min((people, cell) for cell, people in cells.items() if cell not in small | {pool})[1])
    return small

"""The attack on two files of moments of one survey: one is taken from the other, unit by unit."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np

from mainspring.disclosure.attack.findings import Attack, Finding
from mainspring.disclosure.attack.sums.totals import Floats, of_sums, rows_of
from mainspring.disclosure.attack.sums.units import units
from mainspring.disclosure.policy import POLICIES
from mainspring.moments import CellPath, Moments, load, unpacked

TRIED: Final = ("two files of one survey, one taken from the other in every unit and in all above it",)
ROUNDING: Final = 1e-9


def attack_twice(one: Path, other: Path, minimum: int = POLICIES["rule-of-ten"].minimum) -> Attack:
    """Try to learn of few people from two files of moments together; nothing is tried where they are of different surveys.

    Raises
    ------
    MomentsError : if one of them cannot be read.
    """
    a, b = load(one), load(other)
    if not _same_survey(a, b):
        return Attack((), ())
    return Attack(TRIED, tuple(_findings(a, b, minimum, f"{one.name} and {other.name}")))


def left_over(a: Moments, b: Moments) -> dict[CellPath, Floats]:
    """What is left of a in each unit that both have when b is taken away: T of their common variables, (k, k), as in `totals`.

    Units are added up to all levels above, which makes those of files with coarser units comparable.
    """
    common = [name for name in a.schema.variables if name in b.schema.variables]
    sums = [_by_unit(moments, common) for moments in (a, b)]
    return {path: of_sums(sums[0][path][None] - sums[1][path])[0] for path in sums[0] if path in sums[1]}


def _findings(a: Moments, b: Moments, minimum: int, where: str) -> Iterator[Finding]:
    sizes, certain = _by_unit(a, []), bool(set(a.sources.values()) & set(b.sources.values()))
    few, moved, solved = [], [], 0
    people = 0
    for path, T in left_over(a, b).items():
        left = T * np.sign(T[0, 0]) if round(T[0, 0]) else T
        n = round(left[0, 0])
        if 0 < n < minimum and (certain or _may_be_people(left)):
            few.append(path)
            people += n
            solved += n if len(left) > 1 and rows_of(left) is not None else 0
        elif n == 0 and certain and np.abs(left).max() > ROUNDING * 1e4 * sizes[path][0, 0]:
            moved.append(path)
    if few:
        tells = f"; the answers of {solved} can be read off" if solved else ""
        what = (
            f"In {units(few)}: one file has fewer than {minimum} people more, and their sums are what is left{tells}."
        )
        yield Finding("differencing", what, people, where)
    if moved:
        what = f"In {units(moved)}: as many people, and other sums: what is left is about those who changed."
        yield Finding("differencing", what, len(moved), where)


def _may_be_people(T: Floats) -> bool:
    """Whether sums can be those of some people: two surveys that only look alike leave what nobody could have answered."""
    n, slack = T[0, 0], ROUNDING * 1e6
    scores, squares = T[0, 1:], np.diagonal(T)[1:]
    within = (scores >= -slack) & (scores <= 100 * n + slack) & (squares <= 100 * scores + slack)
    return bool(within.all() and np.linalg.eigvalsh(T).min() >= -slack)


def _by_unit(moments: Moments, variables: list[str]) -> dict[CellPath, Floats]:
    """Plain sums of some variables, (k, k), of every unit at every level, of the people who have all that the file has."""
    at = np.array([0, *(1 + moments.schema.variables.index(name) for name in variables)])
    whole = np.uint64((1 << len(moments.schema.variables)) - 1)
    found: dict[CellPath, Floats] = {}
    for row in np.flatnonzero(moments.patterns == whole).tolist():
        path = moments.paths[moments.pattern_cell[row]]
        S = unpacked(moments.products[row, 1])[np.ix_(at, at)]
        for level in range(len(path) + 1):
            found[path[:level]] = found.get(path[:level], 0.0) + S
    return found


def _same_survey(a: Moments, b: Moments) -> bool:
    alike = (a.schema.instrument, a.schema.wave) == (b.schema.instrument, b.schema.wave)
    return alike or bool(set(a.sources.values()) & set(b.sources.values()))

"""What a file of moments that was not made to leave home tells: answers counted cell by cell, and who lacks which variables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from mainspring.disclosure.attack.findings import Finding, listed
from mainspring.disclosure.attack.sums.totals import Longs
from mainspring.disclosure.attack.sums.units import units
from mainspring.moments import Moments

KEPT: Final = (
    "counts of answers in each unit, for those of single persons",
    "people who lack some variables, by which they lack",
)
CODES: Final = 3
"""Before the codes of an item stand: not answered, do not know, masked."""


def kept(moments: Moments, minimum: int, where: str) -> Iterator[Finding]:
    """What it holds that a file for sharing never does; nothing if it was made to be shared."""
    yield from _small(moments, minimum, where)
    yield from _answers(moments, minimum, where)
    yield from _patterns(moments, minimum, where)
    if moments.blocks:
        what = f"It holds how the answers to single questions go together, of {listed(list(moments.blocks))}: it was not made to leave home."
        yield Finding("single questions", what, int(moments.n.sum()), where)


def _small(moments: Moments, minimum: int, where: str) -> Iterator[Finding]:
    """Units with fewer people than may be shown, whatever else is in the file."""
    small = np.flatnonzero(moments.n < minimum)
    if len(small):
        what = f"In {_units(moments, small)}: fewer than {minimum} people are counted."
        yield Finding("small units", what, int(moments.n[small].sum()), where)


def _answers(moments: Moments, minimum: int, where: str) -> Iterator[Finding]:
    """Answers of single persons, of all who are in a unit, and of few."""
    counts = moments.item_counts
    if not counts.size:
        return
    alone = np.flatnonzero(moments.n == 1)
    if len(alone):
        what = (
            f"In {_units(moments, alone)}: every answer of one person can be read off, to {counts.shape[1]} questions."
        )
        yield Finding("counts of answers", what, len(alone), where)
    codes = counts[:, :, CODES:]
    answered = codes.sum(axis=2)
    same = np.flatnonzero(((codes.max(axis=2) == answered) & (answered > 0)).any(axis=1) & (moments.n > 1))
    if len(same):
        what = f"In {_units(moments, same)}: all who answered some question answered the same."
        yield Finding("counts of answers", what, int(moments.n[same].sum()), where)
    few = np.flatnonzero(((counts > 0) & (counts < minimum)).any(axis=(1, 2)))
    if len(few):
        what = f"In {_units(moments, few)}: fewer than {minimum} people gave some answer, and it is told which."
        yield Finding("counts of answers", what, int(moments.n[few].sum()), where)


def _patterns(moments: Moments, minimum: int, where: str) -> Iterator[Finding]:
    """People who lack some variables: the sums of the others are theirs alone."""
    people = np.rint(moments.products[:, 1, 0]).astype(np.int64)
    variables = len(moments.schema.variables)
    whole = np.uint64((1 << variables) - 1)
    few = np.flatnonzero((moments.patterns != whole) & (moments.patterns != 0) & (people < minimum))
    if variables and len(few):
        cells = np.unique(moments.pattern_cell[few]).astype(np.int64)
        what = f"In {_units(moments, cells)}: fewer than {minimum} people lack the same variables, and what they have is summed for them alone."
        yield Finding("who lacks what", what, int(people[few].sum()), where)


def _units(moments: Moments, cells: Longs) -> str:
    return units(moments.paths[cell] for cell in cells.tolist())

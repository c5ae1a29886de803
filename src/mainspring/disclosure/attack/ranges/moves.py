"""From one table that adds up to others: a few unknowns move together so that all sums stay, and others are left alone.

Each table that is reached this way is one that may be the true one. What an unknown was seen to be in them is therefore a range that
an attacker cannot narrow. This settles most unknowns without a linear programme.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar, cast

import numba
import numpy as np
import numpy.typing as npt
from scipy import sparse

from mainspring.disclosure.attack.tables.table import Floats, Longs

Ints = npt.NDArray[np.int32]
Sparse = tuple[Ints, Ints, Ints]
"""A matrix row by row, or column by column: where each begins, the places of what is not 0, and the figures there."""
Scratch = tuple[Ints, Ints, Ints, Longs]
F = TypeVar("F", bound=Callable[..., Any])

TRIES: Final = 24
"""Moves that are looked for from each unknown in each direction."""

LONGEST: Final = 40
"""Unknowns that move together, at most."""

LOOKED_AT: Final = 48
"""Unknowns of a relation that are looked at for the next step of a move."""

SEED: Final = 20181

ROOM: Final = 1e-3
"""A move that takes an unknown less far is none."""


def compiled(function: F) -> F:
    """Compile, and keep the machine code on disk."""
    return cast(F, numba.njit(nogil=True, cache=True)(function))


def widen(
    matrix: sparse.csr_array, limits: tuple[Floats, Floats], x: Floats, seen: tuple[Floats, Floats], enough: Floats
) -> None:
    """Widen what was seen of unknowns to `enough` (k,) where moves from one solution, `x` (k,), get so far.

    Parameters
    ----------
    matrix : of 1, -1 and 0 (r, k). limits : the least and the most of each unknown, float64 (k,).
    seen : what was seen of each, least and most, float64 (k,); widened in place.
    """
    by_row, by_unknown = sparse.csr_array(matrix), sparse.csc_array(matrix)
    _widen(
        (by_row.indptr.astype(np.int32), by_row.indices.astype(np.int32), by_row.data.astype(np.int32)),
        (by_unknown.indptr.astype(np.int32), by_unknown.indices.astype(np.int32), by_unknown.data.astype(np.int32)),
        (limits[0], limits[1]),
        x.copy(),
        (seen[0], seen[1]),
        enough,
    )


@compiled
def _widen(
    rows: Sparse,
    unknowns: Sparse,
    limits: tuple[Floats, Floats],
    x: Floats,
    seen: tuple[Floats, Floats],
    enough: Floats,
) -> None:
    least, most = seen
    off = np.zeros(len(rows[0]) - 1, dtype=np.int32)
    moved = np.zeros(len(x), dtype=np.int32)
    steps = np.empty(LONGEST, dtype=np.int32)
    state = np.array([SEED], dtype=np.int64)
    for one in range(len(x)):
        for sign in (1, -1):
            for _ in range(TRIES):
                if most[one] - least[one] >= enough[one]:
                    break
                length = _move(rows, unknowns, limits, x, (one, sign), (off, moved, steps, state))
                if length > 0:
                    _apply(limits, x, seen, moved, steps[:length])
                for at in range(abs(length)):
                    moved[steps[at]] = 0


@compiled
def _move(
    rows: Sparse,
    unknowns: Sparse,
    limits: tuple[Floats, Floats],
    x: Floats,
    start: tuple[int, int],
    scratch: Scratch,
) -> int:
    """Find a move that begins with one unknown and its sign: how many unknowns are in `steps`, negative where none was found.

    `off` (r,) is by how much each relation is off on the way, `moved` (k,) the sign of each unknown; all zeros before.
    """
    off, moved, steps, state = scratch
    one, sign = start
    length = 0
    left = 0
    if (limits[1][one] - x[one] if sign > 0 else x[one] - limits[0][one]) < ROOM:
        return 0
    while True:
        moved[one] = sign
        steps[length] = one
        length += 1
        for at in range(unknowns[0][one], unknowns[0][one + 1]):
            row = unknowns[1][at]
            left -= abs(off[row])
            off[row] += unknowns[2][at] * sign
            left += abs(off[row])
        if left == 0:
            return length
        one, sign = _next(rows, unknowns, limits, x, (off, moved, steps[:length], state))
        if one < 0 or length == LONGEST:
            break
    for at in range(length):
        for entry in range(unknowns[0][steps[at]], unknowns[0][steps[at] + 1]):
            off[unknowns[1][entry]] = 0
    return -length


@compiled
def _next(
    rows: Sparse,
    unknowns: Sparse,
    limits: tuple[Floats, Floats],
    x: Floats,
    scratch: Scratch,
) -> tuple[int, int]:
    """The unknown, and its sign, that brings relations that are off nearest to rest: of one such relation, and with room to move."""
    off, moved, steps, state = scratch
    row = -1
    for at in range(len(steps) - 1, -1, -1):
        for entry in range(unknowns[0][steps[at]], unknowns[0][steps[at] + 1]):
            if off[unknowns[1][entry]] != 0:
                row = unknowns[1][entry]
        if row >= 0:
            break
    first, last = rows[0][row], rows[0][row + 1]
    begin = _draw(state) % (last - first)
    best, best_sign, best_worth = -1, 0, -1e9
    for step in range(min(last - first, LOOKED_AT)):
        at = first + (begin + step) % (last - first)
        one = rows[1][at]
        if moved[one] != 0:
            continue
        sign = -1 if off[row] * rows[2][at] > 0 else 1
        room = limits[1][one] - x[one] if sign > 0 else x[one] - limits[0][one]
        if room < ROOM:
            continue
        gain = 0
        for entry in range(unknowns[0][one], unknowns[0][one + 1]):
            other = unknowns[1][entry]
            gain += abs(off[other]) - abs(off[other] + unknowns[2][entry] * sign)
        worth = gain + 0.5 * min(room, 8.0) / 8.0 + 0.6 * (_draw(state) % 1024) / 1024
        if worth > best_worth:
            best, best_sign, best_worth = one, sign, worth
    return best, best_sign


@compiled
def _draw(state: Longs) -> int:
    """The next number of a linear congruential generator (Park and Miller 1988): good enough to try things in some order."""
    state[0] = state[0] * 48271 % 2147483647
    return int(state[0])


@compiled
def _apply(limits: tuple[Floats, Floats], x: Floats, seen: tuple[Floats, Floats], moved: Ints, steps: Ints) -> None:
    """Go as far along a move as all its unknowns have room."""
    far = np.inf
    for one in steps:
        far = min(far, limits[1][one] - x[one] if moved[one] > 0 else x[one] - limits[0][one])
    for one in steps:
        x[one] += far * moved[one]
        seen[0][one] = min(seen[0][one], x[one])
        seen[1][one] = max(seen[1][one], x[one])

"""The one kernel: a batch of respondents is added to counts and cross-products.

Plain functions on arrays, compiled by numba without the interpreter's lock, so that threads can share a batch: each takes
other columns, or other slots, and no two write to one place. Nothing here knows what an item or a unit is called.

Respondents are visited group by group (`order`, `bounds`): a group's sums stay in the processor's cache while it grows. Columns
(`codes`, `scores`) may be longer than there are respondents, n: see `tables.Room`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
import numpy as np
import numpy.typing as npt

Codes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
Masks = npt.NDArray[np.uint64]
Floats = npt.NDArray[np.float64]

CENTRE = 50.0
"""Scores are on 0-100: taken from the middle, their cross-products lose no digits."""

F = TypeVar("F", bound=Callable[..., Any])


def compiled(function: F) -> F:
    """Compile without the interpreter's lock and keep the machine code on disk; sums may be reordered, as in any BLAS."""
    return cast(F, numba.njit(nogil=True, cache=True, fastmath={"reassoc", "contract", "nsz"})(function))


@compiled
def find_slots(high: Ints, low: Masks, keys: Masks, out: Ints) -> int:
    """Write to `out` (n,) the slot of each pair (high, low), new pairs getting the next number; return how many there are.

    `keys` (capacity, 3), capacity a power of two, is an open-addressing table of (high, low, slot + 1), at most half full on
    return: -1 says that it had to stop because it would be fuller (nothing is lost: call again with a larger table).
    """
    capacity = keys.shape[0]
    last = np.uint64(capacity - 1)
    used = 0
    for i in range(capacity):
        used += 1 if keys[i, 2] > 0 else 0
    for r in range(out.size):
        a = np.uint64(high[r])
        b = low[r]
        h = (a * np.uint64(0x9E3779B97F4A7C15)) ^ (b * np.uint64(0xC2B2AE3D27D4EB4F))
        at = (h ^ (h >> np.uint64(29))) & last
        while keys[at, 2] > 0 and (keys[at, 0] != a or keys[at, 1] != b):
            at = (at + np.uint64(1)) & last
        if keys[at, 2] == 0:
            if 2 * (used + 1) > capacity:
                return -1
            used += 1
            keys[at, 0] = a
            keys[at, 1] = b
            keys[at, 2] = np.uint64(used)
        out[r] = np.int32(keys[at, 2] - np.uint64(1))
    return used


@compiled
def sort_by_group(group: Ints, order: Ints, bounds: Longs) -> None:
    """Write to `order` (n,) the respondents group by group and to `bounds` (groups + 1,) where each begins."""
    for i in range(bounds.size):
        bounds[i] = 0
    for r in range(group.size):
        bounds[group[r] + 1] += 1
    for i in range(1, bounds.size):
        bounds[i] += bounds[i - 1]
    for r in range(group.size):
        g = group[r]
        order[bounds[g]] = r
        bounds[g] += 1
    for i in range(bounds.size - 1, 0, -1):
        bounds[i] = bounds[i - 1]
    bounds[0] = 0


@compiled
def reorder(codes: Codes, order: Ints, out: Codes) -> None:
    """Write to `out` (columns, n) the respondents of `codes` in another order."""
    for column in range(codes.shape[0]):
        for i in range(order.size):
            out[column, i] = codes[column, order[i]]


@compiled
def count(codes: Codes, bounds: Longs, weight: Floats, counts: Longs, weights: Floats) -> None:
    """Add to `counts` and `weights` (cells, columns, width) how many respondents, and how much weight, gave each response.

    `codes` (columns, at least n) are canonical responses below `width`, in order of the cells, which begin at `bounds`. Columns
    must be even in number: two are counted at a time, since an addition waits for the one before it in the same place.
    """
    for c in range(bounds.size - 1):
        for column in range(0, codes.shape[0], 2):
            for i in range(bounds[c], bounds[c + 1]):
                one = codes[column, i]
                other = codes[column + 1, i]
                counts[c, column, one] += 1
                weights[c, column, one] += weight[i]
                counts[c, column + 1, other] += 1
                weights[c, column + 1, other] += weight[i]


@compiled
def mean_of_items(codes: Codes, members: Ints, points: Ints, rule: Floats, out: Floats) -> None:
    """Write to `out` (n,) a score from the answered members, NaN if too few are answered.

    `points` (members, width) holds 65,536 plus a whole number of points for an answer and 0 for none, so that one sum carries
    both the points and the number of answers; `rule` is (fewest answers, value of a point): score = value * points / answers.
    """
    tile = 2048
    total = np.empty(tile, np.int32)
    for start in range(0, out.size, tile):
        size = min(tile, out.size - start)
        for r in range(size):
            total[r] = 0
        for j in range(members.size):
            row = codes[members[j], start : start + size]
            worth = points[j]
            for r in range(size):
                total[r] += worth[row[r]]
        for r in range(size):
            answers = total[r] >> 16
            out[start + r] = rule[1] * (total[r] & 65535) / answers if answers >= rule[0] else np.nan


@compiled
def score_jointly(codes: Codes, members: Ints, weight: Floats, values: Floats, out: Floats, table: Floats) -> None:
    """Write to `out` (n,) the score that `values` has for all of a respondent's answers together, and count them in `table`.

    `members` (m, 2) has the positions in `codes` and what a response there adds to the place in `values` (places,) and `table`
    (places, 2): every combination of answers has a place, with how many people and how much weight gave it.
    """
    tile = 1024
    for start in range(0, weight.size, tile):
        score = out[start : min(start + tile, weight.size)]  # holds the places until they are looked up
        for i in range(score.size):
            score[i] = 0.0
        for j in range(members.shape[0]):
            row = codes[members[j, 0], start : start + tile]
            stride = float(members[j, 1])
            for i in range(score.size):
                score[i] += stride * row[i]
        for i in range(score.size):
            place = np.int64(score[i])
            table[place, 0] += 1.0
            table[place, 1] += weight[start + i]
            score[i] = values[place]


@compiled
def mean_of_scores(scores: Floats, members: Ints, at_least: int, out: Floats) -> None:
    """Write to `out` (n,) the mean of the member rows of `scores` (s, n) that are known, NaN if fewer than `at_least` are."""
    for r in range(out.size):
        total = 0.0
        known = 0
        for j in range(members.size):
            x = scores[members[j], r]
            if x == x:
                total += x
                known += 1
        out[r] = total / known if known >= at_least else np.nan


@compiled
def missing_pattern(scores: Floats, members: Ints, out: Masks) -> None:
    """Write to `out` (n,) which of the member rows of `scores` (s, n) are known: bit j for member j."""
    for r in range(out.size):
        out[r] = 0
    for j in range(members.size):
        column = scores[members[j]]
        bit = np.uint64(1) << np.uint64(j)
        for r in range(out.size):
            out[r] |= bit if column[r] == column[r] else np.uint64(0)


@compiled
def add_power_sums(scores: Floats, bounds: Longs, weight: Floats, table: Floats) -> None:
    """Add to `table` (cells, s, 7), where x from CENTRE is known, the sums of 1, w, w x, w x^2, w^2, w^2 x, w^2 x^2.

    `scores` (s, n) and `weight` (n,) are in order of the cells, which begin at `bounds` (cells + 1,).
    """
    for c in range(bounds.size - 1):
        heavy = weight[bounds[c] : bounds[c + 1]]
        for j in range(scores.shape[0]):
            row = scores[j, bounds[c] : bounds[c + 1]]
            s0 = s1 = s2 = s3 = s4 = s5 = s6 = 0.0
            for i in range(row.size):
                known = row[i] == row[i]
                w = heavy[i] if known else 0.0
                x = row[i] - CENTRE if known else 0.0
                s0 += 1.0 if known else 0.0
                s1 += w
                s2 += w * x
                s3 += w * x * x
                s4 += w * w
                s5 += w * w * x
                s6 += w * w * x * x
            table[c, j, 0] += s0
            table[c, j, 1] += s1
            table[c, j, 2] += s2
            table[c, j, 3] += s3
            table[c, j, 4] += s4
            table[c, j, 5] += s5
            table[c, j, 6] += s6


@compiled
def add_triangle(z: Floats, size: int, into: Floats) -> None:
    """Add to `into` (2, packed) the lower triangles of sum w z z' and sum z z' over the first `size` columns of `z` (2, k, .)."""
    at = 0
    for a in range(z.shape[1]):
        heavy = z[0, a]
        plain = z[1, a]
        for b in range(a + 1):
            other = z[1, b]
            weighted = 0.0
            unweighted = 0.0
            for i in range(size):
                weighted += heavy[i] * other[i]
                unweighted += plain[i] * other[i]
            into[0, at] += weighted
            into[1, at] += unweighted
            at += 1


@compiled
def add_products(scores: Floats, members: Ints, groups: tuple[Ints, Longs], weight: Floats, table: Floats) -> None:
    """Add to `table` (groups, 2, packed) the cross-products of z = (1, members from CENTRE), missing as 0.

    `groups` is (order, bounds): within a group the same variables are missing, so that nothing is lost by the zeros.
    """
    order, bounds = groups
    tile = 256
    z = np.empty((2, members.size + 1, tile))
    for g in range(bounds.size - 1):
        for start in range(bounds[g], bounds[g + 1], tile):
            size = min(tile, bounds[g + 1] - start)
            for i in range(size):
                z[0, 0, i] = weight[order[start + i]]
                z[1, 0, i] = 1.0
            for a in range(members.size):
                for i in range(size):
                    x = scores[members[a], order[start + i]]
                    z[1, a + 1, i] = x - CENTRE if x == x else 0.0
                    z[0, a + 1, i] = z[1, a + 1, i] * z[0, 0, i]
            add_triangle(z, size, table[g])


@compiled
def add_item_products(
    codes: Codes, members: Ints, values: Floats, group: tuple[Codes, int], weight: Floats, table: Floats
) -> None:
    """Add to `table` (2, packed) the cross-products of z = (1, members' values) over respondents who answered them all.

    `values` (members, width) has NaN where a response is no answer. `group` is responses (at least n,) and the one that people
    must have given; everybody if it is negative.
    """
    given, wanted = group
    tile = 1024
    z = np.empty((2, members.size + 1, tile))
    for start in range(0, weight.size, tile):
        size = min(tile, weight.size - start)
        for i in range(size):
            z[1, 0, i] = 1.0 if wanted < 0 or given[start + i] == wanted else 0.0
        for j in range(members.size):
            for i in range(size):
                x = values[j, codes[members[j], start + i]]
                z[1, j + 1, i] = x
                z[1, 0, i] = z[1, 0, i] if x == x else 0.0
        for i in range(size):
            z[0, 0, i] = weight[start + i] * z[1, 0, i]
        for j in range(1, members.size + 1):
            for i in range(size):
                z[1, j, i] = z[1, j, i] if z[1, 0, i] > 0.0 else 0.0
                z[0, j, i] = z[1, j, i] * z[0, 0, i]
        add_triangle(z, size, table)


@compiled
def put_in_order(rows: Longs, order: Longs, aside: Longs) -> None:
    """Make row i of `rows` (n, k) what row order[i] was, where it stands: a copy could take more memory than there is.

    Each cycle of `order`, whose entries become negative as they are done, is followed with one row set `aside` (k,).
    """
    for first in range(order.size):
        if order[first] < 0:
            continue
        for j in range(aside.size):
            aside[j] = rows[first, j]
        at = first
        while order[at] != first:
            after = order[at]
            for j in range(aside.size):
                rows[at, j] = rows[after, j]
            order[at] = -1
            at = after
        for j in range(aside.size):
            rows[at, j] = aside[j]
        order[at] = -1


@compiled
def add_complete(
    products: Floats,
    patterns: tuple[Masks, Ints],
    need: np.uint64,
    which: tuple[int, Longs],
    out: Floats,
    people: Floats,
) -> None:
    """Add to `out` (cells, m) and `people` (cells,) the products (patterns, 2, packed) of the patterns that have all of `need`.

    `patterns` are their masks and cells; `which` the row of the two, and the m places among the packed.
    """
    masks, cells = patterns
    row, places = which
    for p in range(masks.size):
        if masks[p] & need == need:
            people[cells[p]] += products[p, 1, 0]
            for j in range(places.size):
                out[cells[p], j] += products[p, row, places[j]]


@compiled
def add_places(products: Floats, into: Longs, places: Longs, out: Floats) -> None:
    """Add to `out` (groups, 2, m) m places among the packed of the products (patterns, 2, packed), pattern p to group into[p]."""
    for p in range(into.size):
        for row in range(2):
            for j in range(places.size):
                out[into[p], row, j] += products[p, row, places[j]]

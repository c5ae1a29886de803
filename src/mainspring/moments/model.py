"""Moments: what is left of respondents after the one pass. They add and merge; nobody in them can be seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from mainspring.errors import Problem
from mainspring.instrument import Instrument
from mainspring.moments.kernel import Floats, Longs, Masks

CellPath = tuple[str, ...]

TABLES: Final = ("item_counts", "item_weights", "category_counts", "category_weights", "power_sums")
PER_CELL: Final = ("n", "weight", "weight2", *TABLES)
"""The arrays of moments with a row for each cell."""


@dataclass(frozen=True, slots=True)
class Schema:
    """What two moments must agree on to be merged.

    Attributes
    ----------
    instrument, fingerprint, wave : the instrument's id and content hash, and the fielding.
    by : the columns whose combinations are the cells.
    items, categories : the columns counted, a category with its codes; `width` responses each (not answered, do not know, masked,
        then the codes in order), 0 where no counts are kept.
    scores : ids with power sums per cell.
    variables : ids with cross-products per cell and missing-data pattern.
    blocks : what has item cross-products, and its items: constructs, and sets of constructs ("a+b", and "a+b@COLUMN=code").
    """

    instrument: str
    fingerprint: str
    wave: int
    by: tuple[str, ...]
    items: tuple[str, ...]
    categories: Mapping[str, tuple[str, ...]]
    width: int
    scores: tuple[str, ...]
    variables: tuple[str, ...]
    blocks: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Moments:
    """Counts and cross-products of cells, c of them, in order of their paths.

    Attributes
    ----------
    paths : each cell's labels, one for each column of `schema.by`.
    n : int64 (c,), respondents. weight, weight2 : float64 (c,), sums of weights and of their squares.
    item_counts, category_counts : int64 (c, columns, width), unweighted counts of each response.
    item_weights, category_weights : float64, the same shapes: sums of weights.
    power_sums : float64 (c, scores, 7): sums of 1, w, w x, w x^2, w^2, w^2 x, w^2 x^2 of a score x, taken from 50.
    pattern_cell : int32 (p,), the cell of each missing-data pattern. patterns : uint64 (p,), bit j set where variable j is known.
    products : float64 (p, 2, packed): the weighted and plain lower triangles of sums of z z', z = (1, variables from 50), row by
        row, a missing variable as 0: [:, 1, 0] is the number of respondents.
    blocks : for each construct or set float64 (2, packed): weighted and plain cross-products of z = (1, items on 0-100) over
        respondents who answered all its items.
    sources : names of the files that went in, with their SHA-256.
    """

    schema: Schema
    paths: tuple[CellPath, ...]
    n: Longs
    weight: Floats
    weight2: Floats
    item_counts: Longs
    item_weights: Floats
    category_counts: Longs
    category_weights: Floats
    power_sums: Floats
    pattern_cell: npt.NDArray[np.int32]
    patterns: Masks
    products: Floats
    blocks: Mapping[str, Floats]
    sources: Mapping[str, str]


def not_made_with(moments: Moments, instrument: Instrument) -> Problem | None:
    """What is wrong if moments were made with another instrument, or another version of this one."""
    if moments.schema.fingerprint == instrument.fingerprint:
        return None
    what = f"These moments were made with {moments.schema.instrument}, not with this version of {instrument.id}."
    return Problem(what, remedy=f"Load instrument {moments.schema.instrument} as it was, or make them again.")


def packed(size: int) -> int:
    """How many numbers the lower triangle of a size x size matrix has."""
    return size * (size + 1) // 2


def place(row: Longs, column: Longs) -> Longs:
    """Where packed lower triangles have the entries at these rows and columns, whichever of the two is larger."""
    high, low = np.maximum(row, column), np.minimum(row, column)
    found: Longs = high * (high + 1) // 2 + low
    return found


def unpacked(triangle: Floats) -> Floats:
    """The symmetric matrix (..., k, k) of a lower triangle (..., packed) kept row by row."""
    k = int((np.sqrt(8 * triangle.shape[-1] + 1) - 1) / 2)
    rows, columns = np.tril_indices(k)
    matrix = np.empty((*triangle.shape[:-1], k, k))
    matrix[..., rows, columns] = triangle
    matrix[..., columns, rows] = triangle
    return matrix

"""Which unknown figures hang together: relations that share an unknown, cut down to what is not known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from mainspring.disclosure.attack.tables.table import Bools, Floats, Longs, Table

OFF = 1e-6
"""Counts that differ by less are the same."""


@dataclass(frozen=True, slots=True)
class Component:
    """Unknowns that hang together through relations.

    `unknowns` are groups (k,), `rows` relations (r,), `matrix` (r, k): what each relation has of each unknown, 1, -1 or 0.
    """

    unknowns: Longs
    rows: Longs
    matrix: sparse.csr_array

    @property
    def simple(self) -> bool:
        """Whether it is one sum of which all parts are unknown."""
        return len(self.rows) == 1 and bool((self.matrix.data == 1).all())


def components(relations: sparse.csr_array, unknown: Bools, holds: Bools) -> list[Component]:
    """The components among unknown groups (groups,), of the relations that hold (relations,); free unknowns are in none."""
    at, rows = np.flatnonzero(unknown), np.flatnonzero(holds)
    cut = sparse.csr_array(relations[rows][:, at])
    cut.eliminate_zeros()
    filled = np.flatnonzero(np.diff(cut.indptr))
    cut, rows = sparse.csr_array(cut[filled]), rows[filled]
    if not len(rows):
        return []
    entries = cut.tocoo()
    size = cut.shape[0] + cut.shape[1]
    ends = entries.coords[0], entries.coords[1] + cut.shape[0]
    links = sparse.csr_array((np.ones(cut.nnz), ends), shape=(size, size))
    label = csgraph.connected_components(links, directed=False)[1].astype(np.int64)
    of_row, of_unknown = label[: len(rows)], label[len(rows) :]
    return list(_cut_up(cut, at, rows, of_row, of_unknown))


def _cut_up(cut: sparse.csr_array, at: Longs, rows: Longs, of_row: Longs, of_unknown: Longs) -> Iterator[Component]:
    by_row, by_unknown = np.argsort(of_row, kind="stable"), np.argsort(of_unknown, kind="stable")
    for label in np.unique(of_row):
        r = by_row[np.searchsorted(of_row[by_row], label) : np.searchsorted(of_row[by_row], label, side="right")]
        u = by_unknown[slice(*(np.searchsorted(of_unknown[by_unknown], label, side=s) for s in ("left", "right")))]
        part = sparse.csr_array(cut[r][:, u])
        first = _distinct(part)
        yield Component(at[u], rows[r[first]], sparse.csr_array(part[first]))


def _distinct(matrix: sparse.csr_array) -> Longs:
    """The first of each set of rows that have the same unknowns: the others say the same again."""
    seen: dict[bytes, int] = {}
    for row in range(matrix.shape[0]):
        span = slice(matrix.indptr[row], matrix.indptr[row + 1])
        order = np.argsort(matrix.indices[span])
        seen.setdefault(matrix.indices[span][order].tobytes() + matrix.data[span][order].tobytes(), row)
    return np.array(list(seen.values()), dtype=np.int64)


def holding(table: Table) -> Bools:
    """Which relations hold in a table, bool (relations,): people add up in each column where all of them are told.

    Where they do not, a release does not list all units, or not all codes of a breakdown; no relation of that breakdown is used.
    """
    known = np.where(np.isnan(table.n), 0.0, table.n)
    unknown = table.spoken & np.isnan(table.n)
    rest = -(table.relations @ known)
    told = (abs(table.relations) @ unknown.astype(float)) == 0
    whole, minus = table.spoken[table.wholes], unknown[table.wholes]
    broken = (((told & (np.abs(rest) > OFF)) | (~minus & (rest < -OFF))) & whole).any(axis=1)
    kinds = {kind for kind, bad in zip(table.kinds, broken.tolist(), strict=True) if bad and kind}
    return np.array(
        [not bad and kind not in kinds for kind, bad in zip(table.kinds, broken.tolist(), strict=True)], dtype=bool
    )


def rests(table: Table, known: Floats) -> Floats:
    """What is left for the unknowns of each relation when all that is known is taken away, (relations, columns)."""
    return np.asarray(-(table.relations @ np.where(np.isnan(known), 0.0, known)))

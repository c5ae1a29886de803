"""What a model is solved from: cross-products of its variables in each cell, over the people who have all of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

import numpy as np
import numpy.typing as npt

from mainspring.errors import ModelError, Problem
from mainspring.moments import Moments, unpacked

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

CENTRE = 50.0
"""Variables are kept from the middle of 0-100, and a product as that of its parts from there, over 100."""


@dataclass(frozen=True, slots=True)
class CellSums:
    """Sums over the people of each cell, c of them, who have all v variables.

    Attributes
    ----------
    names : the variables. labels : for each column of the cells, each cell's label.
    n : int64 (c,), people. weight : float64 (c,), their weight, or their number in an unweighted model.
    total : float64 (c, v), sums of w x. products : float64 (c, v, v), sums of w x x', with x from `origin`.
    origin : float64 (v,), the mean of everybody, which keeps the digits of what is near it.
    """

    names: tuple[str, ...]
    labels: Mapping[str, tuple[str, ...]]
    n: Ints
    weight: Floats
    total: Floats
    products: Floats
    origin: Floats

    def cells(self, kept: npt.NDArray[np.bool_]) -> CellSums:
        """Only some of the cells."""
        labels = {
            name: tuple(label for label, keep in zip(of, kept, strict=True) if keep) for name, of in self.labels.items()
        }
        return replace(
            self,
            labels=labels,
            n=self.n[kept],
            weight=self.weight[kept],
            total=self.total[kept],
            products=self.products[kept],
        )

    def chosen(self, names: Sequence[str]) -> CellSums:
        """Only some of the variables, in this order."""
        at = [self.names.index(name) for name in names]
        return replace(
            self,
            names=tuple(names),
            total=self.total[:, at],
            products=self.products[:, at][:, :, at],
            origin=self.origin[at],
        )


def with_columns(sums: CellSums, names: Sequence[str], values: Floats) -> CellSums:
    """The same sums with further variables, `values` (c, m), that are the same for everybody in a cell."""
    total = sums.weight[:, None] * values
    own = values[:, :, None] * total[:, None, :]
    cross = values[:, :, None] * sums.total[:, None, :]
    return replace(
        sums,
        names=(*sums.names, *names),
        total=np.hstack([sums.total, total]),
        products=np.block([[sums.products, cross.transpose(0, 2, 1)], [cross, own]]),
        origin=np.concatenate([sums.origin, np.zeros(len(names))]),
    )


def cell_sums(moments: Moments, names: Sequence[str], *, weighted: bool) -> CellSums:
    """The sums of these variables: scores and indicators on 0-100, a product of two as that of deviations from their means, over 100.

    Raises ModelError, naming all of them, for variables that the moments do not have, and if nobody has all variables.
    """
    at = _positions(moments, names)
    heavy, n = _listwise(moments, at, 0 if weighted else 1)
    used = n > 0
    if not used.any():
        raise ModelError(Problem(f"Nobody has all of {', '.join(names)}.", remedy="Leave one of them out."))
    z = _from_means(heavy[used], names)
    labels = {
        column: tuple(path[depth] for path, keep in zip(moments.paths, used, strict=True) if keep)
        for depth, column in enumerate(moments.schema.by)
    }
    weight, total = z[:, 0, 0], z[:, 0, 1:]
    mean = total.sum(0) / weight.sum()
    shift = np.eye(z.shape[1])
    shift[1:, 0] = -mean
    centred = shift @ z @ shift.T
    is_product = np.array([":" in name for name in names])
    return CellSums(
        names=tuple(names),
        labels=labels,
        n=n[used],
        weight=weight,
        total=centred[:, 0, 1:],
        products=centred[:, 1:, 1:],
        origin=mean + np.where(is_product, 0.0, CENTRE),
    )


def _positions(moments: Moments, names: Sequence[str]) -> Ints:
    """Where the variables stand in the moments' z = (1, variables)."""
    have = moments.schema.variables
    turned = {":".join(reversed(name.split(":"))): name for name in have if ":" in name}
    problems = []
    at = []
    for name in names:
        known = name if name in have else turned.get(name)
        if known is None:
            problems.append(_unknown(name, have))
        else:
            at.append(1 + have.index(known))
    if problems:
        raise ModelError(problems)
    return np.array(at, dtype=np.int64)


def _unknown(name: str, have: Sequence[str]) -> Problem:
    if ":" in name:
        remedy = f"Products are declared before the pass: make the moments again with --products {name}."
        return Problem(f"The product {name} is not in these moments.", remedy=remedy)
    near = get_close_matches(name, have, n=3) or [one for one in have if ":" not in one]
    remedy = f"Did you mean {', '.join(near)}?" if near else "Make them again with --variables."
    return Problem(f"There is no variable {name!r} in these moments.", remedy=remedy)


def _listwise(moments: Moments, at: Ints, which: int) -> tuple[Floats, Ints]:
    """Sums of z z', (cells, 1 + v, 1 + v), weighted (`which` 0) or plain (1), and the people, over complete patterns."""
    need = np.bitwise_or.reduce(np.uint64(1) << (at - 1).astype(np.uint64))
    complete = np.flatnonzero((moments.patterns & need) == need)
    place = np.concatenate([[0], at])
    size = len(place)
    rows, columns = np.tril_indices(size)
    high, low = np.maximum(place[rows], place[columns]), np.minimum(place[rows], place[columns])
    cell = moments.pattern_cell[complete]
    firsts = np.flatnonzero(np.r_[True, cell[1:] != cell[:-1]]) if len(cell) else np.zeros(0, dtype=np.int64)
    triangles = np.zeros((len(moments.n), len(rows)))
    people = np.zeros(len(moments.n))
    if len(firsts):
        triangles[cell[firsts]] = np.add.reduceat(
            moments.products[complete, which][:, high * (high + 1) // 2 + low], firsts
        )
        people[cell[firsts]] = np.add.reduceat(moments.products[complete, 1, 0], firsts)
    return unpacked(triangles), np.rint(people).astype(np.int64)


def _from_means(z: Floats, names: Sequence[str]) -> Floats:
    """The same sums with each product taken from the means of its parts: (a - A)(b - B) / 100, A and B the means of everybody.

    A product of deviations from the middle of the scale would make each part's coefficient the one where the other part is 50.
    """
    total = z.sum(0)
    mean = total[0] / total[0, 0]
    change = np.eye(len(total))
    for row, name in enumerate(names, start=1):
        if ":" in name:
            a, b = (1 + names.index(part) for part in name.split(":"))
            change[row, [a, b, 0]] = [-mean[b] / 100, -mean[a] / 100, mean[a] * mean[b] / 100]
    return change @ z @ change.T


def codes(labels: Sequence[str]) -> tuple[Ints, tuple[str, ...]]:
    """Each label's number, and the labels by number, in order."""
    names = sorted(set(labels))
    number = {name: at for at, name in enumerate(names)}
    return np.array([number[label] for label in labels], dtype=np.int64), tuple(names)


def summed(values: Floats, group: Ints, groups: int) -> Floats:
    """Sums of the rows of `values` (c, ...) within groups (c,)."""
    flat = values.reshape(len(values), -1)
    order = np.argsort(group, kind="stable")
    out = np.zeros((groups, flat.shape[1]))
    firsts = np.flatnonzero(np.r_[True, np.diff(group[order]) > 0])
    out[group[order][firsts]] = np.add.reduceat(flat[order], firsts)
    return out.reshape(groups, *values.shape[1:])


def blanks(
    labels: Mapping[str, tuple[str, ...]], columns: Sequence[str]
) -> Iterator[tuple[str, npt.NDArray[np.bool_]]]:
    """Each of the columns with the cells that have no label in it."""
    for column in columns:
        yield column, np.array([not label for label in labels[column]], dtype=bool)

"""What a model is solved from: cross-products of its variables in each cell, over the people who have all of them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import lru_cache
from itertools import compress

import numpy as np
import numpy.typing as npt

from mainspring.errors import ModelError, Problem
from mainspring.moments import CENTRE, CellPath, Moments, listwise

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Groups:
    """Which group of a column each of c cells is in: `numbers` int64 (c,) are positions in `names`, which are in order."""

    numbers: Ints
    names: tuple[str, ...]

    @property
    def blank(self) -> npt.NDArray[np.bool_]:
        """Which of the cells have no label, shape (c,)."""
        blank: npt.NDArray[np.bool_] = self.numbers == (0 if self.names[:1] == ("",) else -1)
        return blank

    @property
    def labels(self) -> list[str]:
        """The label of each cell."""
        return [self.names[number] for number in self.numbers.tolist()]

    def of(self, kept: npt.NDArray[np.bool_]) -> Groups:
        """Those of some of the cells, without the names that nobody has any more."""
        if kept.all():
            return self
        present = np.bincount(self.numbers[kept], minlength=len(self.names)) > 0
        names = tuple(compress(self.names, present.tolist()))
        return Groups((np.cumsum(present) - 1)[self.numbers[kept]], names)


@dataclass(frozen=True, slots=True)
class CellSums:
    """Sums over the people of each cell, c of them, who have all v variables.

    Attributes
    ----------
    names : the variables. groups : for each column that cells are made by, their groups.
    n : int64 (c,), people. weight : float64 (c,), their weight, or their number in an unweighted model.
    total : float64 (c, v), sums of w x. products : float64 (c, v, v), sums of w x x', with x from `origin`.
    origin : float64 (v,), the mean of everybody, which keeps the digits of what is near it.
    """

    names: tuple[str, ...]
    groups: Mapping[str, Groups]
    n: Ints
    weight: Floats
    total: Floats
    products: Floats
    origin: Floats

    def cells(self, kept: npt.NDArray[np.bool_]) -> CellSums:
        """Only some of the cells."""
        if kept.all():
            return self
        return replace(
            self,
            groups={name: groups.of(kept) for name, groups in self.groups.items()},
            n=self.n[kept],
            weight=self.weight[kept],
            total=self.total[kept],
            products=self.products[kept],
        )

    def std_dev(self, name: str) -> float:
        """A variable's standard deviation over everybody."""
        at = self.names.index(name)
        mean = self.total[:, at].sum() / self.weight.sum()
        return float(np.sqrt(max(self.products[:, at, at].sum() / self.weight.sum() - mean**2, 0.0)))

    def chosen(self, names: Sequence[str]) -> CellSums:
        """Only some of the variables, in this order."""
        if tuple(names) == self.names:
            return self
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


def with_product(sums: CellSums, name: str, variable: str, factor: Floats) -> CellSums:
    """The same sums with one more variable: another one times `factor` (c,), which is the same for everybody in a cell."""
    at = sums.names.index(variable)
    cross = factor[:, None] * sums.products[:, at]
    row = np.hstack([cross, (factor * cross[:, at])[:, None]])
    return replace(
        sums,
        names=(*sums.names, name),
        total=np.hstack([sums.total, (factor * sums.total[:, at])[:, None]]),
        products=np.concatenate([np.concatenate([sums.products, cross[:, :, None]], axis=2), row[:, None]], axis=1),
        origin=np.append(sums.origin, 0.0),
    )


def with_levels(sums: CellSums, column: str) -> tuple[CellSums, tuple[str, ...]]:
    """The same sums with a column of 0 and 1 for each group of a column after the first, and their names."""
    groups = sums.groups[column]
    names = tuple(f"{column}={name}" for name in groups.names[1:])
    return with_columns(sums, names, (groups.numbers[:, None] == np.arange(1, 1 + len(names))).astype(float)), names


def cell_sums(moments: Moments, names: Sequence[str], *, weighted: bool) -> CellSums:
    """The sums of these variables: scores and indicators on 0-100, a product of two as that of deviations from their means, over 100.

    Raises ModelError, naming all of them, for variables that the moments do not have, and if nobody has all variables.
    """
    heavy, n = listwise(moments, kept_as(moments, names), weighted=weighted)
    used = n > 0
    if not used.any():
        raise ModelError(Problem(f"Nobody has all of {', '.join(names)}.", remedy="Leave one of them out."))
    z = heavy if used.all() else heavy[used]
    if any(":" in name for name in names):
        z = _from_means(z, names)
    groups = {column: groups_at(moments.paths, depth).of(used) for depth, column in enumerate(moments.schema.by)}
    weight, total, products = z[:, 0, 0], z[:, 0, 1:], z[:, 1:, 1:]
    mean = total.sum(0) / weight.sum()
    is_product = np.array([":" in name for name in names])
    return CellSums(
        names=tuple(names),
        groups=groups,
        n=n[used],
        weight=weight,
        total=total - weight[:, None] * mean,
        products=moved(products, total, weight, mean[None, :]),
        origin=mean + np.where(is_product, 0.0, CENTRE),
    )


def moved(products: Floats, total: Floats, weight: Floats, by: Floats) -> Floats:
    """Sums of w (x - b)(x - b)', float64 (c, v, v), from those of w x x', of w x (c, v) and of w (c,); `by` (c or 1, v) are the b."""
    half = (total - weight[:, None] * by / 2)[:, :, None] * by[:, None, :]
    found = products - half
    found -= half.transpose(0, 2, 1)
    return found


def kept_as(moments: Moments, names: Sequence[str]) -> list[str]:
    """The variables as the moments call them: a product may be asked for the other way round. Raises ModelError, naming all unknown."""
    have = moments.schema.variables
    turned = {":".join(reversed(name.split(":"))): name for name in have if ":" in name}
    problems = [_unknown(name, have) for name in names if name not in have and name not in turned]
    if problems:
        raise ModelError(problems)
    return [name if name in have else turned[name] for name in names]


def _unknown(name: str, have: Sequence[str]) -> Problem:
    if ":" in name:
        remedy = f"Products are declared before the pass: make the moments again with --products {name}."
        return Problem(f"The product {name} is not in these moments.", remedy=remedy)
    near = get_close_matches(name, have, n=3) or [one for one in have if ":" not in one]
    remedy = f"Did you mean {', '.join(near)}?" if near else "Make them again with --variables."
    return Problem(f"There is no variable {name!r} in these moments.", remedy=remedy)


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


@lru_cache(maxsize=32)
def groups_at(paths: tuple[CellPath, ...], depth: int) -> Groups:
    """The groups of the cells' labels at a depth; every model of the same moments asks for them."""
    return grouped([path[depth] for path in paths])


def grouped(labels: Sequence[str]) -> Groups:
    """The groups of cells with these labels."""
    names = sorted(dict.fromkeys(labels))
    number = {name: at for at, name in enumerate(names)}
    return Groups(np.array(list(map(number.__getitem__, labels)), dtype=np.int64), tuple(names))


def summed(values: Floats, group: Ints, groups: int) -> Floats:
    """Sums of the rows of `values` (c, ...) within groups (c,)."""
    flat = values.reshape(len(values), math.prod(values.shape[1:]))
    if (group[1:] < group[:-1]).any():
        order = np.argsort(group, kind="stable")
        flat, group = flat[order], group[order]
    firsts = np.flatnonzero(np.r_[True, group[1:] > group[:-1]]) if len(group) else group
    if len(firsts) < len(group):
        flat = np.add.reduceat(flat, firsts)
    if len(firsts) == groups:  # every group has somebody, so that the sums are in their order already
        return flat.reshape(groups, *values.shape[1:])
    out = np.zeros((groups, flat.shape[1]))
    out[group[firsts]] = flat
    return out.reshape(groups, *values.shape[1:])

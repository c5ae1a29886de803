"""Respondents go in, batch by batch, and are gone: what stays is the growing tables of one `MomentsBuilder`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import numpy as np

from mainspring.moments import kernel
from mainspring.moments.kernel import Codes, Floats, Ints, Longs, Masks
from mainspring.moments.merging import merge
from mainspring.moments.model import CellPath, Moments, Schema, packed
from mainspring.moments.plan import ItemMean, JointMean, Plan, Product, ScoreMean, Share, Step
from mainspring.responses import Batch

Task = Callable[[], object]

SHARES = 2
"""Into how many tasks each statistic of a batch is cut: enough to keep every core of a small machine busy."""


FIRST_GROUPS = 1 << 14
"""Room for so many groups before a table has to grow: what is not used costs nothing."""


class Slots:
    """Numbers for pairs (high, low) in order of appearance, kept while more come."""

    def __init__(self) -> None:
        self._keys: Masks = np.zeros((1024, 3), dtype=np.uint64)
        self.size = 0

    def find(self, high: Ints, low: Masks) -> Ints:
        """The slot of each pair, int32 (n,); pairs not met before get the next numbers."""
        out: Ints = np.empty(len(high), dtype=np.int32)
        while (size := kernel.find_slots(high, low, self._keys, out)) < 0:
            self._grow()
        self.size = size
        return out

    def pairs(self) -> tuple[Ints, Masks]:
        """The high and the low of every slot, in the order of their numbers."""
        used = self._keys[self._keys[:, 2] > 0]
        used = used[np.argsort(used[:, 2])]
        return used[:, 0].astype(np.int32), np.ascontiguousarray(used[:, 1])

    def _grow(self) -> None:
        high, low = self.pairs()
        self._keys = np.zeros((4 * len(self._keys), 3), dtype=np.uint64)
        kernel.find_slots(high, low, self._keys, np.empty(len(high), dtype=np.int32))


class Table:
    """A growing array of sums whose axis `axis` is groups; rows not yet used cost no memory."""

    def __init__(self, shape: Sequence[int], axis: int) -> None:
        self._axis = axis
        self._sums: Floats = np.zeros([FIRST_GROUPS if i == axis else size for i, size in enumerate(shape)])

    def first(self, groups: int) -> Floats:
        """A view of the first so many groups, to add to or to read."""
        have = self._sums.shape[self._axis]
        if groups > have:
            shape = list(self._sums.shape)
            shape[self._axis] = max(groups, 2 * have)
            larger = np.zeros(shape)
            larger[self._head(have)] = self._sums
            self._sums = larger
        return self._sums[self._head(groups)]

    def _head(self, groups: int) -> tuple[slice, ...]:
        return tuple(slice(groups) if i == self._axis else slice(None) for i in range(self._sums.ndim))


@dataclass(frozen=True, slots=True)
class People:
    """A batch in order of its cells: responses of items and categories uint8 (columns, at least n), weights float64 (n,).

    The columns are even in number, as `kernel.count` wants them: the last one may be empty.
    """

    items: Codes
    categories: Codes
    weights: Floats


class MomentsBuilder:
    """Takes respondents in with `add` and gives the moments so far with `value`; `n` is how many came."""

    def __init__(self, schema: Schema, plan: Plan) -> None:
        self.n = 0
        self._schema = schema
        self._plan = plan
        self._levels = [Slots() for _ in schema.by]
        self._labels: tuple[list[str], ...] = tuple([] for _ in schema.by)
        self._patterns = Slots()
        self._items = Table((0, _even(len(schema.items)), schema.width, 2), axis=0)
        self._categories = Table((0, _even(len(schema.categories)), schema.width, 2), axis=0)
        self._totals = Table((0, 3), axis=0)
        self._powers = Table((len(plan.scores), 0, 7), axis=1)
        self._products = Table((0, 2, packed(len(plan.variables) + 1)), axis=0)
        self._joint = {
            id: np.zeros((len(step.values), 2))
            for id, step in zip(plan.ids, plan.steps, strict=True)
            if isinstance(step, JointMean)
        }
        self._blocks = {block.construct: np.zeros((2, packed(len(block.items) + 1))) for block in plan.blocks}
        self._scores: Floats = np.empty((len(plan.steps), 0))

    def add(self, batch: Batch, pool: Executor) -> None:
        """Add a batch of respondents, the work shared among the pool's threads."""
        if not len(batch.weights):
            return
        self.n += len(batch.weights)
        self._labels = batch.labels
        cell = self._cells(batch)
        cells = self._levels[-1].size if self._levels else 1
        order, bounds = grouped(cell, cells)
        people = _in_order(batch, order, pool)
        cell = cell[order]
        for column, weight in enumerate((None, people.weights, people.weights**2)):
            self._totals.first(cells)[:, column] += np.bincount(cell, weight, minlength=cells)
        _run(pool, [*self._counting(people, bounds), *self._scoring(people)])
        for row, step in enumerate(self._plan.steps):
            _derive(step, self._scores, row, len(cell))
        _run(pool, [*self._summing(people, bounds), *self._multiplying(people, cell)])

    def value(self, sources: Mapping[str, str]) -> Moments:
        """The moments of everybody added so far, cells in order of their paths: copies, made by putting them in order."""
        paths = tuple(self._paths())
        cells = len(paths)
        pattern_cell, patterns = self._patterns.pairs()
        items = self._items.first(cells)[:, : len(self._schema.items)]
        categories = self._categories.first(cells)[:, : len(self._schema.categories)]
        totals = self._totals.first(cells)
        value = Moments(
            schema=self._schema,
            paths=paths,
            n=totals[:, 0].astype(np.int64),
            weight=totals[:, 1],
            weight2=totals[:, 2],
            item_counts=items[..., 0].astype(np.int64),
            item_weights=items[..., 1],
            category_counts=categories[..., 0].astype(np.int64),
            category_weights=categories[..., 1],
            power_sums=np.moveaxis(self._powers.first(cells), 1, 0),
            pattern_cell=pattern_cell,
            patterns=patterns,
            products=self._products.first(len(patterns)),
            blocks=self._all_blocks(),
            sources=dict(sources),
        )
        return merge(value)

    def _all_blocks(self) -> dict[str, Floats]:
        return {
            block.construct: joint_products(self._joint[block.construct], block.values)
            if block.construct in self._joint
            else self._blocks[block.construct]
            for block in self._plan.blocks
        }

    def _cells(self, batch: Batch) -> Ints:
        cell: Ints = np.zeros(len(batch.weights), dtype=np.int32)
        for slots, labels in zip(self._levels, batch.units, strict=True):
            cell = slots.find(cell, labels.astype(np.uint64))
        return cell

    def _paths(self) -> Iterator[CellPath]:
        """Each cell's labels: a level's slot pairs the slot of the level above with a label."""
        if self.n == 0:
            return
        above: list[CellPath] = [()]
        for slots, labels in zip(self._levels, self._labels, strict=True):
            high, low = slots.pairs()
            above = [(*above[parent], labels[int(label)]) for parent, label in zip(high, low, strict=True)]
        yield from above

    def _counting(self, people: People, bounds: Longs) -> Iterator[Task]:
        cells = len(bounds) - 1
        for codes, table in ((people.items, self._items), (people.categories, self._categories)):
            sums = table.first(cells)
            for part in _shares(bounds):
                yield partial(kernel.count, codes, bounds[part.start : part.stop + 1], people.weights, sums[part])

    def _scoring(self, people: People) -> Iterator[Task]:
        """Scores that come straight from responses; a batch as long as the last one reuses its memory."""
        items, weight, n = people.items, people.weights, len(people.weights)
        if not n <= self._scores.shape[1] <= 2 * n:
            self._scores = kernel.apart(len(self._plan.steps), n, np.float64)
        for id, step, out in zip(self._plan.ids, self._plan.steps, self._scores[:, :n], strict=True):
            if isinstance(step, JointMean):
                table = self._joint[id]
                yield partial(kernel.score_jointly, items, step.members, weight, step.values, out, table)
            elif isinstance(step, ItemMean):
                yield partial(kernel.mean_of_items, items, step.members, step.points, step.rule, out)
            elif isinstance(step, Share):
                yield partial(np.take, step.values, people.categories[step.category, :n], out=out)
        for block in self._plan.blocks:
            if block.construct not in self._joint:
                into = self._blocks[block.construct]
                yield partial(kernel.add_item_products, items, block.members, block.values, weight, into)

    def _summing(self, people: People, bounds: Longs) -> Iterator[Task]:
        cells = len(bounds) - 1
        powers = self._powers.first(cells)
        for part in _parts(len(powers)):
            scores = self._scores[: len(powers)][part]
            yield partial(kernel.add_power_sums, scores, bounds, people.weights, powers[part])

    def _multiplying(self, people: People, cell: Ints) -> Iterator[Task]:
        members = self._plan.members
        if not len(members):
            return
        pattern: Masks = np.empty(len(cell), dtype=np.uint64)
        kernel.missing_pattern(self._scores, members, pattern)
        slot = self._patterns.find(cell, pattern)
        order, bounds = grouped(slot, self._patterns.size)
        sums = self._products.first(self._patterns.size)
        for part in _shares(bounds):
            share = bounds[part.start : part.stop + 1]
            yield partial(kernel.add_products, self._scores, members, (order, share), people.weights, sums[part])


def grouped(group: Ints, groups: int) -> tuple[Ints, Longs]:
    """Respondents in order of their group, int32 (n,), and where each group begins, int64 (groups + 1,)."""
    order: Ints = np.empty(len(group), dtype=np.int32)
    bounds: Longs = np.empty(groups + 1, dtype=np.int64)
    kernel.sort_by_group(group, order, bounds)
    return order, bounds


def joint_products(table: Floats, values: Floats) -> Floats:
    """Cross-products (2, packed) of z = (1, items) from the counts (places, 2) of every combination of answers.

    `values` (items, width) has NaN where a response is no answer; combinations with such a response are left out.
    """
    answers = np.array(np.meshgrid(*values, indexing="ij")).reshape(len(values), -1)
    complete = ~np.isnan(answers).any(axis=0)
    z = np.vstack([np.ones(complete.sum()), answers[:, complete]])
    lower = np.tril_indices(len(z))
    people, weight = table[complete].T
    return np.array([((z * weight) @ z.T)[lower], ((z * people) @ z.T)[lower]])


def _in_order(batch: Batch, order: Ints, pool: Executor) -> People:
    people = People(_room_for(batch.items), _room_for(batch.categories), batch.weights[order])
    tasks = [
        partial(kernel.reorder, codes[part], order, out[: len(codes)][part])
        for codes, out in ((batch.items, people.items), (batch.categories, people.categories))
        for part in _parts(len(codes))
    ]
    _run(pool, tasks)
    return people


def _room_for(codes: Codes) -> Codes:
    columns, n = codes.shape
    room: Codes = kernel.apart(_even(columns), n, np.uint8)
    room[columns:] = 0
    return room


def _derive(step: Step, scores: Floats, row: int, n: int) -> None:
    if isinstance(step, ScoreMean):
        kernel.mean_of_scores(scores, step.members, step.at_least, scores[row, :n])
    elif isinstance(step, Product):
        first, second = scores[step.first, :n] - kernel.CENTRE, scores[step.second, :n] - kernel.CENTRE
        np.divide(first * second, 100.0, out=scores[row, :n])


def _even(columns: int) -> int:
    return columns + columns % 2


def _shares(bounds: Longs) -> Iterator[slice]:
    """Ranges of groups that share respondents evenly among tasks."""
    cuts = [int(np.searchsorted(bounds, bounds[-1] * share // SHARES)) for share in range(SHARES)]
    return (slice(start, stop) for start, stop in pairwise([*cuts, len(bounds) - 1]))


def _parts(columns: int) -> Iterator[slice]:
    """Slices that share columns among tasks."""
    size = max(1, -(-columns // SHARES))
    return (slice(start, min(start + size, columns)) for start in range(0, columns, size))


def _run(pool: Executor, tasks: Sequence[Task]) -> None:
    for done in [pool.submit(task) for task in tasks]:
        done.result()

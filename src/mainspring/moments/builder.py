"""Respondents go in, batch by batch, and are gone: what stays is the growing tables of one `MomentsBuilder`."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import numpy as np

from mainspring.moments import kernel
from mainspring.moments.kernel import Codes, Floats, Ints, Longs, Masks
from mainspring.moments.model import CellPath, Moments, Schema, packed
from mainspring.moments.plan import ItemMean, JointMean, Plan, Product, Reaching, ScoreMean, Share, Step
from mainspring.moments.tables import Room, Slots, Table
from mainspring.responses import Batch

Task = Callable[[], object]

ROUNDING = 1e-9
"""By how much a score may miss a bound that it reaches exactly in whole points."""

SHARES = 2 * (os.cpu_count() or 1)
"""Into how many tasks each statistic of a batch is cut: enough to keep every core busy to the end."""


@dataclass(frozen=True, slots=True)
class People:
    """A batch in order of its cells: responses of items and categories uint8 (columns, at least n), weights float64 (n,).

    The columns are even in number, as `kernel.count` wants them: the last one may be empty.
    """

    items: Codes
    categories: Codes
    weights: Floats


class Counts:
    """How many, and how much weight, gave each response to each of some columns, an even number for `kernel.count`."""

    def __init__(self, columns: int, width: int) -> None:
        self._columns = columns
        self._counts = Table((_even(columns), width), np.int64)
        self._weights = Table((_even(columns), width), np.float64)

    def first(self, cells: int) -> tuple[Longs, Floats]:
        """Views of the first so many cells, to add to."""
        return self._counts.first(cells), self._weights.first(cells)

    def in_order(self, order: Longs) -> tuple[Longs, Floats]:
        """Counts and weights of the cells in this order, as `Table.in_order` gives them."""
        return self._counts.in_order(order)[:, : self._columns], self._weights.in_order(order)[:, : self._columns]


class MomentsBuilder:
    """Takes respondents in with `add` and gives their moments with `finish`; `n` is how many came."""

    def __init__(self, schema: Schema, plan: Plan) -> None:
        self.n = 0
        self._schema = schema
        self._plan = plan
        self._levels = [Slots() for _ in schema.by]
        self._labels: tuple[list[str], ...] = tuple([] for _ in schema.by)
        self._patterns = Slots()
        self._items = Counts(len(schema.items), schema.width)
        self._categories = Counts(len(schema.categories), schema.width)
        self._totals = Table((3,), np.float64)
        self._powers = Table((len(plan.scores), 7), np.float64)
        self._products = Table((2, packed(len(plan.variables) + 1)), np.float64)
        self._joint = {
            id: np.zeros((len(step.values), 2))
            for id, step in zip(plan.ids, plan.steps, strict=True)
            if isinstance(step, JointMean)
        }
        self._blocks = {block.id: np.zeros((2, packed(len(block.items) + 1))) for block in plan.blocks}
        self._scores = Room(len(plan.steps), np.float64)
        self._ordered = (Room(_even(len(schema.items)), np.uint8), Room(_even(len(schema.categories)), np.uint8))

    def add(self, batch: Batch, pool: Executor) -> None:
        """Add a batch of respondents, the work shared among the pool's threads."""
        if not len(batch.weights):
            return
        self.n += len(batch.weights)
        self._labels = batch.labels
        cell = self._cells(batch)
        cells = self._levels[-1].size if self._levels else 1
        order, bounds = grouped(cell, cells)
        people = self._in_order(batch, order, pool)
        cell = cell[order]
        for column, weight in enumerate((None, people.weights, people.weights**2)):
            self._totals.first(cells)[:, column] += np.bincount(cell, weight, minlength=cells)
        scores = self._scores.of(len(cell))
        _run(pool, [*self._counting(people, bounds), *self._scoring(people, scores)])
        for row, step in enumerate(self._plan.steps):
            _derive(step, scores, row, len(cell))
        _run(pool, [*self._summing(people, scores, bounds), *self._multiplying(people, scores, cell)])

    def finish(self, sources: Mapping[str, str]) -> Moments:
        """The moments of everybody added, cells in order of their paths; the builder's tables become theirs, so it is done."""
        found = list(self._paths())
        order: Longs = np.array(sorted(range(len(found)), key=found.__getitem__), dtype=np.int64)
        totals = self._totals.in_order(order)
        pattern_cell, patterns, products = self._ordered_products(np.argsort(order))
        item_counts, item_weights = self._items.in_order(order)
        category_counts, category_weights = self._categories.in_order(order)
        return Moments(
            schema=self._schema,
            paths=tuple(found[i] for i in order.tolist()),
            n=totals[:, 0].astype(np.int64),
            weight=totals[:, 1].copy(),
            weight2=totals[:, 2].copy(),
            item_counts=item_counts,
            item_weights=item_weights,
            category_counts=category_counts,
            category_weights=category_weights,
            power_sums=self._powers.in_order(order),
            pattern_cell=pattern_cell,
            patterns=patterns,
            products=products,
            blocks=self._all_blocks(),
            sources=dict(sources),
        )

    def _ordered_products(self, rank: Longs) -> tuple[Ints, Masks, Floats]:
        """The cell and mask of every pattern, and its products, cells as `rank` (cells,) orders them, then by mask."""
        slot, masks = self._patterns.pairs()
        cell = rank[slot].astype(np.int32)
        order = np.lexsort((masks, cell))
        return cell[order], masks[order], self._products.in_order(order)

    def _all_blocks(self) -> dict[str, Floats]:
        return {
            block.id: joint_products(self._joint[block.id], block.values)
            if block.id in self._joint
            else self._blocks[block.id]
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

    def _in_order(self, batch: Batch, order: Ints, pool: Executor) -> People:
        n = len(order)
        people = People(self._ordered[0].of(n), self._ordered[1].of(n), batch.weights[order])
        tasks = []
        for codes, out in ((batch.items, people.items), (batch.categories, people.categories)):
            out[len(codes) :] = 0
            tasks += [
                partial(kernel.reorder, codes[part], order, out[: len(codes)][part]) for part in _parts(len(codes))
            ]
        _run(pool, tasks)
        return people

    def _counting(self, people: People, bounds: Longs) -> Iterator[Task]:
        cells = len(bounds) - 1
        for codes, table in ((people.items, self._items), (people.categories, self._categories)):
            counts, weights = table.first(cells)
            for part in _shares(bounds):
                share = bounds[part.start : part.stop + 1]
                yield partial(kernel.count, codes, share, people.weights, counts[part], weights[part])

    def _scoring(self, people: People, scores: Floats) -> Iterator[Task]:
        """Scores that come straight from responses."""
        items, weight, n = people.items, people.weights, len(people.weights)
        for id, step, out in zip(self._plan.ids, self._plan.steps, scores[:, :n], strict=True):
            if isinstance(step, JointMean):
                table = self._joint[id]
                yield partial(kernel.score_jointly, items, step.members, weight, step.values, out, table)
            elif isinstance(step, ItemMean):
                yield partial(kernel.mean_of_items, items, step.members, step.points, step.rule, out)
            elif isinstance(step, Share):
                yield partial(np.take, step.values, people.categories[step.category, :n], out=out)
        for block in self._plan.blocks:
            if block.id not in self._joint:
                into = self._blocks[block.id]
                group = (items[0], -1) if block.group is None else (people.categories[block.group[0]], block.group[1])
                yield partial(kernel.add_item_products, items, block.members, block.values, group, weight, into)

    def _summing(self, people: People, scores: Floats, bounds: Longs) -> Iterator[Task]:
        cells = len(bounds) - 1
        powers = self._powers.first(cells)
        for part in _shares(bounds):
            share = bounds[part.start : part.stop + 1]
            yield partial(kernel.add_power_sums, scores[: powers.shape[1]], share, people.weights, powers[part])

    def _multiplying(self, people: People, scores: Floats, cell: Ints) -> Iterator[Task]:
        members = self._plan.members
        if not len(members):
            return
        pattern: Masks = np.empty(len(cell), dtype=np.uint64)
        kernel.missing_pattern(scores, members, pattern)
        slot = self._patterns.find(cell, pattern)
        order, bounds = grouped(slot, self._patterns.size)
        sums = self._products.first(self._patterns.size)
        for part in _shares(bounds):
            share = bounds[part.start : part.stop + 1]
            yield partial(kernel.add_products, scores, members, (order, share), people.weights, sums[part])


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


def _derive(step: Step, scores: Floats, row: int, n: int) -> None:
    if isinstance(step, ScoreMean):
        kernel.mean_of_scores(scores, step.members, step.at_least, scores[row, :n])
    elif isinstance(step, Product):
        first, second = scores[step.first, :n] - kernel.CENTRE, scores[step.second, :n] - kernel.CENTRE
        np.divide(first * second, 100.0, out=scores[row, :n])
    elif isinstance(step, Reaching):
        score = scores[step.score, :n]
        scores[row, :n] = np.where(np.isnan(score), np.nan, 100.0 * (score >= step.bound - ROUNDING))


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

"""What is computed of each respondent, worked out once from the instrument: look-up tables and positions for the kernel."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TypeVar

import numpy as np

from mainspring.errors import MomentsError, Problem
from mainspring.instrument import Construct, Index, Instrument, Item
from mainspring.moments.kernel import Floats, Ints
from mainspring.responses import FIRST_CODE, Category

ANSWER = 1 << 16
"""Added to the points of an answer, so that one sum counts answers and points; 65,535 points are more than any scale has."""

MOST_VARIABLES = 63

BOUND = ">="
"""Between a construct and the score to be reached, in the id of a variable."""

MOST_PLACES = 1 << 15
"""Combinations of answers that fit in a processor's cache: five items of eight responses."""


@dataclass(frozen=True, slots=True)
class ItemSet:
    """Constructs whose items get cross-products together, over people who answered them all: for factor analysis.

    Attributes
    ----------
    constructs : ids of constructs that have items. groups : a column of attributes: also the same for each of its codes.
    """

    constructs: tuple[str, ...]
    groups: str = ""

    @property
    def id(self) -> str:
        """What the block of everybody is called."""
        return "+".join(self.constructs)

    def of_group(self, code: str) -> str:
        """What the block of one group is called."""
        return f"{self.id}@{self.groups}={code}"


@dataclass(frozen=True, slots=True)
class MomentsOptions:
    """Which variables get cross-products.

    Attributes
    ----------
    variables : ids of constructs and indicators; None for all of the instrument's, () for none (scores need none). An id with a
        bound, such as "motivation>=75", is 100 for people whose score reaches it and 0 for the others.
    products : pairs such as "motivation:empowerment", declared before the pass: (a - 50)(b - 50) / 100 of each respondent.
    item_sets : constructs whose items are kept together.
    """

    variables: tuple[str, ...] | None = None
    products: tuple[str, ...] = ()
    item_sets: tuple[ItemSet, ...] = ()


@dataclass(frozen=True, slots=True)
class ItemMean:
    """A score from items: `points` int32 (members, width), `rule` (fewest answers, value of one point)."""

    members: Ints
    points: Ints
    rule: Floats


@dataclass(frozen=True, slots=True)
class ScoreMean:
    """A score that is the mean of earlier scores, if at least `at_least` of them are known."""

    members: Ints
    at_least: int


@dataclass(frozen=True, slots=True)
class Share:
    """A score from a column of letters: 100, 0 or NaN (`values`, by canonical response)."""

    category: int
    values: Floats


@dataclass(frozen=True, slots=True)
class Product:
    """A declared product of two earlier scores."""

    first: int
    second: int


@dataclass(frozen=True, slots=True)
class JointMean:
    """A score from few items: `values` (places,) for every combination of answers, `members` int32 (m, 2) positions and strides."""

    members: Ints
    values: Floats


@dataclass(frozen=True, slots=True)
class Reaching:
    """Whether an earlier score reaches a bound: 100 or 0."""

    score: int
    bound: float


Step = JointMean | ItemMean | ScoreMean | Share | Product | Reaching


@dataclass(frozen=True, slots=True)
class ItemBlock:
    """Items of a construct, or of a set of them: `values` float64 (members, width) on 0-100, NaN where no answer.

    Where a construct is a JointMean, its combinations of answers are counted already and the block is worked out from them.
    `group` is a category's position and the response that people of the block gave; None for everybody.
    """

    id: str
    items: tuple[str, ...]
    members: Ints
    values: Floats
    group: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that the pass computes, in order: step i gives score i.

    `scores` are the ids whose means are kept per cell, `variables` those with cross-products (`members` are their positions
    among the steps). `width` is one more than the largest canonical response.
    """

    ids: tuple[str, ...]
    steps: tuple[Step, ...]
    scores: tuple[str, ...]
    variables: tuple[str, ...]
    members: Ints
    blocks: tuple[ItemBlock, ...]
    width: int


def plan(instrument: Instrument, categories: Sequence[Category], options: MomentsOptions) -> Plan:
    """Work out the pass for an instrument.

    Raises MomentsError for a variable or product that the instrument does not have, or more than 63 variables.
    """
    planner = _Planner(instrument, categories)
    steps: dict[str, Step] = {}
    for construct in in_order(instrument.constructs):
        steps[construct.id] = planner.construct(construct, list(steps))
    for index in in_order(instrument.indices):
        steps[index.id] = planner.index(index, list(steps))
    scores = tuple(steps)
    indicators = {one.id: (attribute, one) for attribute in instrument.attributes for one in attribute.indicators}
    variables = instrument.variables if options.variables is None else options.variables
    _check(variables, options.products, instrument)
    used = dict.fromkeys((*variables, *(part for pair in options.products for part in pair.split(":"))))
    for id in (id for id in indicators if id in used):
        attribute, indicator = indicators[id]
        steps[id] = planner.share(attribute.columns, indicator.yes, indicator.no)
    for id in (id for id in used if BOUND in id):
        score, _, bound = id.partition(BOUND)
        steps[id] = Reaching(list(steps).index(score), float(bound))
    for pair in options.products:
        first, second = pair.split(":")
        steps[pair] = Product(list(steps).index(first), list(steps).index(second))
    chosen = (*variables, *options.products)
    return Plan(
        ids=tuple(steps),
        steps=tuple(steps.values()),
        scores=scores,
        variables=chosen,
        members=_positions(chosen, list(steps)),
        blocks=(
            *(planner.block(construct) for construct in instrument.constructs if len(construct.items) > 1),
            *(block for items in options.item_sets for block in planner.item_set(items, instrument)),
        ),
        width=planner.width,
    )


Declared = TypeVar("Declared", Construct, Index)


def in_order(declared: Iterable[Declared]) -> list[Declared]:
    """The declared constructs or indices, each after those that it is a mean of."""
    waiting = list(declared)
    done: list[Declared] = []
    while waiting:
        names = {one.id for one in done}
        ready = [one for one in waiting if set(one.of) <= names]
        done += ready
        waiting = [one for one in waiting if one not in ready]
    return done


class _Planner:
    """Turns what an instrument declares into the kernel's tables."""

    def __init__(self, instrument: Instrument, categories: Sequence[Category]) -> None:
        self.items = {item.id: (position, item) for position, item in enumerate(instrument.items)}
        self.categories = list(categories)
        lengths = [len(item.scale.codes) for item in instrument.items] + [len(one.codes) for one in categories]
        self.width = FIRST_CODE + max(lengths, default=0)

    def construct(self, construct: Construct, before: list[str]) -> Step:
        if construct.of:
            return ScoreMean(_positions(construct.of, before), _half(len(construct.of)))
        if construct.items:
            return self.jointly(
                self.scaled(construct.items, frozenset(construct.reversed), _half(len(construct.items)))
            )
        return self.share(construct.column, construct.yes, construct.no)

    def index(self, index: Index, before: list[str]) -> Step:
        if index.kind == "mean_of":
            return ScoreMean(_positions(index.of, before), 1)
        if index.kind == "scaled_mean":
            return self.jointly(self.scaled(index.items, frozenset(), 1))
        points = np.zeros((len(index.items), self.width), dtype=np.int32)
        for row, item in zip(points, self.members(index.items), strict=True):
            for position, code in enumerate(item.scale.codes):
                row[FIRST_CODE + position] = ANSWER + (code in item.scale.positive)
        return self.jointly(ItemMean(_positions(index.items, list(self.items)), points, np.array([1.0, 100.0])))

    def members(self, ids: Sequence[str]) -> list[Item]:
        return [self.items[id][1] for id in ids]

    def scaled(self, ids: Sequence[str], turned: frozenset[str], at_least: int) -> ItemMean:
        """Points are whole: each item's codes from its lowest, over the least common multiple of the items' ranges."""
        members = self.members(ids)
        whole = math.lcm(*(item.scale.codes[-1] - item.scale.codes[0] for item in members))
        points = np.zeros((len(members), self.width), dtype=np.int32)
        for row, item in zip(points, members, strict=True):
            low, high = item.scale.codes[0], item.scale.codes[-1]
            for position, code in enumerate(item.scale.codes):
                worth = (code - low) * whole // (high - low)
                row[FIRST_CODE + position] = ANSWER + (whole - worth if item.id in turned else worth)
        return ItemMean(_positions(ids, list(self.items)), points, np.array([float(at_least), 100.0 / whole]))

    def jointly(self, mean: ItemMean) -> Step:
        """The same score, looked up by all answers together, if their combinations are few enough."""
        m = len(mean.members)
        if self.width**m > MOST_PLACES:
            return mean
        strides = self.width ** np.arange(m - 1, -1, -1, dtype=np.int32)
        total = np.add.reduce(np.meshgrid(*mean.points, indexing="ij")).reshape(-1)  # the last member varies fastest
        answers, points = total >> 16, total & (ANSWER - 1)
        enough = answers >= mean.rule[0]
        values = np.where(enough, mean.rule[1] * points / np.maximum(answers, 1), np.nan)
        return JointMean(np.column_stack([mean.members, strides]).astype(np.int32), values)

    def share(self, columns: Sequence[str], yes: Sequence[str], no: Sequence[str]) -> Share:
        category = next(i for i, one in enumerate(self.categories) if one.column == columns[0])
        values = np.full(self.width, np.nan)
        for position, code in enumerate(self.categories[category].codes):
            if code in yes or code in no:
                values[FIRST_CODE + position] = 100.0 if code in yes else 0.0
        return Share(category, values)

    def block(self, construct: Construct) -> ItemBlock:
        mean = self.scaled(construct.items, frozenset(construct.reversed), 1)
        values = np.where(mean.points > 0, (mean.points - ANSWER) * mean.rule[1], np.nan)
        return ItemBlock(construct.id, construct.items, mean.members, values)

    def item_set(self, asked: ItemSet, instrument: Instrument) -> Iterator[ItemBlock]:
        """The block of everybody and of each group; MomentsError for a construct or a column that cannot be."""
        have = [construct.id for construct in instrument.constructs if construct.items]
        columns = [category.column for category in self.categories]
        problems = [
            Problem(f"Construct {id!r} has no items.", remedy=f"Those with items are {', '.join(have)}.")
            for id in asked.constructs
            if id not in have
        ]
        if asked.groups and asked.groups not in columns:
            what = f"There is no attribute {asked.groups!r} to group people by."
            problems.append(Problem(what, remedy=f"Choose one of {', '.join(columns)}."))
        if problems:
            raise MomentsError(problems)
        parts = [self.block(instrument.construct(id)) for id in asked.constructs]
        items = tuple(item for part in parts for item in part.items)
        members = np.concatenate([part.members for part in parts])
        values = np.concatenate([part.values for part in parts])
        if len(parts) > 1:  # one construct's own block is there without being asked for
            yield ItemBlock(asked.id, items, members, values)
        if asked.groups:
            category = columns.index(asked.groups)
            for position, code in enumerate(self.categories[category].codes):
                yield ItemBlock(asked.of_group(code), items, members, values, (category, FIRST_CODE + position))


def _half(members: int) -> int:
    return (members + 1) // 2


def _positions(ids: Sequence[str], among: Sequence[str]) -> Ints:
    return np.array([among.index(id) for id in ids], dtype=np.int32)


def _check(variables: Sequence[str], products: Sequence[str], instrument: Instrument) -> None:
    problems, known = [], instrument.variables
    for id in [*variables, *(part for pair in products for part in pair.split(":"))]:
        construct, bound, number = id.partition(BOUND)
        if bound and not number.isdecimal():
            what, remedy = f"{id!r} has no bound that is a whole number.", f"Write {construct}{BOUND}75."
            problems.append(Problem(what, remedy=remedy))
        if construct not in known:
            near = get_close_matches(id, known, n=3) or known
            remedy = f"Did you mean {', '.join(near)}?"
            problems.append(Problem(f"Instrument {instrument.id} has no variable {construct!r}.", remedy=remedy))
    for pair in products:
        if pair.count(":") != 1:
            problems.append(
                Problem(f"{pair!r} is not a product of two variables.", remedy="Write motivation:empowerment.")
            )
    if len(variables) + len(products) > MOST_VARIABLES:
        what = f"{len(variables) + len(products)} variables are more than the {MOST_VARIABLES} that moments hold."
        problems.append(Problem(what, remedy="Name fewer."))
    if problems:
        raise MomentsError(problems)

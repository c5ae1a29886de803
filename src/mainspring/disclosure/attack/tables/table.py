"""One wave of one survey as a table: every group that releases speak of, what they say of it, and which groups make up which."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from mainspring.disclosure.attack.findings import UNLISTED, is_fold, joined_names
from mainspring.disclosure.facts import Codes, Facts, Group

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Longs = npt.NDArray[np.int64]

PEOPLE = "people"
"""The first column of a table: head counts."""

STEPS = (20.0, 10.0, 5.0, 2.0, 1.0, 0.5, 0.2, 0.1)
"""Values may be rounded to so many points beside a number of people that is told as a bound."""


@dataclass(frozen=True, slots=True)
class Table:
    """What is known of the groups (rows) of one wave.

    Column 0 of `n` is head counts, the others are measures. All arrays (groups, columns) unless said otherwise.

    Attributes
    ----------
    minimum : the fewest people that the releases say a group has. coded : whether they say that extremes are coded.
    instrument : its id, or None where they do not tell.
    columns : what they are. n : people, NaN where not told. value : on 0-100, NaN where not told, as shown where it is coded.
    bound : 1 for "or more", -1 for "or less", 0 for what is exact. std_error, reach : NaN where not told.
    silent : what is withheld. spoken : what is shown or withheld; of other columns a group has nobody.
    least, most : the fewest and the most people that a group has, float64 (groups,): a number told as "30 or more" is a multiple of
        the minimum, and below the next one. half_width : of the rounding of values.
    relations : float64 (relations, groups), sparse: 1 for each part, -1 for the whole, so that people add up to 0.
    wholes : the group that each relation is of, int64 (relations,). kinds : what each is by: the column of a breakdown, "" for units.
    where : the releases.
    """

    groups: tuple[Group, ...]
    columns: tuple[str, ...]
    minimum: int
    coded: bool
    instrument: str | None
    n: Floats
    value: Floats
    bound: Floats
    std_error: Floats
    reach: Floats
    silent: Bools
    spoken: Bools
    least: Floats
    most: Floats
    half_width: Floats
    relations: sparse.csr_array
    wholes: npt.NDArray[np.int64]
    kinds: tuple[str, ...]
    where: str


def table_of(releases: Sequence[Facts], wave: int) -> Table:
    """What releases of one survey tell of one wave, all together: the same group is the same people in each.

    "All other units" are the same people in two releases only if they are the same units.
    """
    keys = _Keys()
    lists = [_Listed(facts, wave) for facts in releases]
    numbers = [{group: keys.of(group, one.folded.get(group.unit)) for group in one.groups} for one in lists]
    relations = {
        (number[whole], tuple(sorted({number[part] for part in parts}))): kind
        for one, number in zip(lists, numbers, strict=True)
        for kind, whole, parts in one.relations()
    }
    measures = (measure for facts in releases for group, measure in facts.values if group.wave == wave)
    columns = {column: at for at, column in enumerate(dict.fromkeys((PEOPLE, *measures)))}
    filled = _Filled(len(keys.groups), len(columns))
    for facts, number in zip(releases, numbers, strict=True):
        filled.people(facts, number)
        filled.values(facts, number, columns)
    ids = {facts.instruments[wave] for facts in releases if wave in facts.instruments}
    return Table(
        groups=tuple(keys.groups),
        columns=tuple(columns),
        minimum=max(facts.minimum for facts in releases),
        coded=any(facts.code_extremes for facts in releases),
        instrument=min(ids) if ids else None,
        relations=_matrix(list(relations), len(keys.groups)),
        wholes=np.array([whole for whole, _ in relations], dtype=np.int64),
        kinds=tuple(relations.values()),
        where=joined_names(facts.name for facts in releases),
        **filled.arrays(keys.groups),
    )


def people_of(group: Group) -> frozenset[tuple[str, str]]:
    """Who the people of a group are, whatever the order of their codes."""
    return frozenset((*group.unit, *group.breakdown))


class _Keys:
    """Numbers for groups of people, whatever the order of their codes."""

    def __init__(self) -> None:
        self.groups: list[Group] = []
        self._numbers: dict[object, int] = {}

    def of(self, group: Group, members: frozenset[Codes] | None) -> int:
        """The number of a group; `members` are the units of a fold."""
        key = (people_of(group), members)
        if key not in self._numbers:
            self._numbers[key] = len(self.groups)
            self.groups.append(group)
        return self._numbers[key]


class _Listed:
    """The groups that one release lists of a wave, and what "all other units" of it are."""

    def __init__(self, facts: Facts, wave: int) -> None:
        spoken = (*facts.people, *(group for group, _ in facts.values))
        self.groups = list(dict.fromkeys(group for group in spoken if group.wave == wave))
        told = {group for group, n in facts.people.items() if n is not None or facts.at_least.get(group, 0) > 0}
        told |= {group for (group, _), shown in facts.values.items() if shown is not None}
        self.below: dict[tuple[Codes, Codes], list[Group]] = {}
        self.codes: dict[tuple[Codes, str], list[Group]] = {}
        for group in self.groups:
            if group.unit:
                self.below.setdefault((group.unit[:-1], group.breakdown), []).append(group)
            if group.breakdown:
                self.codes.setdefault((group.unit, group.breakdown[0][0]), []).append(group)
        self.folded = {
            group.unit: frozenset(
                one.unit for one in self.below[group.unit[:-1], ()] if one not in told and not is_fold(one.unit)
            )
            for group in self.groups
            if is_fold(group.unit) and not group.breakdown
        }

    def relations(self) -> Iterator[tuple[str, Group, list[Group]]]:
        """Which groups make up which: the units directly below, the members of a fold, a unit's codes of each breakdown."""
        there = set(self.groups)
        for (unit, breakdown), children in self.below.items():
            apart = [one for one in children if not is_fold(one.unit)]
            if apart and (whole := Group(children[0].wave, unit, breakdown)) in there:
                yield "", whole, apart
            for fold in (one for one in children if is_fold(one.unit)):
                if members := [one for one in apart if one.unit in self.folded.get(fold.unit, ())]:
                    yield "", fold, members
        for (unit, column), parts in self.codes.items():
            if (whole := Group(parts[0].wave, unit)) in there:
                yield column, whole, parts


def _matrix(relations: Sequence[tuple[int, tuple[int, ...]]], groups: int) -> sparse.csr_array:
    rows = [row for row, (_, parts) in enumerate(relations) for _ in range(len(parts) + 1)]
    columns = [column for whole, parts in relations for column in (whole, *parts)]
    signs = [sign for _, parts in relations for sign in (-1.0, *(1.0 for _ in parts))]
    return sparse.csr_array((signs, (rows, columns)), shape=(len(relations), groups))


def _rounding(values: Sequence[float]) -> float:
    """Half of the widest step that all of some values are multiples of; 0 if they are not rounded."""
    fitting = (step for step in STEPS if all(abs(value / step - round(value / step)) < 1e-6 for value in values))
    return next(fitting, 0.0) / 2


def _roundings(facts: Facts) -> dict[Group, float]:
    """Half of the step that each group's values are rounded to whose number of people is told as a bound."""
    values: dict[Group, list[float]] = {}
    for (group, _), shown in facts.values.items():
        if shown is not None and shown.bound is None and group in facts.at_least:
            values.setdefault(group, []).append(shown.value)
    return {group: _rounding(of) for group, of in values.items()}


class _Filled:
    """The arrays of a table while releases are read into them; the more exact of two figures stays."""

    def __init__(self, groups: int, columns: int) -> None:
        shape = (groups, columns)
        self.n, self.value, self.std_error, self.reach = (np.full(shape, np.nan) for _ in range(4))
        self.bound = np.zeros(shape)
        self.silent, self.spoken = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)
        self.least, self.most = np.zeros(groups), np.full(groups, np.inf)
        self.perhaps, self.surely = np.zeros(groups, dtype=bool), np.zeros(groups, dtype=bool)
        self.half_width = np.zeros(shape)

    def people(self, facts: Facts, numbers: Mapping[Group, int]) -> None:
        """Read the head counts of a release in."""
        for group, at in numbers.items():
            if group in facts.people:
                self.spoken[at, 0] = True
                # A unit that is listed has somebody; a code of a breakdown may have nobody in it.
                self.least[at] = max(self.least[at], facts.at_least.get(group, 0 if group.breakdown else 1))
                self.silent[at, 0] |= group not in facts.at_least
                (self.surely if facts.at_least.get(group, 1) else self.perhaps)[at] = True
                if facts.at_least.get(group, 0) >= facts.minimum:
                    self.most[at] = min(self.most[at], facts.at_least[group] + facts.minimum - 1)
                if (people := facts.people[group]) is not None:
                    self.n[at, 0] = people

    def values(self, facts: Facts, numbers: Mapping[Group, int], columns: Mapping[str, int]) -> None:
        """Read the values of a release in."""
        rounding = _roundings(facts)
        for (group, measure), shown in facts.values.items():
            if group not in numbers:
                continue
            at = numbers[group], columns[measure]
            self.spoken[at] = True
            if shown is None:
                self.silent[at] = True
                continue
            if shown.n is not None:
                self.n[at] = shown.n
                self.least[at[0]] = max(self.least[at[0]], shown.n)
            if shown.std_error is not None:
                self.std_error[at] = shown.std_error
                self.reach[at] = np.nan if shown.reach is None else shown.reach
            half_width = max(facts.half_width, rounding.get(group, 0.0))
            closer = (shown.bound is not None, half_width) < (self.bound[at] != 0, self.half_width[at])
            if np.isnan(self.value[at]) or closer:
                self.value[at] = shown.value
                self.bound[at] = {None: 0, "or_more": 1, "or_less": -1}[shown.bound]
                self.half_width[at] = half_width

    def arrays(self, groups: Sequence[Group]) -> dict[str, Any]:
        """What was filled."""
        silent = self.silent & np.isnan(self.n) & np.isnan(self.value)
        silent[[UNLISTED in (code for _, code in group.unit) for group in groups]] = False
        silent[self.perhaps & ~self.surely] = False  # there may be nobody to learn of
        return {
            "n": self.n,
            "value": self.value,
            "bound": self.bound,
            "std_error": self.std_error,
            "reach": self.reach,
            "silent": silent,
            "spoken": self.spoken,
            "least": self.least,
            "most": self.most,
            "half_width": self.half_width,
        }

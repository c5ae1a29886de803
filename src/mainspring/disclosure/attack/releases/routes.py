"""Every attack on releases of scores: on each alone, and on those of one survey together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Final

import numpy as np

from mainspring.disclosure.attack.findings import Finding
from mainspring.disclosure.attack.ranges.counts import Relations, count_ranges
from mainspring.disclosure.attack.releases.coarse import answered
from mainspring.disclosure.attack.releases.differences import agree, differences
from mainspring.disclosure.attack.releases.extremes import followed_through_the_tree, shown_extremes
from mainspring.disclosure.attack.releases.parts import indices_and_parts
from mainspring.disclosure.attack.releases.small import small_groups
from mainspring.disclosure.attack.releases.standard_errors import standard_errors
from mainspring.disclosure.attack.releases.subtraction import head_counts, withheld_scores
from mainspring.disclosure.attack.releases.waves import between_waves
from mainspring.disclosure.attack.tables.additive import Additive
from mainspring.disclosure.attack.tables.surveys import surveys, waves_of
from mainspring.disclosure.attack.tables.table import Floats, Table, table_of
from mainspring.disclosure.facts import Facts, Group

TRIED: Final = (
    "groups and values of too few people",
    "subtraction, and linear programmes, through the unit tree, “all other units” and breakdowns, for head counts and scores",
    "values that tell what (almost) everybody answered: as shown, through the tree, and through indices and their parts",
    "standard errors that are made of withheld units",
    "units that changed by a few people from one wave to the next",
    "differences between releases of one survey, and all of them together",
)
"""What is tried, in words."""


def attack_releases(
    releases: Sequence[Facts], *, attacked: int = 0, people_known: Mapping[Group, int] | None = None
) -> list[Finding]:
    """Everything that can be learned from releases of scores by whoever has all of them.

    Parameters
    ----------
    attacked : how many of the first have been attacked together before: only what the others add is looked for.
    people_known : head counts that an insider knows, for attacks by such a person too.
    """
    found: list[Finding] = []
    first = [at for at, one in enumerate(releases) if not any(_says_the_same(one, other) for other in releases[:at])]
    attacked = sum(at < attacked for at in first)
    releases = [releases[at] for at in first]
    for numbers in surveys(releases):
        facts = [releases[number] for number in numbers]
        if max(numbers) >= attacked:
            found += _survey(facts, sum(number < attacked for number in numbers), people_known)
    return list(dict.fromkeys(found))


def attack_table(table: Table, people_known: Mapping[Group, int] | None = None) -> list[Finding]:
    """Everything that can be learned from one wave."""
    relations = Relations(table)
    additive = Additive(table, relations.holds)
    scores, ranges = withheld_scores(table, relations, additive, people_known)
    return [
        *small_groups(table),
        *head_counts(table, relations),
        *scores,
        *shown_extremes(table, additive),
        *followed_through_the_tree(table, ranges, additive),
        *indices_and_parts(table, additive),
        *standard_errors(table, additive),
    ]


def _survey(facts: Sequence[Facts], attacked: int, people_known: Mapping[Group, int] | None) -> Iterator[Finding]:
    """The releases of one survey, of which the first have been attacked before."""
    joint, before = [], []
    for wave in sorted({wave for one in facts for wave in waves_of(one)}):
        telling = [at for at, one in enumerate(facts) if wave in waves_of(one)]
        tables = [table_of([facts[at]], wave) for at in telling]
        new = [place for place, at in enumerate(telling) if at >= attacked]
        old = len(tables) - len(new)
        for place in new:
            yield from attack_table(tables[place], people_known)
            for other in tables[:place]:
                yield from differences(other, tables[place])
        joint.append(tables[0] if len(tables) == 1 else table_of([facts[at] for at in telling], wave))
        if old:
            early = joint[-1] if not new else table_of([facts[at] for at in telling[:old]], wave)
            before.append(early)
        if new and len(tables) > 1:
            yield from _together(tables, joint[-1], people_known)
    known = {finding.what for finding in _between(before)}
    yield from (finding for finding in _between(joint) if finding.what not in known)


def _says_the_same(one: Facts, other: Facts) -> bool:
    """Whether a release says what another said before, so that there is nothing new in it."""
    told = ("instruments", "minimum", "code_extremes", "people", "values", "at_least", "half_width")
    return all(getattr(one, what) == getattr(other, what) for what in told)


def _between(tables: Sequence[Table]) -> Iterator[Finding]:
    if len(tables) > 1:
        yield from between_waves(tables, *zip(*(_followed(table) for table in tables), strict=True))


def _together(alone: Sequence[Table], joint: Table, people_known: Mapping[Group, int] | None) -> Iterator[Finding]:
    """What releases tell together and none of them alone, where they can be added up and one adds to the others."""
    if not all(agree(one, other) for one, other in combinations(alone, 2)):
        return
    if any(_as_much(one, joint) for one in alone):
        return
    known = {finding.what for one in alone for finding in attack_table(one, people_known)}
    for finding in attack_table(joint, people_known):
        if finding.what not in known:
            yield finding


def _as_much(one: Table, joint: Table) -> bool:
    """Whether a release tells as much as all of them."""
    return bool(
        len(one.groups) == len(joint.groups)
        and one.n.shape == joint.n.shape
        and one.relations.shape == joint.relations.shape
        and np.isnan(one.n).sum() == np.isnan(joint.n).sum()
        and np.isnan(one.value).sum() == np.isnan(joint.value).sum()
    )


def _followed(table: Table) -> tuple[Floats, Floats]:
    """Head counts as they are told, or follow; and the most people that answered any question."""
    relations = Relations(table)
    counts = count_ranges(table, relations, [0])
    exact = counts.least[:, 0] == counts.most[:, 0]
    return np.where(exact, counts.least[:, 0], np.nan), answered(table, Additive(table, relations.holds))

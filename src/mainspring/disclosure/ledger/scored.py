"""What scores tell, as far as later ones must be compared with them: how many people are in each group, and what is withheld."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from mainspring.disclosure.attack.findings import is_fold
from mainspring.disclosure.facts import Codes, Facts, Group, Shown

KIND: Final = "scores"
WITHHELD, UNCOUNTED = -1, 0
"""In place of how many people answered: the value is withheld; it is shown without their number."""

ANY: Final = 50.0
"""What every value is remembered as: which can be worked out from others does not depend on what they are."""


def plain(facts: Facts) -> dict[str, Any]:
    """What a ledger remembers of scores: no value."""
    measures = sorted({measure for _, measure in facts.values})
    groups = sorted({*facts.people, *facts.at_least, *(group for group, _ in facts.values)})
    return {
        "kind": KIND,
        "code_extremes": facts.code_extremes,
        "measures": measures,
        "groups": [
            [
                group.wave,
                [list(pair) for pair in group.unit],
                [list(pair) for pair in group.breakdown],
                f"{facts.at_least[group]}+" if group in facts.at_least else facts.people.get(group, UNCOUNTED),
                [_number(facts, group, measure) for measure in measures],
            ]
            for group in groups
        ],
    }


def remembered(
    facts: Mapping[str, Any], instruments: Mapping[str, str], sources: Mapping[str, str], minimum: int, name: str
) -> Facts:
    """What an entry's facts say."""
    people: dict[Group, int | None] = {}
    at_least: dict[Group, int] = {}
    values: dict[tuple[Group, str], Shown | None] = {}
    for wave, unit, breakdown, n, numbers in facts["groups"]:
        group = Group(wave, _codes(unit), _codes(breakdown))
        if n != UNCOUNTED:
            people[group] = None if isinstance(n, str) else n
        if isinstance(n, str):
            at_least[group] = int(n.removesuffix("+"))
        for measure, number in zip(facts["measures"], numbers, strict=True):
            if number is not None:
                values[group, measure] = None if number == WITHHELD else Shown(ANY, number or None)
    waves = {int(wave): instrument for wave, instrument in instruments.items()}
    return Facts(name, waves, minimum, facts["code_extremes"], people, values, sources, at_least)


def without_values(facts: Facts) -> Facts:
    """The same as a ledger remembers it, to be compared with what it remembers."""
    values = {at: None if shown is None else Shown(ANY, shown.n) for at, shown in facts.values.items()}
    return replace(facts, values=values)


def same_survey(earlier: Facts, new: Facts) -> bool:
    """Whether two releases speak of the same people: a wave of one instrument, or a file, is in both."""
    waves = any(earlier.instruments.get(wave) == id for wave, id in new.instruments.items())
    return waves or bool(set(earlier.sources.values()) & set(new.sources.values()))


def differences(earlier: Facts, new: Facts) -> Iterator[str]:
    """What could be worked out with the scores of two releases, in words; nothing if they are of different surveys."""
    if not same_survey(earlier, new):
        return
    minimum = max(earlier.minimum, new.minimum)
    few = {
        group: None
        for (group, _), before, now in _pairs(earlier, new)
        if before and now and 0 < abs(now - before) < minimum
    }
    if few:
        yield f"{_named(list(few))} fewer than {minimum} people more or fewer than before: what differs in the results is about them"
    shown = {group: None for (group, _), before, now in _pairs(earlier, new) if before is None and now is not None}
    if shown:
        yield f"{_named(list(shown), 'shows', 'show')} what was withheld before, and what it was withheld for can be worked out"


def _pairs(earlier: Facts, new: Facts) -> Iterator[tuple[tuple[Group, str], int | None, int | None]]:
    """What both speak of: the group and the measure ("" for its people), and how many people each says; None where withheld."""
    for group, n in new.people.items():
        if group in earlier.people and not _bounded(group, earlier, new):
            yield (group, ""), earlier.people[group], n
    for at, value in new.values.items():
        if at in earlier.values and not is_fold(at[0].unit):
            before = earlier.values[at]
            yield at, None if before is None else before.n or 0, None if value is None else value.n or 0


def _bounded(group: Group, *releases: Facts) -> bool:
    """Whether a release shows a bound of how many there are, or the group is "all other units", which may be others each time."""
    return any(group in facts.at_least for facts in releases) or is_fold(group.unit)


def _named(groups: list[Group], one: str = "has", several: str = "have") -> str:
    more = f" and {len(groups) - 1} more {'group' if len(groups) == 2 else 'groups'}" if len(groups) > 1 else ""
    return f"{_name(groups[0])}{more} {several if more else one}"


def _name(group: Group) -> str:
    among = "".join(f", {column}={code}" for column, code in group.breakdown)
    return f"{'/'.join(code for _, code in group.unit) or 'everybody'}{among} in {group.wave}"


def _number(facts: Facts, group: Group, measure: str) -> int | None:
    if (group, measure) not in facts.values:
        return None
    shown = facts.values[group, measure]
    return WITHHELD if shown is None else shown.n or UNCOUNTED


def _codes(pairs: list[list[str]]) -> Codes:
    return tuple((column, code) for column, code in pairs)

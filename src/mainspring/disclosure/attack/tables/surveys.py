"""Which releases are of one survey, so that what they tell goes together."""

from __future__ import annotations

from collections.abc import Sequence

from mainspring.disclosure.attack.tables.recipes import Recipes
from mainspring.disclosure.facts import Codes, Facts


def surveys(releases: Sequence[Facts]) -> list[list[int]]:
    """The releases of each survey, by their numbers, in order."""
    found: list[list[int]] = []
    for number, facts in enumerate(releases):
        mine = [others for others in found if any(_kin(facts, releases[other]) for other in others)]
        found = [others for others in found if others not in mine]
        found.append(sorted([number, *(one for others in mine for one in others)]))
    return sorted(found)


def waves_of(facts: Facts) -> set[int]:
    """The waves that a release tells of."""
    return {group.wave for group in (*facts.people, *(group for group, _ in facts.values))}


def _kin(one: Facts, other: Facts) -> bool:
    """Whether two releases are of one survey.

    In a wave that both have they must be of the same instrument; in other waves, of instruments of the same survey. A table names
    none: then they are, if they tell of the same wave or of the same units.
    """
    if one.instruments and other.instruments:
        shared = one.instruments.keys() & other.instruments.keys()
        if shared:
            return any(one.instruments[wave] == other.instruments[wave] for wave in shared)
        return bool(_named(one) & _named(other))
    return bool(waves_of(one) & waves_of(other)) or bool(_units(one) & _units(other))


def _named(facts: Facts) -> set[str]:
    recipes = {id: Recipes(id).instrument for id in facts.instruments.values()}
    return {id if instrument is None else instrument.survey for id, instrument in recipes.items()}


def _units(facts: Facts) -> set[Codes]:
    return {group.unit for group in (*facts.people, *(group for group, _ in facts.values)) if group.unit}

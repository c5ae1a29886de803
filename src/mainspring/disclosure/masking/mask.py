"""Who is masked, so that every profile in every unit has enough people."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

import numpy as np

from mainspring.disclosure.masking.greedy import merge_greedily
from mainspring.disclosure.masking.merges import Longs, Merges, merges
from mainspring.disclosure.masking.model import BLANK, Masking, People, Profile, Substitution, Unit, UnitLoss
from mainspring.disclosure.masking.optimum import MOST_WAYS, THOROUGH, improve
from mainspring.disclosure.policy import FLOOR
from mainspring.errors import MaskingError, PolicyError, Problem

MOST_ATTRIBUTES: Final = 8
"""Each doubles the ways in which a person can be masked."""

MOST_NAMED: Final = 20


def mask_profiles(
    people: People,
    attributes: Sequence[str],
    k: int,
    *,
    thorough: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Masking:
    """Choose substitutions after which at least k people of a unit, or nobody, have each profile, and that mask few values.

    Parameters
    ----------
    people : how many people have each profile, by unit. attributes : names of the profile's codes; of two ways that mask as many
        values, the one that keeps the earlier ones is taken.
    thorough : whether to look longer for ways that mask fewer values, in large units, too.
    progress : called with the units done and all units.

    Raises
    ------
    PolicyError : if k is below the floor of all policies.
    MaskingError : naming all units that have fewer than k people: with all attributes masked they would still be too few.

    Examples
    --------
    >>> found = mask_profiles({((), ("A", "A")): 3, ((), ("A", "")): 13}, ["sex", "grade"], 10)
    >>> [(one.before, one.after, one.people) for one in found.substitutions]
    [(('A', 'A'), ('A', ''), 3)]
    """
    check_minimum(k)
    if len(attributes) > MOST_ATTRIBUTES:
        what = f"{len(attributes)} attributes are to be masked together."
        raise MaskingError(Problem(what, remedy=f"Name the {MOST_ATTRIBUTES} that people can be recognised by best."))
    by_unit = profiles_by_unit(people)
    too_small = {unit: total for unit, own in by_unit.items() if (total := sum(own.values())) < k}
    if too_small:
        raise MaskingError(_too_small(too_small, k))
    substitutions: list[Substitution] = []
    losses: list[UnitLoss] = []
    for done, (unit, own) in enumerate(sorted(by_unit.items()), start=1):
        chosen, least = _mask_unit(unit, own, k, THOROUGH if thorough else MOST_WAYS)
        substitutions += chosen
        losses.append(_unit_loss(unit, own, chosen, least, len(attributes)))
        if progress is not None:
            progress(done, len(by_unit))
    return Masking(tuple(attributes), k, tuple(substitutions), tuple(losses))


def check_minimum(k: int) -> None:
    """Raise PolicyError for a k below the floor."""
    if k < FLOOR:
        what = f"A minimum of {k} would leave groups of {k} people to be recognised."
        raise PolicyError(
            Problem(what, remedy=f"The smallest minimum is {FLOOR} people; the publisher of FEVS takes 10.")
        )


def profiles_by_unit(people: People) -> dict[Unit, dict[Profile, int]]:
    """The profiles of each unit that somebody has, with how many."""
    found: dict[Unit, dict[Profile, int]] = {}
    for (unit, profile), count in people.items():
        if count:
            found.setdefault(unit, {})[profile] = count
    return found


def _mask_unit(unit: Unit, own: Mapping[Profile, int], k: int, most_ways: int) -> tuple[list[Substitution], int | None]:
    """The substitutions of one unit, and how many values must be masked whichever way is taken, None if that is not known."""
    if min(own.values()) >= k:
        return [], 0
    profiles = sorted(own)
    labels = [sorted({BLANK, *column}) for column in zip(*profiles, strict=True)]
    codes = np.array([[labels[at].index(code) for at, code in enumerate(one)] for one in profiles], dtype=np.int64)
    ways = merges(codes, np.array([own[one] for one in profiles], dtype=np.int64), k)
    found = improve(ways, merge_greedily(ways), most_ways)
    return list(_substitutions(unit, ways, found.taken, labels)), found.least


def _substitutions(unit: Unit, ways: Merges, taken: Longs, labels: Sequence[Sequence[str]]) -> Iterator[Substitution]:
    def profile(codes: Longs) -> Profile:
        return tuple(known[code] for known, code in zip(labels, codes.tolist(), strict=True))

    for way in np.flatnonzero((taken > 0) & (ways.masked > 0)).tolist():
        before, after = profile(ways.codes[ways.profile[way]]), profile(ways.targets[ways.target[way]])
        yield Substitution(unit, before, after, int(taken[way]))


def _unit_loss(
    unit: Unit, own: Mapping[Profile, int], chosen: Sequence[Substitution], least: int | None, attributes: int
) -> UnitLoss:
    values = [sum(one.people for one in chosen if at in one.masked) for at in range(attributes)]
    return UnitLoss(
        unit=unit,
        people=sum(own.values()),
        touched=sum(one.people for one in chosen),
        values=tuple(values),
        most=max((len(one.masked) for one in chosen), default=0),
        least=least,
    )


def _too_small(units: Mapping[Unit, int], k: int) -> Iterator[Problem]:
    """Each unit that no masking can help."""
    remedy = "Masking cannot help it: fold units that are too small, or take coarser ones."
    for unit, people in sorted(units.items())[:MOST_NAMED]:
        name = "/".join(code or "(blank)" for code in unit) or "The survey"
        counted = "1 person" if people == 1 else f"{people} people"
        yield Problem(f"{name} has {counted} in all, fewer than {k}.", remedy=remedy)
    if (more := len(units) - MOST_NAMED) and more > 0:
        yield Problem(f"{more} more units have fewer than {k} people.")

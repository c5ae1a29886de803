"""What masking works on and what comes of it: counts of people by unit and profile, and whose attributes are left blank."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

Unit = tuple[str, ...]
"""A unit's codes, coarse to fine; () where a survey has no units."""

Profile = tuple[str, ...]
"""A person's codes, one for each attribute; BLANK where it is masked."""

People = Mapping[tuple[Unit, Profile], int]
"""How many people of each unit have each profile."""

BLANK: Final = ""


@dataclass(frozen=True, slots=True)
class Substitution:
    """So many people of a unit, who have the profile `before`, get the profile `after`: some of its codes are masked."""

    unit: Unit
    before: Profile
    after: Profile
    people: int

    @property
    def masked(self) -> tuple[int, ...]:
        """Positions of the attributes that are masked by it."""
        pairs = zip(self.before, self.after, strict=True)
        return tuple(at for at, (old, new) in enumerate(pairs) if old != new)

    @property
    def loss(self) -> int:
        """How many values it masks."""
        return self.people * len(self.masked)


@dataclass(frozen=True, slots=True)
class UnitLoss:
    """What masking took from one unit.

    Attributes
    ----------
    people : how many are in it. touched : how many of them had something masked.
    values : how many values were masked, by attribute. most : how many of one person, at most.
    least : so many values must be masked whichever way is taken, as far as could be proven; None where that was not tried.
    """

    unit: Unit
    people: int
    touched: int
    values: tuple[int, ...]
    most: int
    least: int | None

    @property
    def loss(self) -> int:
        """How many values were masked."""
        return sum(self.values)

    @property
    def proven(self) -> bool:
        """Whether no other way masks fewer values."""
        return self.least == self.loss


@dataclass(frozen=True, slots=True)
class Masking:
    """Who is masked so that every profile in a unit has at least `k` people, and what that takes from the survey."""

    attributes: tuple[str, ...]
    k: int
    substitutions: tuple[Substitution, ...]
    units: tuple[UnitLoss, ...]

    @property
    def loss(self) -> int:
        """How many values are masked."""
        return sum(unit.loss for unit in self.units)

    @property
    def people(self) -> int:
        """How many people there are."""
        return sum(unit.people for unit in self.units)


def masked_people(people: People, masking: Masking) -> dict[tuple[Unit, Profile], int]:
    """The people by unit and profile once they are masked."""
    after = dict(people)
    for one in masking.substitutions:
        after[one.unit, one.before] -= one.people
        after[one.unit, one.after] = after.get((one.unit, one.after), 0) + one.people
    return {cell: count for cell, count in after.items() if count}


def at_risk(people: People, k: int) -> dict[tuple[Unit, Profile], int]:
    """The profiles that fewer than `k` people of a unit have."""
    return {cell: count for cell, count in people.items() if 0 < count < k}

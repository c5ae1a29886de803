"""What a shared file of moments tells, as far as another one of the same survey must be compared with it.

A survey is shared once. Two files of it can be subtracted from each other: with other variables, the difference is about the people
who have the one set and not the other; with other units, about those who are counted elsewhere; with slightly other people, about
these. Mostly they are a handful. Only a file that tells exactly the same may follow.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from mainspring.moments import CENTRE, CellPath, Moments, reduced

KIND: Final = "shared moments"
DECIMALS: Final = 8


@dataclass(frozen=True, slots=True)
class SharedFacts:
    """What a shared file of moments tells.

    Attributes
    ----------
    instrument, wave, sources : which survey it is of. by : the columns of its units. variables : what it has sums of.
    minimum : the policy's. people : how many are in each unit. sums : SHA-256 of all sums in it, whatever files they were made from.
    """

    instrument: str
    wave: int
    by: tuple[str, ...]
    variables: tuple[str, ...]
    minimum: int
    people: Mapping[CellPath, int]
    sums: str
    sources: Mapping[str, str] = field(default_factory=dict)

    @property
    def instruments(self) -> dict[int, str]:
        """The instrument of each wave: of the one."""
        return {self.wave: self.instrument}

    def plain(self) -> dict[str, Any]:
        """The same for a ledger's entry."""
        return {
            "kind": KIND,
            "by": list(self.by),
            "variables": list(self.variables),
            "units": [[list(path), n] for path, n in self.people.items()],
            "sums": self.sums,
        }


def shared_facts(moments: Moments, minimum: int) -> SharedFacts:
    """What these moments tell; they are such as may leave home: one pattern for each unit."""
    schema, people = moments.schema, dict(zip(moments.paths, moments.n.tolist(), strict=True))
    return SharedFacts(
        schema.instrument, schema.wave, schema.by, schema.variables, minimum, people, _sums(moments), moments.sources
    )


def _sums(moments: Moments) -> str:
    """SHA-256 of the sums, the same for the same people in whatever order they were added up.

    Means of squares, rounded: coarser than what a computer rounds, finer than what one answer of one person changes.
    """
    ordered = reduced(moments, sorted(moments.schema.variables))
    means = ordered.products / (CENTRE**2 * ordered.products[:, :, :1])
    told = hashlib.sha256(json.dumps([ordered.schema.variables, ordered.schema.by, ordered.paths]).encode())
    told.update(ordered.n.data)
    told.update(" ".join(f"{weight:.8g}" for weight in ordered.weight).encode())
    told.update((np.round(means, DECIMALS) + 0.0).data)  # + 0: a zero with a sign is a zero
    return told.hexdigest()


def remembered(
    facts: Mapping[str, Any], instruments: Mapping[str, str], sources: Mapping[str, str], minimum: int
) -> SharedFacts:
    """What an entry's facts say."""
    ((wave, instrument),) = instruments.items()
    people = {tuple(path): n for path, n in facts["units"]}
    by, variables = tuple(facts["by"]), tuple(facts["variables"])
    return SharedFacts(instrument, int(wave), by, variables, minimum, people, facts["sums"], sources)


def differences(earlier: SharedFacts, new: SharedFacts) -> Iterator[str]:
    """What could be worked out with two shared files, in words; nothing if they are of different surveys, or tell the same."""
    same = (earlier.instrument, earlier.wave) == (new.instrument, new.wave)
    if earlier.sums == new.sums or not (same or set(earlier.sources.values()) & set(new.sources.values())):
        return
    minimum = max(earlier.minimum, new.minimum)
    few = [
        path for path, n in new.people.items() if 0 < abs(n - earlier.people.get(path, n)) < minimum
    ]  # how many exactly is what nobody should learn, not from a message either
    if few:
        yield f"{_units(few)} fewer than {minimum} people more or fewer than before: taking one file from the other leaves only their sums"
    if other := sorted(set(earlier.variables) ^ set(new.variables)):
        yield f"only one of the two has {', '.join(other)}: the difference is about people who answered the one set of variables and not the other"
    if earlier.by != new.by or set(earlier.people) != set(new.people):
        yield "their units are not the same: people who are counted with others in one file can be told apart with the other"
    if earlier.people == new.people and set(earlier.variables) == set(new.variables):
        yield "they have as many people in every unit and other sums: the difference is about those whose answers were changed"


def _units(paths: list[CellPath]) -> str:
    named = "/".join(paths[0]) or "all together"
    more = f" and {len(paths) - 1} more {'unit' if len(paths) == 2 else 'units'}" if len(paths) > 1 else ""
    return f"{named}{more} {'have' if more else 'has'}"

"""What one set of sums tells of few people: each rule looks at every unit, and says in which it learned something."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np

from mainspring.disclosure.attack.sums.totals import (
    ROUNDING,
    Bools,
    Floats,
    Longs,
    alike,
    four_groups,
    of_those_with,
    through_product,
    yes_or_no,
)

PER_VARIABLE: Final = 3
"""So few people for each variable are too few: with as many people as variables, their answers can be solved for."""


@dataclass(frozen=True, slots=True)
class Sums:
    """The sums of some units, T float64 (u, k, k) as in `totals`, of these variables; `minimum` is the fewest people of a group."""

    T: Floats
    names: tuple[str, ...]
    minimum: int

    @property
    def n(self) -> Longs:
        """How many people each unit has."""
        return np.rint(self.T[:, 0, 0]).astype(np.int64)

    def having(self, f: int) -> Longs:
        """How many have the share at this place in t."""
        return np.rint(self.T[:, 0, f] / 100).astype(np.int64)

    def name(self, at: int) -> str:
        """What stands at this place in t."""
        return self.names[at - 1]

    @property
    def products(self) -> list[int]:
        """The places in t of products."""
        return [at for at, name in enumerate(self.names, start=1) if ":" in name]

    @property
    def plain(self) -> list[int]:
        """The places in t of all that are no products."""
        return [at for at, name in enumerate(self.names, start=1) if ":" not in name]


@dataclass(frozen=True, slots=True)
class Told:
    """What a rule learned: `what`, with `of` in the place of {of}; in which units, bool (u,), and about how many people, int64 (u,)."""

    route: str
    what: str
    of: str
    at: Bools
    people: Longs


Rule = Callable[[Sums], Iterator[Told]]


def small(sums: Sums) -> Iterator[Told]:
    """Units of fewer people than a group must have, or than the variables ask for."""
    fewest = max(sums.minimum, PER_VARIABLE * len(sums.names))
    what = f"fewer than {fewest} people have all {{of}} variables"
    yield Told("small units", what, str(len(sums.names)), sums.n < fewest, sums.n)
    what = "there are no more people than the {of} variables, and the sums leave little but their answers"
    yield Told("solving", what, str(len(sums.names)), sums.n <= len(sums.names), sums.n)


def counted(sums: Sums) -> Iterator[Told]:
    """Groups by one share, and by two, that are smaller than they may be. Nobody is few, too: then whoever has the one lacks the other."""
    shares = yes_or_no(sums.T)
    for f in sums.plain:
        yes = sums.having(f)
        few = np.minimum(yes, sums.n - yes)
        at = shares[:, f] & (few < sums.minimum)
        yield Told(
            "one share",
            f"fewer than {sums.minimum}, or nobody, have or have not {{of}}",
            sums.name(f),
            at,
            np.where(few, few, sums.n),
        )
    for f, g in combinations(sums.plain, 2):
        four = four_groups(sums.T, f, g)
        straight, crossed = four[:, [0, 3]].min(axis=1), four[:, [1, 2]].min(axis=1)
        few = np.minimum(straight, crossed)
        known = np.where(few, few, np.maximum(straight, crossed))  # where nobody has both: those who have the one
        at = shares[:, f] & shares[:, g] & (few < sums.minimum)
        what = f"fewer than {sums.minimum}, or nobody, are in one of the groups by {{of}}"
        yield Told("pairs", what, f"{sums.name(f)} with {sums.name(g)}", at, known)


def unanimous(sums: Sums) -> Iterator[Told]:
    """Scores that everybody in a unit has."""
    same = alike(sums.T)
    for s in sums.plain:
        yield Told("unanimous", "everybody has the same {of}", sums.name(s), same[:, s], sums.n)


def at_an_end(sums: Sums) -> Iterator[Told]:
    """Groups by a share of whom all are at 0 or at 100 of a score."""
    shares = yes_or_no(sums.T)
    for f in sums.plain:
        for s in (one for one in sums.plain if one != f):
            for has, total in zip((True, False), of_those_with(sums.T, f, s), strict=True):
                people = sums.having(f) if has else sums.n - sums.having(f)
                at = shares[:, f] & ~shares[:, s] & (people > 0) & _ends(total, people, sums.n)
                what = f"all who {'have' if has else 'have not'} {sums.name(f)} are at one end of {{of}}"
                yield Told("ends", what, sums.name(s), at, people)


def through_products(sums: Sums) -> Iterator[Told]:
    """What a product with a share tells of those who have it: that they are alike, or what a group of them by another share has."""
    shares = yes_or_no(sums.T)
    place = {name: at for at, name in enumerate(sums.names, start=1)}
    for product in sums.products:
        parts = [place.get(part) for part in sums.names[product - 1].split(":")]
        for f, s in (parts, parts[::-1]):
            if f is not None and s is not None and shares[:, f].any():
                yield from _through(sums, f, s, product, shares)


def _through(sums: Sums, f: int, s: int, product: int, shares: Bools) -> Iterator[Told]:
    score = sums.name(s)
    for has, group in zip((True, False), through_product(sums.T, s, product), strict=True):
        people = sums.having(f) if has else sums.n - sums.having(f)
        total, square = group[:, 0], group[:, s] - 50 * group[:, 0]  # of x - 50
        same = people * square - total**2 <= ROUNDING * 2500 * sums.n**2
        who = f"who {'have' if has else 'have not'} {sums.name(f)}"
        at = shares[:, f] & ~shares[:, s] & (people > 0) & same
        yield Told("products", f"all {who} have the same {{of}}", score, at, people)
        for g in (one for one in sums.plain if one not in (f, s)):
            four = four_groups(sums.T, f, g)
            for other, column in ((True, 0 if has else 2), (False, 1 if has else 3)):
                few = four[:, column]
                inside = group[:, g] / 100 if other else total - group[:, g] / 100
                known = (few == 1) | _ends(inside + 50 * few, few, sums.n)
                at = shares[:, f] & shares[:, g] & ~shares[:, s] & (few > 0) & known
                which = f"{who} and {'have' if other else 'have not'} {{of}}"
                yield Told("products", f"the {score} of each of those {which} can be read off", sums.name(g), at, few)


RULES: Final[Sequence[Rule]] = (small, counted, unanimous, at_an_end, through_products)


def _ends(total: Floats, people: Longs, n: Longs) -> Bools:
    """Whether the sum of a score over some people is that of all at 0, or of all at 100."""
    slack = ROUNDING * 1e4 * n
    found: Bools = (np.abs(total) <= slack) | (np.abs(100 * people - total) <= slack)
    return found

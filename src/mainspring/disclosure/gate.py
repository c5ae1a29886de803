"""The gate for cross-products: a matrix of them is a set of tables, and every table in it must be one that may leave.

Each rule holds for a group of people if it holds for a part of them. A group that passes may therefore take in any other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np

from mainspring.disclosure.policy import Policy
from mainspring.moments import CENTRE, place, unpacked
from mainspring.scores.tree import Bools, Floats, Longs

PER_VARIABLE: Final = 3
"""So many people for each variable: with as many people as variables, sums and products would give everybody's answers."""

NEGLIGIBLE: Final = 1e-12
"""What is so small a part of what it is taken from is rounding."""


@dataclass(frozen=True, slots=True)
class Gate:
    """Which groups' plain cross-products of some variables may leave.

    Everywhere `sums` are float64 (c, packed): lower triangles of the unweighted sums of z z', z = (1, variables from 50), over the
    people of c groups who have all of the variables.

    Attributes
    ----------
    variables : their ids. minimum : the policy's. indicators : positions of the variables that are 0 or 100 for everybody.
    """

    variables: tuple[str, ...]
    minimum: int
    indicators: tuple[int, ...]

    @property
    def fewest(self) -> int:
        """How many people a group must have at least."""
        return max(self.minimum, PER_VARIABLE * len(self.variables))

    @property
    def scores(self) -> tuple[int, ...]:
        """Positions of the variables that are no indicators, products of two variables among them."""
        return tuple(at for at in range(len(self.variables)) if at not in self.indicators)

    def passes(self, sums: Floats) -> Bools:
        """Whether each group may leave, bool (c,)."""
        passed: Bools = sums[:, 0] >= self.fewest
        for rule in (self.counted, self.varied, self.mixed, self.divided):
            passed[passed] = rule(sums[passed]).all(axis=1)
        return passed

    def counted(self, sums: Floats) -> Bools:
        """Whether those who have an indicator, and those who have not, are enough; and for each pair all four groups of people.

        Bool (c, indicators + pairs). This is the strict reading of "zero or enough, and no level where all or none have the other
        attribute": if nobody has both, whoever has the one is known not to have the other.
        """
        alone, pairs = self._places(), self._pairs()
        single, joint = joint_counts(sums, alone, alone)[:, :, [0, 3]], joint_counts(sums, *pairs)
        return np.hstack([(counts >= self.minimum).all(axis=2) for counts in (single, joint)])

    def varied(self, sums: Floats) -> Bools:
        """Whether each score varies, bool (c, scores): everybody's would be known if it did not."""
        at = 1 + np.array(self.scores, dtype=np.int64)
        n, total, square = sums[:, :1], sums[:, place(at, 0 * at)], sums[:, place(at, at)]
        return n * square - total**2 > NEGLIGIBLE * n * square

    def mixed(self, sums: Floats) -> Bools:
        """Whether neither those who have an indicator nor those who have not are all at an end of a score.

        Bool (c, indicators x scores). Products have no such end.
        """
        plain = [at for at in self.scores if ":" not in self.variables[at]]
        f, s = (1 + grid.ravel() for grid in np.meshgrid(self._places() - 1, np.array(plain, dtype=np.int64)))
        n, own, total = sums[:, :1], sums[:, place(f, 0 * f)] / CENTRE, sums[:, place(s, 0 * s)]
        cross = sums[:, place(f, s)] / CENTRE
        sides = [
            CENTRE * people - np.abs(score) > NEGLIGIBLE * CENTRE * n
            for people, score in (((n + own) / 2, (total + cross) / 2), ((n - own) / 2, (total - cross) / 2))
        ]
        return np.logical_and(*sides)

    def divided(self, sums: Floats) -> Bools:
        """Whether a score, where its product with an indicator is kept, varies among those who have the indicator and those who do
        not, and is not at an end for all of a group by that indicator and another.

        Bool (c, such products). The product with an indicator f makes sums over everybody into sums over those who have f.
        """
        kept = list(self._divisions())
        passed = np.ones((len(sums), len(kept)), dtype=bool)
        if not kept:
            return passed
        S, n = unpacked(sums), sums[:, 0]
        for column, (f, s, product) in enumerate(kept):
            # The product is z_f z_s / 100, and taken from 50 as all variables are: this is the sums of z_f z_s z, over 50.
            own = 2 * (S[:, product] + CENTRE * S[:, 0])
            for a in (1, -1):
                people, score = (n + a * S[:, f, 0] / CENTRE) / 2, (S[:, s, 0] + a * S[:, f, s] / CENTRE) / 2
                spread = (S[:, s, s] + a * own[:, s]) / 2
                passed[:, column] &= people * spread - score**2 > NEGLIGIBLE * n * S[:, s, s]
                for g in (1 + at for at in self.indicators if 1 + at != f):
                    more = (S[:, g, 0] + a * S[:, f, g] / CENTRE) / 2 / CENTRE
                    higher = (S[:, g, s] + a * own[:, g]) / 2 / CENTRE
                    for b in (1, -1):
                        inside = CENTRE * (people + b * more) / 2 - np.abs(score + b * higher) / 2
                        passed[:, column] &= inside > NEGLIGIBLE * CENTRE * n
        return passed

    def faults(self, sums: Floats) -> Iterator[str]:
        """In words, which rules one group breaks, `sums` float64 (packed,); without saying by how much."""
        one, names = sums[None], self.variables
        if one[0, 0] < self.fewest:
            yield f"fewer than {self.fewest} people have all {len(names)} variables (the policy's {self.minimum}, and {PER_VARIABLE} for each variable)"
            return
        alone = [names[at] for at in self.indicators]
        groups = [*alone, *(f"{a} and {b} (with both, one or neither)" for a, b in combinations(alone, 2))]
        for group, enough in zip(groups, self.counted(one)[0], strict=True):
            if not enough:
                yield f"fewer than {self.minimum} people, or nobody, are in one of the groups by {group}"
        for at, enough in zip(self.scores, self.varied(one)[0], strict=True):
            if not enough:
                yield f"{names[at]} is the same for everybody"
        if not self.mixed(one).all():
            yield f"all who are alike in one of {', '.join(alone)} are at one end of a score"
        for (_, _, product), enough in zip(self._divisions(), self.divided(one)[0], strict=True):
            if not enough:
                yield f"{names[product - 1]} would tell that a group is alike"

    def _divisions(self) -> Iterator[tuple[int, int, int]]:
        """The places in z of an indicator, of a score, and of their product, for each such product."""
        at = {name: 1 + position for position, name in enumerate(self.variables)}
        for product in (name for name in self.variables if ":" in name):
            first, second = (at[part] for part in product.split(":"))
            for f, s in ((first, second), (second, first)):
                if f - 1 in self.indicators:
                    yield f, s, at[product]

    def _places(self) -> Longs:
        return 1 + np.array(self.indicators, dtype=np.int64)

    def _pairs(self) -> tuple[Longs, Longs]:
        first, second = np.triu_indices(len(self.indicators), 1)
        return self._places()[first], self._places()[second]


def gate_of(sums: Floats, variables: tuple[str, ...], policy: Policy) -> Gate:
    """The gate for these variables: an indicator is what everybody has at 0 or at 100, whatever the codebook calls it."""
    total = sums.sum(axis=0)
    at = np.arange(1, 1 + len(variables))
    ends = (total[place(at, at)] == CENTRE**2 * total[0]) & (total[0] > 0)  # exact: 2,500 for each person
    indicators = tuple(one for one in np.flatnonzero(ends).tolist() if ":" not in variables[one])
    return Gate(variables, policy.minimum, indicators)


def joint_counts(sums: Floats, one: Longs, other: Longs) -> Floats:
    """How many people have both of two indicators, only the one, only the other, neither: float64 (c, pairs, 4).

    `one` and `other` (pairs,) are places in z. An indicator there is -50 or 50, so that these counts are linear in the sums.
    """
    n = sums[:, :1]
    a, b = (sums[:, place(at, 0 * at)] / CENTRE for at in (one, other))
    ab = sums[:, place(one, other)] / CENTRE**2
    counts: Floats = np.rint(np.stack([n + a + b + ab, n + a - b - ab, n - a + b - ab, n - a - b + ab], axis=2) / 4)
    return counts

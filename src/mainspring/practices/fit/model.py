"""When which dial pays: two tasks, one of which can be seen from above (after Holmstrom and Milgrom 1991; Honig 2022).

A person does two tasks. Of the first, somebody above can see whether it was done well; of the second, nobody can. The agency sets two
dials from 0 to 1: `a`, how much room people have (empowerment), and `m`, how closely they are checked (compliance). Effort costs the
person half its square. Checking rewards the first task, and takes attention from the second at the rate of `distortion`; where there
is room, motivation works on both:

    effort on what is seen:      e1 = m + motivation a
    effort on what is not:       e2 = motivation a - distortion m

which is what maximises (m + motivation a) e1 + (motivation a - distortion m) e2 - e1^2 / 2 - e2^2 / 2. `observability` is the share of
the work's worth that the first task has. Room costs control, the more the higher the stakes, and more again where a rule could have
said what is right; checking costs attention, the more the less predictable the work is, since rules are then out of date; and each
takes something from the other. What the public gets is

    V(a, m) = observability e1 + (1 - observability) e2 - r a^2 / 2 - c m^2 / 2 - BOTH a m
            = motivation a + d m - r a^2 / 2 - c m^2 / 2 - BOTH a m,      d = observability - distortion (1 - observability),
    r = 1/4 + stakes / 2 + stakes predictability / 4,      c = 1/2 + (1 - predictability) / 2.

`tightness` of rules from outside leaves a at most 1 - tightness. Since r c >= 1/8 > BOTH^2, V is strictly
concave, and has one optimum. Setting both slopes to nought,

    motivation = r a + BOTH m,   d = c m + BOTH a
    =>  a = (c motivation - BOTH d) / (r c - BOTH^2),   m = (r d - BOTH motivation) / (r c - BOTH^2);

where that lies outside the box, the optimum lies on an edge, on which V is a parabola in one dial. The numbers 1/4, 1/2 and BOTH are
chosen, not measured: they make both dials cover their whole range. What can be relied on is which way things go.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final

from mainspring.errors import CatalogueError, Problem

BOTH: Final = 0.25
"""How much each dial takes from the other."""


@dataclass(frozen=True, slots=True)
class Work:
    """What a unit's work is like, each from 0 to 1.

    Attributes
    ----------
    observability : whether somebody above can see if the work was done well. distortion : whether measuring it would bend effort.
    predictability : whether the right thing to do is known beforehand. stakes : what an error costs. motivation : whether people care
        for the work's purpose. tightness : how much rules from outside the agency leave open; 1 is nothing.

    Raises CatalogueError for numbers that are not from 0 to 1.
    """

    observability: float
    distortion: float
    predictability: float
    stakes: float
    motivation: float
    tightness: float = 0.0

    def __post_init__(self) -> None:
        """Check the numbers."""
        wrong = [one.name for one in fields(self) if not 0 <= getattr(self, one.name) <= 1]
        if wrong:
            raise CatalogueError(Problem(f"{', '.join(wrong)} must be from 0 to 1."))

    @property
    def seen(self) -> float:
        """What a step of checking brings: `d` above; below 0 where it bends more than it brings."""
        return self.observability - self.distortion * (1 - self.observability)

    @property
    def cost_of_room(self) -> float:
        """`r` above."""
        return 0.25 + self.stakes / 2 + self.stakes * self.predictability / 4

    @property
    def cost_of_checking(self) -> float:
        """`c` above."""
        return 0.5 + (1 - self.predictability) / 2


@dataclass(frozen=True, slots=True)
class Settings:
    """Both dials, from 0 to 1."""

    empowerment: float
    compliance: float


def efforts(work: Work, at: Settings) -> tuple[float, float]:
    """Effort on what is seen and on what is not; below 0 where people work against it."""
    of_own = work.motivation * at.empowerment
    return at.compliance + of_own, of_own - work.distortion * at.compliance


def worth(work: Work, at: Settings) -> float:
    """What the public gets: V above."""
    seen, unseen = efforts(work, at)
    a, m = at.empowerment, at.compliance
    costs = work.cost_of_room * a**2 / 2 + work.cost_of_checking * m**2 / 2 + BOTH * a * m
    return work.observability * seen + (1 - work.observability) * unseen - costs


def slopes(work: Work, at: Settings) -> Settings:
    """What a step of each dial would bring: the derivatives of V by a and by m."""
    return Settings(
        work.motivation - work.cost_of_room * at.empowerment - BOTH * at.compliance,
        work.seen - work.cost_of_checking * at.compliance - BOTH * at.empowerment,
    )


def optimum(work: Work) -> Settings:
    """The dials that the public gets most from, in closed form."""
    r, c = work.cost_of_room, work.cost_of_checking
    most_room = 1 - work.tightness
    spread = r * c - BOTH**2
    a = (c * work.motivation - BOTH * work.seen) / spread
    m = (r * work.seen - BOTH * work.motivation) / spread
    if 0 <= a <= most_room and 0 <= m <= 1:
        return Settings(a, m)
    edges = [
        *(Settings(a, _within((work.seen - BOTH * a) / c, 0, 1)) for a in (0.0, most_room)),
        *(Settings(_within((work.motivation - BOTH * m) / r, 0, most_room), m) for m in (0.0, 1.0)),
    ]
    return max(edges, key=lambda at: worth(work, at))


def _within(value: float, low: float, high: float) -> float:
    return min(max(value, low), high)

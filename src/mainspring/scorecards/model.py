"""A unit's results: every value released, or withheld with a reason. This is all that a report may see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from mainspring.disclosure import Policy, Released, Value
from mainspring.instrument import Instrument

UnitPath = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """An organisational node. `path` is its codes from the top (() is everybody), `keys` the level ids, `name` for people.

    `fold` marks "all other units": what is left of the parent when its small units are counted together. `ids` is what machines
    call it, by level; where it is empty, that is `keys` with `path`.
    """

    path: UnitPath
    keys: tuple[str, ...]
    name: str
    fold: bool = False
    ids: Mapping[str, str] = field(default_factory=dict)

    @property
    def parent(self) -> UnitPath | None:
        """The path of the unit above; None for everybody."""
        return self.path[:-1] if self.path else None


@dataclass(frozen=True, slots=True)
class Difference:
    """A difference in points (this unit minus the other): `clear` if its 95% interval excludes zero."""

    value: float
    std_error: float
    conf_low: float
    conf_high: float

    @property
    def clear(self) -> bool:
        """Whether the data can tell the difference from none."""
        return self.conf_low > 0 or self.conf_high < 0


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A group of a unit's people: those with this code in this column; `label` and `name` are what people call the two."""

    column: str
    code: str
    label: str
    name: str


@dataclass(frozen=True, slots=True)
class Scorecard:
    """One unit in one wave, or one group of its people.

    Attributes
    ----------
    breakdown : of which of the unit's people it is; None for all.
    n : Released(value=n) or Withheld: how many people answered.
    indices, constructs, attributes : Value by id (ids as in product: `eei`, `autonomy`, `female` ...; attributes are shares).
    from_parent, from_median, from_previous : Difference by construct or index id, where both are released; `from_previous` is
        absent across a trend break.
    ranks : (lowest, highest) rank among released units of the same level, by construct id: a 95% simultaneous interval.
    """

    unit: Unit
    wave: int
    n: Value
    indices: Mapping[str, Value]
    constructs: Mapping[str, Value]
    attributes: Mapping[str, Value]
    from_parent: Mapping[str, Difference]
    from_median: Mapping[str, Difference]
    from_previous: Mapping[str, Difference]
    ranks: Mapping[str, tuple[int, int]]
    breakdown: Breakdown | None = None


@dataclass(frozen=True, slots=True)
class Reliability:
    """Cronbach's alpha of a construct in a wave, respondents with all its items answered (`n`); None with one item."""

    construct: str
    wave: int
    items: int
    n: int
    alpha: float | None
    alpha_weighted: float | None


@dataclass(frozen=True, slots=True)
class ItemCount:
    """How many people answered an item in a wave, said do-not-know, left it blank, or were masked by the publisher."""

    item: str
    wave: int
    answered: int
    do_not_know: int
    not_answered: int
    masked: int


@dataclass(frozen=True, slots=True)
class Provenance:
    """How the scorecards were made: file names with SHA-256, rows, by-columns, weighting, software version."""

    sources: Mapping[str, str]
    rows: int
    by: tuple[str, ...]
    weighted: bool
    version: str


@dataclass(frozen=True, slots=True)
class NotShown:
    """Units or groups of which nothing is shown that people said.

    Attributes
    ----------
    hidden : how many, and `of` how many. reasons : how many for each reason, a sentence.
    people : in them, each once, to the nearest ten; None where it cannot be counted from what is shown.
    at_least : whether there may be more of these people.
    """

    hidden: int
    of: int
    people: int | None
    reasons: Mapping[str, int]
    at_least: bool = False


@dataclass(frozen=True, slots=True)
class Withholding:
    """How much of a wave is not shown. It tells no more than a reader could count, so that nobody learns from it.

    Attributes
    ----------
    units : of the survey. groups : by breakdown, those of the units that are shown.
    values : how many single values are withheld of units and groups of which others are shown, by reason, a sentence.
    proven : whether no safe choice of what to hide hides fewer people; None where only the small ones are hidden.
    spare : where that is not proven, how many fewer people a safe choice may hide at most, rounded up to tens.
    """

    wave: int
    units: NotShown
    groups: Mapping[str, NotShown]
    values: Mapping[str, int]
    proven: bool | None
    spare: int = 0


@dataclass(frozen=True, slots=True)
class Scorecards:
    """Everything that may be shown of a survey, over its units and waves.

    `cells` holds one Scorecard per unit and wave: everybody first, then depth first by name, waves ascending; `groups` in the same
    order those of the breakdowns, which `breakdowns` names by their columns. `medians` maps
    (wave, depth, measure id) to the median of released units at that depth. `withheld` says of each wave how much is not shown.
    """

    instruments: Mapping[int, Instrument]
    policy: Policy
    cells: tuple[Scorecard, ...]
    medians: Mapping[tuple[int, int, str], float]
    reliability: tuple[Reliability, ...]
    item_counts: tuple[ItemCount, ...]
    withheld: tuple[Withholding, ...]
    provenance: Provenance
    notices: tuple[str, ...] = ()
    groups: tuple[Scorecard, ...] = ()
    breakdowns: tuple[str, ...] = ()

    @property
    def waves(self) -> tuple[int, ...]:
        """The waves, ascending."""
        return tuple(sorted(self.instruments))

    def of(self, path: UnitPath, wave: int | None = None) -> Scorecard | None:
        """The scorecard of a unit in a wave (the latest it has, if None); None where there is none."""
        found = [cell for cell in self.cells if cell.unit.path == path and wave in (None, cell.wave)]
        return max(found, key=lambda cell: cell.wave, default=None)


__all__ = [
    "Difference",
    "ItemCount",
    "NotShown",
    "Provenance",
    "Released",
    "Reliability",
    "Scorecard",
    "Scorecards",
    "Unit",
    "UnitPath",
    "Value",
    "Withholding",
]

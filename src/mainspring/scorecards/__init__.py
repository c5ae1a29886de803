"""A unit's results as released-or-withheld values, with what they are compared with."""

from mainspring.scorecards.build import score
from mainspring.scorecards.model import (
    Difference,
    ItemCount,
    Provenance,
    Reliability,
    Scorecard,
    Scorecards,
    Unit,
    UnitPath,
)

__all__ = [
    "Difference",
    "ItemCount",
    "Provenance",
    "Reliability",
    "Scorecard",
    "Scorecards",
    "Unit",
    "UnitPath",
    "score",
]

"""A unit's results as released-or-withheld values, with what they are compared with."""

from mainspring.scorecards.account import Account, why_withheld
from mainspring.scorecards.build import score
from mainspring.scorecards.export import as_frame, as_json
from mainspring.scorecards.model import (
    Breakdown,
    Difference,
    ItemCount,
    NotShown,
    Provenance,
    Reliability,
    Scorecard,
    Scorecards,
    Unit,
    UnitPath,
    Withholding,
)
from mainspring.scorecards.published import score_published

__all__ = [
    "Account",
    "Breakdown",
    "Difference",
    "ItemCount",
    "NotShown",
    "Provenance",
    "Reliability",
    "Scorecard",
    "Scorecards",
    "Unit",
    "UnitPath",
    "Withholding",
    "as_frame",
    "as_json",
    "score",
    "score_published",
    "why_withheld",
]

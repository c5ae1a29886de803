"""Microdata: attributes are masked until every profile in a unit has enough people, and as few of them as can be."""

from mainspring.disclosure.masking.collapse import Collapse, collapsed, load_collapse
from mainspring.disclosure.masking.folding import fold_small, folded
from mainspring.disclosure.masking.mask import check_minimum, mask_profiles
from mainspring.disclosure.masking.model import (
    Masking,
    People,
    Profile,
    Substitution,
    Unit,
    UnitLoss,
    at_risk,
    masked_people,
)

__all__ = [
    "Collapse",
    "Masking",
    "People",
    "Profile",
    "Substitution",
    "Unit",
    "UnitLoss",
    "at_risk",
    "check_minimum",
    "collapsed",
    "fold_small",
    "folded",
    "load_collapse",
    "mask_profiles",
    "masked_people",
]

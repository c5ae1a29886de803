"""What may leave: policies, and values that are released or withheld with a reason."""

from mainspring.disclosure.blocks import blocks_of
from mainspring.disclosure.fold import OTHERS
from mainspring.disclosure.judge import judge
from mainspring.disclosure.manifest import Manifest
from mainspring.disclosure.measures import Block, Cells, hide_values
from mainspring.disclosure.policy import FLOOR, POLICIES, Policy, load_policy
from mainspring.disclosure.sharing import Shared, share
from mainspring.disclosure.suppress import Hidden, hide_units, relations_of
from mainspring.disclosure.suppression import Choice
from mainspring.disclosure.values import Bound, Reason, Released, Value, Withheld

__all__ = [
    "FLOOR",
    "OTHERS",
    "POLICIES",
    "Block",
    "Bound",
    "Cells",
    "Choice",
    "Hidden",
    "Manifest",
    "Policy",
    "Reason",
    "Released",
    "Shared",
    "Value",
    "Withheld",
    "blocks_of",
    "hide_units",
    "hide_values",
    "judge",
    "load_policy",
    "relations_of",
    "share",
]

"""What may leave: policies, and values that are released or withheld with a reason."""

from mainspring.disclosure.judge import judge
from mainspring.disclosure.policy import FLOOR, POLICIES, Policy, load_policy
from mainspring.disclosure.suppress import Hidden, hide_units, hide_values
from mainspring.disclosure.values import Bound, Reason, Released, Value, Withheld

__all__ = [
    "FLOOR",
    "POLICIES",
    "Bound",
    "Hidden",
    "Policy",
    "Reason",
    "Released",
    "Value",
    "Withheld",
    "hide_units",
    "hide_values",
    "judge",
    "load_policy",
]

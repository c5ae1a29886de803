"""What may leave: policies, values that are released or withheld with a reason, and gates that whatever is written must pass."""

from mainspring.disclosure.account import Because, account
from mainspring.disclosure.blocks import blocks_of
from mainspring.disclosure.book import clear_claims, clear_published_claims
from mainspring.disclosure.earlier import Earlier
from mainspring.disclosure.extremes import extreme
from mainspring.disclosure.facts import Facts
from mainspring.disclosure.fold import OTHERS
from mainspring.disclosure.judge import judge
from mainspring.disclosure.manifest import Manifest
from mainspring.disclosure.measurements import clear_measurement, clear_shrunken, fewest_for
from mainspring.disclosure.measures import Block, Cells, hide_values
from mainspring.disclosure.outgoing import Cleared
from mainspring.disclosure.policy import FLOOR, POLICIES, Policy, load_policy
from mainspring.disclosure.regressions import clear_countries, clear_fit
from mainspring.disclosure.sharing import Shared, share
from mainspring.disclosure.suppress import Hidden, hide_units, relations_of
from mainspring.disclosure.suppression import Choice
from mainspring.disclosure.values import Bound, Reason, Released, Value, Withheld, people_counted, published
from mainspring.disclosure.waves import Rosters, changed_little, coarse_people, coarse_value, read_rosters

__all__ = [
    "FLOOR",
    "OTHERS",
    "POLICIES",
    "Because",
    "Block",
    "Bound",
    "Cells",
    "Choice",
    "Cleared",
    "Earlier",
    "Facts",
    "Hidden",
    "Manifest",
    "Policy",
    "Reason",
    "Released",
    "Rosters",
    "Shared",
    "Value",
    "Withheld",
    "account",
    "blocks_of",
    "changed_little",
    "clear_claims",
    "clear_countries",
    "clear_fit",
    "clear_measurement",
    "clear_published_claims",
    "clear_shrunken",
    "coarse_people",
    "coarse_value",
    "extreme",
    "fewest_for",
    "hide_units",
    "hide_values",
    "judge",
    "load_policy",
    "people_counted",
    "published",
    "read_rosters",
    "relations_of",
    "share",
]

"""The gate for the book's claims: a part that would rest on too few people, or tell of some, is withheld; and every country passes, or none
is shown on its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from mainspring.disclosure.gate import PER_VARIABLE
from mainspring.disclosure.outgoing import Cleared, cleared
from mainspring.disclosure.policy import POLICIES, Policy
from mainspring.disclosure.regressions import barred, faults
from mainspring.errors import ModelError
from mainspring.evidence import Claims, ClaimsOptions, Part, claims_published
from mainspring.evidence.book_claims import (
    ASKED,
    DRIVEN,
    FEWEST_PEOPLE,
    Tested,
    concluded,
    examined,
    untested,
    with_countries,
)
from mainspring.instrument import Instrument
from mainspring.moments import COUNTRY, Moments, PublishedBenchmark, PublishedScores, countries_of, of_countries

WITHHELD: Final = "It is withheld: it would rest on too few people, or tell too much of some of them."
"""One sentence whatever the reason: the reason itself would tell."""

BETWEEN_UNITS: Final = 4
"""What C4 asks of units: their level, their motivation, their compliance, and the product."""

FITTED: Final = frozenset((one.claim, one.id) for one in ASKED)
OVER_TIME: Final = "C7"


def clear_claims(
    moments: Moments | Sequence[Moments],
    instrument: Instrument | Sequence[Instrument],
    policy: Policy = POLICIES["rule-of-ten"],
    options: ClaimsOptions | None = None,
) -> Cleared[Claims]:
    """Test the book's claims and keep of them what may leave.

    A part that may not says so, without its figure and its people. Only units of the policy's minimum are spoken of for themselves, or
    are rows of what changes over time. Takes otherwise, and raises, what `claims` does.
    """
    how = options or ClaimsOptions()
    how = replace(how, smallest_unit=max(how.smallest_unit, policy.minimum))
    found = examined(moments, instrument, how)
    found = replace(found, parts=tuple(_gated(part, found, policy) for part in found.parts))
    people = int(found.last.moments.n.sum())
    if people < policy.minimum:
        found = replace(found, about=replace(found.about, who=f"fewer than {policy.minimum:,} people"))
    if _countries_may(found, policy):
        found = with_countries(found)
    return cleared(concluded(found), policy, "claims", people if people >= policy.minimum else None)


def clear_published_claims(
    files: Sequence[PublishedScores | PublishedBenchmark],
    policy: Policy = POLICIES["people-survey"],
    options: ClaimsOptions | None = None,
) -> Cleared[Claims]:
    """The book's claims on what a publisher has released already, which withheld what it had to. Raises as `claims_published`."""
    return cleared(claims_published(files, options), policy, "claims", None)


def _gated(part: Part, found: Tested, policy: Policy) -> Part:
    """The part, or that it is withheld. What changes over time is of units that are large enough, each a row."""
    if part.verdict == "not tested" or part.claim == OVER_TIME:
        return part
    few = part.n < max(policy.minimum, FEWEST_PEOPLE)
    if part.claim == "C4":
        few = few or (part.clusters or 0) < PER_VARIABLE * BETWEEN_UNITS
    if few or any(_fails(formula, found, policy) for formula in _formulas(part)):
        return untested(part.claim, part.id, part.label, WITHHELD)
    return part


def _formulas(part: Part) -> list[str]:
    """What of a part is a model that the gate for models knows."""
    if part.claim == "C1":
        return [f"{DRIVEN} ~ 1"]
    return [part.model.partition(", the slope")[0]] if (part.claim, part.id) in FITTED else []


def _fails(formula: str, found: Tested, policy: Policy) -> bool:
    return any(True for _ in faults(formula, found.last.moments, found.last.instrument, policy))


def _countries_may(found: Tested, policy: Policy) -> bool:
    """Whether all parts may be shown of each country, and of all others."""
    moments, instrument = found.last.moments, found.last.instrument
    if COUNTRY not in moments.schema.by:
        return True
    formulas = [formula for part in found.parts if part.verdict != "not tested" for formula in _formulas(part)]
    fewest = max(policy.minimum, FEWEST_PEOPLE)
    if any(of_countries(moments, [name]).n.sum() < fewest for name in countries_of(moments)):
        return False
    try:
        return not barred(list(dict.fromkeys(formulas)), moments, instrument, policy)
    except ModelError:  # nobody in a country has all of it
        return False

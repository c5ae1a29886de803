"""Scorecards, practices and answers made to order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from mainspring.disclosure import Reason, Released, Value, Withheld, load_policy
from mainspring.practices import Catalogue, Consent, Entry, Practice, Profile, Register, Study
from mainspring.scorecards import Provenance, Scorecard, Scorecards, Unit

PEERS = (58.0, 60.0, 62.0, 64.0, 66.0)
WITHHELD = Withheld(Reason.PROTECTED, 10)


def released(value: float, std_error: float | None = 1.0) -> Released:
    return Released(value=value, std_error=std_error, conf_low=None, conf_high=None, n=100)


def scorecard(code: str, constructs: Mapping[str, Value], n: Value | None = None) -> Scorecard:
    nothing: dict[str, Any] = {}
    return Scorecard(
        unit=Unit((code,), ("AGENCY",), f"Agency {code}"),
        wave=2018,
        n=n or released(100),
        indices={},
        constructs=constructs,
        attributes={},
        from_parent=nothing,
        from_median=nothing,
        from_previous=nothing,
        ranks={},
    )


def scorecards(own: Mapping[str, Value], peers: Sequence[float] = PEERS) -> Scorecards:
    """A unit `U` with these constructs, and peers that have each of `peers` on all of them."""
    cells = [scorecard("U", own)]
    cells += [scorecard(f"P{at}", {id: released(value) for id in own}) for at, value in enumerate(peers)]
    return Scorecards(
        instruments={},
        policy=load_policy("rule-of-ten"),
        cells=tuple(cells),
        medians={},
        reliability=(),
        item_counts=(),
        withheld=(),
        provenance=Provenance({}, 600, ("AGENCY",), False, "0"),
    )


def practice(**changes: Any) -> Practice:
    """A practice of autonomy that a team's manager can start; with changes."""
    return Practice.model_validate(
        {
            "title": "Do this",
            "in_short": "Do it.",
            "levers": ["autonomy"],
            "dials": {"empowerment": "more", "compliance": "same"},
            "who": "team",
            "powers": "existing rules",
            "effort": "small",
            "weeks_to_effect": 6,
            "cost": "An hour.",
            "steps": ["First.", "Then.", "Last."],
            "first_conversation": "Talk.",
            "when": ["Often."],
            "when_not": ["Seldom."],
            "risks": ["Some."],
            "compliance_risk": "A little.",
            "signs": {"constructs": ["autonomy"], "administrative": "Days."},
            "pilot": {"design": "teams by lot", "how": "Draw teams."},
            "unknown": "Much.",
        }
        | changes
    )


def control(**changes: Any) -> Practice:
    """A practice that tightens control; with changes."""
    return practice(levers=["compliance"], dials={"empowerment": "same", "compliance": "more"}, **changes)


def study(id: str, direction: str = "for", design: str = "randomised", levers: Sequence[str] = ("autonomy",)) -> Study:
    return Study.model_validate(
        {
            "id": id,
            "short": f"{id} 2020",
            "cite": f"{id}. A study.",
            "setting": "somewhere, 40 offices",
            "design": design,
            "levers": list(levers),
            "finding": "It went 9 % better.",
            "direction": direction,
        }
    )


def catalogue(practices: Mapping[str, Practice], studies: Sequence[Study] = ()) -> Catalogue:
    return Catalogue(Register(study=list(studies)), {id: Entry(id, one, "") for id, one in practices.items()}, {})


def cited(id: str, nearness: str = "like it") -> dict[str, str]:
    return {"study": id, "nearness": nearness}


def with_a_nurse(catalogue: Catalogue) -> Catalogue:
    """The catalogue with the profile of somebody who is to be shown by her role, mission and story, and not by her name."""
    consent = Consent(by="A. Bello", on=date(2026, 5, 1), shows=["role", "mission", "story"])
    nurse = Profile(
        name="A. Bello",
        role="Night nurse",
        place="Smallville",
        mission="Nobody waits alone.",
        levers=["peers"],
        story="She **calls** the day shift.",
        consent=consent,
    )
    return replace(catalogue, profiles=(*catalogue.profiles, nurse))

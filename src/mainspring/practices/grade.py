"""How well a practice is supported: worked out from the register each time, and typed nowhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from mainspring.practices.model import Cited, Practice
from mainspring.practices.register import Direction, Register, Study

Support = Literal["tested", "observed", "related", "reasoned"]

OPPOSITE: Final[Mapping[Direction, Direction]] = {
    "for": "against",
    "against": "for",
    "mixed": "mixed",
    "context": "context",
}
SAYS: Final[Mapping[Support, str]] = {
    "tested": "Tested: somebody tried this, or something much like it, by lot",
    "observed": "Observed: where it is done, things go better or worse; nobody can say that it is the cause",
    "related": "Related: the idea behind it has been studied, not the practice",
    "reasoned": "Reasoned: the register holds no study of it",
}
"""Each grade in words."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A study beside a practice.

    Attributes
    ----------
    bearing : what it says about the practice: of one that tightens control, the opposite of what it says about empowerment.
    cited : how the practice cites it; None where it does not, and the study is of the same lever and speaks against it.
    """

    study: Study
    bearing: Direction
    cited: Cited | None


@dataclass(frozen=True, slots=True)
class Grade:
    """How well a practice is supported, with the studies: those against it first, then those that point both ways.

    Attributes
    ----------
    contested : whether a study on its lever speaks against it, or one that it leans on points both ways.
    """

    support: Support
    findings: tuple[Finding, ...]
    contested: bool


def grade(practice: Practice, register: Register) -> Grade:
    """The grade of a practice whose studies are all in the register."""
    cites = {cited.study: cited for cited in practice.evidence}
    findings = [
        Finding(register.by_id[id], bearing(register.by_id[id], practice), cited) for id, cited in cites.items()
    ]
    findings += [
        Finding(study, bearing(study, practice), None)
        for study in register.on(practice.levers)
        if study.id not in cites and bearing(study, practice) in ("against", "mixed")
    ]
    order: list[Direction] = ["against", "mixed", "for", "context"]
    nearest = ["same", "like it", "idea"]
    findings.sort(
        key=lambda one: (order.index(one.bearing), nearest.index(one.cited.nearness) if one.cited else len(nearest))
    )
    contested = any(one.bearing == "against" or (one.bearing == "mixed" and one.cited) for one in findings)
    return Grade(_support(practice, register), tuple(findings), contested)


def bearing(study: Study, practice: Practice) -> Direction:
    """What a study says about a practice."""
    return OPPOSITE[study.direction] if practice.is_compliance else study.direction


def _support(practice: Practice, register: Register) -> Support:
    near = {register.by_id[one.study].kind for one in practice.evidence if one.nearness != "idea"}
    if "randomised" in near:
        return "tested"
    if near & {"quasi-experimental", "observational"}:
        return "observed"
    return "related" if practice.evidence else "reasoned"

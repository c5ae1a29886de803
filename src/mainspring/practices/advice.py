"""Advice for a unit: practices by what they may bring it, from its gaps, their evidence, its work, and what the asker may do.

    expected gain = shortfall of the practice's levers (points; the first counts most) x evidence x fit x reach

For a practice that tightens control the first factor is what a step of checking would bring, in the model of the fit, since no survey
says that a unit is checked too little: without an assessment of the work there is no such advice. The factors are chosen, not
measured, and stand below, to be seen and argued with.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from mainspring.disclosure import Reason, Released, Withheld
from mainspring.practices.catalogue import Catalogue, Entry
from mainspring.practices.fit import ANYTHING, Answers, Dial, Fit, Range, fit, ranges
from mainspring.practices.gaps import WIDE, Gap, gaps
from mainspring.practices.grade import Grade, Support
from mainspring.practices.model import Effort, Powers, Practice, Who
from mainspring.scorecards import Scorecard, Scorecards

Asker = Literal["manager", "agency", "ministry"]
Out = Literal["powers", "against the fit", "no room", "work not told", "lever not shown", "more to gain elsewhere"]

MOST: Final = 5
MOST_OF_A_LEVER: Final = 2
MOST_WHERE_NOTHING_PRESSES: Final = 2
EFFORTS: Final[tuple[Effort, ...]] = ("small", "medium", "large")

REACH: Final[Mapping[Asker, Mapping[Who, float]]] = {
    "manager": {"team": 1.0},
    "agency": {"agency": 1.0, "team": 0.8},
    "ministry": {"ministry": 1.0, "agency": 0.8},
}
"""Whose practices each asker can start, and how directly."""

ALLOWED: Final[Mapping[Asker, tuple[Powers, ...]]] = {
    "manager": ("existing rules",),
    "agency": ("existing rules", "agency policy"),
    "ministry": ("existing rules", "agency policy", "change of rules"),
}

EVIDENCE: Final[Mapping[Support, float]] = {"tested": 1.0, "observed": 0.85, "related": 0.75, "reasoned": 0.65}
CONTESTED: Final = 0.9
"""What is left of the evidence where a study on the lever speaks against it."""

FITS: Final = {"more": 1.0, "open": 0.75, "either": 0.75, "less": 0.0}
STEP: Final = 20.0
"""A slope of 1 of the model counts as so many points of a lever."""

MIDDLE: Final = Range(0.5, 0.5)

SECOND: Final = 0.4
"""What a practice does for a lever that is not its first; less than any evidence and reach leave of its first."""

LEAST: Final = 1.0
"""Points: a lever stands out if it is lower than the others' and expected to fall short of them by more; else nothing presses."""


@dataclass(frozen=True, slots=True)
class Advised:
    """A practice that is advised.

    Attributes
    ----------
    gap : the lever that speaks for it most; None for one that tightens control. gain : its expected gain, for the order alone.
    """

    entry: Entry
    grade: Grade
    gap: Gap | None
    gain: float


@dataclass(frozen=True, slots=True)
class Advice:
    """What a unit may try.

    Attributes
    ----------
    closed : why nothing of the unit is shown; then there is only the conversation guide.
    gaps : its levers beside its peers'. fit : its work; None where nobody was asked.
    practices : at most five, the most promising first. out : why every other practice is not among them, by reason.
    """

    card: Scorecard
    asker: Asker
    closed: Withheld | None
    gaps: tuple[Gap, ...] = ()
    fit: Fit | None = None
    practices: tuple[Advised, ...] = ()
    out: Mapping[Out, tuple[str, ...]] | None = None

    @property
    def stands_out(self) -> bool:
        """Whether some lever is lower than its peers', and is to be expected to fall short of them by more than a little."""
        return any(map(_stands_out, self.gaps))


def advise(
    scorecards: Scorecards,
    card: Scorecard,
    catalogue: Catalogue,
    asker: Asker = "manager",
    answers: Answers | None = None,
) -> Advice:
    """What a unit may try. The same scorecards give the same advice, whatever the order of the survey's rows.

    Parameters
    ----------
    card : one of the scorecards. answers : of the assessment of its work, as `read_answers` gives them; None if nobody was asked.
    """
    if not any(isinstance(value, Released) for value in card.constructs.values()):
        closed = card.n if isinstance(card.n, Withheld) else next(_withheld(card), Withheld(Reason.NOT_ASKED))
        return Advice(card, asker, closed)
    found = gaps(scorecards, card)
    work = None if answers is None else fit_to_work(answers, card)
    ranked, out = [], dict[Out, list[str]]()
    for entry in catalogue.entries.values():
        reason = _why_not(entry.practice, asker, work)
        if reason is None:
            advised = _weighed(entry, catalogue.grades[entry.id], asker, found, work)
            ranked += [advised] if advised.gain > 0 else []
            reason = None if advised.gain > 0 else "lever not shown"
        if reason is not None:
            out.setdefault(reason, []).append(entry.id)
    presses = any(map(_stands_out, found))
    worth_it = [one for one in ranked if not presses or one.gap is None or one.gap.shrunken < 0]
    chosen = _first(sorted(worth_it, key=_order), MOST if presses else MOST_WHERE_NOTHING_PRESSES)
    rest = [one.entry.id for one in ranked if one not in chosen]
    out |= {"more to gain elsewhere": rest} if rest else {}
    return Advice(card, asker, None, found, work, chosen, {why: tuple(sorted(ids)) for why, ids in out.items()})


def fit_to_work(answers: Answers, card: Scorecard | None = None) -> Fit:
    """How well more of each dial fits a unit's work: from the answers, and what the survey says of the unit, if anything.

    Without a card the dials are taken to stand in the middle.
    """
    motivation = None if card is None else _share(card, "motivation")
    return fit(ranges(answers, motivation), _today(card))


def contradicts(practice: Practice, work: Fit) -> bool:
    """Whether a practice moves a dial against what fits the work."""
    ways: dict[Dial, str] = {"empowerment": practice.dials.empowerment, "compliance": practice.dials.compliance}
    return any({way, work.gains[dial].verdict} == {"more", "less"} for dial, way in ways.items())


def _why_not(practice: Practice, asker: Asker, work: Fit | None) -> Out | None:
    if practice.who not in REACH[asker] or practice.powers not in ALLOWED[asker]:
        return "powers"
    if work is None:
        return "work not told" if practice.is_compliance else None
    if contradicts(practice, work):
        return "against the fit"
    if practice.is_compliance and work.gains["compliance"].middle <= 0:
        return "against the fit"
    return "no room" if work.shut and "autonomy" in practice.levers and practice.powers != "change of rules" else None


def _weighed(entry: Entry, graded: Grade, asker: Asker, found: Iterable[Gap], work: Fit | None) -> Advised:
    practice = entry.practice
    factor = EVIDENCE[graded.support] * (CONTESTED if graded.contested else 1.0) * REACH[asker][practice.who]
    if practice.is_compliance:
        brings = (
            0.0 if work is None else STEP * work.gains["compliance"].middle * FITS[work.gains["compliance"].verdict]
        )
        return Advised(entry, graded, None, factor * brings)
    factor *= 1.0 if work is None else FITS[work.gains["empowerment"].verdict]
    first = practice.levers[0]
    own = [
        (gap.shortfall * (1.0 if gap.lever == first else SECOND), gap)
        for gap in found
        if gap.lever in practice.levers and gap.lever != "compliance"
    ]
    if not own:
        return Advised(entry, graded, None, 0.0)
    most = max(own, key=lambda one: (one[0], -one[1].shrunken))[1]
    return Advised(entry, graded, most, factor * sum(brings for brings, _ in own))


def _stands_out(gap: Gap) -> bool:
    return gap.lever != "compliance" and gap.shrunken < 0 and gap.shortfall > LEAST


def _order(one: Advised) -> tuple[float, float, int, int, str]:
    """The most promising first; of those that promise as much, the lowest lever, then the least effort, then the soonest effect."""
    practice = one.entry.practice
    low = one.gap.shrunken if one.gap else 0.0
    return -round(one.gain, 9), round(low, 9), EFFORTS.index(practice.effort), practice.weeks_to_effect, one.entry.id


def _first(ranked: Iterable[Advised], most: int) -> tuple[Advised, ...]:
    """The first ones, no more than two of a lever."""
    chosen: list[Advised] = []
    for one in ranked:
        lever = one.entry.practice.levers[0]
        of_it = sum(other.entry.practice.levers[0] == lever for other in chosen)
        if len(chosen) < most and of_it < MOST_OF_A_LEVER:
            chosen.append(one)
    return tuple(chosen)


def _today(card: Scorecard | None) -> dict[Dial, Range]:
    dials: tuple[Dial, ...] = ("empowerment", "compliance")
    return {dial: MIDDLE if card is None else _share(card, dial) or ANYTHING for dial in dials}


def _share(card: Scorecard, construct: str) -> Range | None:
    """A score as a range from 0 to 1: its 95% interval; None where it is not shown as a number."""
    value = card.constructs.get(construct)
    if not isinstance(value, Released) or value.bound is not None:
        return None
    half = WIDE * (value.std_error or 0.0)
    return Range(max(value.value - half, 0) / 100, min(value.value + half, 100) / 100)


def _withheld(card: Scorecard) -> Iterator[Withheld]:
    yield from (value for value in card.constructs.values() if isinstance(value, Withheld))

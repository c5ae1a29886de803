"""Advice, fit and evidence in sentences, the same on the screen, in the report and in the handbook."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from mainspring.practices.advice import Advice, Advised, Out
from mainspring.practices.catalogue import HANDBOOK
from mainspring.practices.fit import INPUTS, Change, Dial, Fit, Verdict
from mainspring.practices.gaps import Gap
from mainspring.practices.grade import SAYS, Finding, Grade
from mainspring.practices.model import Effort, PilotDesign, Powers
from mainspring.practices.register import Direction, Lever

LEVER: Final[Mapping[Lever, str]] = {
    "autonomy": "autonomy",
    "competence": "competence",
    "peers": "ties to peers",
    "purpose": "purpose",
    "compliance": "compliance",
}
DIAL: Final[Mapping[Dial, str]] = {"empowerment": "room and support", "compliance": "checking"}
INPUT: Final = {
    "observability": "how much of the work can be seen from above",
    "distortion": "how much measuring would bend it",
    "predictability": "how predictable it is",
    "stakes": "what an error costs",
    "motivation": "how much people care for its purpose",
    "tightness": "how tight the rules from outside are",
}
TURNS: Final = {
    "observability": ("more of the work could be seen from above", "less of the work could be seen from above"),
    "distortion": ("measuring bent the work more", "measuring bent the work less"),
    "predictability": ("the work were more predictable", "the work were less predictable"),
    "stakes": ("errors cost more", "errors cost less"),
    "motivation": ("people cared more for its purpose", "people cared less for its purpose"),
    "tightness": ("rules from outside were tighter", "rules from outside were looser"),
}
NUMBERS: Final = ("no", "one", "two", "three", "four")
OUT: Final[Mapping[Out, str]] = {
    "powers": "are not in your power to start",
    "against the fit": "would move a dial against what fits this work",
    "no room": "need room that rules from outside do not leave",
    "work not told": "tighten control, which is advised only after the assessment of the work",
    "lever not shown": "have a lever of which nothing is shown here",
    "more to gain elsewhere": "promise less here than those above",
}
DESIGN: Final[Mapping[PilotDesign, str]] = {
    "teams by lot": "Teams drawn by lot",
    "waves by lot": "All teams in turn, the order drawn by lot",
    "people by lot": "People drawn by lot",
    "matched teams": "Teams beside others like them",
    "before and after": "Before and after, with nobody to compare",
}
EFFORT: Final[Mapping[Effort, str]] = {"small": "Small effort", "medium": "Some effort", "large": "Large effort"}
POWERS: Final[Mapping[Powers, str]] = {
    "existing rules": "within the rules there are",
    "agency policy": "by a decision of the agency",
    "change of rules": "by a change of rules",
}
EMPOWERMENT: Final[Mapping[Direction, str]] = {
    "for": "for managing for empowerment",
    "against": "against managing for empowerment",
    "mixed": "both for and against managing for empowerment",
    "context": "neither for nor against it, and is there for its context",
}
BEARING: Final[Mapping[Direction, str]] = {
    "against": "against it",
    "mixed": "pointing both ways",
    "for": "for it",
    "context": "neither way",
}


def lead(advice: Advice) -> str:
    """What the advice starts from, in a sentence or two."""
    own = [gap for gap in advice.gaps if gap.lever != "compliance"]
    if not own:
        return "Too few other units show these results for this one to be compared."
    clear = sorted((gap for gap in own if gap.clear and gap.shrunken < 0), key=lambda gap: gap.shrunken)
    if clear:
        return f"Staff say less of {_listed([LEVER[gap.lever] for gap in clear])} here than in the median of the other units at this level."
    if advice.stands_out:
        furthest = max(own, key=lambda gap: gap.shortfall)
        return f"No lever can be told apart from the other units’. If one is lower, it is most likely {LEVER[furthest.lever]}."
    return "No lever is lower here than in the median of the other units at this level, so nothing presses. If you want to try something:"


def why(advised: Advised) -> str:
    """Why a practice is advised: its lever, beside the peers'."""
    if advised.gap is None:
        return "In this work, closer checking is likely to bring more than it costs."
    return gap_words(advised.gap)


def gap_words(gap: Gap) -> str:
    """A lever beside that of the other units."""
    away = gap.value - gap.peers
    side = "above" if away > 0 else "below"
    name = LEVER[gap.lever]
    apart = (
        f"{name[0].upper()}{name[1:]}: {gap.value:.1f} of 100, {abs(away):.1f} points {side} the median of the others"
    )
    if not gap.certain:
        return f"{apart}; the publisher gives no intervals."
    low, high = sorted(map(abs, gap.interval))
    if gap.clear:
        return f"{apart}, and likely to be {low:.1f} to {high:.1f} points {side} it."
    return f"{apart}, from which it cannot be told apart."


def evidence_words(grade: Grade) -> str:
    """A grade in a sentence, with how many studies say what, those against it first; apart, those that are only on its lever."""
    said = [f"{SAYS[grade.support]}."]
    if leant_on := _counted(one for one in grade.findings if one.cited):
        said.append(f"Studies: {leant_on}.")
    if beside := _counted(one for one in grade.findings if not one.cited):
        said.append(f"Studies of other things on the same lever: {beside}.")
    return " ".join(said if len(said) > 1 else [*said, "No study speaks for it or against it."])


def _counted(findings: Iterable[Finding]) -> str:
    counts = Counter(one.bearing for one in findings)
    order: tuple[Direction, ...] = ("against", "mixed", "for")
    told = [f"{counts[bearing]} {BEARING[bearing]}" for bearing in order if counts[bearing]]
    return _listed(told) if told else ""


def nearness(finding: Finding) -> str:
    """What ", on the idea behind it" says of a study; nothing where it is of the practice, or much like it."""
    if finding.cited is None:
        return ", on the same lever"
    return ", on the idea behind it" if finding.cited.nearness == "idea" else ""


def fit_words(fit: Fit) -> Iterator[str]:
    """What fits the work, dial by dial, and what would change that."""
    for dial, gain in fit.gains.items():
        yield _VERDICT[gain.verdict].format(dial=DIAL[dial], Dial=DIAL[dial].capitalize(), lean=_lean(gain.middle))
    if fit.shut:
        yield "Rules from outside the agency leave next to no room. Only a change of those rules would make some."
    for change in fit.changes[:2]:
        yield change_words(change)
    unknown = [INPUT[name] for name in INPUTS if name in fit.inputs and fit.inputs[name].width > 0.9]
    if unknown:
        yield f"Nobody has said {_listed(unknown)}: an answer would make this surer."


def change_words(change: Change) -> str:
    """What would turn the advice on a dial."""
    more, less = TURNS[change.input]
    steps = round(abs(change.turns - change.now) * 4)
    by = "a little" if steps < 1 else "one answer" if steps == 1 else f"{NUMBERS[steps]} answers"
    return f"The advice on {DIAL[change.dial]} would turn if {more if change.turns > change.now else less}, by {by}."


def weeks(number: int) -> str:
    """How long it takes until a practice shows: "about 6 weeks", "about 3 months", "about 2 years"."""
    if number < 13:
        return "about a week" if number == 1 else f"about {number} weeks"
    months = round(number / 4.345)
    return f"about {months} months" if months < 18 else f"about {round(months / 12)} years"


class Guide(NamedTuple):
    """What to ask a team of which nothing may be shown; each question with what to do about the answer."""

    opening: str
    questions: tuple[tuple[str, str], ...]
    closing: str


def guide() -> Guide:
    """The conversation guide."""
    said = tomllib.loads((HANDBOOK / "guide.toml").read_text(encoding="utf-8"))
    return Guide(said["opening"], tuple((one["asks"], one["then"]) for one in said["question"]), said["closing"])


def guide_lines() -> Iterator[str]:
    """The conversation guide as plain paragraphs."""
    said = guide()
    yield said.opening
    yield from (f"{number}. {asks} {then}" for number, (asks, then) in enumerate(said.questions, start=1))
    yield said.closing


def nothing(advice: Advice) -> str:
    """What to say where no practice is left to advise."""
    if "powers" in (advice.out or {}) and len(advice.out or {}) == 1:
        return "Nothing in this catalogue is in your power to start. Ask who could: --powers agency, or ministry."
    return "No practice is left that fits. The reasons are below; another asker's powers, or an answer about the work, may change that."


def out_words(advice: Advice) -> Iterator[str]:
    """Why all others are not advised."""
    for reason, ids in (advice.out or {}).items():
        yield f"{len(ids)} {OUT[reason]}."


_VERDICT: Final[Mapping[Verdict, str]] = {
    "more": "More {dial} is likely to bring more than it costs.",
    "less": "Less {dial} is likely to be better in this work.",
    "either": "{Dial}: either works. A step up or down changes too little to matter.",
    "open": "{Dial}: what is known does not tell whether more or less is better{lean}.",
}


def _lean(middle: float) -> str:
    return "; if anything, more" if middle > 0 else "; if anything, less"


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"

"""What was found, in words for somebody who knows no statistics."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from mainspring.evidence.book_claims.model import ClaimsOptions, Part, Verdict
from mainspring.evidence.book_claims.sample import NOUNS
from mainspring.evidence.countries import AcrossCountries

LEADS: Final[Mapping[Verdict, str]] = {
    "supported": "As the book says",
    "contradicted": "Against the book",
    "negligible": "Too small to matter",
    "not settled": "These data cannot tell",
}
VERDICTS: Final[Mapping[Verdict, str]] = {
    "supported": "the data agree with the book",
    "contradicted": "the data say the opposite of the book",
    "negligible": "if there is anything, it is too small to matter",
    "not settled": "the data are compatible with more than one answer",
    "not tested": "this survey cannot be asked, or too few people answered",
}
"""What a verdict means."""


def sentence(part: Part, level: str) -> str:
    """A part's finding in a sentence; why it was not tested, if it was not."""
    if part.verdict == "not tested":
        return f"{part.label}: not tested. {part.reason}"
    told = SENTENCES.get((part.claim, part.id)) or SENTENCES.get((part.claim, ""), _among_people)
    return f"{LEADS[part.verdict]}: {told(part, level)}{_doubt(part)}"


def _doubt(part: Part) -> str:
    """That an effect that differs from none may still be smaller than what matters."""
    if part.scale not in ("sd", "points") or part.band is None or part.verdict not in ("supported", "contradicted"):
        return ""
    nearest = min(abs(part.conf_low), abs(part.conf_high))
    return " It may be too small to matter." if nearest < part.band[1] else ""


def listed(names: Sequence[str]) -> str:
    """Names as in "a, b and c"."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _terms(part: Part) -> tuple[str, str, list[str]]:
    """The outcome, the term and what is held equal, as nouns, from the part's formula."""
    outcome, _, right = part.model.partition(" ~ ")
    names = [name for name in right.partition(" | ")[0].split(" + ") if ":" not in name]
    return NOUNS[outcome], NOUNS[names[0]], [NOUNS[name] for name in names[1:]]


def _more(part: Part, noun: str, sign: int = 1) -> str:
    """How many points more or less of something, with its interval in the direction of the words; `sign` -1 turns the figure round."""
    value, *ends = (sign * part.outcome * figure for figure in (part.estimate, part.conf_low, part.conf_high))
    if round(value, 1) == 0:
        words = f"neither more nor less {noun}"
    else:
        words = f"{abs(value):.1f} points {'more' if value > 0 else 'less'} {noun}"
        ends = ends if value > 0 else [-end for end in ends]
    return f"{words} (95% interval {number(min(ends), 1)} to {number(max(ends), 1)})"


def _points(step: float) -> str:
    return f"{step:.0f} points of 100"


def number(value: float, digits: int) -> str:
    """A number with a true minus sign, and none before a zero."""
    text = f"{value:.{digits}f}"
    return text.lstrip("-") if float(text) == 0 else text.replace("-", "−")


def _among_people(part: Part, level: str) -> str:
    outcome, term, held = _terms(part)
    equal = f"with {listed(held)} equal, " if held else ""
    return (
        f"{equal}of two people in the same {level} whose {term} lies {_points(part.steps[0])} apart, a usual distance, the one with more "
        f"reports {_more(part, outcome)}."
    )


def _where(part: Part, place: str) -> str:
    outcome, term, _ = _terms(part)
    return f"{place}, a usual difference in {term} ({_points(part.steps[0])}) goes with {_more(part, outcome)}."


def _turned(part: Part, place: str, term: str, outcome: str, sign: int = 1) -> str:
    return f"{place}, a usual difference in {term} ({_points(part.steps[0])}) goes with {_more(part, outcome, sign)} than on average."


def _majorities(part: Part, level: str) -> str:
    return (
        f"in {part.estimate:.0f}% of {part.clusters:,} {plural(level)} most people are motivated, beyond doubt. Motivated is who "
        f"scores 75 or more of 100, which is to agree on the whole. {part.notes[0]}"
    )


def _correlation(part: Part, level: str) -> str:
    among = {"units": f"between {plural(level)}", "people": f"between people of one {level}"}
    where = among.get(part.id, f"within one {level}, from wave to wave,")
    shared = 100 * part.estimate**2
    figure = f"{where} the two dials correlate {part.estimate:.2f} (95% interval {number(part.conf_low, 2)} to {number(part.conf_high, 2)})"
    if part.verdict == "supported":
        return f"{figure}: they share {shared:.0f}% of what differs, so one does not give the other."
    if part.verdict == "not settled":
        return f"{figure}: they may share half of what differs, or less."
    how = "they go up and down together" if part.estimate > 0 else "where one is high the other is low"
    return f"{figure}: they share {shared:.0f}% of what differs, and {how}."


def _quadrants(part: Part, level: str) -> str:
    return (
        f"of the four combinations of high and low, the rarest is that of {part.estimate:.0f}% of {plural(level)} (95% interval "
        f"{part.conf_low:.0f} to {part.conf_high:.0f}%). {part.notes[0]}"
    )


def _changes(part: Part, level: str) -> str:
    outcome, term, _ = _terms(part)
    article = "an" if level[:1] in "aeiou" else "a"
    return (
        f"when {article} {level}’s {term} rises by {_points(part.steps[0])}, its staff report {_more(part, outcome)}, beyond what "
        "changes everywhere in that wave."
    )


SENTENCES: Final[Mapping[tuple[str, str], Callable[[Part, str], str]]] = {
    ("C1", ""): _majorities,
    ("C4", ""): lambda part, level: _turned(
        part, f"in {plural(level)} where compliance is {part.steps[1]:.0f} points higher", "motivation", "performance"
    ),
    ("C5", "product"): lambda part, _: _turned(  # the figure is for more empowerment, the claim speaks of less
        part, f"where empowerment is {part.steps[1]:.0f} points lower", "motivation", "intent to leave", -1
    ),
    ("C5", "low"): lambda part, _: _where(part, "where empowerment is low"),
    ("C6", "high"): lambda part, _: _where(part, "where compliance is high"),
    ("C6", "units"): _correlation,
    ("C6", "people"): _correlation,
    ("C6", "waves"): _correlation,
    ("C6", "quadrants"): _quadrants,
    ("C7", ""): _changes,
    ("C8", ""): lambda part, _: _turned(
        part, f"where work is {part.steps[1]:.0f} points easier to observe", "empowerment", "performance"
    ),
}
"""How a part is told, by claim and part; "" stands for all parts of a claim."""


UNITS: Final = {"sd": " sd", "points": " points", "share": "% of units", "correlation": ""}
DIGITS: Final = {"sd": 3, "points": 1, "share": 1, "correlation": 2}


def figure(part: Part) -> str:
    """A part's estimate with its unit, for a table."""
    return number(part.estimate, DIGITS[part.scale]) + UNITS[part.scale]


def interval(part: Part) -> str:
    """A part's interval for a table; "" where there is none."""
    if part.conf_low != part.conf_low:
        return ""
    return f"{number(part.conf_low, DIGITS[part.scale])} to {number(part.conf_high, DIGITS[part.scale])}"


def band(part: Part) -> str:
    """A part's band for a table."""
    ends = [] if part.band is None else [f"{end:.2f}".rstrip("0").rstrip(".").replace("-", "−") for end in part.band]
    return " to ".join(ends)


def p_words(value: float) -> str:
    """A p value for a table; "" where there is none."""
    if value != value:
        return ""
    return "< .001" if value < 0.001 else f"{value:.3f}".lstrip("0")


def plural(level: str) -> str:
    """The plural of what a unit is called: "agencies", "units"."""
    return f"{level[:-1]}ies" if level.endswith("y") and level[-2:-1] not in "aeiou" else f"{level}s"


def among_countries(part: Part, over: AcrossCountries) -> Iterator[str]:
    """Whether countries say the same, and whether one of them alone makes the figure what it is."""
    own, digits = over.own, DIGITS[part.scale]
    known = [(float(value), name) for value, name in zip(own, over.countries, strict=True) if value == value]
    if len(known) < 2:
        return
    (low, first), (high, last) = min(known), max(known)
    span = f"{number(low, digits)} ({first}) to {number(high, digits)} ({last})"
    chance = f", which is {'more' if over.p_value < 0.05 else 'no more'} than chance" if over.df else ""
    others = [float(value) for value in over.without if value == value]
    rest = (
        f" Without any one of them it is {number(min(others), digits)} to {number(max(others), digits)}."
        if others
        else ""
    )
    yield f"{part.label}: countries alone have {span}{chance}.{rest}"


def how_judged(options: ClaimsOptions, tests: int) -> list[str]:
    """How the verdicts came about, a sentence each."""
    return [
        "Scores run from 0 to 100; points of intent to leave are people in a hundred. A usual distance, or difference, is one standard "
        "deviation (sd) of the survey’s scores; high and low are one above and below the mean. The tables have effects in standard "
        "deviations of the outcome for one of the other score, so that they can be compared.",
        f"Supported or contradicted: the figure differs from none, with {tests} tests made at once (Benjamini and Hochberg, 5%), and "
        "was not shown to be too small to matter.",
        f"Negligible: the figure was shown to be smaller than {options.smallest_effect:g} sd, or "
        f"{options.smallest_share:g} points of a share (two one-sided tests, 5%, adjusted in the same way).",
        "The band is what is too small to matter; of correlations, where two things share less than half of what differs; of shares of "
        "units, what the claim takes.",
        "Not settled: neither was shown. That is not the same as “there is nothing”.",
        "A claim of several parts has their verdict where they agree; it is contradicted if a part is and none is supported.",
    ]

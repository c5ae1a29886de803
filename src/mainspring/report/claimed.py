"""The book's claims for the page: a row each with its picture, the interval against what is too small to matter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup, escape

from mainspring.evidence import VERDICTS, Claim, Claims, Part, Verdict
from mainspring.evidence.book_claims.words import band, figure, interval, p_words
from mainspring.report.charts import percent
from mainspring.report.words import listed

NUMBERS: Final = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight")
LEAST_SPAN: Final = {"sd": 0.2, "points": 5.0}
WHOLE: Final = {"share": (0.0, 100.0), "correlation": (-1.0, 1.0)}


@dataclass(frozen=True, slots=True)
class Line:
    """A tested part: its picture, and its figures as a table has them."""

    part: Part
    picture: Markup
    figure: str
    interval: str
    band: str
    p_value: str


@dataclass(frozen=True, slots=True)
class Told:
    """A claim with the lines of its tested parts."""

    claim: Claim
    lines: tuple[Line, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClaimsPage:
    """What the page of the claims is made of: those that were tested, those that were not, and what the verdicts mean."""

    found: Claims
    lead: str
    tested: tuple[Told, ...]
    untested: tuple[Claim, ...]
    meanings: Mapping[str, str]
    axes: tuple[str, ...]


def claims_page(found: Claims) -> ClaimsPage:
    """Lay the claims out for reading."""
    spans = {scale: _span(scale, list(found.parts())) for scale in ("sd", "points", "share", "correlation")}
    told = [
        Told(claim, tuple(_line(part, spans[part.scale]) for part in _tested(claim)), tuple(_notes(claim)))
        for claim in found.claims
        if claim.verdict != "not tested"
    ]
    met = {claim.verdict for claim in found.claims}
    return ClaimsPage(
        found=found,
        lead=_lead(found),
        tested=tuple(told),
        untested=tuple(claim for claim in found.claims if claim.verdict == "not tested"),
        axes=tuple(_axis(scale, span) for scale, span in spans.items() if scale in LEAST_SPAN and _met(scale, told)),
        meanings={verdict: meaning for verdict, meaning in VERDICTS.items() if verdict in met},
    )


def _lead(found: Claims) -> str:
    """How many claims have which verdict, those against the book beside those for it."""
    counts = {verdict: sum(claim.verdict == verdict for claim in found.claims) for verdict in VERDICTS}
    words: dict[Verdict, str] = {
        "supported": "supported by these data",
        "contradicted": "contradicted",
        "negligible": "too small to matter",
        "not settled": "not settled",
        "not tested": "beyond what this survey asks",
    }
    said = [
        f"{NUMBERS[counts[verdict]]} {_is(counts[verdict])} {word}"
        for verdict, word in words.items()
        if counts[verdict]
    ]
    return f"Of the book’s {NUMBERS[len(found.claims)]} claims, {listed(said)}."


def _is(number: int) -> str:
    return "is" if number == 1 else "are"


def _tested(claim: Claim) -> Iterator[Part]:
    return (part for part in claim.parts if part.verdict != "not tested")


def _notes(claim: Claim) -> Iterator[str]:
    told = {note: None for part in _tested(claim) for note in part.notes if note not in part.sentence}
    yield from told


def _span(scale: str, parts: Sequence[Part]) -> tuple[float, float]:
    """The ends of the axis that all parts of a scale share."""
    if scale in WHOLE:
        return WHOLE[scale]
    ends = [abs(end) for part in parts if part.scale == scale for end in (part.conf_low, part.conf_high) if end == end]
    most = 1.1 * max([LEAST_SPAN[scale], *ends])
    return -most, most


def _met(scale: str, told: Sequence[Told]) -> bool:
    return any(line.part.scale == scale for one in told for line in one.lines)


def _axis(scale: str, span: tuple[float, float]) -> str:
    """What the lines of a scale reach from and to."""
    words = "standard deviations (sd)" if scale == "sd" else "points"
    return f"lines reach {span[1]:.1f} {words} to each side of none"


def _line(part: Part, span: tuple[float, float]) -> Line:
    return Line(part, _picture(part, span), figure(part), interval(part), band(part), p_words(part.p_adjusted))


def _picture(part: Part, span: tuple[float, float]) -> Markup:
    """The band, where nothing is, the interval and the estimate."""

    def place(value: float) -> float:
        return 100 * (min(max(value, span[0]), span[1]) - span[0]) / (span[1] - span[0])

    marks = ['<line class=axis x2="100%"/>']
    if part.band is not None:
        low, high = map(place, part.band)
        # Of effects the band is what does not matter, of shares and correlations where the claim is right.
        kind = "holds" if part.scale in WHOLE else "band"
        marks.append(f'<rect class={kind} x="{percent(low)}" width="{percent(high - low)}"/>')
    if span[0] < 0:
        marks.append(f'<line class=none x1="{percent(place(0))}" x2="{percent(place(0))}" y2="28"/>')
    if part.conf_low == part.conf_low:
        marks.append(f'<line x1="{percent(place(part.conf_low))}" x2="{percent(place(part.conf_high))}"/>')
    marks.append(f'<circle cx="{percent(place(part.estimate))}"/>')
    said = f"{part.label}: {figure(part)}" + (f", 95% interval {interval(part)}" if interval(part) else "")
    return Markup(f'<svg class="s claim" role="img" aria-label="{escape(said)}">{"".join(marks)}</svg>')

"""The book's claims as a document that reads well in a terminal and as Markdown, and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import fill
from typing import Any

from mainspring.cli.fitted import countries_as_json
from mainspring.cli.table import piped
from mainspring.disclosure import Cleared
from mainspring.evidence import VERDICTS, Claim, Claims, Part
from mainspring.evidence.book_claims.words import band, figure, interval, number, p_words

WIDTH = 100


def as_json(cleared: Cleared[Claims]) -> dict[str, Any]:
    """Everything as plain values; null where there is no number."""
    found = cleared.content
    rows = {(row["claim"], row["part"]): row for row in found.rows()}
    return {
        "title": found.title,
        "source": found.source,
        "waves": list(found.waves),
        "who": found.who,
        "claims": [
            {
                "claim": claim.id,
                "statement": claim.statement,
                "verdict": claim.verdict,
                "sentences": list(claim.sentences),
                "cautions": list(claim.cautions),
                "parts": [
                    {
                        **rows[part.claim, part.id],
                        "sentence": part.sentence,
                        "notes": list(part.notes),
                        **({"countries": countries_as_json(part.countries)} if part.countries else {}),
                    }
                    for part in claim.parts
                ],
            }
            for claim in found.claims
        ],
        "warnings": list(found.warnings),
        "method": list(found.method),
    }


def people_in(cleared: Cleared[Claims]) -> dict[str, int]:
    """How many people are in each model that was fitted."""
    parts = cleared.content.parts()
    return {f"{part.claim} {part.id}: {part.model}": part.n for part in parts if part.verdict != "not tested"}


def document(cleared: Cleared[Claims]) -> str:
    """The verdicts, what to know first, each claim in words with its figures under it, and how verdicts are given."""
    found = cleared.content
    waves = f"{found.waves[0]} to {found.waves[-1]}" if len(found.waves) > 1 else str(found.waves[0])
    verdicts = [["", "The book says", "These data"], *([one.id, one.statement, one.verdict] for one in found.claims)]
    met = [verdict for verdict in VERDICTS if any(verdict == one.verdict for one in found.claims)]
    lines = [
        "# The book’s claims, tested",
        "",
        *_paragraph(f"{found.title}: {found.who}, {waves}."),
        *piped(verdicts),
        "",
        *(line for verdict in met for line in _point(f"*{verdict}*: {VERDICTS[verdict]}")),
        "",
        "## Before you read on",
        "",
        *(line for text in found.warnings for line in _point(text)),
        *(line for claim in found.claims if claim.verdict != "not tested" for line in _claim(claim)),
        *_not_tested(found),
        "",
        "## How the verdicts are given",
        "",
        *(line for text in found.method for line in _point(text)),
        *_point(f"Source: {found.source}"),
    ]
    return "\n".join([*lines, ""])


def _claim(claim: Claim) -> Iterator[str]:
    yield from ("", f"## {claim.id}. {claim.statement}: {claim.verdict}", "")
    for text in claim.sentences:
        yield from _paragraph(text)
    for text in claim.cautions:
        yield from fill(f"Caution. {text}", WIDTH, initial_indent="> ", subsequent_indent="> ").splitlines()
        yield ""
    tested = [part for part in claim.parts if part.verdict != "not tested"]
    head = ["what", "figure", "95% interval", "band", "p, adjusted", "n", "verdict"]
    yield from piped([head, *(_row(part) for part in tested)])
    yield ""
    for part in tested:
        yield f"- {part.label}: `{part.model}`"
    for note in dict.fromkeys(note for part in tested for note in part.notes if note not in part.sentence):
        yield from _point(note)
    yield from _countries(tested)


def _not_tested(found: Claims) -> Iterator[str]:
    """The claims that this survey cannot be asked, and why."""
    claims = [claim for claim in found.claims if claim.verdict == "not tested"]
    if claims:
        yield from ("", "## What could not be tested", "")
    for claim in claims:
        yield from _point(f"{claim.id}. {claim.statement}. {' '.join(claim.sentences)}")


def _row(part: Part) -> list[str]:
    figures = [figure(part), interval(part), band(part), p_words(part.p_adjusted)]
    return [part.label, *figures, f"{part.n:,}", part.verdict]


def _countries(parts: list[Part]) -> Iterator[str]:
    """What each country has on its own, and in parentheses all the others without it."""
    over = [part.countries for part in parts if part.countries]
    if not over:
        return
    rows = [
        [
            one.term,
            *(
                f"{_three(own)} ({_three(without)})"
                for own, without in zip(one.own.tolist(), one.without.tolist(), strict=True)
            ),
            f"{100 * one.i2:.0f}%" if one.df else "",
            p_words(one.p_value),
        ]
        for one in over
    ]
    yield ""
    yield from piped([["alone (all without it)", *over[0].countries, "I²", "p, all the same"], *rows])


def _three(value: float) -> str:
    return number(value, 3) if value == value else "none"


def _paragraph(text: str) -> list[str]:
    return [*fill(text, WIDTH).splitlines(), ""]


def _point(text: str) -> list[str]:
    return fill(text, WIDTH, initial_indent="- ", subsequent_indent="  ").splitlines()

"""The whole handbook on paper: an accessible PDF (PDF/UA-1) set with Typst."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mainspring import __version__
from mainspring.practices import FAMILIES, WHO, Catalogue, Entry, Profile, Study, questions, words
from mainspring.report.handbook.markdown import blocks
from mainspring.report.handbook.parts import LEAD, PEOPLE, TITLE, in_parts
from mainspring.report.pdf import typeset
from mainspring.report.words import listed, lower_first, upper_first


def handbook_pdf(catalogue: Catalogue) -> bytes:
    """The handbook as a PDF; ReportError if no font has its letters."""
    return typeset("handbook.typ", handbook_sheet(catalogue))


def handbook_sheet(catalogue: Catalogue) -> dict[str, Any]:
    """All that the handbook's template needs, as plain data."""
    studies = catalogue.register.by_id
    return {
        "title": TITLE,
        "version": __version__,
        "lead": LEAD,
        "parts": [
            {"name": name, "practices": [_practice(entry, catalogue) for entry in entries]}
            for name, entries in in_parts(catalogue).items()
        ],
        "obstacles": [
            {
                "title": hurdle.obstacle.title,
                "in_short": hurdle.obstacle.in_short,
                "signs": hurdle.obstacle.signs,
                "done": [blocks(done, studies) for done in hurdle.obstacle.done],
                "page": blocks(hurdle.page, studies),
            }
            for hurdle in catalogue.hurdles.values()
        ],
        "about_people": PEOPLE,
        "people": [_person(one, studies) for one in catalogue.profiles],
        "questions": [{"text": one.text, "answers": one.answers} for one in questions()],
        "guide": words.guide()._asdict(),
        "studies": [
            {
                "short": one.short,
                "finding": one.finding,
                "setting": f"{upper_first(one.setting)}. {upper_first(one.design)}.",
                "cite": one.cite,
            }
            for one in studies.values()
        ],
    }


def _person(profile: Profile, studies: Mapping[str, Study]) -> dict[str, Any]:
    shown = profile.shown()
    return {
        "heading": profile.heading,
        "where": profile.where,
        "mission": shown.get("mission", ""),
        "levers": f"The story shows {listed(profile.levers)}." if profile.levers else "",
        "story": blocks(shown.get("story", ""), studies),
        "published": profile.published,
    }


def _practice(entry: Entry, catalogue: Catalogue) -> dict[str, Any]:
    practice, graded = entry.practice, catalogue.grades[entry.id]
    studies = catalogue.register.by_id
    return {
        "title": practice.title,
        "in_short": practice.in_short,
        "facts": [
            ["Who starts it", f"{upper_first(WHO[practice.who])}, {words.POWERS[practice.powers]}"],
            ["Effort", f"{words.EFFORT[practice.effort]}. {practice.cost}"],
            ["Until it shows", words.weeks(practice.weeks_to_effect)],
        ],
        "steps": practice.steps,
        "say": practice.first_conversation,
        "page": blocks(entry.page, studies),
        "lists": [
            ["When it fits", practice.when],
            ["When not", practice.when_not],
            ["What can go wrong", [*practice.risks, practice.compliance_risk]],
        ],
        "signs": f"In a survey of staff, look at {listed(practice.signs.constructs)}. Count, too: {lower_first(practice.signs.administrative)}",
        "pilot": f"{words.DESIGN[practice.pilot.design]}. {practice.pilot.how}",
        "known": words.evidence_words(graded),
        "findings": [
            [upper_first(words.BEARING[one.bearing]), one.study.finding, one.study.short] for one in graded.findings
        ],
        "unknown": practice.unknown,
        "people": [one.heading for one in catalogue.people(practice)],
        "obstacles": [FAMILIES[family] for family in practice.obstacles],
    }

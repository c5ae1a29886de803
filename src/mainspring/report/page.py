"""The report as one HTML file that opens offline: everything it needs is inside it."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Final

import jinja2
from markupsafe import Markup

from mainspring.disclosure import Cleared
from mainspring.errors import Problem, ReportError
from mainspring.evidence import Claims
from mainspring.practices import SAYS, Advice, load_catalogue
from mainspring.practices import words as advising
from mainspring.report import charts, words
from mainspring.report.breakdowns import broken_down
from mainspring.report.claimed import claims_page
from mainspring.report.dials import Dials, Dot, Level, dials, standing
from mainspring.report.files import write_whole
from mainspring.report.findings import findings, who_answered
from mainspring.report.hidden import untold
from mainspring.report.marks import marks_of
from mainspring.report.method import (
    composition,
    construct_labels,
    how_scored,
    instruments_used,
    item_labels,
    notes,
    units_by,
)
from mainspring.report.profile import profile
from mainspring.report.trend import trend
from mainspring.report.trying import advice_of, advised_somewhere
from mainspring.report.view import Book
from mainspring.scorecards.model import Scorecards, UnitPath

HOME: Final = files("mainspring.report")
FONTS: Final = ("public-sans", "newsreader")


def write_report(scorecards: Scorecards, path: Path | str, claims: Cleared[Claims] | None = None) -> Path:
    """Write the report as one self-contained HTML file and return where it is.

    Parameters
    ----------
    scorecards : what may be shown.
    path : the file to write, or a folder, in which the file is called `report.html`. A file that is there is replaced, whole.
    claims : the book's claims, tested on the same survey, as `clear_claims` gives them; they get a page of their own.

    Raises
    ------
    ReportError
        If there is nothing to report on, the claims did not pass a gate, or the file cannot be written.
    """
    content, target = report_content(scorecards, claims), report_file(path)
    try:
        write_whole(target, content)
    except OSError as error:
        raise ReportError(
            Problem(
                f"The report cannot be written: {error.strerror or error}.",
                file=str(target),
                remedy="Give another place with --out.",
            )
        ) from error
    return target


def report_content(scorecards: Scorecards, claims: Cleared[Claims] | None = None) -> bytes:
    """The report as it is written to a file.

    Raises ReportError if there is nothing to report on, or the claims did not pass a gate.
    """
    if not _passed(claims):
        what = "These claims have not passed a gate, and a report is for readers."
        raise ReportError(Problem(what, remedy="Give what clear_claims(moments, instrument, policy) gives."))
    if not scorecards.cells:
        raise ReportError(
            Problem("There is no result to report on.", remedy="Check that the survey's files hold respondents.")
        )
    return render(scorecards, claims).encode("utf-8")


def _passed(claims: object) -> bool:
    """Whether a gate gave these claims: what the type says, for whoever has no type checker."""
    return claims is None or isinstance(claims, Cleared)


def report_file(path: Path | str) -> Path:
    """The file that a report is written to: `report.html` in a folder, or the file that is named."""
    target = Path(path)
    return target / "report.html" if target.is_dir() or not target.suffix else target


def render(scorecards: Scorecards, claims: Cleared[Claims] | None = None) -> str:
    """The report's HTML."""
    book = Book(scorecards)
    environment = _environment()
    style, script = _style(), (HOME / "report.js").read_text("utf-8")
    dialled = dials(book)
    catalogue = load_catalogue()
    advice = {path: found for path in book.units if (found := advice_of(book, path, catalogue)) is not None}
    return environment.get_template("report.html.j2").render(
        book=book,
        scorecards=scorecards,
        instrument=scorecards.instruments[book.wave],
        title=scorecards.instruments[book.wave].title,
        who=who_answered(book),
        findings=findings(book),
        claimed=claims_page(claims.content) if claims else None,
        dials=dialled,
        untold=untold(book),
        notes=notes(scorecards),
        paragraphs=how_scored(book),
        units_by=units_by(scorecards),
        composition=composition(scorecards.instruments[book.wave]),
        instruments=instruments_used(scorecards),
        labels=construct_labels(scorecards),
        item_labels=item_labels(scorecards),
        whole=trend(book, ()) if () in book.cards else None,
        units=_units(book, dialled, advice),
        tried=advised_somewhere(advice.values()),
        style=Markup(style),
        script=Markup(script),
        style_hash=_hash(style),
        script_hash=_hash(script),
    )


def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(lambda name: (HOME / "templates" / name).read_text("utf-8")),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.globals.update(charts=charts, words=words, advising=advising, says=SAYS)
    return environment


def _units(book: Book, dialled: Dials | None, advice: Mapping[UnitPath, Advice]) -> Iterator[dict[str, object]]:
    """What each unit's page is made of, one at a time."""
    for path in book.units:
        if path not in book.showable:
            continue
        profiled = profile(book, path)
        place = _place(book, dialled, path)
        yield {
            "path": path,
            "unit": book.units[path],
            "anchor": book.anchors[path],
            "level": book.level(path),
            "above": [path[:depth] for depth in range(len(path)) if path[:depth] in book.units],
            "profile": profiled,
            "place": place,
            "standing": standing(dialled, profiled) if dialled and place else None,
            "breakdowns": broken_down(book, path),
            "trend": trend(book, path),
            "marks": marks_of(row.value for row in profiled.rows),
            "below": book.children.get(path, []),
            "advice": advice.get(path),
        }


def _place(book: Book, dialled: Dials | None, path: UnitPath) -> tuple[Level, Dot] | None:
    level = dialled.level(len(path)) if dialled else None
    dot = next((dot for dot in level.dots if dot.anchor == book.anchors[path]), None) if level else None
    return (level, dot) if level and dot else None


def _style() -> str:
    """The style sheets with the fonts in them."""
    style = "".join((HOME / name).read_text("utf-8") for name in ("look.css", "report.css"))
    for font in FONTS:
        data = base64.b64encode((HOME / "fonts" / f"{font}.woff2").read_bytes()).decode("ascii")
        style = style.replace(f"url({font}.woff2)", f"url(data:font/woff2;base64,{data})")
    return style


def _hash(text: str) -> str:
    """What the page's security policy calls this inline text."""
    return base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")

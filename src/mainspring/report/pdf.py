"""The report on paper: the overview, or one unit, as an accessible PDF (PDF/UA-1) set with Typst.

The compiler comes with the `typst` package, the letters with this one; all text reaches the templates as data, never as markup.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from mainspring.disclosure import Withheld
from mainspring.errors import Problem, ReportError
from mainspring.instrument.nearest import nearest
from mainspring.report.files import write_whole
from mainspring.report.sheets import overview_sheet, unit_sheet
from mainspring.report.view import Book
from mainspring.report.words import listed, withheld_words
from mainspring.scorecards.model import Scorecards, UnitPath

HERE: Final = Path(__file__).parent


def write_pdf(scorecards: Scorecards, path: Path | str, unit: UnitPath = ()) -> Path:
    """Write the overview (`unit` is empty) or one unit as PDF/UA-1 and return where it is.

    Parameters
    ----------
    scorecards : what may be shown.
    path : the file to write. One that is there is replaced, whole; the same scorecards give the same bytes.
    unit : codes of the unit from the top, such as ("AR", "ARCE").

    Raises
    ------
    ReportError
        If there is no such unit, nothing of it may be shown, no font has its letters, or the file cannot be written.
    """
    if not scorecards.cells:
        raise ReportError(
            Problem("There is no result to report on.", remedy="Check that the survey's files hold respondents.")
        )
    book = Book(scorecards)
    _check(book, unit)
    content = _typeset(json.dumps(unit_sheet(book, unit) if unit else overview_sheet(book)))
    target = Path(path)
    try:
        write_whole(target, content)
    except OSError as error:
        raise ReportError(
            Problem(
                f"The PDF cannot be written: {error.strerror or error}.",
                file=str(target),
                remedy="Give another place with --out.",
            )
        ) from error
    return target


def _check(book: Book, unit: UnitPath) -> None:
    if not unit or unit in book.showable:
        return
    written = "/".join(unit)
    if unit in book.units:
        people = book.latest(unit).n
        reason = withheld_words(people) if isinstance(people, Withheld) else "nothing of it may be shown"
        above = next(
            unit[:depth] for depth in range(len(unit) - 1, -1, -1) if unit[:depth] in book.showable or not depth
        )
        raise ReportError(
            Problem(
                f"There is no PDF of {book.units[unit].name} ({written}). {reason}.",
                remedy=f"The nearest unit above that can be shown is {'/'.join(above) or 'overview'}.",
            )
        )
    raise ReportError(Problem(f"There is no unit {written}.", remedy=_suggestion(book, unit)))


def _suggestion(book: Book, unit: UnitPath) -> str:
    """The units that come near, by code or by name, and how a unit is written."""
    called: dict[str, UnitPath] = {}
    for path in sorted(book.showable - {()}):
        called.setdefault("/".join(path), path)
        called.setdefault(path[-1], path)
        called.setdefault(book.units[path].name, path)
    near = list(dict.fromkeys(called[name] for name in [*nearest("/".join(unit), called), *nearest(unit[-1], called)]))
    how = "A unit is written as its codes from the top with / between them"
    if not near:
        return f"{how}, such as {'/'.join(min(book.showable - {()}, key=len, default=('A', 'B')))}."
    meant = listed([f"{'/'.join(path)} ({book.units[path].name})" for path in near[:3]])
    return f"{how}. Near to it are {meant}."


def _typeset(data: str) -> bytes:
    # The compiler is a large binary: whoever wants no PDF does not wait for it.
    import typst

    try:
        return typst.compile(
            HERE / "typst" / "report.typ",
            root=HERE / "typst",
            font_paths=[HERE / "fonts"],
            sys_inputs={"report": data},
            pdf_standards=["ua-1"],
            format="pdf",
        )
    except typst.TypstError as error:
        if "could not be displayed" not in error.message:
            raise
        raise ReportError(
            Problem(
                f"The PDF cannot be read by everybody: {error.message.removeprefix('PDF/UA-1 error: ')}.",
                remedy="Install a font that has these characters, such as Noto Sans, or name the unit with others.",
            )
        ) from error

"""The report on paper: the overview, or one unit, as an accessible PDF (PDF/UA-1) set with Typst.

The compiler comes with the `typst` package, the letters with this one; all text reaches the templates as data, never as markup.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from mainspring.errors import Problem, ReportError
from mainspring.instrument.nearest import nearest
from mainspring.report.files import write_whole
from mainspring.report.sheets import overview_sheet, unit_sheet
from mainspring.report.view import Book
from mainspring.report.words import listed
from mainspring.scorecards.model import Scorecards, UnitPath

HERE: Final = Path(__file__).parent
NAMED_AT_MOST: Final = 3
CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]")


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
    content, target = pdf_content(scorecards, unit), Path(path)
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


def pdf_content(scorecards: Scorecards, unit: UnitPath = ()) -> bytes:
    """The PDF as it is written to a file; ReportError as `write_pdf` raises it."""
    if not scorecards.cells:
        raise ReportError(
            Problem("There is no result to report on.", remedy="Check that the survey's files hold respondents.")
        )
    book = Book(scorecards)
    _check(book, unit)
    return typeset("report.typ", unit_sheet(book, unit) if unit else overview_sheet(book))


def _check(book: Book, unit: UnitPath) -> None:
    if not unit or unit in book.showable:
        return
    written = "/".join(unit)
    if unit not in book.units:
        raise ReportError(Problem(f"There is no unit {written}.", remedy=_suggestion(book, unit)))
    above = next((unit[:depth] for depth in range(len(unit) - 1, 0, -1) if unit[:depth] in book.showable), ())
    within = list(book.below(unit))
    others = (
        f"Within it there is {_listed(book, within)}."
        if within
        else f"Above it there is {'/'.join(above) or 'the overview'}."
    )
    raise ReportError(
        Problem(f"There is no PDF of {book.units[unit].name} ({written}). {book.why_closed(unit)}.", remedy=others)
    )


def _suggestion(book: Book, unit: UnitPath) -> str:
    """The units that come near, by code or by name, and how a unit is written."""
    known = [path for path in book.units if path and path in book.showable]
    word = re.compile(rf"\b{re.escape(unit[-1])}\b", re.IGNORECASE)
    called: dict[str, UnitPath] = {}
    for path in known:
        for name in ("/".join(path), path[-1], book.units[path].name):
            called.setdefault(name, path)
    near = [path for path in known if unit[-1] and word.search(book.units[path].name)]
    near += [called[name] for name in (*nearest("/".join(unit), called), *nearest(unit[-1], called))]
    how = "A unit is written as its codes from the top with / between them"
    if not near:
        return f"{how}{', such as ' + '/'.join(known[0]) if known else ''}."
    return f"{how}. Near to it: {_listed(book, list(dict.fromkeys(near)))}."


def _listed(book: Book, paths: Sequence[UnitPath]) -> str:
    return listed([f"{'/'.join(path)} ({book.units[path].name})" for path in paths[:NAMED_AT_MOST]])


def _printable(data: Any) -> Any:
    """The data with a space for every control character: no font has them."""
    if isinstance(data, dict):
        return {key: _printable(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_printable(value) for value in data]
    return CONTROL.sub(" ", data) if isinstance(data, str) else data


def typeset(template: str, data: dict[str, Any]) -> bytes:
    """Set a sheet with one of the templates; ReportError if no font has its letters."""
    # The compiler is a large binary: whoever wants no PDF does not wait for it.
    import typst

    try:
        return typst.compile(
            HERE / "typst" / template,
            root=HERE / "typst",
            font_paths=[HERE / "fonts"],
            sys_inputs={"sheet": json.dumps(_printable(data))},
            pdf_standards=["ua-1"],
            format="pdf",
        )
    except typst.TypstError as error:
        if "could not be displayed" not in error.message:
            raise
        raise ReportError(
            Problem(
                f"No font on this machine has all the letters of this document: {error.message.removeprefix('PDF/UA-1 error: ')}.",
                remedy="Install one that does, such as Noto Sans for the script, or name the unit in other letters.",
            )
        ) from error

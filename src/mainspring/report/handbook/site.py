"""The handbook as a small static site: an index to search, a page for each practice, and what they rest on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import jinja2

from mainspring import __version__
from mainspring.errors import Problem, ReportError
from mainspring.practices import (
    FAMILIES,
    SAYS,
    WHO,
    Catalogue,
    Entry,
    Grade,
    questions,
    words,
)
from mainspring.report import words as text
from mainspring.report.files import write_whole
from mainspring.report.handbook.markdown import html
from mainspring.report.handbook.parts import LEAD, PARTS, PEOPLE, TITLE, in_parts, part_of
from mainspring.report.handbook.print import handbook_pdf
from mainspring.report.handbook.work_map import settings, work_map

HERE: Final = Path(__file__).parent
LOOK: Final = HERE.parent / "look.css"
FONTS: Final = HERE.parent / "fonts"
PDF: Final = "handbook.pdf"


@dataclass(frozen=True, slots=True)
class Item:
    """A practice in the index, with its grade."""

    entry: Entry
    grade: Grade


def write_handbook(catalogue: Catalogue, folder: Path | str, *, pdf: bool = True) -> Path:
    """Write the handbook's pages to a folder and return the address of the first.

    Raises ReportError if a page cannot be written; pages that were there are replaced one by one, each whole or not at all.
    """
    target = Path(folder)
    try:
        for name, content in _files(catalogue):
            write_whole(target / name, content)
        if pdf:
            write_whole(target / PDF, handbook_pdf(catalogue))
    except OSError as error:
        what = f"The handbook cannot be written: {error.strerror or error}."
        raise ReportError(Problem(what, file=str(target), remedy="Give another place with --out.")) from error
    return target / "index.html"


def _files(catalogue: Catalogue) -> Iterator[tuple[str, bytes]]:
    yield "handbook.css", (LOOK.read_text("utf-8") + (HERE / "handbook.css").read_text("utf-8")).encode()
    yield "handbook.js", (HERE / "handbook.js").read_bytes()
    for font in ("newsreader.woff2", "public-sans.woff2"):
        yield font, (FONTS / font).read_bytes()
    for name, page in _pages(catalogue):
        yield name, page.encode()


def _pages(catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE / "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    studies = catalogue.register.by_id
    items = {id: Item(entry, catalogue.grades[id]) for id, entry in catalogue.entries.items()}
    environment.globals.update(
        catalogue=catalogue,
        items=items,
        parts=in_parts(catalogue),
        part_of=part_of,
        names=PARTS,
        title=TITLE,
        lead=LEAD,
        about_people=PEOPLE,
        words=words,
        text=text,
        who=WHO,
        says=SAYS,
        families=FAMILIES,
        studies=studies,
        version=__version__,
        html=lambda text: html(text, studies),
    )

    def page(template: str, **more: object) -> str:
        return environment.get_template(f"{template}.html.j2").render(**more)

    yield "index.html", page("index")
    for id, item in items.items():
        yield f"{id}.html", page("practice", item=item)
    for family, hurdle in catalogue.hurdles.items():
        yield f"obstacle-{family}.html", page("obstacle", family=family, hurdle=hurdle)
    yield "work.html", page("work", questions=questions(), map=work_map(alone=False), settings=settings())
    yield "guide.html", page("guide", guide=words.guide())
    yield "evidence.html", page("evidence")
    yield "profiles.html", page("profiles")

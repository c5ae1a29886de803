"""A catalogue of practices: a folder of TOML files with a page in Markdown beside each, read whole or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from mainspring.errors import CatalogueError, CodebookError, Problem
from mainspring.instrument.form import Form, check_form
from mainspring.instrument.nearest import did_you_mean
from mainspring.instrument.tree import Node, parse
from mainspring.practices import prose
from mainspring.practices.grade import Grade, grade
from mainspring.practices.model import FAMILIES, Family, Obstacle, Practice
from mainspring.practices.profiles import PROFILES, Profile, Profiles, problems_of
from mainspring.practices.register import PATTERNS, Register

HANDBOOK: Final = Path(__file__).parent / "handbook"
"""The catalogue that comes with Mainspring."""

STUDIES, PRACTICES, OBSTACLES = "evidence.toml", "practices", "obstacles"

LINK: Final = re.compile(r"\]\(([a-z0-9-]+)\)")
"""A link to another practice, by its id."""

NUMBERS: Final = "a number of weeks from 1 to 260"


@dataclass(frozen=True, slots=True)
class Entry:
    """A practice in a catalogue.

    Attributes
    ----------
    id : the name of its file without .toml. page : its page, in Markdown. own : whether it is the agency's own.
    """

    id: str
    practice: Practice
    page: str
    own: bool = False


@dataclass(frozen=True, slots=True)
class Hurdle:
    """A family of obstacles, with its page in Markdown."""

    obstacle: Obstacle
    page: str


@dataclass(frozen=True)  # no slots: `grades` is kept once it is worked out
class Catalogue:
    """Practices with the register that their evidence is in.

    Attributes
    ----------
    entries, hurdles : by id, and by family. profiles : those that may be shown. overrides : ids of practices of the handbook that the agency's own took the place of.
    """

    register: Register
    entries: Mapping[str, Entry]
    hurdles: Mapping[Family, Hurdle]
    profiles: tuple[Profile, ...] = ()
    overrides: tuple[str, ...] = ()

    def people(self, practice: Practice) -> list[Profile]:
        """Those whose story shows a lever of the practice."""
        return [one for one in self.profiles if not set(one.levers).isdisjoint(practice.levers)]

    @cached_property
    def grades(self) -> Mapping[str, Grade]:
        """How well each practice is supported, by its id."""
        return {id: grade(entry.practice, self.register) for id, entry in self.entries.items()}


def load_catalogue(own: Path | str | None = None) -> Catalogue:
    """The handbook's practices; with an agency's `own` folder, its practices beside them, or in their place where ids are the same.

    A folder has `practices/ID.toml` with `practices/ID.md`, and may have its own studies in `evidence.toml`.

    Raises
    ------
    CatalogueError : with everything that is wrong in the folder, each with file and line.
    """
    handbook = _read(HANDBOOK, None)
    return handbook if own is None else _beside(handbook, _read(Path(own), handbook))


def copy_practice(id: str, folder: Path | str) -> list[Path]:
    """Copy a practice of the handbook into an agency's own catalogue, and return its two files.

    Raises CatalogueError if there is no such practice, or the catalogue has one of that name: nothing is ever overwritten.
    """
    known = [file.stem for file in (HANDBOOK / PRACTICES).glob("*.toml")]
    if id not in known:
        hint = "`mainspring handbook list` shows them all."
        raise CatalogueError(
            Problem(f"there is no practice {id} in the handbook.", remedy=f"{did_you_mean(id, known)} {hint}".strip())
        )
    target = Path(folder) / PRACTICES
    files = [target / f"{id}{ending}" for ending in (".toml", ".md")]
    if there := next((file for file in files if file.exists()), None):
        raise CatalogueError(Problem("This practice is there already.", file=str(there), remedy="Move it away first."))
    target.mkdir(parents=True, exist_ok=True)
    for file in files:
        file.write_bytes((HANDBOOK / PRACTICES / file.name).read_bytes())
    return files


def _beside(handbook: Catalogue, own: Catalogue) -> Catalogue:
    return Catalogue(
        register=own.register,
        entries={**handbook.entries, **own.entries},
        hurdles=handbook.hurdles,
        profiles=(*own.profiles, *handbook.profiles),
        overrides=tuple(sorted(handbook.entries.keys() & own.entries.keys())),
    )


def _read(folder: Path, beside: Catalogue | None) -> Catalogue:
    reader = _Reader()
    if not folder.is_dir() or not (folder / PRACTICES).is_dir():
        what, remedy = (
            "This is no catalogue of practices.",
            f"A catalogue is a folder with a folder {PRACTICES}/ in it.",
        )
        raise CatalogueError(Problem(what, file=str(folder), remedy=remedy))
    register = reader.register(folder / STUDIES, beside)
    entries = {}
    for file in sorted((folder / PRACTICES).glob("*.toml")):
        page = reader.page(file, register)
        if (found := reader.file(file, Practice)) is not None:
            reader.practice(file, found, register, page)
            entries[file.stem] = Entry(file.stem, found[0], page, own=beside is not None)
    if not entries and not reader.problems:
        reader.problems.append(Problem("There is no practice in this catalogue.", file=str(folder / PRACTICES)))
    hurdles: dict[Family, Hurdle] = {}
    for file in sorted((folder / OBSTACLES).glob("*.toml")) if beside is None else ():
        if (kept := reader.file(file, Obstacle)) is not None:
            reader.text(kept, ("in_short", "signs", "done"), register)
            hurdles[kept[0].family] = Hurdle(kept[0], reader.page(file, register))
    profiles = reader.profiles(folder / PROFILES)
    reader.links(folder, entries, beside)
    if reader.problems:
        raise CatalogueError(sorted(reader.problems, key=lambda one: (one.file or "", one.line or 0)))
    in_order = {family: hurdles[family] for family in FAMILIES if family in hurdles}
    return Catalogue(register, entries, in_order, profiles)


class _Reader:
    """Reads files of a catalogue, and keeps every problem."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def file(self, file: Path, model: type[Any]) -> tuple[Any, Node] | None:
        """What a TOML file says, and the tree that knows its lines; None where it has not the form."""
        try:
            tree = parse(file.read_text(encoding="utf-8"), str(file))
        except (OSError, ValueError) as error:
            self.problems.append(Problem(f"This file cannot be read: {error}.", file=str(file)))
            return None
        except CodebookError as error:
            self.problems += error.problems
            return None
        try:
            found, malformed, problems = check_form(tree, Form(model, PATTERNS, NUMBERS))
        except CodebookError as error:
            self.problems += error.problems
            return None
        self.problems += problems
        return None if malformed or problems else (found, tree)

    def register(self, file: Path, beside: Catalogue | None) -> Register:
        """The studies of a catalogue, after those of the one that it stands beside."""
        known = list(beside.register.study) if beside else []
        if file.exists() and (found := self.file(file, Register)) is not None:
            ids = {study.id for study in known}
            for at, study in enumerate(found[0].study):
                if study.id in ids:
                    place = found[1].at(("study", at, "id"))
                    what = f"the study {study.id} is in the register already."
                    self.problems.append(Problem(what, place.file, place.line, remedy="Give it another id."))
                ids.add(study.id)
                known.append(study)
        return Register(study=known)

    def profiles(self, file: Path) -> tuple[Profile, ...]:
        """The profiles of a catalogue that may be shown; none where there is no file of them."""
        if not file.exists() or (found := self.file(file, Profiles)) is None:
            return ()
        self.problems += problems_of(*found)
        return tuple(one for one in found[0].all() if one.may_be_shown)

    def links(self, folder: Path, entries: Mapping[str, Entry], beside: Catalogue | None) -> None:
        """Links to practices that are not there."""
        known = {*entries, *(beside.entries if beside else ())}
        for file in sorted(folder.glob("*/*.md")):
            for line, text in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
                for id in LINK.findall(text):
                    if id not in known:
                        remedy = did_you_mean(id, known) or None
                        self.problems.append(
                            Problem(f"there is no practice {id} to link to.", str(file), line, remedy=remedy)
                        )

    def page(self, toml: Path, register: Register) -> str:
        """The page beside a TOML file; empty where there is none, which is a problem."""
        file = toml.with_suffix(".md")
        try:
            text = file.read_text(encoding="utf-8")
        except (OSError, ValueError):
            what = f"The page of {toml.stem} cannot be read."
            self.problems.append(
                Problem(what, file=str(file), remedy="Each practice has a page beside it, in Markdown.")
            )
            return ""
        self.problems += [Problem(what, str(file), line) for line, what in prose.overstated(text, register.by_id)]
        return text

    def practice(self, file: Path, found: tuple[Practice, Node], register: Register, page: str) -> None:
        """What does not fit in a practice: studies that are not there, or that the page cites and its file does not."""
        practice, tree = found
        cites = [cited.study for cited in practice.evidence]
        for at, id in enumerate(cites):
            if id not in register.by_id:
                place = tree.at(("evidence", at, "study"))
                remedy = did_you_mean(id, register.by_id) or None
                self.problems.append(
                    Problem(f"the study {id} is not in the evidence register.", place.file, place.line, remedy=remedy)
                )
        for id in prose.cited_in(page):
            if id in register.by_id and id not in cites:
                what = f"the page cites {id}, which the practice's evidence does not name."
                self.problems.append(Problem(what, str(file.with_suffix(".md")), remedy=f"Add it to {file.name}."))
        texts = (
            "in_short",
            "cost",
            "steps",
            "first_conversation",
            "when",
            "when_not",
            "risks",
            "compliance_risk",
            "unknown",
        )
        self.text((practice, tree), texts, register)

    def text(self, found: tuple[Any, Node], keys: Iterable[str], register: Register) -> None:
        """What the texts of a file say without grounds."""
        model, tree = found
        for key in keys:
            for path, text in _texts(getattr(model, key), (key,)):
                place = tree.at(path)
                self.problems += [
                    Problem(f"{key} {what}", place.file, place.line)
                    for _, what in prose.overstated(text, register.by_id)
                ]


def _texts(value: str | list[str], path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if isinstance(value, str):
        yield path, value
    else:
        yield from (((*path, at), one) for at, one in enumerate(value))

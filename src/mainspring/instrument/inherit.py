"""A codebook and the ones it extends, merged key by key into one tree in which every key keeps its own file and line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from mainspring.errors import CodebookError, Problem
from mainspring.instrument import shipped
from mainspring.instrument.nearest import did_you_mean
from mainspring.instrument.tree import Node, TreePath, parse

_DROPPABLE: Final = ("items", "constructs", "indices", "attributes")
KIND_NAMES: Final = {
    "items": "item",
    "constructs": "construct",
    "indices": "index",
    "attributes": "attribute",
    "units": "unit level",
    "scales": "scale",
}
_NOT_INHERITED: Final = ("id", "title", "abstract", "extends")


@dataclass(frozen=True, slots=True)
class Merged:
    """Codebooks as one tree.

    `dropped` are the tables of a base that are gone, each with the node that dropped it; `unreadable` are paths left out because
    of a problem, so that nothing more need be said about what refers to them.
    """

    tree: Node
    dropped: Mapping[TreePath, Node]
    unreadable: frozenset[TreePath]
    problems: tuple[Problem, ...]


def read_chain(file: Path) -> tuple[list[Node], list[Problem]]:
    """Read a codebook and all it extends, itself first; the problems are those of reading a base.

    Raises
    ------
    CodebookError
        if the codebook itself cannot be read, or is not TOML.
    """
    files, trees = [file], [_read(file)]
    while (extends := _extends(trees[-1])) is not None:
        base = _base_file(str(extends.value), files[-1])
        if base is None:
            known = [other.stem for other in [*files[-1].parent.glob("*.toml"), *shipped.FOLDER.glob("*.toml")]]
            what = f'extends "{extends.value}", but there is no such file in this folder and no such shipped codebook.'
            remedy = did_you_mean(str(extends.value), (id for id in known if id != files[-1].stem)) or None
            return trees, [Problem(what, extends.file, extends.line, remedy=remedy)]
        if any(base.samefile(other) for other in files):
            names = " extends ".join(each.name for each in [*files, base])
            return trees, [Problem(f"the codebook extends itself: {names}.", extends.file, extends.line)]
        try:
            trees.append(_read(base))
        except CodebookError as error:
            return trees, list(error.problems)
        files.append(base)
    return trees, []


def _read(file: Path) -> Node:
    name = file.name if file.parent == shipped.FOLDER else str(file)
    try:
        data = file.read_bytes()
    except OSError as error:
        others = [other.name for other in file.parent.glob("*.toml")] + [
            base.stem for base in shipped.FOLDER.glob("*.toml")
        ]
        remedy = did_you_mean(file.name, others) if isinstance(error, FileNotFoundError) else None
        raise CodebookError(
            Problem(f"the codebook cannot be read: {error.strerror}.", name, remedy=remedy or None)
        ) from error
    try:
        return parse(data.decode("utf-8-sig"), name)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        remedy = "Save the file as UTF-8; a codebook is a text file in TOML."
        raise CodebookError(Problem("the codebook is not UTF-8 text.", name, line, remedy=remedy)) from error


def _extends(tree: Node) -> Node | None:
    header = tree.get("instrument")
    extends = header.get("extends") if header else None
    return extends if extends is not None and isinstance(extends.value, str) else None


def _base_file(name: str, extending: Path) -> Path | None:
    # Names only, never paths: a codebook is its folder's files and the shipped ones, wherever it is moved.
    if not 0 < len(name) <= 60 or set(name) & set("/\\:\0"):
        return None
    file_name = name if name.endswith(".toml") else f"{name}.toml"
    beside, own = extending.parent / file_name, shipped.FOLDER / file_name
    if beside.is_file() and (not beside.samefile(extending) or extending.parent == shipped.FOLDER):
        return beside
    return own if own.is_file() else None


def merge_chain(chain: list[Node]) -> Merged:
    """Merge a codebook, first in `chain`, over its bases; drop what is `absent`, and fill in scales that are `like` others."""
    *extensions, tree = chain
    dropped: dict[TreePath, Node] = {}
    problems = []
    for path, absent in _absences(tree):
        what = "absent = true drops a table of the codebook that is extended, and this one extends none."
        problems.append(Problem(what, absent.file, absent.line, remedy="Delete the table instead."))
        tree = _without(tree, path)
    for extension in reversed(extensions):
        absences = dict(_absences(extension))
        problems += [_nothing_to_drop(path, absent, tree) for path, absent in absences.items() if not _has(tree, path)]
        tree = _merged_codebooks(tree, extension, {str(id) for _, id in absences})
        for path in absences:
            tree = _without(tree, path)
        dropped |= absences
    dropped = {path: absent for path, absent in dropped.items() if not _has(tree, path)}
    tree, unreadable, unlike = _with_likes(tree)
    return Merged(tree, dropped, unreadable, (*problems, *unlike))


def _absences(tree: Node) -> Iterator[tuple[TreePath, Node]]:
    """Paths (table, id) of what a codebook drops; a unit level is named by its id here, too, not by its position."""
    tables = [((kind, id), table) for kind in _DROPPABLE for id, table in tree.table(kind).items()]
    tables += [(("units", _id(level)), level) for level in tree.elements("units")]
    for path, table in tables:
        absent = table.get("absent")
        if absent is not None and absent.value is True:
            yield path, absent


def _nothing_to_drop(path: TreePath, absent: Node, base: Node) -> Problem:
    kind, id = map(str, path)
    what = f"there is no {KIND_NAMES[kind]} {id} to drop in {base.file}."
    return Problem(what, absent.file, absent.line, remedy=did_you_mean(id, _ids(base, kind)) or None)


def _id(level: Node) -> str:
    id = level.get("id")
    return str(id.value) if id else ""


def _ids(tree: Node, kind: str) -> list[str]:
    return [_id(level) for level in tree.elements("units")] if kind == "units" else list(tree.table(kind))


def _has(tree: Node, path: TreePath) -> bool:
    return path[1] in _ids(tree, str(path[0]))


def _without(tree: Node, path: TreePath) -> Node:
    if path[0] != "units":
        return tree.without({path})
    return tree.without({("units", index) for index, id in enumerate(_ids(tree, "units")) if id == path[1]})


def _merged(base: Node, own: Node) -> Node:
    """`own` over `base`: tables key by key, anything else replaces."""
    if not isinstance(base.value, dict) or not isinstance(own.value, dict):
        return own
    changed = {key: _merged(base.value[key], node) if key in base.value else node for key, node in own.value.items()}
    return replace(own, value={**base.value, **changed})


def _merged_codebooks(base: Node, own: Node, dropped: set[str]) -> Node:
    """`own` over `base` as codebooks: unit levels by id; trend breaks appended, save those of measures that are dropped."""
    tree = _merged(base.without({("instrument", key) for key in _NOT_INHERITED}), own)
    own_units, own_breaks = own.get("units"), own.get("trend_breaks")
    if own_units and isinstance(own_units.value, list):
        tree = tree.with_key("units", replace(own_units, value=_merged_levels(base.elements("units"), own_units.value)))
    base_breaks = [each for each in base.elements("trend_breaks") if _measure(each) not in dropped]
    if own_breaks is None or isinstance(own_breaks.value, list):
        tree = tree.with_key("trend_breaks", replace(own, value=base_breaks + own.elements("trend_breaks")))
    return tree


def _merged_levels(base: list[Node], own: list[Node]) -> list[Node]:
    levels = list(base)
    positions = {_id(level): position for position, level in enumerate(base)}
    for level in own:
        position = positions.pop(_id(level), None)
        if position is None:
            levels.append(level)
        else:
            levels[position] = _merged(levels[position], level)
    return levels


def _measure(trend_break: Node) -> str:
    measure = trend_break.get("measure")
    return str(measure.value).removeprefix("pp_") if measure else ""


def _with_likes(tree: Node) -> tuple[Node, frozenset[TreePath], list[Problem]]:
    """Fill in each scale that is `like` another; one that cannot be filled in is left out."""
    scales = tree.table("scales")
    unreadable: set[TreePath] = set()
    problems = []
    for id in scales:
        filled = _filled(id, scales, ())
        if isinstance(filled, Problem):
            problems.append(filled)
            unreadable.add(("scales", id))
        else:
            tree = tree.with_key("scales", tree.at(("scales",)).with_key(id, filled))
    return tree.without(unreadable), frozenset(unreadable), problems


def _filled(id: str, scales: Mapping[str, Node], copying: tuple[str, ...]) -> Node | Problem:
    own = scales[id]
    like = own.get("like")
    if like is None or not isinstance(like.value, str):
        return own
    if like.value not in scales:
        what = f'scale {id} is like "{like.value}", which the codebook does not have.'
        remedy = did_you_mean(like.value, [other for other in scales if other != id])
        return Problem(what, like.file, like.line, remedy=remedy or None)
    if like.value in (*copying, id):
        circle = " like ".join((*copying, id, like.value))
        return Problem(f"scale {id} is a copy of itself: {circle}.", like.file, like.line)
    copied = _filled(like.value, scales, (*copying, id))
    return copied if isinstance(copied, Problem) else _merged(copied, own).without({("like",)})

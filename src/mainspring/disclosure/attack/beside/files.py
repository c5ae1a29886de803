"""The attack on what lies beside a release: what a folder holds that nobody meant to send."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from mainspring.disclosure.attack.beside.archives import unpacked_files
from mainspring.disclosure.attack.beside.databases import databases
from mainspring.disclosure.attack.beside.leftovers import leftover
from mainspring.disclosure.attack.beside.rows import rows_of_people
from mainspring.disclosure.attack.findings import Attack, Finding
from mainspring.errors import AttackError, MomentsError, Problem
from mainspring.moments import load_manifest, load_schema

TRIED: Final = (
    "backups, temporary files and logs beside the release",
    "tables with a row for each person, of any format, packed or not",
    "databases, their order of rows and their journals",
    "moments that were not made to leave home",
)
FINEST: Final = 5
"""How deep archives are looked into: an archive may hold another."""


def attack_beside(path: Path) -> Attack:
    """Look at a file, or at every file in a folder and below, for what is no release.

    Raises
    ------
    AttackError : if there is no such file or folder.
    """
    if not path.exists():
        raise AttackError(Problem("There is no such file or folder.", file=str(path), remedy="Check its name."))
    folder, files = files_of(path)
    return Attack(TRIED, tuple(finding for file in files for finding in _looked_at(file, folder, FINEST)))


def files_of(path: Path) -> tuple[Path, list[Path]]:
    """A folder with all that is in it and below it, in order; or a file, and the folder it is in."""
    return (path, sorted(path.rglob("*"))) if path.is_dir() else (path.parent, [path])


def _looked_at(path: Path, folder: Path, deep: int) -> Iterator[Finding]:
    if path.is_symlink() or not path.is_file():
        return
    where = str(path.relative_to(folder))
    yield from leftover(path, where)
    for kind in (_moments, databases, rows_of_people):
        found = list(kind(path, where))
        yield from found
        if found:
            return
    if deep:
        with unpacked_files(path) as inside:
            for file, name in inside:
                for one in _looked_at(file, file.parent, deep - 1):
                    yield Finding(one.route, one.what, one.people, f"{where} ({name})")


def _moments(path: Path, where: str) -> Iterator[Finding]:
    """Moments that hold every unit as it is."""
    try:
        schema, manifest = load_schema(path), load_manifest(path)
    except MomentsError:
        return
    if manifest is None:
        counts = f", with counts of the answers to {len(schema.items)} questions" if schema.items else ""
        what = f"Moments that were not made to leave home: every unit by {', '.join(schema.by) or 'nothing'}, the small ones too{counts}."
        yield Finding("moments kept at home", what, _people(path), where)


def _people(path: Path) -> int:
    from mainspring.moments import load

    try:
        return int(load(path).n.sum())
    except MomentsError:
        return 1

"""The attack on files: each kind of file by the attack that knows it, all files of a kind together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from mainspring.disclosure.attack.beside.files import attack_beside, files_of
from mainspring.disclosure.attack.findings import Attack
from mainspring.disclosure.attack.reading.readers import READERS, read_readings
from mainspring.disclosure.attack.reading.readings import Reading
from mainspring.disclosure.attack.releases.routes import TRIED, attack_releases
from mainspring.disclosure.attack.releases.unfitting import sums_left_out
from mainspring.disclosure.attack.sums.sets import attack_sets
from mainspring.errors import AttackError, Problem


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: what its names end in, and the attack on all such files together."""

    suffixes: tuple[str, ...]
    attack: Callable[[Sequence[Path]], Attack]


def attack_scores(paths: Sequence[Path]) -> Attack:
    """The attack on releases of scores: JSON, tables and reports.

    Raises
    ------
    AttackError : with every file that cannot be read.
    """
    readings: list[Reading] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            readings += read_readings(path)
        except AttackError as error:
            problems += error.problems
    if problems:
        raise AttackError(problems)
    found = [finding for reading in readings for finding in reading.left]
    found += attack_releases([reading.facts for reading in readings])
    names = ", ".join(dict.fromkeys(reading.facts.name for reading in readings))
    left_out = [words for reading in readings for words in sums_left_out(reading.facts)]
    return Attack((f"{names}: figures beside what is withheld", *TRIED, *left_out), tuple(found))


KINDS: Final = (Kind(tuple(READERS), attack_scores), Kind((".moments",), attack_sets))
"""The kinds of files that there is an attack for."""


def attack_path(path: Path | str) -> Attack:
    """Everything that can be learned from a file, or from all files in a folder and below it.

    Raises
    ------
    AttackError : if there is nothing to attack, or a file is damaged.
    """
    return attack_paths([Path(path)])


def attack_paths(paths: Sequence[Path]) -> Attack:
    """The same for several, together: whoever has one of them may have all."""
    told, files = Attack((), ()), list[Path]()
    for path in paths:
        found = attack_beside(path)
        told = told.joined(found)
        files += _releases(path, {finding.where for finding in found.findings})
    told = Attack(tuple(dict.fromkeys(told.tried)), told.findings)
    for kind in KINDS:
        if mine := [file for file in files if file.suffix.lower() in kind.suffixes]:
            told = told.joined(kind.attack(mine))
    known = {suffix for kind in KINDS for suffix in kind.suffixes}
    unknown = sorted(file.name for file in files if file.suffix.lower() not in known)
    if len(unknown) == len(files) and not told.findings:
        what, names = "There is nothing here that can be attacked.", ", ".join(sorted(known))
        remedy = f"Give a release ({names}), or a folder with one."
        raise AttackError(Problem(what, file=", ".join(map(str, paths)), remedy=remedy))
    return told.joined(Attack((f"not read: {', '.join(unknown)}",), ())) if unknown else told


def _releases(path: Path, spoken_of: set[str]) -> list[Path]:
    """The files of a path, without those that turned out to be no release; moments tell more than that they are there."""
    folder, files = files_of(path)
    return [
        file
        for file in files
        if file.is_file() and (file.suffix == ".moments" or str(file.relative_to(folder)) not in spoken_of)
    ]

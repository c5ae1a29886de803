"""What was released, read back: one reader for each format."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from mainspring.disclosure.attack.reading.html_release import read_page
from mainspring.disclosure.attack.reading.json_release import read_json
from mainspring.disclosure.attack.reading.readings import Reading, unreadable
from mainspring.disclosure.attack.reading.table_release import read_table
from mainspring.disclosure.facts import Facts

READERS: Final[Mapping[str, Callable[[Path], list[Reading]]]] = {
    ".json": lambda path: [read_json(path)],
    ".csv": lambda path: [read_table(path)],
    ".parquet": lambda path: [read_table(path)],
    ".html": read_page,
    ".htm": read_page,
}


def read_release(path: Path | str) -> list[Facts]:
    """The facts of a release of scores: a file, or every such file in a folder and below it.

    Raises
    ------
    AttackError : if there is no such file, or it is damaged, or not one of scores.
    """
    return [reading.facts for reading in read_readings(Path(path))]


def read_readings(path: Path) -> list[Reading]:
    """The same, with what was left beside what is withheld."""
    if path.is_dir():
        files = sorted(file for file in path.rglob("*") if file.is_file() and file.suffix.lower() in READERS)
        if not files:
            raise unreadable(path, "There is no release of scores in this folder.")
        return [reading for file in files for reading in read_readings(file)]
    if not path.is_file():
        raise unreadable(path, "There is no such file.")
    if path.suffix.lower() not in READERS:
        known = ", ".join(READERS)
        raise unreadable(
            path, f"A release of scores is not a {path.suffix or 'file without an ending'}.", f"It is one of {known}."
        )
    return READERS[path.suffix.lower()](path)

"""Files that programs leave behind: backups, halves of files, logs. Their names give them away."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final

from mainspring.disclosure.attack.findings import Finding

PATTERNS: Final[Mapping[str, str]] = {
    "*.bak": "a backup",
    "*.orig": "a backup",
    "*.old": "a backup",
    "*~": "an editor's backup",
    "#*#": "an editor's backup",
    "*.sw[a-p]": "an editor's unsaved copy",
    "~$*": "an office program's lock, with a name in it",
    "*.part": "a file that was not finished",
    "*.tmp": "a temporary file",
    "*.temp": "a temporary file",
    "*.crdownload": "a file that was not finished",
    "core": "a program's memory, as it was when it stopped",
    "*.dmp": "a program's memory, as it was when it stopped",
    "*.log": "a log",
    "*.log.[0-9]*": "a log",
    ".*_history": "commands that were typed",
    "*-wal": "a database's journal, with what was changed and deleted",
    "*-journal": "a database's journal, with what was changed and deleted",
    ".ds_store": "a list of what was in the folder",
    "thumbs.db": "small pictures of what was in the folder",
}


def leftover(path: Path, where: str) -> Iterator[Finding]:
    """Whether a file is one that a program left behind; an empty one is none."""
    if not path.stat().st_size:
        return
    for pattern, what in PATTERNS.items():
        if fnmatchcase(path.name.casefold(), pattern):
            yield Finding("left behind", f"This is {what}: it may hold what the release does not.", 1, where)
            return

"""Databases: a row for each person, and what the order of rows tells of who came when."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

from mainspring.disclosure.attack.beside.rows import SAMPLE, Rows, kind_of
from mainspring.disclosure.attack.findings import Finding

BEGINS: Final = b"SQLite format 3\0"
JOURNALS: Final = ("-wal", "-shm", "-journal")


def databases(path: Path, where: str) -> Iterator[Finding]:
    """What an SQLite file tells: tables with a row for each person; and pages of what was deleted."""
    with path.open("rb") as file:
        if file.read(len(BEGINS)) != BEGINS:
            return
    with tempfile.TemporaryDirectory() as folder:  # so that looking changes nothing, and what is in the journal is seen
        copy = Path(folder) / "copy"
        for ending in ("", *JOURNALS):
            if (beside := path.with_name(path.name + ending)).is_file():
                shutil.copyfile(beside, f"{copy}{ending}")
        try:
            with closing(sqlite3.connect(copy)) as connection:
                yield from _tables(connection, path.name, where)
        except sqlite3.DatabaseError:
            yield Finding("databases", "A damaged database, whose pages can still be read as text.", 1, where)


def _tables(connection: sqlite3.Connection, name: str, where: str) -> Iterator[Finding]:
    names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    for table in (one for one in names if not one.startswith("sqlite_")):
        quoted = table.replace('"', '""')
        columns = [row[1] for row in connection.execute(f'PRAGMA table_info("{quoted}")')]
        (rows,) = connection.execute(f'SELECT count(*) FROM "{quoted}"').fetchone()  # a name from the file itself
        some = connection.execute(f'SELECT * FROM "{quoted}" LIMIT {SAMPLE}').fetchall()
        kind = kind_of(Rows(columns, rows, [["" if one is None else str(one) for one in row] for row in some]), name)
        if rows and kind:
            order = "; the order of its rows tells who came when" if _ordered(connection, quoted) else ""
            yield Finding(
                "databases", f"Table {table} has a row for each of {rows:,} people: {kind}{order}.", rows, where
            )
    (deleted,) = connection.execute("PRAGMA freelist_count").fetchone()
    if deleted:
        yield Finding("databases", f"{deleted} pages of what was deleted are still in it.", 1, where)


def _ordered(connection: sqlite3.Connection, quoted: str) -> bool:
    """Whether a table has the row numbers that SQLite gives, one after the other."""
    try:
        connection.execute(f'SELECT rowid FROM "{quoted}" LIMIT 1')  # a name from the file itself
    except sqlite3.OperationalError:
        return False
    return True

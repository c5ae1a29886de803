"""`mainspring ledger`: what was released so far, and whether anybody changed what is written about it."""

from __future__ import annotations

import json as js
import re
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mainspring.cli.options import LEDGER, LedgerFile

if TYPE_CHECKING:
    from mainspring.disclosure.ledger import Entry, Ledger

app = typer.Typer(
    help="See what was released, and that nobody changed it.", no_args_is_help=True, rich_markup_mode=None
)
Json = Annotated[bool, typer.Option("--json", help="JSON instead of words.")]


@app.command()
def show(ledger: LedgerFile = LEDGER, json: Json = False) -> None:
    """List what was released: what, when, by which policy, about how many people.

    Example:

        mainspring ledger show
    """
    found = _opened(ledger)
    if json:
        typer.echo(js.dumps([asdict(entry) for entry in found.entries], ensure_ascii=False))
        return
    head = ["", "when (UTC)", "what", "by", "policy", "people", "file", "hash"]
    rows = [head, *(_row(entry) for entry in found.entries)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        typer.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


@app.command()
def verify(
    ledger: LedgerFile = LEDGER,
    head: Annotated[
        str | None, typer.Option(metavar="HASH", help="A hash that was printed earlier, and kept in another place.")
    ] = None,
    json: Json = False,
) -> None:
    """Check that no entry of the ledger was altered, removed or put in another place.

    Entries removed from the end leave no gap: keep the hash that is printed in another place, and give it with --head next time.

    Example:

        mainspring ledger verify
    """
    if head is not None and not re.fullmatch("[0-9a-f]{64}", head):
        raise typer.BadParameter("a hash has 64 digits from 0 to f", param_hint="--head")
    found = _opened(ledger)
    since = None if head is None else found.since(head)
    if json:
        typer.echo(js.dumps({"entries": len(found.entries), "head": found.head, "since": since}))
        return
    typer.echo(f"{_counted(len(found.entries))}, each as it was written, in {ledger}")
    if since is not None:
        typer.echo(f"The entry with the hash you gave is there; {_counted(since)} since.")
    typer.echo(f"The last one's hash: {found.head}")


def _opened(path: Path) -> Ledger:
    """The ledger in a file; LedgerError if it is not there, for to look at nothing is not to verify."""
    from mainspring.disclosure.ledger import Ledger
    from mainspring.errors import LedgerError, Problem

    if not path.is_file():
        remedy = "Name it with --ledger FILE. The first release makes one."
        raise LedgerError(Problem("There is no such ledger.", file=str(path), remedy=remedy))
    return Ledger.open(path)


def _row(entry: Entry) -> list[str]:
    people = entry.people
    return [
        str(entry.number),
        entry.time[:16].replace("T", " "),
        entry.what,
        ",".join(entry.cells) or "–",
        f"{entry.policy} ({entry.minimum})",
        "–" if people is None else f"{people:,}",
        entry.file,
        entry.hash[:12],
    ]


def _counted(entries: int) -> str:
    return "1 entry" if entries == 1 else f"{entries:,} entries"

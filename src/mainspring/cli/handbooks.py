"""`mainspring handbook`: build the handbook to read, list its practices, check an agency's own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    help="Build the handbook, list its practices, check your own.", no_args_is_help=True, rich_markup_mode=None
)

Own = Annotated[
    Path | None,
    typer.Option("--catalogue", metavar="FOLDER", help="Your agency's own practices, beside the handbook's."),
]


@app.command()
def build(
    out: Annotated[Path, typer.Option(help="Folder to write the handbook to.")] = Path("handbook"),
    catalogue: Own = None,
    pdf: Annotated[bool, typer.Option(help="Also the whole handbook as a PDF.")] = True,
) -> None:
    """Write the handbook as pages that open offline, and as one PDF.

    Example:

        mainspring handbook build --out handbook/
    """
    from mainspring.practices import load_catalogue
    from mainspring.report.handbook import write_handbook

    book = load_catalogue(catalogue)
    first = write_handbook(book, out, pdf=pdf)
    typer.echo(f"The handbook, {len(book.entries)} practices, is in {first}")
    for id in book.overrides:
        typer.echo(f"{id} is your own, in place of the handbook's.")


@app.command(name="list")
def list_practices(catalogue: Own = None) -> None:
    """List the practices, with how well each is supported.

    Example:

        mainspring handbook list
    """
    from mainspring.practices import load_catalogue

    book = load_catalogue(catalogue)
    width = max(map(len, book.entries))
    for entry in book.entries.values():
        levers = ", ".join(entry.practice.levers)
        typer.echo(
            f"{entry.id:{width}}  {entry.practice.title} ({levers}; {entry.practice.who}; {book.grades[entry.id].support})"
        )


@app.command()
def check(folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A catalogue of your own.")]) -> None:
    """Check a catalogue of practices and list everything that is wrong with it, with line numbers.

    Example:

        mainspring handbook check our-practices/
    """
    from mainspring.practices import load_catalogue

    book = load_catalogue(folder)
    own = [entry for entry in book.entries.values() if entry.own]
    typer.echo(f"{folder}: {len(own)} practices are in order.")
    for id in book.overrides:
        typer.echo(f"{id} takes the place of the handbook's.")


@app.command()
def copy(
    id: Annotated[str, typer.Argument(metavar="ID", help="A practice of the handbook.")],
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A catalogue of your own; made if it is not there.")],
) -> None:
    """Copy one of the handbook's practices into a catalogue of your own, to change it or as a pattern.

    Example:

        mainspring handbook copy red-tape-hunt our-practices/
    """
    from mainspring.practices import copy_practice

    for file in copy_practice(id, folder):
        typer.echo(f"Yours to change: {file}")

"""`mainspring codebook`: list, show, check and draft codebooks."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mainspring.cli.output import whole

app = typer.Typer(help="List, show, check and draft codebooks.", no_args_is_help=True, rich_markup_mode=None)


@app.command(name="list")
def list_codebooks() -> None:
    """List the codebooks that come with Mainspring.

    Example:

        mainspring codebook list
    """
    from mainspring.instrument import list_instruments

    summaries = list_instruments()
    width = max(len(summary.id) for summary in summaries)
    for summary in summaries:
        typer.echo(f"{summary.id:{width}}  {summary.title}")


@app.command()
def show(codebook: Annotated[str, typer.Argument(metavar="ID", help="A codebook's id, or a file.")]) -> None:
    """Show what a survey asked: constructs and their items, indices, units, breaks of the trend.

    Example:

        mainspring codebook show us-fevs-2018
    """
    from mainspring.instrument import load_instrument
    from mainspring.instrument.describe import describe

    typer.echo(describe(load_instrument(codebook)))


@app.command()
def check(file: Annotated[Path, typer.Argument(metavar="FILE", help="A codebook file.")]) -> None:
    """Check a codebook file and list everything that is wrong with it, with line numbers.

    Example:

        mainspring codebook check my-survey.toml
    """
    from mainspring.instrument import check_codebook

    instrument = check_codebook(file)
    typer.echo(
        f"{file}: {instrument.id} is in order: {len(instrument.items)} items, {len(instrument.constructs)} constructs."
    )


@app.command()
def new(
    data: Annotated[Path, typer.Argument(metavar="DATAFILE", help="A survey file in any format that can be read.")],
    out: Annotated[Path | None, typer.Option("--out", "-o", help="File to write instead of the screen.")] = None,
) -> None:
    """Draft a codebook from a data file's columns and value labels, for an analyst to complete.

    Example:

        mainspring codebook new fevs_2018.csv --out my-survey.toml
    """
    from mainspring.instrument.draft import draft_codebook
    from mainspring.responses import survey_columns

    text = draft_codebook(survey_columns(data), title=data.stem)
    if out is None:
        typer.echo(text)
        return
    with whole(out) as part:
        part.write_text(text, encoding="utf-8")
    typer.echo(f"The draft is in {out}: complete it, then run `mainspring codebook check {out}`.")


@app.command()
def schema() -> None:
    """Print the JSON Schema of codebooks, for editors.

    Example:

        mainspring codebook schema
    """
    import json

    from mainspring.instrument.codebook import codebook_schema

    typer.echo(json.dumps(codebook_schema(), indent=2))

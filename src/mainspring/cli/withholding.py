"""`mainspring withheld`: why units and groups are withheld, for whoever holds the data."""

from __future__ import annotations

import json as js
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Annotated

import typer

from mainspring.cli.options import Reading, Rules, listed

if TYPE_CHECKING:
    from mainspring.scorecards import Account

WIDTH = 100


def withheld(
    file: Annotated[Path, typer.Argument(metavar="SURVEY", help="A survey file, or moments.")],
    reading: Reading,
    rules: Rules,
    breakdown: Annotated[
        str, typer.Option(metavar="A,B", help="Columns by which every unit's people are to be shown as well.")
    ] = "",
    json: Annotated[bool, typer.Option("--json", help="JSON instead of words.")] = False,
) -> None:
    """Say why a report would withhold each unit and group. For whoever holds the data: it names how many people small groups have.

    Example:

        mainspring withheld fevs_2018.csv --by AGENCY,LEVEL1
    """
    from mainspring.cli.surveys import instrument_of, moments_of, scores_alone
    from mainspring.scorecards import why_withheld

    policy = rules.chosen()
    request = reading.request([file], breakdown)
    instrument = instrument_of(request, 0)
    kept = moments_of(request, 0, instrument, scores_alone(instrument))
    found = why_withheld(kept, instrument, policy, listed(breakdown))
    typer.echo(js.dumps(asdict(found), ensure_ascii=False) if json else "\n".join(_lines(found)))


def _lines(found: Account) -> Iterator[str]:
    small = sum(one.small for one in found.withheld)
    others = len(found.withheld) - small
    yield "Not for publication: this names how many people small groups have."
    yield ""
    told = f"{len(found.withheld):,} of {found.cells:,} units and groups are withheld: {small:,} that are small, and {others:,} for their sake."
    yield fill(f"{told} {_proof(found)}", WIDTH)
    above = None
    for one in found.withheld:
        if one.above != above:
            above = one.above
            yield from ("", above or "Everybody")
        yield fill(f"{one.name} ({one.people:,}): {one.why}", WIDTH, initial_indent="- ", subsequent_indent="  ")


def _proof(found: Account) -> str:
    if found.proven is None:
        return "This policy hides only what is small."
    if found.proven:
        return "No safe choice hides fewer people."
    return f"A safe choice might hide up to {found.at_most:,} people fewer; the time did not suffice to know."

"""`mainspring mask`: a survey file in which nobody stands out by what they are."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from mainspring.cli.options import LEDGER, LedgerFile, Reading, listed
from mainspring.cli.output import show


@dataclass(frozen=True, slots=True)
class How:
    """What is masked, and how far."""

    attributes: Annotated[
        str,
        typer.Option(
            metavar="A,B",
            help="Attributes that people could be recognised by, those you would rather keep first. [default: all of the codebook]",
        ),
    ] = ""
    k: Annotated[int, typer.Option("--k", help="How many people of a unit must have each profile, at least.")] = 10
    collapse: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A TOML file of codes that become coarser ones first.")
    ] = None
    fold_units: Annotated[
        bool, typer.Option("--fold-units", help="Leave the code of units blank that have fewer people than that.")
    ] = False
    thorough: Annotated[bool, typer.Option("--thorough", help="Look longer for fewer values to mask: minutes.")] = False
    ledger: LedgerFile = LEDGER


def mask(
    file: Annotated[Path, typer.Argument(metavar="SURVEY", help="A survey file: CSV, also in gz, or Parquet.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="File to write the masked survey to.")],
    how: How,
    reading: Reading,
    report: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Also write all of what was lost to a .md or .json file.")
    ] = None,
    for_machines: Annotated[bool, typer.Option("--json", help="Print what was lost as JSON.")] = False,
) -> None:
    """Mask attributes in a survey file until every profile in a unit has at least ten people, and tell what was lost.

    Example:

        mainspring mask fevs_2018.csv --by AGENCY --fold-units -o masked.csv
    """
    if report is not None and report.suffix.lower() not in (".md", ".json"):
        raise typer.BadParameter("name it .md or .json", param_hint="--report")
    from mainspring.cli.masked import Asked, mask_survey
    from mainspring.cli.masked_words import as_json, in_words

    asked = Asked(listed(how.attributes), how.k, how.collapse, how.fold_units, how.thorough, out, how.ledger)
    done = mask_survey(reading.request([file]), asked)
    plain = json.dumps(as_json(done), ensure_ascii=False, indent=2) + "\n"
    if report is not None:
        show(plain if report.suffix.lower() == ".json" else in_words(done, all_units=True), report)
    show(plain if for_machines else in_words(done), None)

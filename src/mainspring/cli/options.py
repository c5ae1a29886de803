"""Options that several commands have."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from mainspring.cli.surveys import Request
    from mainspring.disclosure import Policy
    from mainspring.instrument import Instrument
    from mainspring.moments import MomentsOptions

Files = Annotated[list[Path], typer.Argument(metavar="SURVEY", help="Survey files, one for each wave, or moments.")]


LedgerFile = Annotated[
    Path,
    typer.Option("--ledger", metavar="FILE", envvar="MAINSPRING_LEDGER", help="Where it is written down what left."),
]
LEDGER = Path("mainspring-ledger.jsonl")


class Engine(StrEnum):
    """Where the pass over people is made."""

    LOCAL = "local"
    SPARK = "spark"


@dataclass(frozen=True, slots=True)
class Reading:
    """How survey files are to be read: the options that every command with a survey has."""

    codebook: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ID",
            help="The instrument (see `mainspring codebook list`) or a codebook file; once, or once for each survey file. "
            "[default: the one that fits]",
        ),
    ] = None
    by: Annotated[
        str,
        typer.Option(
            metavar="A,B", help="Columns of the unit tree, coarse to fine. [default: the units of the codebook]"
        ),
    ] = ""
    wave: Annotated[int | None, typer.Option(help="The wave of the file, where it is not the codebook's.")] = None
    sheet: Annotated[str | None, typer.Option(help="The sheet of a workbook that holds the responses.")] = None
    ignore_columns: Annotated[
        str, typer.Option(metavar="A,B", help="Further columns that the file may have; * and ? allowed.")
    ] = ""

    def request(self, files: list[Path], breakdown: str = "") -> Request:
        """What is to be read, for the rooms."""
        from mainspring.cli.surveys import Request
        from mainspring.responses import ReadOptions

        return Request(
            files=tuple(files),
            codebooks=tuple(self.codebook or ()),
            by=listed(self.by),
            breakdowns=listed(breakdown),
            options=ReadOptions(wave=self.wave, sheet=self.sheet, ignore=listed(self.ignore_columns)),
        )


@dataclass(frozen=True, slots=True)
class Rules:
    """What may be shown: a policy, and a minimum that is stricter than its own; and where it is written down what was."""

    policy: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="What may be shown, see `mainspring policy list`. [default: rule-of-ten; people-survey for published scores]",
        ),
    ] = None
    minimum: Annotated[
        int | None, typer.Option(metavar="N", help="Fewest people to show anything of: more than the policy's own.")
    ] = None
    ledger: LedgerFile = LEDGER

    def chosen(self, default: str = "rule-of-ten") -> Policy:
        """The policy; PolicyError if there is none of this name, or the minimum is weaker than its own.

        Commands ask before they read a file, so that nobody waits for a refusal, and again when they know what kind of file it is.
        """
        from mainspring.disclosure import load_policy

        policy = load_policy(self.policy or default)
        return policy if self.minimum is None else policy.stricter(self.minimum)


@dataclass(frozen=True, slots=True)
class Cells(Rules):
    """Which groups of people scores are shown of, beside the units, and under which rules."""

    breakdown: Annotated[
        str,
        typer.Option(
            metavar="A,B", help="Columns by which every unit's people are shown as well; small groups are withheld."
        ),
    ] = ""
    rosters: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="A CSV of who came and went: wave, the units' columns, joined, left."),
    ] = None


@dataclass(frozen=True, slots=True)
class Keeping:
    """What of a survey moments are to keep beside counts."""

    variables: Annotated[
        str | None,
        typer.Option(
            metavar="A,B", help="Variables to keep cross-products of. [default: all, and what `claims` needs]"
        ),
    ] = None
    products: Annotated[str, typer.Option(metavar="A:B", help="Products of two variables, for models to come.")] = ""
    items_of: Annotated[
        str, typer.Option(metavar="A,B", help="Constructs whose items are kept together, for `measure`.")
    ] = ""
    groups: Annotated[str, typer.Option(metavar="COLUMN", help="An attribute whose groups `measure` compares.")] = ""

    def options(self, instrument: Instrument, *, least: bool) -> MomentsOptions:
        """The same for the rooms: where no variables are named, what the claims need, and all others unless it is to be the least."""
        from mainspring.evidence import for_claims
        from mainspring.moments import ItemSet, MomentsOptions

        sets = (ItemSet(listed(self.items_of), self.groups),) if self.items_of else ()
        if self.variables is not None:
            return MomentsOptions(listed(self.variables), listed(self.products), sets)
        needed = for_claims(instrument)
        variables = dict.fromkeys((*(() if least else instrument.variables), *(needed.variables or ())))
        return MomentsOptions(tuple(variables), tuple(dict.fromkeys((*needed.products, *listed(self.products)))), sets)


@dataclass(frozen=True, slots=True)
class Sharing(Rules):
    """Whether moments are to be such as may leave home, and then under which rules."""

    share: Annotated[
        bool,
        typer.Option(
            "--share",
            help="Keep only what may leave home, of the --variables or of what `claims` needs; small units are folded.",
        ),
    ] = False

    def check(self, keeping: Keeping) -> None:
        """Raise BadParameter if the choices do not go together."""
        if (self.policy or self.minimum is not None) and not self.share:
            raise typer.BadParameter("--policy and --minimum say what may leave: they go with --share")
        if self.share and keeping.items_of:
            raise typer.BadParameter("--items-of keeps the answers to single questions, which --share never does")


def listed(names: str) -> tuple[str, ...]:
    """The names in a list with commas."""
    return tuple(name.strip() for name in names.split(",") if name.strip())

"""Commands that fit models to moments."""

from __future__ import annotations

import json as js
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from mainspring.cli.options import Files, Reading, Rules, listed

if TYPE_CHECKING:
    from mainspring.evidence import ClaimsOptions, FitOptions
    from mainspring.evidence.model import Vcov, Weights


@dataclass(frozen=True, slots=True)
class Fitting:
    """How a model is to be fitted."""

    weights: Annotated[
        str | None, typer.Option(metavar="survey|none", help="[default: survey; none for mixed models]")
    ] = None
    cluster: Annotated[
        str | None,
        typer.Option(metavar="COLUMN", help="Units that are independent of each other. [default: the fixed effects]"),
    ] = None
    vcov: Annotated[
        str | None,
        typer.Option(
            metavar="CR1|CR2|CR3|wild|iid",
            help="How standard errors are had. [default: CR1, or CR2 where clusters are few or uneven]",
        ),
    ] = None
    split: Annotated[
        str | None,
        typer.Option(metavar="COLUMN", help="Split each term into its mean by unit and the difference from it."),
    ] = None
    ml: Annotated[bool, typer.Option("--ml", help="Maximum instead of restricted likelihood, in mixed models.")] = False
    seed: Annotated[int, typer.Option(help="Of the wild bootstrap's draws.")] = 0

    def options(self) -> FitOptions:
        """The same for the rooms; what cannot be is refused there."""
        from mainspring.evidence import FitOptions

        weights, vcov = cast("Weights | None", self.weights), cast("Vcov | None", self.vcov)
        return FitOptions(
            weights=weights, cluster=self.cluster, vcov=vcov, split=self.split, reml=not self.ml, seed=self.seed
        )


@dataclass(frozen=True, slots=True)
class Shown:
    """What of a fit is shown, and how."""

    json: Annotated[bool, typer.Option("--json", help="JSON instead of a table.")] = False
    countries: Annotated[
        bool, typer.Option("--countries", help="Of pooled moments: also each country alone, and all without it.")
    ] = False
    plot: Annotated[Path | None, typer.Option(help="Also draw it: a .svg, .png or .html file.")] = None


@dataclass(frozen=True, slots=True)
class Judging:
    """What counts as too small to matter, and who is in."""

    smallest_effect: Annotated[
        float, typer.Option(metavar="SD", help="Standard deviations for one of the other score that matter at least.")
    ] = 0.05
    smallest_share: Annotated[float, typer.Option(metavar="POINTS", help="Points of a share that matter at least.")] = (
        2.0
    )
    same_people: Annotated[
        bool, typer.Option("--same-people", help="All models of the people who have every variable.")
    ] = False

    def options(self) -> ClaimsOptions:
        """The same for the rooms."""
        from mainspring.evidence import ClaimsOptions

        return ClaimsOptions(self.smallest_effect, self.smallest_share, self.same_people)


def claims(
    files: Files,
    reading: Reading,
    judging: Judging,
    rules: Rules,
    json: Annotated[bool, typer.Option("--json", help="JSON instead of a document.")] = False,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="File to write instead of the screen.")] = None,
) -> None:
    """Test the book's claims: what was found in plain words, a verdict each, and the models under them.

    Example:

        mainspring claims fevs_2018.csv --by AGENCY,LEVEL1
    """
    from mainspring.cli.claimed import as_json, document, people_in
    from mainspring.cli.releasing import show_recorded
    from mainspring.cli.surveys import read_files
    from mainspring.evidence import for_claims

    rules.chosen()  # refused before the files are read, not after
    read = read_files(reading.request(files), for_claims, alone=True)
    found = read.claims(rules.chosen(read.usual_policy), judging.options())
    text = js.dumps(as_json(found), ensure_ascii=False) + "\n" if json else document(found)
    release = read.source.models("claims", people_in(found) if read.moments else {}, found.policy, out)
    show_recorded(text, release, out, rules.ledger)


def measure(
    source: Annotated[Path, typer.Argument(metavar="SOURCE", help="A survey file, or moments made with --items-of.")],
    reading: Reading,
    rules: Rules,
    constructs: Annotated[
        str, typer.Option(metavar="A,B", help="Constructs to look at. [default: both dials and motivation]")
    ] = "",
    groups: Annotated[str, typer.Option(metavar="COLUMN", help="An attribute: is it the same in all its groups?")] = "",
    json: Annotated[bool, typer.Option("--json", help="JSON instead of tables.")] = False,
) -> None:
    """See how well constructs are measured: reliability, factors, and whether groups may be compared.

    Example:

        mainspring measure fevs_2018.csv --groups DSUPER
    """
    from mainspring.cli.measured import as_json, people_in, table
    from mainspring.cli.releasing import Source, show_recorded
    from mainspring.cli.surveys import instrument_of, moments_of
    from mainspring.disclosure import clear_measurement
    from mainspring.moments import ItemSet, MomentsOptions
    from mainspring.scores import measured_constructs

    policy = rules.chosen()
    request = reading.request([source])
    instrument = instrument_of(request, 0)
    asked = ItemSet(listed(constructs) or measured_constructs(instrument), groups)
    kept = moments_of(request, 0, instrument, MomentsOptions((), (), (asked,)))
    found = clear_measurement(kept, instrument, asked, policy)
    text = js.dumps(as_json(found), ensure_ascii=False) + "\n" if json else table(found)
    show_recorded(text, Source.of(kept).models("measurement", people_in(found), policy, None), None, rules.ledger)


def fit(
    formula: Annotated[
        str, typer.Argument(metavar="FORMULA", help='Such as "motivation ~ autonomy + purpose | LEVEL1".')
    ],
    source: Annotated[Path, typer.Argument(metavar="SOURCE", help="A survey file, or moments.")],
    reading: Reading,
    fitting: Fitting,
    rules: Rules,
    shown: Shown,
) -> None:
    """Fit a model: least squares with fixed effects after a bar, or a mixed model with (1 | UNIT).

    Example:

        mainspring fit "motivation ~ autonomy + purpose | LEVEL1" fevs_2018.csv
    """
    from mainspring.cli.fitted import as_json, draw, picture_format, table
    from mainspring.cli.releasing import Leaving, Source, recorded, show_recorded
    from mainspring.cli.surveys import moments_for
    from mainspring.disclosure import clear_countries, clear_fit
    from mainspring.evidence import parse

    parsed, options, policy = parse(formula), fitting.options(), rules.chosen()
    if shown.plot is not None:
        picture_format(shown.plot)  # told before a long pass, not after it
    moments, instrument = moments_for(reading.request([source]), parsed, options)
    found = clear_fit(formula, moments, instrument, policy, options)
    over = clear_countries(formula, moments, instrument, policy, options) if shown.countries else None
    made_of, people = Source.of(moments), {found.content.formula: found.content.n}
    if shown.plot is not None:
        with recorded(made_of.models("fit", people, policy, shown.plot), Leaving(shown.plot, rules.ledger)) as part:
            draw(found, part, picture_format(shown.plot))
    text = js.dumps(as_json(found, over), ensure_ascii=False) + "\n" if shown.json else table(found, over)
    show_recorded(text, made_of.models("fit", people, policy, None), None, rules.ledger)

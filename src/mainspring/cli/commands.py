"""Every command and its options; each does its work through the rooms, which are loaded only when a command needs them."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Annotated, Final

import typer

from mainspring import __version__
from mainspring.cli import advising, attacking, codebooks, handbooks, ledgers, masking, models, policies, withholding
from mainspring.cli.options import Cells, Engine, Files, Keeping, Reading, Sharing, listed
from mainspring.cli.spread import spread

app = typer.Typer(
    name="mainspring",
    help="From a staff survey file to a report on how people are managed, without showing a person.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.add_typer(codebooks.app, name="codebook")
app.add_typer(policies.app, name="policy")
app.add_typer(ledgers.app, name="ledger")
app.add_typer(handbooks.app, name="handbook")
app.command()(spread(models.claims))
app.command()(spread(withholding.withheld))
app.command()(spread(advising.advise))
app.command()(advising.assess)
app.command()(spread(models.fit))
app.command()(spread(models.measure))
app.command()(attacking.attack)
app.command()(spread(masking.mask))


KINDS: Final = ("json", "csv", "parquet")


@dataclass(frozen=True, slots=True)
class Format:
    """What scores are written as: what is asked for, else what the file's name says, else a table to read."""

    json: Annotated[bool, typer.Option("--json", help="JSON, one cell for each unit and wave.")] = False
    csv: Annotated[bool, typer.Option("--csv", help="CSV, one row for each unit, wave and measure.")] = False
    parquet: Annotated[bool, typer.Option("--parquet", help="The same rows as Parquet; needs --out.")] = False
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="File to write instead of the screen: .json, .csv and .parquet say what."),
    ] = None

    def check(self) -> None:
        """Raise BadParameter if the choices do not go together."""
        if self.json + self.csv + self.parquet > 1:
            raise typer.BadParameter("choose one of --json, --csv and --parquet")
        if self.parquet and self.out is None:
            raise typer.BadParameter("--parquet needs --out FILE")

    @property
    def kind(self) -> str:
        """`json`, `csv`, `parquet`, or empty for a table to read."""
        asked = [kind for kind in KINDS if getattr(self, kind)]
        named = self.out.suffix.lower().lstrip(".") if self.out is not None else ""
        return asked[0] if asked else named if named in KINDS else ""


@app.command()
@spread
def report(
    files: Files,
    reading: Reading,
    rules: Cells,
    out: Annotated[Path, typer.Option(help="Folder (or .html file) to write the report to.")] = Path("out"),
    pdf: Annotated[
        list[str] | None,
        typer.Option(metavar="UNIT", help="Also a PDF of one unit, such as AR/ARCE, or of the `overview`; repeatable."),
    ] = None,
) -> None:
    """Turn survey files into one self-contained HTML report that opens offline.

    Example:

        mainspring report fevs_2018.csv --by AGENCY,LEVEL1 --out out/
    """
    from mainspring.cli.releasing import Leaving, recorded, scores_release
    from mainspring.cli.surveys import read_files
    from mainspring.evidence import for_claims
    from mainspring.report import pdf_content, report_content, report_file

    rules.chosen()  # refused before the files are read, not after
    read = read_files(reading.request(files, rules.breakdown), for_claims)
    policy = rules.chosen(read.usual_policy)
    scorecards = read.scorecards(policy, rules.rosters, rules.ledger)
    content, target = report_content(scorecards, read.claims(policy)), report_file(out)
    with recorded(scores_release("report", scorecards, target), Leaving(target, rules.ledger)) as part:
        part.write_bytes(content)
    typer.echo(f"The report is in {target}")
    for unit in pdf or ():
        path = () if unit == "overview" else tuple(unit.split("/"))
        file = target.parent / f"{'-'.join(path) or 'overview'}.pdf"
        content = pdf_content(scorecards, path)
        with recorded(scores_release("report", scorecards, file), Leaving(file, rules.ledger)) as part:
            part.write_bytes(content)
        typer.echo(f"A PDF is in {file}")


@app.command()
@spread
def scores(
    files: Files,
    reading: Reading,
    form: Format,
    rules: Cells,
) -> None:
    """Print every score that may be shown, and the reason where one may not.

    Example:

        mainspring scores fevs_2018.csv --by AGENCY --json
    """
    form.check()
    from mainspring.cli.releasing import Leaving, recorded, scores_release, show_recorded
    from mainspring.cli.surveys import read_files, scores_alone
    from mainspring.cli.table import summary
    from mainspring.scorecards import as_frame, as_json

    rules.chosen()
    read = read_files(reading.request(files, rules.breakdown), scores_alone)
    scorecards = read.scorecards(rules.chosen(read.usual_policy), rules.rosters, rules.ledger)
    release = scores_release("scores", scorecards, form.out)
    if form.kind == "parquet" and form.out is not None:
        table = io.BytesIO()  # a full disk is then Python's to report, in words
        as_frame(scorecards).write_parquet(table)
        with recorded(release, Leaving(form.out, rules.ledger)) as part:
            part.write_bytes(table.getvalue())
    elif form.kind == "json":
        show_recorded(json.dumps(as_json(scorecards), ensure_ascii=False) + "\n", release, form.out, rules.ledger)
    elif form.kind == "csv":
        show_recorded(as_frame(scorecards).write_csv(), release, form.out, rules.ledger)
    else:
        show_recorded(summary(scorecards), release, form.out, rules.ledger)


@app.command()
@spread
def moments(
    file: Annotated[
        str, typer.Argument(metavar="SURVEY", help="A survey file; with Spark, its address or a folder's.")
    ],
    out: Annotated[Path, typer.Option("--out", "-o", help="File to write the moments to.")],
    reading: Reading,
    keeping: Keeping,
    sharing: Sharing,
    engine: Annotated[Engine, typer.Option(help="Where to do it: on this machine, or on those that Spark has.")] = (
        Engine.LOCAL
    ),
) -> None:
    """Keep what models and scores need of a survey, and no person: counts and cross-products, made in one pass.

    Example:

        mainspring moments fevs_2018.csv --by AGENCY -o fevs_2018.moments
    """
    sharing.check(keeping)
    from mainspring.cli.releasing import Leaving
    from mainspring.cli.sharing import write_shared
    from mainspring.cli.surveys import instrument_of, moments_of, moments_on_spark
    from mainspring.moments import save

    policy = sharing.chosen()  # refused before the file is read, not after
    request = reading.request([Path(file)])
    asked = partial(keeping.options, least=sharing.share)
    if engine is Engine.SPARK:
        instrument, kept = moments_on_spark(file, request, asked)
    else:
        instrument = instrument_of(request, 0)
        kept = moments_of(request, 0, instrument, asked(instrument))
    out.parent.mkdir(parents=True, exist_ok=True)
    if sharing.share:
        typer.echo(write_shared(kept, instrument, asked(instrument), policy, Leaving(out, sharing.ledger)))
        return
    save(kept, out)
    typer.echo(f"{int(kept.n.sum()):,} respondents in {len(kept.n):,} cells: {out}, {_megabytes(out)}")


@app.command()
def pool(
    files: Annotated[
        list[str],
        typer.Argument(metavar="COUNTRY=FILE...", help="The moments of each country; a file's name is its country's."),
    ],
    out: Annotated[Path, typer.Option("--out", "-o", help="File to write the pooled moments to.")],
    variables: Annotated[
        str | None, typer.Option(metavar="A,B", help="Keep exactly these. [default: all that can be pooled]")
    ] = None,
    codebook: Annotated[
        list[str] | None,
        typer.Option(metavar="FILE", help="A codebook of your own that some were made with; repeatable."),
    ] = None,
) -> None:
    """Pool countries' moments: models of all their people, and nobody's answers leave home.

    Surveys that asked different questions are joined on the constructs that they define alike.

    Example:

        mainspring pool NO=norway.moments DK=denmark.moments -o both.moments
    """
    from mainspring.cli.sharing import told_of_pooling
    from mainspring.cli.surveys import countries, instruments_behind, moments_of_countries
    from mainspring.moments import pool as pool_moments
    from mainspring.moments import save

    paths = countries(files)
    parts = moments_of_countries(paths)
    instruments = instruments_behind(parts.values(), codebook or ())
    wanted = None if variables is None else listed(variables)
    kept = pool_moments(parts, instruments, wanted)
    out.parent.mkdir(parents=True, exist_ok=True)
    save(kept, out)
    for line in told_of_pooling(paths, parts, instruments, wanted):
        typer.echo(line)
    typer.echo(
        f"{int(kept.n.sum()):,} respondents of {len(files)} countries in {len(kept.n):,} cells: {out}, {_megabytes(out)}"
    )


@app.command()
def simulate(
    layout: Annotated[str, typer.Option(metavar="ID", help="The codebook whose official layout the file gets.")],
    rows: Annotated[int, typer.Option(help="How many respondents.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="File to write: .csv, .csv.gz, .parquet or .arrow.")],
    seed: Annotated[int, typer.Option(help="The same seed gives the same survey.")] = 0,
    units: Annotated[
        str, typer.Option(metavar="N,M", help="How many units at each level. [default: as in the real survey]")
    ] = "",
) -> None:
    """Write a survey that never happened, in a real survey's official layout.

    Example:

        mainspring simulate --layout us-fevs-2018 --rows 5000 -o fevs_2018.csv
    """
    from mainspring.cli.progress import reading
    from mainspring.instrument import load_instrument
    from mainspring.responses.simulated import SimulationOptions, write_simulated

    numbers = _numbers(units, "--units")
    options, instrument = SimulationOptions(rows=rows, seed=seed, units=numbers), load_instrument(layout)
    out.parent.mkdir(parents=True, exist_ok=True)
    with reading(f"Simulating {out.name}") as progress:
        write_simulated(instrument, options, out, lambda written: progress(written, rows))
    typer.echo(f"{rows:,} simulated respondents: {out}, {_megabytes(out)}")


@app.command()
def fetch(
    years: Annotated[
        list[int], typer.Argument(metavar="YEAR...", help="Years of the US Federal Employee Viewpoint Survey.")
    ],
    out: Annotated[Path, typer.Option("--out", help="Folder to keep the files in.")] = Path("data"),
    base_url: Annotated[str | None, typer.Option(hidden=True)] = None,
) -> None:
    """Download official public files, unchanged; an interrupted download goes on where it stopped.

    Example:

        mainspring fetch 2019 2020 --out data/
    """
    from mainspring.cli.progress import reading
    from mainspring.responses.fetch import FetchOptions
    from mainspring.responses.fetch import fetch as fetch_year

    for year in years:
        with reading(f"Fetching {year}") as progress:
            options = FetchOptions(progress=progress)
            found = fetch_year(year, out, options if base_url is None else replace(options, base_url=base_url))
        typer.echo(
            f"{found.path}: {found.size:,} bytes, SHA-256 {found.sha256} ({'new' if found.first else 'as before'})"
        )


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def _every_command(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    del version  # printed by its callback, before any command


def _numbers(text: str, option: str) -> tuple[int, ...]:
    try:
        return tuple(int(part) for part in listed(text))
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a list of whole numbers", param_hint=option) from None


def _megabytes(file: Path) -> str:
    return f"{file.stat().st_size / 1e6:.1f} MB"

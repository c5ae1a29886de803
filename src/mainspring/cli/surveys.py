"""From the files a person names to what is made of them: the instrument of each is found, and all problems of all files are told at
once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from mainspring.cli.progress import reading
from mainspring.cli.releasing import Source
from mainspring.disclosure import Cleared, Policy, clear_claims, clear_published_claims, read_rosters
from mainspring.disclosure.ledger import Ledger
from mainspring.errors import MainspringError, MomentsError, Problem, SurveyFileError
from mainspring.instrument import Instrument, closest_instruments, list_instruments, load_instrument
from mainspring.moments import Moments, MomentsOptions, load, load_schema, summarise
from mainspring.moments.spark import column_names_on_spark, spark_session, summarise_on_spark
from mainspring.responses import ReadOptions, column_names, read_responses
from mainspring.responses.published import PublishedBenchmark, PublishedScores, is_published, read_published
from mainspring.scorecards import Scorecards, score, score_published

if TYPE_CHECKING:
    from mainspring.evidence import Claims, ClaimsOptions, FitOptions, Formula

Result = TypeVar("Result")
MOMENTS = ".moments"


def scores_alone(instrument: Instrument) -> MomentsOptions:
    """What scores need of any instrument: no variables."""
    del instrument
    return MomentsOptions(variables=())


@dataclass(frozen=True, slots=True)
class Request:
    """What the command line asks to be read: files, and how."""

    files: tuple[Path, ...]
    codebooks: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    breakdowns: tuple[str, ...] = ()
    options: ReadOptions = field(default_factory=ReadOptions)

    def columns(self, instrument: Instrument) -> tuple[str, ...]:
        """The columns of the cells: of the unit tree, and of the breakdowns."""
        return (*(self.by or (level.id for level in instrument.units)), *self.breakdowns)


@dataclass(frozen=True, slots=True)
class Read:
    """Files that were read: moments of respondents with their instruments, or published scores; never both.

    Raises SurveyFileError if some are of one kind and some of the other.
    """

    instruments: tuple[Instrument, ...]
    moments: tuple[Moments, ...]
    published: tuple[PublishedScores | PublishedBenchmark, ...]
    breakdowns: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.moments and self.published:
            what = "Some of these files hold respondents and some published scores of organisations."
            raise SurveyFileError(Problem(what, remedy="Give each kind on its own."))
        if self.published and self.breakdowns:
            what = f"Published scores have no people to break down by {' or '.join(self.breakdowns)}."
            raise SurveyFileError(Problem(what, remedy="Leave --breakdown out."))

    @property
    def usual_policy(self) -> str:
        """The policy of their kind, where none is named."""
        return "people-survey" if self.published else "rule-of-ten"

    def scorecards(self, policy: Policy, rosters: Path | None = None, ledger: Path | None = None) -> Scorecards:
        """What may be shown of them beside what was before; `rosters` is a file of who came and went."""
        if self.published:
            return score_published(self.published, policy)
        breakdowns = self._columns()
        by = tuple(name for name in self.moments[0].schema.by if name not in breakdowns)
        known = None if rosters is None else read_rosters(rosters, by)
        own = {digest for part in self.moments for digest in part.sources.values()}
        told = () if ledger is None else Ledger.open(ledger).scores()
        earlier = [
            one for one in told if own & set(one.sources.values())
        ]  # of other people, the ledger says no in words
        return score(self.moments, self.instruments, policy, breakdowns, known, earlier)

    def _columns(self) -> tuple[str, ...]:
        """The breakdowns as the moments call them, whatever the case they were given in."""
        names = {name.casefold(): name for name in self.moments[0].schema.by}
        return tuple(names.get(name.casefold(), name) for name in self.breakdowns)

    @property
    def source(self) -> Source:
        """What a release made of them is made of."""
        if self.moments:
            return Source.of(*self.moments)
        instruments = {instrument.wave: instrument.id for instrument in self.instruments}
        return Source(instruments, {name: digest for one in self.published for name, digest in one.sources.items()}, ())

    def claims(self, policy: Policy, how: ClaimsOptions | None = None) -> Cleared[Claims]:
        """The book's claims, tested on them, as far as they may be shown."""
        if self.published:
            return clear_published_claims(self.published, policy, how)
        return clear_claims(self.moments, self.instruments, policy, how)


def read_files(request: Request, options: Callable[[Instrument], MomentsOptions], *, alone: bool = False) -> Read:
    """Read every file: respondents as moments with these options (`alone`: of their variables and nothing else), published scores as
    they are.

    Raises MainspringError with all problems of all files.
    """
    found = each(request.files, lambda at: _read(request, at, options, alone=alone))
    return Read(
        tuple(instrument for instrument, _ in found),
        tuple(one for _, one in found if isinstance(one, Moments)),
        tuple(one for _, one in found if not isinstance(one, Moments)),
        request.breakdowns,
    )


def _read(
    request: Request, at: int, options: Callable[[Instrument], MomentsOptions], *, alone: bool
) -> tuple[Instrument, Moments | PublishedScores | PublishedBenchmark]:
    """One of the files, with its instrument: respondents as moments, published scores as they are."""
    instrument = instrument_of(request, at)
    if instrument.kind == "published":
        return instrument, read_published(request.files[at], instrument)
    return instrument, moments_of(request, at, instrument, options(instrument), alone=alone)


def moments_of(
    request: Request, at: int, instrument: Instrument, options: MomentsOptions, *, alone: bool = False
) -> Moments:
    """The moments of one of the files: the pass over its people, or what an earlier pass has saved.

    `alone`: of the variables and what they are made of, without the answers to anything else, which are not read.
    """
    path = request.files[at]
    if path.suffix == MOMENTS:
        return _kept(path, request)
    with reading(f"Reading {path.name}") as progress:
        # A column that people are to be divided by is not one too many, even if the codebook does not have it.
        known = (*request.options.ignore, *request.by, *request.breakdowns)
        only = (*(options.variables or ()), *options.products) if alone else None
        how = replace(request.options, progress=progress, ignore=known, only=only)
        responses = read_responses(path, instrument, how)
        return summarise(responses, request.columns(instrument), options)


def moments_on_spark(
    source: str, request: Request, options: Callable[[Instrument], MomentsOptions]
) -> tuple[Instrument, Moments]:
    """The instrument and the moments of the survey at an address, the pass made by Spark."""
    with spark_session():  # one for both looks at the survey
        if request.codebooks:
            instrument = instrument_of(request, 0)
        else:
            instrument = _fitting(column_names_on_spark(source), request.files[0].name)
        by = request.by or tuple(level.id for level in instrument.units)
        known = (*request.options.ignore, *request.by)
        how = replace(request.options, ignore=known)
        return instrument, summarise_on_spark(source, instrument, by, options(instrument), how)


def moments_for(request: Request, formula: Formula, how: FitOptions) -> tuple[Moments, Instrument]:
    """What a formula needs of the one file: cells by its columns beside the units, its variables, its products."""
    instrument = instrument_of(request, 0)
    levels = [level.id for level in instrument.units]
    names = [*(request.by or levels), *formula.columns, *(name for name in (how.cluster, how.split) if name)]
    by = {name.casefold(): name for name in reversed(names)}
    asked = tuple(by[name] for name in dict.fromkeys(name.casefold() for name in names))
    products = tuple(name for name in formula.variables if ":" in name)
    options = MomentsOptions(tuple(name for name in formula.variables if ":" not in name), products)
    kept = request.files[0].suffix == MOMENTS
    return moments_of(request if kept else replace(request, by=asked), 0, instrument, options, alone=True), instrument


def instrument_of(request: Request, at: int) -> Instrument:
    """The instrument of one of the files: the one that was named, or the one that fits its columns.

    Raises SurveyFileError with the closest instruments and what differs, if none fits.
    """
    path = request.files[at]
    if request.codebooks:
        if len(request.codebooks) not in (1, len(request.files)):
            what = f"--codebook is given {len(request.codebooks)} times, for {_counted(len(request.files))}."
            raise SurveyFileError(
                Problem(what, remedy="Give --codebook once for all files, or once for each in their order.")
            )
        return load_instrument(request.codebooks[min(at, len(request.codebooks) - 1)])
    if path.suffix == MOMENTS:
        return load_instrument(load_schema(path).instrument)
    for summary in list_instruments():
        if summary.kind == "published" and is_published(path, instrument := load_instrument(summary.id)):
            return instrument
    return _fitting(column_names(path, request.options), path.name)


def _fitting(columns: Sequence[str], name: str) -> Instrument:
    """The instrument that fits a file's columns; SurveyFileError with the closest ones if none does."""
    matches = closest_instruments(columns, file_name=name)
    if matches and matches[0].fits:
        return load_instrument(matches[0].instrument_id)
    closest = "; ".join(str(match) for match in matches[:3])
    raise SurveyFileError(
        Problem(
            "None of the instruments that Mainspring knows fits this file's columns.",
            file=name,
            remedy=f"The closest are {closest}. Name one with --codebook, or draft your own with `mainspring codebook new`.",
        )
    )


def countries(files: Sequence[str]) -> dict[str, Path]:
    """Files by country, from COUNTRY=FILE or a file whose name is the country's; MomentsError for a country named twice."""
    named = [
        (label, Path(file)) if cut else (Path(label).stem, Path(label))
        for label, cut, file in (one.partition("=") for one in files)
    ]
    labels = [label for label, _ in named]
    twice = sorted({label for label in labels if labels.count(label) > 1})
    if twice:
        remedy = "Name each country once, as in NO=norway.moments."
        raise MomentsError(Problem(f"{', '.join(twice)} is named more than once.", remedy=remedy))
    return dict(named)


def moments_of_countries(files: Mapping[str, Path]) -> dict[str, Moments]:
    """The moments of each country; MainspringError with the problems of all files."""
    paths = list(files.values())
    return dict(zip(files, each(paths, lambda at: load(paths[at])), strict=True))


def instruments_behind(parts: Iterable[Moments], codebooks: Sequence[str]) -> list[Instrument]:
    """The instruments that moments were made with: those that were named, and of the others those that come with Mainspring."""
    named = [load_instrument(codebook) for codebook in codebooks]
    shipped = {summary.id for summary in list_instruments()} - {one.id for one in named}
    made = dict.fromkeys(part.schema.instrument for part in parts)
    return [*named, *(load_instrument(id) for id in made if id in shipped)]


def each(files: Sequence[Path], work: Callable[[int], Result]) -> list[Result]:
    """Do the same for every file; MainspringError with the problems of all of them, if any has one."""
    done: list[Result] = []
    problems: list[Problem] = []
    for at in range(len(files)):
        try:
            done.append(work(at))
        except MainspringError as error:
            problems += error.problems
    if problems:
        raise SurveyFileError(dict.fromkeys(problems))
    return done


def _counted(files: int) -> str:
    return "1 file" if files == 1 else f"{files} files"


def _kept(path: Path, request: Request) -> Moments:
    """Moments that were saved; MomentsError if they were made with other cells, or of another wave, than is now asked for."""
    moments = load(path)
    schema, remedy = moments.schema, "Make them again from the survey, or leave the option out."
    problems = []
    asked = (*request.by, *request.breakdowns)
    if request.by and [name.casefold() for name in asked] != [name.casefold() for name in schema.by]:
        what = f"These moments have cells by {','.join(schema.by) or 'nothing'}, not by {','.join(asked)}."
        problems.append(Problem(what, file=path.name, remedy=remedy))
    if request.options.wave not in (None, schema.wave):
        what = f"These moments are of wave {schema.wave}, not of {request.options.wave}."
        problems.append(Problem(what, file=path.name, remedy=remedy))
    if problems:
        raise MomentsError(problems)
    return moments

"""From the files a person names to scorecards: the instrument of each is found, and all problems of all files are told at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from mainspring.cli.progress import reading
from mainspring.disclosure import load_policy
from mainspring.errors import MainspringError, Problem, SurveyFileError
from mainspring.instrument import Instrument, closest_instruments, load_instrument
from mainspring.moments import Moments, MomentsOptions, load, summarise
from mainspring.responses import ReadOptions, column_names, read_responses
from mainspring.responses.published import PublishedBenchmark, PublishedScores, is_published, read_published
from mainspring.scorecards import Scorecards, score, score_published

Result = TypeVar("Result")
MOMENTS = ".moments"


@dataclass(frozen=True, slots=True)
class Request:
    """What the command line asks to be read: files, and how."""

    files: tuple[Path, ...]
    codebooks: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    policy: str | None = None
    options: ReadOptions = ReadOptions()


def scorecards_of(request: Request) -> Scorecards:
    """Read every file and score it.

    Raises MainspringError with all problems of all files.
    """
    instruments = each(request.files, lambda at: instrument_of(request, at))
    kinds = {instrument.kind for instrument in instruments}
    if len(kinds) > 1:
        what = "Some of these files hold respondents and some published scores of organisations."
        raise SurveyFileError(Problem(what, remedy="Make a report of each kind."))
    if kinds == {"published"}:
        published = each(request.files, lambda at: _published(request.files[at], instruments[at]))
        return score_published(published, load_policy(request.policy or "people-survey"))
    policy = load_policy(request.policy or "rule-of-ten")
    moments = each(request.files, lambda at: moments_of(request, at, instruments[at], MomentsOptions(variables=())))
    return score(moments, instruments, policy)


def moments_of(request: Request, at: int, instrument: Instrument, options: MomentsOptions) -> Moments:
    """The moments of one of the files: the pass over its people, or what an earlier pass has saved."""
    path = request.files[at]
    if path.suffix == MOMENTS:
        return load(path)
    with reading(f"Reading {path.name}") as progress:
        responses = read_responses(path, instrument, replace(request.options, progress=progress))
        return summarise(responses, request.by or [level.id for level in instrument.units], options)


def instrument_of(request: Request, at: int) -> Instrument:
    """The instrument of one of the files: the one that was named, or the one that fits its columns.

    Raises SurveyFileError with the closest instruments and what differs, if none fits.
    """
    path = request.files[at]
    if request.codebooks:
        if len(request.codebooks) not in (1, len(request.files)):
            what = f"{len(request.codebooks)} codebooks for {len(request.files)} files."
            raise SurveyFileError(
                Problem(what, remedy="Give --codebook once for all files, or once for each in their order.")
            )
        return load_instrument(request.codebooks[min(at, len(request.codebooks) - 1)])
    if path.suffix == MOMENTS:
        return load_instrument(load(path).schema.instrument)
    if is_published(path):
        return load_instrument("uk-csps")
    matches = closest_instruments(column_names(path, request.options), file_name=path.name)
    if matches and matches[0].fits:
        return load_instrument(matches[0].instrument_id)
    closest = "; ".join(str(match) for match in matches[:3])
    raise SurveyFileError(
        Problem(
            "None of the instruments that Mainspring knows fits this file's columns.",
            file=path.name,
            remedy=f"The closest are {closest}. Name one with --codebook, or draft your own with `mainspring codebook new`.",
        )
    )


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
        raise SurveyFileError(problems)
    return done


def _published(path: Path, instrument: Instrument) -> PublishedScores | PublishedBenchmark:
    return read_published(path, instrument)

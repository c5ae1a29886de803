"""A survey file is masked: who, is decided from counts; then the file is copied with that, and the copy is read and counted again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from mainspring.cli.progress import reading
from mainspring.cli.releasing import Leaving, recorded
from mainspring.cli.surveys import MOMENTS, Request, instrument_of, moments_of, scores_alone
from mainspring.disclosure.ledger import ModelFacts, Release
from mainspring.disclosure.masking import (
    Collapse,
    Masking,
    People,
    Profile,
    Unit,
    at_risk,
    check_minimum,
    collapsed,
    fold_small,
    folded,
    load_collapse,
    mask_profiles,
    masked_people,
)
from mainspring.errors import MaskingError, Problem, SurveyFileError
from mainspring.instrument import Attribute, Instrument
from mainspring.responses import column_names
from mainspring.responses.masked import Masks, write_masked

TEXT: Final = (".csv", ".tsv", ".txt", ".tab", ".csv.gz", ".tsv.gz", ".txt.gz", ".tab.gz")


@dataclass(frozen=True, slots=True)
class Asked:
    """How a survey is to be masked, and the file to write it to."""

    attributes: tuple[str, ...]
    k: int
    collapse: Path | None
    fold_units: bool
    thorough: bool
    out: Path
    ledger: Path


@dataclass(frozen=True, slots=True)
class Masked:
    """A survey that was masked, and what that took from it.

    Attributes
    ----------
    by : the columns of units. masking : who was masked. collapsed : how many values became coarser, by attribute.
    folds : units whose codes were left blank, with their people. cleared : columns of finer units, blank for everybody.
    unmasked : attributes of the codebook that stay as they are. not_marked : masked ones that the codebook has blank as not answered.
    weight : the column of weights. told : how many masked values it tells, by attribute.
    """

    source: Path
    out: Path
    by: tuple[str, ...]
    masking: Masking
    collapsed: Mapping[str, int]
    folds: Mapping[Unit, int]
    cleared: tuple[str, ...]
    unmasked: tuple[str, ...]
    not_marked: tuple[str, ...]
    weight: str | None
    told: Mapping[str, int]


def mask_survey(request: Request, asked: Asked) -> Masked:
    """Mask the one survey of a request and write it: whole and with at least k people to each profile, or not at all.

    Raises PolicyError for a k under the floor, MaskingError and SurveyFileError with all that is wrong otherwise.
    """
    check_minimum(asked.k)
    _check_files(request.files[0], asked.out)
    instrument = instrument_of(request, 0)
    attributes = _attributes(instrument, asked.attributes)
    columns = tuple(one.columns[0] for one in attributes)
    collapse = {} if asked.collapse is None else load_collapse(asked.collapse, attributes)
    request, cleared = _units(request, instrument, columns)
    given = _people(request, instrument, columns)
    _refuse_unknown(given, attributes, request.files[0].name)
    coarse = collapsed(given, columns, collapse)
    sizes = _sizes(coarse)
    folds = fold_small(sizes, asked.k) if asked.fold_units else {}
    people = folded(coarse, folds)
    with reading("Choosing whom to mask") as progress:
        masking = mask_profiles(people, columns, asked.k, thorough=asked.thorough, progress=progress)
    told = _write(
        request,
        instrument,
        Leaving(asked.out, asked.ledger),
        Masks(request.by, columns, people, _by_cell(masking), cleared, collapse, folds),
        masking,
    )
    return Masked(
        source=request.files[0],
        out=asked.out,
        by=request.by,
        masking=masking,
        collapsed=_coarser(given, columns, collapse),
        folds={unit: sizes[unit] for unit in sorted(folds)},
        cleared=cleared,
        unmasked=tuple(one.columns[0] for one in instrument.attributes if one not in attributes),
        not_marked=tuple(one.columns[0] for one in attributes if not one.masked_when_blank),
        weight=next(iter(instrument.weight_columns), None),
        told=told,
    )


def _write(
    request: Request, instrument: Instrument, leaving: Leaving, masks: Masks, masking: Masking
) -> dict[str, int]:
    """Write the file under another name, read that as any reader would, and only then write it down and give it its own.

    The answer is how many masked values of each attribute the weights tell.
    """
    source, out = request.files[0], leaving.out
    known = (*request.options.ignore, *request.by)
    with recorded(_release(request, instrument, masks, masking.k, out), leaving) as part:
        with reading(f"Writing {out.name}") as progress:
            told = write_masked(
                source, instrument, masks, part, replace(request.options, progress=progress, ignore=known)
            )
        seen = _people(replace(request, files=(part,)), instrument, masks.attributes)
        if at_risk(seen, masking.k) or seen != masked_people(masks.people, masking):
            what = "The masked file does not hold what it should; it was not kept."
            raise MaskingError(Problem(what, out.name, remedy="Has the survey changed meanwhile? Mask it again."))
    return told


def _release(request: Request, instrument: Instrument, masks: Masks, k: int, out: Path) -> Release:
    """What the ledger is told: how many people are in the file, and by which attributes nobody stands out."""
    source = request.files[0]
    with source.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    wave = request.options.wave or instrument.wave
    people = {f"rows, masked by {', '.join(masks.attributes)}": sum(masks.people.values())}
    facts = ModelFacts({wave: instrument.id}, k, people, {source.name: digest})
    return Release("masked survey", out.name, (*request.by, *masks.attributes), "–", facts)


def _check_files(source: Path, out: Path) -> None:
    """Raise if the one cannot be written from the other."""
    problems = []
    name = out.name.lower()
    parquet = source.suffix.lower() == ".parquet"
    if source.suffix == MOMENTS:
        problems.append(
            Problem("These are moments, which hold nobody's row.", source.name, remedy="Give the survey file.")
        )
    if out.resolve() == source.resolve() or (out.exists() and source.exists() and out.samefile(source)):
        problems.append(
            Problem("The masked file would take the survey's place.", str(out), remedy="Give another name.")
        )
    if parquet and not name.endswith(".parquet"):
        problems.append(Problem("A Parquet file is masked into a Parquet file.", str(out), remedy="Name it .parquet."))
    if not parquet and not name.endswith(TEXT):
        problems.append(Problem("A text file is masked into a text file.", str(out), remedy="Name it .csv or .csv.gz."))
    if problems:
        raise MaskingError(problems)


def _attributes(instrument: Instrument, names: Sequence[str]) -> list[Attribute]:
    """The attributes with these columns, all of the codebook if none is named; MaskingError for those that cannot be masked."""
    known = {name.casefold(): one for one in instrument.attributes for name in one.columns}
    answers = {name.casefold(): one.id for one in instrument.constructs for name in one.column}
    found: list[Attribute] = []
    problems = []
    offer = ", ".join(one.columns[0] for one in instrument.attributes) or "none: it has no attributes"
    for name in names or [one.columns[0] for one in instrument.attributes]:
        attribute = known.get(name.casefold())
        if name.casefold() in answers:
            what = f"{name} is what {answers[name.casefold()]} is made of: to mask it would change the scores."
            problems.append(Problem(what, remedy=f"The attributes of {instrument.id} are {offer}."))
        elif attribute is None:
            what = f"Instrument {instrument.id} has no attribute {name}."
            problems.append(Problem(what, remedy=f"Its attributes are {offer}."))
        elif attribute in found:
            problems.append(Problem(f"{name} is named twice.", remedy="Name each attribute once."))
        else:
            found.append(attribute)
    if not found and not problems:
        problems.append(Problem(f"Instrument {instrument.id} has no attributes.", remedy="There is nothing to mask."))
    if problems:
        raise MaskingError(problems)
    return found


def _units(request: Request, instrument: Instrument, attributes: Sequence[str]) -> tuple[Request, tuple[str, ...]]:
    """The request with all levels of units down to the finest that is asked for, and the levels below, which must not stay.

    Raises MaskingError if an attribute is to make units, too.
    """
    twice = {name.casefold() for name in attributes} & {name.casefold() for name in request.by}
    if twice:
        both = ", ".join(name for name in request.by if name.casefold() in twice)
        raise MaskingError(
            Problem(f"{both} is to be masked and to make units, too.", remedy="Leave it out of one of them.")
        )
    names = {name.casefold() for name in column_names(request.files[0], request.options)}
    levels = [level for level in instrument.units if names & {column.casefold() for column in level.columns}]
    wanted = {name.casefold() for name in request.by}
    asked = [wanted & {name.casefold() for name in (level.id, *level.columns)} for level in levels]
    depth = max((at + 1 for at, own in enumerate(asked) if own), default=0) if request.by else len(levels)
    declared = {name for own in asked for name in own}
    others = tuple(name for name in request.by if name.casefold() not in declared)
    by = (*(level.id for level in levels[:depth]), *others)
    return replace(request, by=by), tuple(level.id for level in levels[depth:])


def _people(request: Request, instrument: Instrument, attributes: Sequence[str]) -> dict[tuple[Unit, Profile], int]:
    """How many people of each unit have each profile, counted in one pass."""
    cells = replace(request, by=(*request.by, *attributes))
    moments = moments_of(cells, 0, instrument, scores_alone(instrument), alone=True)
    depth = len(request.by)
    return {(path[:depth], path[depth:]): int(n) for path, n in zip(moments.paths, moments.n.tolist(), strict=True)}


def _refuse_unknown(people: People, attributes: Sequence[Attribute], file: str) -> None:
    """Raise SurveyFileError for codes that the codebook does not have."""
    problems = []
    for at, attribute in enumerate(attributes):
        counts: dict[str, int] = {}
        for (_, profile), count in people.items():
            if profile[at] and profile[at] not in attribute.codes:
                counts[profile[at]] = counts.get(profile[at], 0) + count
        for code, count in sorted(counts.items()):
            answers = "1 answer has" if count == 1 else f"{count:,} answers have"
            what = f"{answers} the code {code!r}, which the codebook does not know."
            remedy = f"It takes {', '.join(attribute.codes)}: correct the file, or add the code to the codebook."
            problems.append(Problem(what, file, column=attribute.columns[0], remedy=remedy))
    if problems:
        raise SurveyFileError(problems)


def _sizes(people: People) -> dict[Unit, int]:
    sizes: dict[Unit, int] = {}
    for (unit, _), count in people.items():
        sizes[unit] = sizes.get(unit, 0) + count
    return sizes


def _by_cell(masking: Masking) -> dict[tuple[Unit, Profile], dict[Profile, int]]:
    found: dict[tuple[Unit, Profile], dict[Profile, int]] = {}
    for one in masking.substitutions:
        found.setdefault((one.unit, one.before), {})[one.after] = one.people
    return found


def _coarser(people: People, attributes: Sequence[str], collapse: Collapse) -> dict[str, int]:
    """How many values a collapse changes, by attribute."""
    return {
        name: sum(count for (_, profile), count in people.items() if profile[at] in collapse[name])
        for at, name in enumerate(attributes)
        if name in collapse
    }

"""What the moments of several countries have in common, where they were not made alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from mainspring.errors import MomentsError, Problem
from mainspring.instrument import Instrument, joined, why_apart
from mainspring.moments.model import Moments
from mainspring.moments.reducing import reduced


@dataclass(frozen=True, slots=True)
class InCommon:
    """The variables that can be pooled, in the order of the first who has them, and why others cannot."""

    variables: tuple[str, ...]
    left_out: Mapping[str, str]


def made_alike(parts: Mapping[str, Moments]) -> bool:
    """Whether all were made with one instrument, and with all that a pass over people keeps."""
    schemas = [part.schema for part in parts.values()]
    return len({schema.fingerprint for schema in schemas}) == 1 and all(schema.width for schema in schemas)


def in_common(
    parts: Mapping[str, Moments], instruments: Sequence[Instrument] = (), variables: Sequence[str] | None = None
) -> InCommon:
    """Find what can be pooled: the variables that all have, and that all their instruments define alike.

    Parameters
    ----------
    parts : the moments of each country, by its name.
    instruments : those that they were made with; needed where these are several.
    variables : exactly these; all that can be if None.

    Raises
    ------
    MomentsError : for each instrument that is not there or is there in two versions, each variable asked for that cannot be
        pooled, with the reason, and if nothing can.
    """
    several = _instruments(parts, instruments)
    known = dict.fromkeys(id for part in parts.values() for id in part.schema.variables)
    asked = list(known) if variables is None else list(dict.fromkeys(variables))
    left_out = {id: reason for id in asked if (reason := _why_not(id, parts, several))}
    if variables is not None and left_out:
        raise MomentsError(Problem(f"{id} cannot be pooled: {reason}.") for id, reason in left_out.items())
    kept = tuple(id for id in asked if id not in left_out)
    if not kept:
        reasons = "; ".join(f"{id}: {reason}" for id, reason in left_out.items())
        remedy = "Make them again with --variables that all of their codebooks define alike."
        raise MomentsError(
            Problem(f"These moments have no variable in common ({reasons or 'none has any'}).", remedy=remedy)
        )
    return InCommon(kept, left_out)


def reduced_to_common(
    parts: Mapping[str, Moments], instruments: Sequence[Instrument], variables: Sequence[str] | None
) -> dict[str, Moments]:
    """The moments of each with only what all have in common, as if one instrument had asked: the latest wave is everybody's.

    Raises MomentsError as `in_common` does.
    """
    common = in_common(parts, instruments, variables)
    fewer = {label: reduced(part, common.variables) for label, part in parts.items()}
    several = _instruments(parts, instruments)
    if not several:
        return fewer
    one, wave = joined(several), max(part.schema.wave for part in parts.values())
    return {
        label: replace(part, schema=replace(part.schema, instrument=one.id, fingerprint=one.fingerprint, wave=wave))
        for label, part in fewer.items()
    }


def _instruments(parts: Mapping[str, Moments], given: Sequence[Instrument]) -> list[Instrument]:
    """The instruments of the parts if they are several, each once; none if all have the same."""
    made = {part.schema.fingerprint: part.schema.instrument for part in parts.values()}
    if len(made) == 1:
        return []
    at_hand = {one.fingerprint: one for one in given}
    problems = []
    for id in dict.fromkeys(made.values()):
        own = {label: part.schema for label, part in parts.items() if part.schema.instrument == id}
        names = " and ".join(own)
        if len({schema.fingerprint for schema in own.values()}) > 1:
            what = f"{names} were made with codebook {id}, but with two versions of its content."
            problems.append(Problem(what, remedy="Make them again with the same version."))
        elif not {schema.fingerprint for schema in own.values()} & at_hand.keys():
            what = f"The codebook that {names} {'was' if len(own) == 1 else 'were'} made with, {id}, is not here as it was."
            problems.append(Problem(what, remedy="Name it with --codebook."))
        if len(waves := {schema.wave for schema in own.values()}) > 1:
            what = f"{names} are of waves {' and '.join(map(str, sorted(waves)))} of one survey."
            problems.append(Problem(what, remedy="Pool one wave of each."))
    if problems:
        raise MomentsError(problems)
    return [at_hand[fingerprint] for fingerprint in made]


def _why_not(variable: str, parts: Mapping[str, Moments], instruments: Sequence[Instrument]) -> str | None:
    """Why a variable cannot be pooled; a product or a share above a threshold goes by what it is made of."""
    for part in variable.split(":"):
        id = part.partition(">=")[0]
        if instruments and (apart := why_apart(id, instruments)):
            return apart if id == variable else f"{id}: {apart}"
    lacking = [label for label, part in parts.items() if variable not in part.schema.variables]
    return f"not in the moments of {', '.join(lacking)}" if lacking else None

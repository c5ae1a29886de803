"""Surveys that asked different questions, joined on what they measure: on constructs that all define alike, never on items."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from mainspring.errors import CodebookError, Problem
from mainspring.instrument.model import Attribute, Construct, Instrument

INDICATOR: Final = "an attribute of people"


def joined(instruments: Iterable[Instrument]) -> Instrument:
    """One instrument for models of what several have in common; no survey file can be read with it.

    It has the constructs that all define alike, from items whose ids say whose they are ("us-fevs-2018/Q3"), so that an item on
    both sides of a model is still seen, and the indicators that all have. Its id is all ids, sorted, with "+" between them; names
    are those of the first.

    Raises
    ------
    CodebookError : for two versions of one instrument, and for one of published scores, which has no respondents.
    """
    parts = _each_once(instruments)
    if len(parts) == 1:
        return parts[0]
    first = parts[0]
    return Instrument(
        id="+".join(part.id for part in parts),
        title="; ".join(dict.fromkeys(part.title for part in parts)),
        survey="+".join(dict.fromkeys(part.survey for part in parts)),
        wave=max(part.wave for part in parts),
        kind="respondents",
        source="; ".join(dict.fromkeys(part.source for part in parts)),
        items=tuple(
            replace(item, id=f"{part.id}/{item.id}", columns=tuple(f"{part.id}/{name}" for name in item.columns))
            for part in parts
            for item in part.items
        ),
        constructs=tuple(_of_all(one.id, parts) for one in first.constructs if why_apart(one.id, parts) is None),
        indices=(),
        attributes=tuple(_in_all(one, parts) for one in first.attributes),
        units=(),
        weight_columns=tuple(f"{part.id}/{name}" for part in parts for name in part.weight_columns),
        fingerprint=hashlib.sha256("\n".join(sorted(part.fingerprint for part in parts)).encode()).hexdigest(),
    )


def why_apart(id: str, instruments: Sequence[Instrument]) -> str | None:
    """Why a construct or an indicator is not the same thing in all of these instruments; None if it is.

    The same are means of items with equally many answers, shares from a column, means of the same constructs if those are the
    same, and indicators of that id. How many items there are, and which are reversed, may differ.
    """
    if lacking := [one.id for one in instruments if not _kind(id, one)]:
        return f"{' and '.join(lacking)} {'does' if len(lacking) == 1 else 'do'} not have it"
    for facts in _definitions(id, instruments):
        if len(set(facts.values())) > 1:
            return _told(facts)
    for member in (of for one in instruments[0].constructs if one.id == id for of in one.of):
        if apart := why_apart(member, instruments):
            return f"it is a mean of {member}: {apart}"
    return None


def _definitions(id: str, instruments: Sequence[Instrument]) -> Iterator[Mapping[str, str]]:
    """What must be the same in all instruments, which all have the variable: one fact after the other, by instrument."""
    kinds = {one.id: _kind(id, one) for one in instruments}
    yield kinds
    if INDICATOR not in kinds.values():
        constructs = {one.id: one.construct(id) for one in instruments}
        yield {name: f"the mean of {', '.join(sorted(construct.of))}" for name, construct in constructs.items()}
        yield {one.id: _points(constructs[one.id], one) for one in instruments}


def _each_once(instruments: Iterable[Instrument]) -> list[Instrument]:
    """The instruments, each once, by id."""
    found: dict[str, Instrument] = {}
    problems = []
    for one in instruments:
        if one.kind == "published":
            what = f"{one.id} is of published scores, which have no respondents to pool."
            problems.append(Problem(what, remedy="Join instruments of respondents."))
        if found.setdefault(one.id, one).fingerprint != one.fingerprint:
            remedy = "Use the same codebook for all who were asked with it."
            problems.append(Problem(f"There are two versions of {one.id}.", remedy=remedy))
    if problems:
        raise CodebookError(problems)
    return [found[id] for id in sorted(found)]


def _kind(id: str, instrument: Instrument) -> str:
    """What a variable is, in words; "" if the instrument does not have it."""
    if any(one.id == id for attribute in instrument.attributes for one in attribute.indicators):
        return INDICATOR
    for construct in instrument.constructs:
        if construct.id == id:
            return (
                "a mean of items" if construct.items else "a mean of constructs" if construct.of else "a share of yes"
            )
    return ""


def _points(construct: Construct, instrument: Instrument) -> str:
    """How many answers its items have, in words."""
    numbers = sorted({len(instrument.item(item).scale.codes) for item in construct.items})
    return f"from {' and '.join(map(str, numbers))} answers"


def _told(facts: Mapping[str, str]) -> str:
    """Each fact with the instruments that it is true of."""
    named: dict[str, list[str]] = {}
    for name, fact in facts.items():
        named.setdefault(fact, []).append(name)
    return " and ".join(f"{fact} in {', '.join(names)}" for fact, names in named.items())


def _of_all(id: str, parts: Sequence[Instrument]) -> Construct:
    """A construct with the items, or the columns, of every instrument."""
    own = {part.id: part.construct(id) for part in parts}
    warnings = dict.fromkeys(one.warning for one in own.values() if one.warning)
    return replace(
        own[parts[0].id],
        items=tuple(f"{name}/{item}" for name, one in own.items() for item in one.items),
        reversed=tuple(f"{name}/{item}" for name, one in own.items() for item in one.reversed),
        column=tuple(f"{name}/{column}" for name, one in own.items() for column in one.column[:1]),
        yes=(),  # each survey has its own codes, and was read with them
        no=(),
        warning=" ".join(warnings) or None,
    )


def _in_all(attribute: Attribute, parts: Sequence[Instrument]) -> Attribute:
    """An attribute of the first instrument with those of its indicators that all have; codes are each survey's own."""
    return replace(
        attribute,
        columns=tuple(f"{parts[0].id}/{column}" for column in attribute.columns[:1]),
        codes={},
        indicators=tuple(
            replace(one, yes=(), no=()) for one in attribute.indicators if why_apart(one.id, parts) is None
        ),
    )

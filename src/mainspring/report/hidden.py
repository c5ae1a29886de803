"""What cannot be shown: how much, of how many people, why, and how it was chosen, in words that staff's representatives can check."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mainspring.disclosure import Released
from mainspring.report.view import Book
from mainspring.report.words import (
    count,
    guarantee_words,
    lower_first,
    people,
    policy_words,
    reason_words,
    some,
    upper_first,
)
from mainspring.scorecards.model import NotShown, Withholding


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table: what is not shown, how much of it, how many people that is (empty where that is not counted), and why."""

    wave: int
    what: str
    hidden: str
    people: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Untold:
    """What cannot be shown: the last wave in sentences, all waves as a table, and how it is decided."""

    lead: tuple[str, ...]
    lines: tuple[Line, ...]
    rules: tuple[str, ...]


def untold(book: Book) -> Untold:
    """What the report says of what it withholds."""
    withheld = book.scorecards.withheld
    latest = next((one for one in withheld if one.wave == book.wave), None)
    return Untold(
        lead=tuple(_lead(book, latest)) if latest else (),
        lines=tuple(line for one in withheld for line in _lines(book, one)),
        rules=tuple(_rules(book, latest)),
    )


def people_words(hidden: NotShown, about: str = "about ") -> str:
    """How many people are in units or groups that are not shown."""
    if hidden.people is None:
        return "not known"
    if not hidden.people:
        return "fewer than ten"
    return f"{'at least ' if hidden.at_least else about}{count(hidden.people)}"


def breakdown_label(book: Book, column: str, wave: int) -> str:
    """By what a breakdown divides people, in a sentence."""
    return next(
        (
            lower_first(card.breakdown.label)
            for card in book.scorecards.groups
            if card.wave == wave and card.breakdown and card.breakdown.column == column
        ),
        column,
    )


def _lead(book: Book, one: Withholding) -> Iterator[str]:
    if book.scorecards.instruments[one.wave].kind == "published":
        if one.units.hidden:
            yield (
                f"The publisher withholds something of {count(one.units.hidden)} of {some(one.units.of, 'organisation')}. How many people "
                "they have it does not say."
            )
        return
    everybody = book.card((), one.wave)
    whole = people(everybody.n) if everybody and isinstance(everybody.n, Released) else None
    yield _told(one.units, f"The report has {some(one.units.of, 'unit')}", whole)
    for column, hidden in one.groups.items():
        label = breakdown_label(book, column, one.wave)
        yield _told(hidden, f"By {label}, the units that are shown have {some(hidden.of, 'group')}", whole)
    if one.units.hidden:
        yield "Whoever is in a unit that is not shown counts in every unit above it that is."
    if single := sum(one.values.values()):
        yield f"Where others are shown, {some(single, 'single result')} of these units{' and groups' if one.groups else ''} {'is' if single == 1 else 'are'} withheld."


def _told(hidden: NotShown, there: str, whole: str | None) -> str:
    """How many there are, how many of them are not shown, and with how many people."""
    if not hidden.hidden:
        return f"{there}, and shows {'all of them' if hidden.of > 1 else 'it'}."
    of = "" if whole is None else f" of {whole}"
    within = f", with {people_words(hidden)}{of} people" if hidden.people is not None else ""
    return f"{there}. {count(hidden.hidden)} of them {'is' if hidden.hidden == 1 else 'are'} not shown{within}."


def _parts(book: Book, one: Withholding) -> Iterator[tuple[str, NotShown]]:
    yield "units", one.units
    for column, hidden in one.groups.items():
        yield f"groups by {breakdown_label(book, column, one.wave)}, in units that are shown", hidden


def _lines(book: Book, one: Withholding) -> Iterator[Line]:
    for what, hidden in _parts(book, one):
        if hidden.hidden:
            figures = f"{count(hidden.hidden)} of {count(hidden.of)}"
            yield Line(one.wave, upper_first(what), figures, people_words(hidden, ""), _reasons(hidden.reasons))
    if one.values:
        what = "Single results where others are shown"
        yield Line(one.wave, what, count(sum(one.values.values())), "", _reasons(one.values))


def _reasons(reasons: Mapping[str, int]) -> tuple[str, ...]:
    """The reasons of a row, with how many each has where there are several."""
    if len(reasons) == 1:
        return tuple(upper_first(reason_words(reason)) for reason in reasons)
    return tuple(f"{count(number)}: {reason_words(reason)}" for reason, number in reasons.items())


def _rules(book: Book, one: Withholding | None) -> Iterator[str]:
    yield from policy_words(book.scorecards.policy)
    yield from guarantee_words(book.scorecards.policy)
    if one is None or one.proven is None:
        return
    if one.proven:
        yield (
            "Which units and groups are withheld for another’s sake was worked out, not chosen by hand: no safe choice hides fewer people, "
            "a person counted once for every unit and group, and leftover groups not at all."
        )
    else:
        yield (
            "Which units and groups are withheld for another’s sake was worked out, not chosen by hand. There was no time to find the choice "
            f"that hides the fewest people; this one is as safe, and hides at most {count(one.spare)} people more, a person counted once for "
            "every unit and group."
        )

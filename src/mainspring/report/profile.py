"""A unit's profile: each measure beside its parent and the median unit, and the sentences that say what it shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mainspring.disclosure import Released, Value, Withheld
from mainspring.report.view import Book, Measure, exact, named, not_asked, value_of
from mainspring.report.words import (
    Comparison,
    compare,
    listed,
    ordinal,
    people,
    some,
    spelled,
    upper_first,
    with_interval,
    withheld_words,
)
from mainspring.scorecards.model import Scorecard, UnitPath

WIDE_RANK = 1 / 3


@dataclass(frozen=True, slots=True)
class Row:
    """A measure of a unit beside its parent's value and the median unit's (points on 0-100, None where there is none)."""

    measure: Measure
    value: Value
    parent: float | None
    median: float | None
    beside_parent: Comparison
    beside_median: Comparison


@dataclass(frozen=True, slots=True)
class Profile:
    """A unit's page in words and rows.

    `parent` and `median` name whom it is compared with (None for everybody), `lead` are sentences, `remarks` doubts about single
    values, `who` says who answered and when, `n` how many people (empty where that may not be shown).
    """

    title: str
    lead: tuple[str, ...]
    who: str
    wave: int
    n: str
    parent: str | None
    median: str | None
    rows: tuple[Row, ...]
    remarks: tuple[str, ...]
    uncertain: bool

    @property
    def compared(self) -> bool:
        """Whether any difference from the parent is known: of one that is not directly above it is not."""
        return any(row.beside_parent.words for row in self.rows)


def profile(book: Book, path: UnitPath) -> Profile:
    """What a unit's page shows, in the last wave in which anything of it may be shown."""
    card = book.latest(path)
    above = book.above(path, card.wave)
    parent = None if above is None else book.name(above)
    median = f"the median {book.level(path)}" if path else None
    rows = tuple(_row(book, card, measure) for measure in book.measures[card.wave])
    uncertain = any(isinstance(row.value, Released) and row.value.std_error is not None for row in rows)
    return Profile(
        title=title(rows, median),
        lead=_lead(book, card, rows, parent, median),
        who=_who(book, card),
        wave=card.wave,
        n=people(card.n) if isinstance(card.n, Released) else "",
        parent=parent,
        median=median,
        rows=rows,
        remarks=_remarks(book, card, rows, uncertain),
        uncertain=uncertain,
    )


def _row(book: Book, card: Scorecard, measure: Measure) -> Row:
    value = value_of(card, measure.id)
    above = book.above(card.unit.path, card.wave)
    over = None if above is None else value_of(book.card(above, card.wave), measure.id)
    middle = book.median(card, measure.id)
    drawn = exact(over) if over is not None else None
    return Row(
        measure=measure,
        value=value,
        parent=drawn.value if drawn else None,
        median=middle,
        beside_parent=compare(value, over, card.from_parent.get(measure.id) if above == card.unit.parent else None),
        beside_median=compare(value, middle, card.from_median.get(measure.id)),
    )


def title(rows: Sequence[Row], median: str | None) -> str:
    """What the profile shows, in one sentence: what is clearly higher or lower than the median unit, and the rest."""
    rows = [row for row in rows if row.measure.group != "index" and isinstance(row.value, Released)]
    if not rows:
        return "Nothing of this unit may be shown"
    if median is None or all(row.beside_median.state == "none" for row in rows):
        return _extremes(rows) or "What staff say, on a scale from 0 to 100"
    compared = [(row.measure, row.beside_median) for row in rows]
    if told := beside_words(compared, f"in {median}"):
        return upper_first(told)
    if any(row.beside_median.state == "unclear" for row in rows):
        far = max(rows, key=lambda row: abs(row.beside_median.gap))
        return f"{far.measure.label} is furthest from {median}: {far.beside_median.words}, with no interval known"
    return f"Nothing asked here can be told apart from {median}"


def beside_words(compared: Sequence[tuple[Measure, Comparison]], other: str) -> str:
    """What is clearly higher or lower than somewhere else ("in the median agency"), and the rest; empty where nothing is."""
    told = [
        (side, named([measure for measure, beside in compared if beside.state == side])) for side in ("lower", "higher")
    ]
    clauses = [f"{listed(names)} {'are' if len(names) > 1 else 'is'} {side}" for side, names in told if names]
    if not clauses:
        return ""
    whole = all(beside.state in ("lower", "higher") for _, beside in compared)
    rest = "" if whole else "; the rest cannot be told apart from it"
    return f"{clauses[0]} than {other}{''.join(f', {clause}' for clause in clauses[1:])}{rest}"


def _extremes(rows: Sequence[Row]) -> str | None:
    parts = [(value.value, row.measure) for row in rows if row.measure.part and (value := exact(row.value))]
    if len(parts) < 2:
        return None
    highest = max(parts, key=lambda part: part[0])[1]
    lowest = min(parts, key=lambda part: part[0])[1]
    return f"Of the {spelled(len(parts))} parts of empowerment, {highest.name} is highest and {lowest.name} lowest"


def _lead(book: Book, card: Scorecard, rows: Sequence[Row], parent: str | None, median: str | None) -> tuple[str, ...]:
    sentences = []
    for row in rows:
        if row.measure.id not in ("empowerment", "compliance", "leave") or not isinstance(row.value, Released):
            continue
        figure = with_interval(row.value, row.measure.sign)
        beside = _beside([(row.beside_parent, parent), (row.beside_median, median)])
        sentences.append(f"{row.measure.label}: {figure}{beside}.")
    rank = _rank(book, card)
    return (*sentences, rank) if rank else tuple(sentences)


def _beside(comparisons: Sequence[tuple[Comparison, str | None]]) -> str:
    """The end of a sentence about a value: how it stands beside others."""
    named = [
        (comparison, other) for comparison, other in comparisons if other is not None and comparison.state != "none"
    ]
    told = [f"{comparison.words} than {other}" for comparison, other in named if comparison.state != "same"]
    same = [f"from {other}" for comparison, other in named if comparison.state == "same"]
    ending = f"; {listed(told)}" if told else ""
    return ending + (f"; it cannot be told apart {' or '.join(same)}" if same else "")


def _rank(book: Book, card: Scorecard) -> str:
    """How well the data know a unit's place among its likes: said so that nobody takes it for a league table."""
    places = card.ranks.get("empowerment")
    peers = sum(
        1
        for path in book.at(len(card.unit.path))
        if isinstance(value_of(book.card(path, card.wave), "empowerment"), Released)
    )
    if places is None or peers < 2:
        return ""
    low, high = places
    sentence = f"On empowerment its place among {some(peers, book.level(card.unit.path))} is somewhere from {ordinal(low)} to {ordinal(high)}"
    return sentence + (": too uncertain for a rank." if (high - low) / peers > WIDE_RANK else ".")


def _who(book: Book, card: Scorecard) -> str:
    if isinstance(card.n, Released):
        who = "person" if card.n.value == 1 and not card.n.bound else "people"
        return f"{people(card.n)} {who} answered in {card.wave}"
    if book.scorecards.instruments[card.wave].kind == "published":
        return f"As published for {card.wave}; how many people answered is not in the file"
    return f"{card.wave}. {withheld_words(card.n)}"


def _remarks(book: Book, card: Scorecard, rows: Sequence[Row], uncertain: bool) -> tuple[str, ...]:
    remarks = [
        f"{row.measure.label}: {row.value.flag}" for row in rows if isinstance(row.value, Released) and row.value.flag
    ]
    remarks += [f"{row.measure.label}: {row.measure.warning}" for row in rows if row.measure.warning]
    absent = [name for name in not_asked(book.scorecards.instruments[card.wave]) if name != "compliance"]
    if absent:
        remarks.append(f"This survey did not ask about {listed(absent)}.")
    if not uncertain:
        remarks.append("The publisher gives no intervals, so small differences may be chance.")
    if card.wave != book.wave:
        remarks.append(_later(book, card))
    return tuple(remarks)


def _later(book: Book, card: Scorecard) -> str:
    newest = book.card(card.unit.path, book.wave)
    if newest is not None and isinstance(newest.n, Withheld):
        return f"These are the figures of {card.wave}. {book.wave}: {withheld_words(newest.n)}."
    return f"These are the figures of {card.wave}: this unit has none for {book.wave}."

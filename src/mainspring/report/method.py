"""How the figures were made, in sentences: one wording for every form of the report."""

from __future__ import annotations

from mainspring.instrument import Construct, Instrument
from mainspring.report.view import Book
from mainspring.report.words import count, listed, lower_first, waves_words
from mainspring.scorecards.model import Scorecards


def how_scored(book: Book) -> list[str]:
    """How the figures came about and what an interval says, one paragraph a string."""
    provenance = book.scorecards.provenance
    if book.scorecards.instruments[book.wave].kind == "published":
        return [
            f"The figures are the publisher’s own, as printed: {count(provenance.rows)} rows of organisation results. They come "
            "without intervals and without the number of people behind them. A construct is the mean of the published figures "
            "it is made of."
        ]
    weights = (
        "Every result is weighted with the publisher’s survey weights."
        if provenance.weighted
        else "The survey has no weights: every person counts the same."
    )
    fewest = book.scorecards.policy.minimum
    groups = (
        " Groups of a unit’s people are compared with all of them, themselves included: where some say more, others say less."
        if book.scorecards.breakdowns
        else ""
    )
    rows = count(provenance.rows) if provenance.rows >= fewest else f"Fewer than {fewest}"
    return [
        f"{rows} rows were read. {weights} Scores run from 0, where everybody disagrees strongly, to 100, where "
        "everybody agrees strongly; a person’s score is the mean of the questions answered, if at least half of them are. "
        "Shares and official indices are in per cent, counted as their publisher counts them.",
        "An interval says where the value would lie in 95 of 100 such surveys. A difference is called higher or lower only if its "
        "own 95% interval leaves out zero; among twenty comparisons, one may do so by chance. All of this shows what goes "
        f"together, not what would follow if management changed.{groups}",
    ]


def instruments_used(scorecards: Scorecards) -> list[list[str]]:
    """The codebooks, each once: its waves, title, source, id and the start of its fingerprint."""
    waves: dict[tuple[str, ...], list[int]] = {}
    for wave, used in sorted(scorecards.instruments.items()):
        waves.setdefault((used.title, used.source, used.id, used.fingerprint[:16] or "none"), []).append(wave)
    return [[waves_words(found), *told] for told, found in waves.items()]


def units_by(scorecards: Scorecards) -> str:
    """The columns that units and groups were made by."""
    units = ", ".join(scorecards.provenance.by) or "none, everybody together"
    return f"{units}; groups by {', '.join(scorecards.breakdowns)}" if scorecards.breakdowns else units


def construct_labels(scorecards: Scorecards) -> dict[str, str]:
    """What each construct is called, by id, as the last wave that has it says."""
    used = [instrument for _, instrument in sorted(scorecards.instruments.items())]
    return {construct.id: construct.label for instrument in used for construct in instrument.constructs}


def item_labels(scorecards: Scorecards) -> dict[tuple[int, str], str]:
    """What each question is called, by wave and id: numbers mean other questions in other waves."""
    return {(wave, item.id): item.label for wave, used in scorecards.instruments.items() for item in used.items}


def composition(instrument: Instrument) -> list[tuple[str, str]]:
    """Each construct's label and what it is made of."""
    return [(construct.label, _made_of(construct, instrument)) for construct in instrument.constructs]


def _made_of(construct: Construct, instrument: Instrument) -> str:
    if construct.of:
        return f"the mean of {listed([lower_first(instrument.construct(part).label) for part in construct.of])}"
    if construct.items:
        labels = [
            instrument.item(item).label + (" (reversed)" if item in construct.reversed else "")
            for item in construct.items
        ]
        return "; ".join(labels)
    return f"a share: {' or '.join(construct.column)} answered {' or '.join(construct.yes)}"


def notes(scorecards: Scorecards) -> list[str]:
    """The codebooks' notes and trend breaks, each once."""
    found: dict[str, None] = {}
    for used in scorecards.instruments.values():
        found.update(dict.fromkeys(used.notes))
        found.update(
            dict.fromkeys(f"{broken.measure}, from {broken.wave} on: {broken.reason}" for broken in used.trend_breaks)
        )
    return list(found)

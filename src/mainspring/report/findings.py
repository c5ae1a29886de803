"""What the whole survey shows, one plain sentence a finding, said as the data allow and no further."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mainspring.disclosure import Value, Withheld
from mainspring.report.dials import FEWEST_TO_CORRELATE, correlated
from mainspring.report.view import Book, Measure, exact, value_of
from mainspring.report.words import (
    count,
    listed,
    lower_first,
    number,
    people,
    plural,
    some,
    spelled,
    waves_words,
    with_interval,
)
from mainspring.scorecards.model import Scorecard


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence, and what must be known to read it rightly (None where nothing more)."""

    sentence: str
    caveat: str | None = None


def findings(book: Book) -> list[Finding]:
    """The findings of the last wave, most general first; each only where the data hold it."""
    telling: tuple[Callable[[Book], Finding | None], ...] = (
        _parts,
        _compliance,
        _spread,
        _breakdown,
        _motivation,
        _leave,
        _change,
        _hidden,
    )
    return [finding for tell in telling if (finding := tell(book))]


def who_answered(book: Book) -> str:
    """Who answered, in one line."""
    whole = book.card((), book.wave)
    units = [
        some(len(shown), book.level(shown[0]))
        for depth in book.depths()
        if (shown := [path for path in book.at(depth) if book.card(path, book.wave) and path in book.showable])
    ]
    units_shown = f"{listed(units)} can be shown" if units else "no unit can be shown alone"
    used = book.scorecards.instruments[book.wave]
    if used.kind == "published":
        return (
            f"Published results of {waves_words(book.scorecards.waves)}, without the number of people; {units_shown}."
        )
    if whole is None or isinstance(whole.n, Withheld):
        return f"Fewer people answered in {book.wave} than may be shown."
    line = f"{people(whole.n)} people answered in {book.wave}; {units_shown}."
    return line if used.population else f"{line} Figures stand for the people in the file, not for everybody employed."


def _measure(book: Book, id: str) -> Measure | None:
    return next((measure for measure in book.measures[book.wave] if measure.id == id), None)


def _whole(book: Book, id: str) -> Value | None:
    card = book.card((), book.wave)
    value = value_of(card, id)
    return None if isinstance(value, Withheld) else value


def _parts(book: Book) -> Finding | None:
    card = book.card((), book.wave)
    parts = [
        (value.value, measure)
        for measure in book.measures[book.wave]
        if measure.part and (value := exact(value_of(card, measure.id)))
    ]
    if len(parts) < 2:
        return None
    parts.sort(key=lambda part: -part[0])
    (high, most), (low, least) = parts[0], parts[-1]
    return Finding(
        f"Of the {spelled(len(parts))} parts of managing for empowerment, staff report most of {most.name} ({number(high)} of 100) "
        f"and least of {least.name} ({number(low)})."
    )


def _compliance(book: Book) -> Finding | None:
    measure, value = _measure(book, "compliance"), _whole(book, "compliance")
    if measure is None:
        return None
    if value is None:
        return Finding("How far people are managed for compliance is not known: this survey did not ask.")
    return Finding(f"Compliance, as far as the questions reach, is at {with_interval(value)}.", measure.warning)


def _spread(book: Book) -> Finding | None:
    """How many units can be told apart from the median one: said of the level, naming nobody."""
    depth = next(iter(book.depths()), None)
    if depth is None:
        return None
    gaps = [
        card.from_median["empowerment"]
        for path in book.at(depth)
        if (card := book.card(path, book.wave)) and "empowerment" in card.from_median
    ]
    if len(gaps) < 2:
        return _plain_spread(book)
    higher, lower = sum(gap.conf_low > 0 for gap in gaps), sum(gap.conf_high < 0 for gap in gaps)
    name = book.level(book.at(depth)[0])
    return Finding(
        f"On empowerment, {higher} of {some(len(gaps), name)} are clearly above the median {name}, {lower} clearly below, "
        f"and {len(gaps) - higher - lower} cannot be told apart from it."
    )


def _plain_spread(book: Book) -> Finding | None:
    found = _released(book, "empowerment")
    if len(found) < 4:
        return None
    values = sorted(value for value, _ in found.values())
    low, high = values[len(values) // 4], values[-len(values) // 4]
    name = book.level(next(iter(found)))
    return Finding(
        f"Half of {some(len(values), name)} lie between {number(low)} and {number(high)} on empowerment.",
        "The publisher gives no intervals, so it is not known which of them differ by more than chance.",
    )


def _released(book: Book, measure: str) -> dict[tuple[str, ...], tuple[float, Scorecard]]:
    """Values of the coarsest level at which at least ten units show the measure."""
    for depth in book.depths():
        found = {
            path: (value.value, card)
            for path in book.at(depth)
            if (card := book.card(path, book.wave)) and (value := exact(value_of(card, measure)))
        }
        if len(found) >= FEWEST_TO_CORRELATE:
            return found
    return {}


def _goes_with(book: Book, other: str) -> tuple[float, bool, int, str] | None:
    """Correlation of empowerment with another measure over units: r, clear or not, units, the level's name."""
    across = _released(book, "empowerment")
    pairs = [(value, point.value) for value, card in across.values() if (point := exact(value_of(card, other)))]
    if len(pairs) < FEWEST_TO_CORRELATE:
        return None
    r, clear = correlated([x for x, _ in pairs], [y for _, y in pairs])
    return r, clear, len(pairs), book.level(next(iter(across)))


def _breakdown(book: Book) -> Finding | None:
    """Between which groups of everybody empowerment differs most, by the first breakdown."""
    for cards in book.groups.get(((), book.wave), {}).values():
        found = [
            (value.value, card.breakdown, card.from_parent.get("empowerment"))
            for card in cards
            if card.breakdown and (value := exact(value_of(card, "empowerment")))
        ]
        if len(found) < 2:
            return None
        label = lower_first(found[0][1].label)
        if not any(gap is not None and gap.clear for _, _, gap in found):
            return Finding(f"By {label}, no group can be told apart from everybody on empowerment.")
        (low, least, _), (high, most, _) = min(found, key=lambda one: one[0]), max(found, key=lambda one: one[0])
        return Finding(
            f"By {label}, empowerment runs from {number(low)} ({lower_first(least.name)}) to {number(high)} ({lower_first(most.name)})."
        )
    return None


def _motivation(book: Book) -> Finding | None:
    found = _goes_with(book, "motivation")
    if found is None:
        return None
    r, clear, units, name = found
    caveat = f"Correlation {number(r)} over {some(units, name)}. It says what goes together, not what would change if management did."
    if not clear:
        return Finding(f"Whether empowerment goes with motivation cannot be told from these {plural(name)}.", caveat)
    return Finding(
        f"Empowerment goes with {'more' if r > 0 else 'less'} motivation from one {name} to the next.", caveat
    )


def _leave(book: Book) -> Finding | None:
    value, found = _whole(book, "leave"), _goes_with(book, "leave")
    measure = _measure(book, "leave")
    if measure is None or (value is None and found is None):
        return None
    said = f"{measure.label}: {with_interval(value, measure.sign)}" if value else measure.label
    caveat = "Intent to leave is not leaving."
    if found is None:
        return Finding(f"{said}.", caveat)
    r, clear, units, name = found
    caveat += f" Correlation {number(r)} over {some(units, name)}."
    goes = (
        f"it goes with {'more' if r > 0 else 'less'} empowerment"
        if clear
        else "whether it goes with empowerment cannot be told"
    )
    return Finding(f"{said}{';' if value else ':'} {goes} from one {name} to the next.", caveat)


def _change(book: Book) -> Finding | None:
    card = book.card((), book.wave)
    waves = [wave for wave in book.cards.get((), {}) if wave < book.wave]
    if card is None or not waves:
        return None
    before = max(waves)
    change = card.from_previous.get("empowerment")
    if change is not None:
        if not change.clear:
            return Finding(f"Empowerment cannot be told apart from {before}.")
        return Finding(
            f"Empowerment is {number(abs(change.value))} {'higher' if change.value > 0 else 'lower'} than in {before}."
        )
    first = min(waves)
    then, now = exact(value_of(book.card((), first), "empowerment")), exact(value_of(card, "empowerment"))
    if then is None or now is None:
        return None
    return Finding(f"Empowerment went from {number(then.value)} in {first} to {number(now.value)} in {book.wave}.")


def _hidden(book: Book) -> Finding | None:
    withheld = next((one for one in book.scorecards.withheld if one.wave == book.wave), None)
    if withheld is None or not withheld.units.hidden:
        return None
    within = f", about {count(withheld.units.people)} people," if withheld.units.people else ""
    published = book.scorecards.instruments[book.wave].kind == "published"
    what = "cannot be shown in full" if published else "cannot be shown"
    return Finding(f"{some(withheld.units.hidden, 'unit')}{within} {what}; the reasons are below.")

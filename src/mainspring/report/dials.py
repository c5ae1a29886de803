"""The two dials: every unit that may be shown, by empowerment and compliance, one level of the tree at a time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import correlation
from typing import Final

from mainspring.disclosure import Released, Withheld
from mainspring.report.labels import Place, places
from mainspring.report.profile import Profile
from mainspring.report.view import Book, Measure, exact, value_of
from mainspring.report.words import Comparison, plural, some, upper_first, withheld_words

INSTEAD_OF_COMPLIANCE: Final = ("motivation", "uk_engagement", "eei")
FEWEST_UNITS: Final = 3
FEWEST_TO_CORRELATE: Final = 10
NARROWEST: Final = 20.0

Domain = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Dot:
    """A unit on the map: its page's anchor, its name, both values, and where its label stands (None where there is no room)."""

    anchor: str
    name: str
    x: Released
    y: Released
    n: Released | None
    label: Place | None = None


@dataclass(frozen=True, slots=True)
class Level:
    """The map of one level of the unit tree.

    `crossing` are the lines that cross: (name, x, y). `hidden` says who is not on it: (reason, names).
    """

    depth: int
    name: str
    title: str
    dots: tuple[Dot, ...]
    x_domain: Domain
    y_domain: Domain
    crossing: tuple[tuple[str, float, float], ...]
    hidden: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def plural(self) -> str:
        """What its units are called together."""
        return plural(self.name)


@dataclass(frozen=True, slots=True)
class Dials:
    """The map: its two measures, its levels from coarse to fine, and a sentence where compliance was not asked."""

    x: Measure
    y: Measure
    levels: tuple[Level, ...]
    instead: str | None

    @property
    def corners(self) -> tuple[str, str, str, str]:
        """The quadrants in plain words: top left, top right, bottom left, bottom right."""
        if self.y.id == "compliance":
            little, much = "less room and support", "more room and support"
            tight, light = "tighter control", "lighter control"
        else:
            little, much = "less empowerment", "more empowerment"
            tight, light = f"more {self.y.name}", f"less {self.y.name}"
        return f"{little}, {tight}", f"{much}, {tight}", f"{little}, {light}", f"{much}, {light}"

    def level(self, depth: int) -> Level | None:
        """The map of this depth, or None."""
        return next((level for level in self.levels if level.depth == depth), None)


def dials(book: Book) -> Dials | None:
    """The map of the last wave; None where no level has enough units with both values."""
    measures = {measure.id: measure for measure in book.measures[book.wave]}
    if "empowerment" not in measures:
        return None
    for id in ("compliance", *INSTEAD_OF_COMPLIANCE):
        if id not in measures:
            continue
        levels = tuple(
            level for depth in book.depths() if (level := _level(book, depth, measures["empowerment"], measures[id]))
        )
        if levels:
            instead = None
            if id != "compliance":
                instead = f"This survey did not ask about compliance, so the second dial cannot be drawn. The picture shows {measures[id].name} instead."
            return Dials(measures["empowerment"], measures[id], levels, instead)
    return None


def _level(book: Book, depth: int, x: Measure, y: Measure) -> Level | None:
    dots, hidden = [], dict[str, list[str]]()
    for path in book.at(depth):
        card = book.card(path, book.wave)
        across, up = value_of(card, x.id), value_of(card, y.id)
        point = (exact(across), exact(up))
        if card is not None and point[0] and point[1]:
            people = card.n if isinstance(card.n, Released) else None
            dots.append(Dot(book.anchors[path], book.units[path].name, point[0], point[1], people))
        elif card is not None:
            closed = next((value for value in (across, up) if isinstance(value, Withheld)), None)
            reason = withheld_words(closed) if closed else "Shown only as a bound"
            hidden.setdefault(reason, []).append(book.units[path].name)
    if len(dots) < FEWEST_UNITS:
        return None
    name = book.level(book.at(depth)[0])
    x_domain, y_domain = _domains([dot.x.value for dot in dots], [dot.y.value for dot in dots])
    return Level(
        depth=depth,
        name=name,
        title=association([dot.x.value for dot in dots], [dot.y.value for dot in dots], (x, y), name),
        dots=_labelled(dots, x_domain, y_domain),
        x_domain=x_domain,
        y_domain=y_domain,
        crossing=_crossing(book, depth, x, y),
        hidden=tuple((reason, tuple(names)) for reason, names in hidden.items()),
    )


def part(value: float, domain: Domain) -> float:
    """Where a value lies in a domain, from 0 to 1; beyond it, its edge."""
    return max(0.0, min(1.0, (value - domain[0]) / (domain[1] - domain[0])))


def _labelled(dots: Sequence[Dot], x_domain: Domain, y_domain: Domain) -> tuple[Dot, ...]:
    found = places([(dot.name, part(dot.x.value, x_domain), 1 - part(dot.y.value, y_domain)) for dot in dots])
    return tuple(replace(dot, label=place) for dot, place in zip(dots, found, strict=True))


def _domains(xs: Sequence[float], ys: Sequence[float]) -> tuple[Domain, Domain]:
    """A window for each dial, of the same width so that a point means the same on both."""
    width = max(NARROWEST, *(max(values) - min(values) + 4 for values in (xs, ys)))
    width = min(100.0, 5 * math.ceil(width / 5))
    windows = []
    for values in (xs, ys):
        low = 5 * math.floor(((min(values) + max(values) - width) / 2) / 5)
        if low + width < max(values) + 1:
            low += 5
        low = max(0, min(low, 100 - int(width)))
        windows.append((float(low), float(low) + width))
    return windows[0], windows[1]


def _crossing(book: Book, depth: int, x: Measure, y: Measure) -> tuple[tuple[str, float, float], ...]:
    medians = book.scorecards.medians
    lines = []
    if (book.wave, depth, x.id) in medians and (book.wave, depth, y.id) in medians:
        lines.append(
            (
                f"median {book.level(book.at(depth)[0])}",
                medians[book.wave, depth, x.id],
                medians[book.wave, depth, y.id],
            )
        )
    everybody = book.card((), book.wave)
    across, up = exact(value_of(everybody, x.id)), exact(value_of(everybody, y.id))
    if everybody is not None and across and up:
        lines.append((book.name(()), across.value, up.value))
    return tuple(lines)


def correlated(xs: Sequence[float], ys: Sequence[float]) -> tuple[float, bool]:
    """The correlation of two measures over units, and whether its 95% interval (Fisher's z) excludes none."""
    if len(xs) < FEWEST_TO_CORRELATE or len(set(xs)) == 1 or len(set(ys)) == 1:
        return 0.0, False
    r = max(-0.999999, min(0.999999, correlation(xs, ys)))
    return r, abs(math.atanh(r)) > 1.96 / math.sqrt(len(xs) - 3)


def association(xs: Sequence[float], ys: Sequence[float], measures: tuple[Measure, Measure], level: str) -> str:
    """What a picture of two measures over units shows, as an association and no more."""
    x, y = measures
    r, clear = correlated(xs, ys)
    if not clear:
        return f"Among {some(len(xs), level)}, {x.name} and {y.name} go their own ways as far as can be told"
    return f"Among {some(len(xs), level)}, more {x.name} goes with {'more' if r > 0 else 'less'} {y.name}"


def standing(dials: Dials, profile: Profile) -> str:
    """Where one unit stands on the two dials, beside the median unit, in one sentence."""
    beside = {row.measure.id: row.beside_median for row in profile.rows}
    x, y = beside[dials.x.id], beside[dials.y.id]
    if dials.y.id == "compliance":
        across = {"higher": "more room and support", "lower": "less room and support"}
        up = {"higher": "tighter control", "lower": "lighter control"}
        names = ("room and support", "control")
    else:
        across = {"higher": f"more {dials.x.name}", "lower": f"less {dials.x.name}"}
        up = {"higher": f"more {dials.y.name}", "lower": f"less {dials.y.name}"}
        names = (dials.x.name, dials.y.name)
    said = [words[side] for words, side in ((across, _side(x)), (up, _side(y))) if side in words]
    if not said:
        return f"Neither dial can be told apart from {profile.median}"
    rest = "" if len(said) == 2 else f"; {names[1] if _side(x) in across else names[0]} cannot be told apart"
    return upper_first(f"{' and '.join(said)} than in {profile.median}{rest}")


def _side(comparison: Comparison) -> str:
    """Higher, lower or same; without an interval, the side on which the point lies."""
    if comparison.state == "unclear":
        if abs(comparison.gap) < 0.05:
            return "same"
        return "higher" if comparison.gap > 0 else "lower"
    return comparison.state

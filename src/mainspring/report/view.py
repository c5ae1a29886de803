"""Scorecards laid out for reading: which measures there are, who stands above and beside whom, and what each is called."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from mainspring.disclosure import Reason, Released, Value, Withheld
from mainspring.instrument import Construct, Index, Instrument
from mainspring.report.marks import Marks, marks
from mainspring.report.words import lower_first, withheld_words
from mainspring.scorecards.model import Scorecard, Scorecards, Unit, UnitPath

Group = Literal["managed", "outcome", "index"]
NAMED_AT_MOST: Final = 3
ASKED_OF_EVERY_SURVEY: Final = {
    "autonomy": "Autonomy",
    "competence": "Competence",
    "peers": "Peers",
    "purpose": "Purpose",
    "empowerment": "Empowerment",
    "compliance": "Compliance",
    "motivation": "Motivation",
    "satisfaction": "Satisfaction",
    "performance": "Performance",
    "leave": "Intent to leave",
}


@dataclass(frozen=True, slots=True)
class Measure:
    """A construct or official index as the report shows it.

    `hue` names the colour token, `part` marks a part of the measure that follows it, `sign` is "%" for shares, `basis` the ids
    whose trend breaks are also its own (itself, and what it is the mean of), `warning` a sentence of doubt.
    """

    id: str
    label: str
    group: Group
    hue: str
    part: bool = False
    sign: str = ""
    basis: frozenset[str] = frozenset()
    warning: str | None = None

    @property
    def name(self) -> str:
        """The label inside a sentence."""
        return lower_first(self.label)


def measures_of(instrument: Instrument) -> tuple[Measure, ...]:
    """What a report shows of an instrument: how people are managed, what goes with it, then the official indices."""
    shown = [c for role in ("empowerment", "compliance", "outcome") for c in instrument.constructs if c.role == role]
    constructs = [_construct_measure(construct, instrument) for construct in shown]
    if all(measure.id != "compliance" for measure in constructs):
        managed = sum(measure.group == "managed" for measure in constructs)
        constructs.insert(managed, Measure("compliance", "Compliance", "managed", "compliance"))
    return (*constructs, *(_index_measure(index) for index in instrument.indices))


def _construct_measure(construct: Construct, instrument: Instrument) -> Measure:
    wholes = [whole for whole in instrument.constructs if construct.id in whole.of]
    return Measure(
        id=construct.id,
        label=construct.label,
        group="outcome" if construct.role == "outcome" else "managed",
        hue={"empowerment": "empowerment", "compliance": "compliance"}.get(construct.role, "motivation"),
        part=bool(wholes),
        sign="%" if construct.column else "",
        basis=frozenset((construct.id, *construct.of)),
        warning=construct.warning,
    )


def _index_measure(index: Index) -> Measure:
    sign = "" if index.kind == "scaled_mean" else "%"
    return Measure(index.id, index.label, "index", "quiet", sign=sign, basis=frozenset((index.id, *index.of)))


def not_asked(instrument: Instrument) -> list[str]:
    """Names of what every report speaks of and this instrument did not ask."""
    present = {construct.id for construct in instrument.constructs}
    return [lower_first(label) for id, label in ASKED_OF_EVERY_SURVEY.items() if id not in present]


def value_of(card: Scorecard | None, measure: str) -> Value:
    """A card's value of a construct or index; "this survey did not ask" where it has none."""
    if card is None:
        return Withheld(Reason.NOT_ASKED)
    return card.constructs.get(measure) or card.indices.get(measure) or Withheld(Reason.NOT_ASKED)


def named(measures: Sequence[Measure]) -> list[str]:
    """Measures' names for a sentence, few enough to read: a whole stands for its parts, the rest are counted."""
    if len(measures) > NAMED_AT_MOST and any(measure.id == "empowerment" for measure in measures):
        measures = [measure for measure in measures if not measure.part]
    names = [measure.name for measure in measures]
    if len(names) > NAMED_AT_MOST:
        return [*names[: NAMED_AT_MOST - 1], f"{len(names) - NAMED_AT_MOST + 1} more"]
    return names


def exact(value: Value) -> Released | None:
    """The value if it can be drawn as a point: released and not coded as a bound."""
    return value if isinstance(value, Released) and value.bound is None else None


class Book:
    """Scorecards with an index: each unit's cards by wave, its children, its page's address, and what its level is called.

    `rests` are the units that have people, in the last wave, who are in none of the units listed below them, "all other units" among them.
    """

    def __init__(self, scorecards: Scorecards) -> None:
        self.scorecards = scorecards
        self.wave = scorecards.waves[-1]
        self.units: dict[UnitPath, Unit] = {}
        self.cards: dict[UnitPath, dict[int, Scorecard]] = {}
        self.children: dict[UnitPath, list[UnitPath]] = {}
        self.groups: dict[tuple[UnitPath, int], dict[str, list[Scorecard]]] = {}
        folds = {card.unit.path for card in scorecards.cells if card.unit.fold}
        for card in scorecards.cells:
            path = card.unit.path
            # What is below "all other units" is the same people again, or some of them: nobody looks for that.
            if path[:-1] in folds:
                continue
            self.units[path] = card.unit
            self.cards.setdefault(path, {})[card.wave] = card
        self.rests = set[UnitPath]()
        for path in self.units:
            if path and self._leftover(path):
                self.rests |= {path[:-1]} if self.wave in self.cards[path] else set()
            elif path:
                self.children.setdefault(path[:-1], []).append(path)
        self.rests -= {path[:-1] for path in self.listed if self.units[path].fold}
        for card in scorecards.groups:
            if card.breakdown:
                columns = self.groups.setdefault((card.unit.path, card.wave), {})
                columns.setdefault(card.breakdown.column, []).append(card)
        self.anchors = _anchors(list(self.units))
        self.measures = {wave: measures_of(instrument) for wave, instrument in scorecards.instruments.items()}
        self.showable = {path for path in self.units if any(shows(card) for card in self.cards[path].values())}

    def _leftover(self, path: UnitPath) -> bool:
        """Whether a path is a leftover group that is never shown: counted, but no unit that anybody looks for."""
        values = [card.n for card in self.cards[path].values()]
        return all(isinstance(value, Withheld) and value.reason is Reason.RESIDUAL for value in values)

    def latest(self, path: UnitPath) -> Scorecard:
        """A unit's card of the last wave in which anything of it may be shown (else of its last wave)."""
        cards = self.cards[path]
        return cards[max((wave for wave in cards if shows(cards[wave])), default=max(cards))]

    def card(self, path: UnitPath, wave: int) -> Scorecard | None:
        """A unit's card of a wave, or None."""
        return self.cards.get(path, {}).get(wave)

    def level(self, path: UnitPath) -> str:
        """What a unit at this place is called, in a sentence: "agency"; "group" where the codebook does not say."""
        unit = self.units[path]
        if not path:
            return "survey"
        labels = {
            level.id.casefold(): level.label for level in self.scorecards.instruments[max(self.cards[path])].units
        }
        return lower_first(labels.get(unit.keys[-1].casefold() if unit.keys else "", "group"))

    def name(self, path: UnitPath) -> str:
        """A unit's name inside a sentence."""
        return "everybody" if self.units[path].name == "Everybody" else self.units[path].name

    def above(self, path: UnitPath, wave: int) -> UnitPath | None:
        """The nearest unit above of which something may be shown in this wave; None for everybody."""
        for depth in range(len(path) - 1, -1, -1):
            card = self.card(path[:depth], wave)
            if card is not None and shows(card):
                return path[:depth]
        return None

    def heading(self, path: UnitPath) -> str:
        """A unit's name where it stands alone: "all other units" need the unit that they are of."""
        unit = self.units[path]
        return f"{unit.name} of {self.units[path[:-1]].name}" if unit.fold and len(path) > 1 else unit.name

    def why_closed(self, path: UnitPath) -> str:
        """Why nothing of a unit can be shown, for whoever looks for it."""
        return reason_of(self.latest(path))

    @property
    def listed(self) -> list[UnitPath]:
        """The units that the tree lists: all that somebody may look for."""
        return [child for below in self.children.values() for child in below]

    def marks(self, paths: Sequence[UnitPath]) -> Marks:
        """What stands in a list of units for why some of them may not be shown."""
        return marks(self.why_closed(path) for path in paths if path not in self.showable and not self.is_heading(path))

    def below(self, path: UnitPath) -> Iterator[UnitPath]:
        """The units that may be shown below a unit that may not, with nothing that may between them."""
        for child in self.children.get(path, ()):
            if child in self.showable:
                yield child
            else:
                yield from self.below(child)

    def is_heading(self, path: UnitPath) -> bool:
        """Whether a unit only heads others: nobody publishes results of its own, so there is no reason to give."""
        people = self.latest(path).n
        return path in self.children and isinstance(people, Withheld) and people.reason is Reason.NOT_PUBLISHED

    def median(self, card: Scorecard, measure: str) -> float | None:
        """The median of released units at this card's level and wave."""
        return self.scorecards.medians.get((card.wave, len(card.unit.path), measure)) if card.unit.path else None

    def depths(self) -> list[int]:
        """The depths of the unit tree below everybody, coarse to fine."""
        return sorted({len(path) for path in self.units if path})

    def at(self, depth: int) -> list[UnitPath]:
        """The units of a depth, in the order of the tree; "all other units" is not one of them."""
        return [path for path, unit in self.units.items() if len(path) == depth and not unit.fold]


def shows(card: Scorecard) -> bool:
    """Whether anything of what its people said may be shown: a construct, or an index that is no single question."""
    indices = (value for id, value in card.indices.items() if not id.startswith("pp_"))
    return any(isinstance(value, Released) for value in (*card.constructs.values(), *indices))


def reason_of(card: Scorecard) -> str:
    """Why nothing of a unit or a group may be shown: as it is said of its people, else of most of its values."""
    if isinstance(card.n, Withheld):
        return withheld_words(card.n)
    reasons = Counter(withheld_words(value) for value in card.constructs.values() if isinstance(value, Withheld))
    return reasons.most_common(1)[0][0] if reasons else "Nothing of it can be shown"


def _anchors(paths: list[UnitPath]) -> dict[UnitPath, str]:
    anchors: dict[UnitPath, str] = {}
    taken: set[str] = set()
    for path in paths:
        plain = "-".join(re.sub(r"[^a-z0-9]+", "-", code.casefold()).strip("-") or "x" for code in path) or "everybody"
        anchor = f"u-{plain}"
        while anchor in taken:
            anchor += "-2"
        taken.add(anchor)
        anchors[path] = anchor
    return anchors

"""Where a unit stands on the map of the model: what a step of each dial would bring, how sure that is, and what would change it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from itertools import product
from typing import Final, Literal

from mainspring.practices.fit.assessment import Range
from mainspring.practices.fit.model import Settings, Work, optimum, slopes

Verdict = Literal["more", "less", "either", "open"]
Dial = Literal["empowerment", "compliance"]

SMALL: Final = 0.15
"""A step that brings less than this, whatever is not known, is too small to matter."""

SHUT: Final = 0.75
"""Where rules from outside are at least as tight, they leave next to no room."""

DIALS: Final[tuple[Dial, ...]] = ("empowerment", "compliance")
INPUTS: Final = tuple(one.name for one in fields(Work))


@dataclass(frozen=True, slots=True)
class Gain:
    """What a step of a dial brings: at the least, as far as is known, and at the most.

    Attributes
    ----------
    verdict : `more` or `less` where all that may be points one way; `either` where all of it is too small to matter; else `open`.
    """

    low: float
    middle: float
    high: float

    @property
    def verdict(self) -> Verdict:
        """What follows for the dial."""
        if self.low > 0:
            return "more"
        if self.high < 0:
            return "less"
        return "either" if self.low >= -SMALL and self.high <= SMALL else "open"


@dataclass(frozen=True, slots=True)
class Change:
    """An input that would turn the advice on a dial: where it is (`now`), and from where on it would (`turns`)."""

    dial: Dial
    input: str
    now: float
    turns: float


@dataclass(frozen=True, slots=True)
class Fit:
    """How well more of each dial fits a unit's work.

    Attributes
    ----------
    inputs : what is known of the work. today : where its dials stand, as ranges. gains : what a step of each would bring.
    best : the best dials for the middle of what is known. shut : whether rules from outside leave next to no room.
    changes : what would turn the advice, the nearest first; of dials whose verdict is `more` or `less`.
    """

    inputs: Mapping[str, Range]
    today: Mapping[Dial, Range]
    gains: Mapping[Dial, Gain]
    best: Settings
    shut: bool
    changes: tuple[Change, ...]


def fit(inputs: Mapping[str, Range], today: Mapping[Dial, Range]) -> Fit:
    """Where a unit stands, from the ranges of the inputs and of its dials (ANYTHING where they are not known)."""
    work = Work(**{input: inputs[input].middle for input in INPUTS})
    at = Settings(*(today[dial].middle for dial in DIALS))
    gains = {dial: _gain(dial, inputs, today, slope_of(dial, work, at)) for dial in DIALS}
    changes = [
        change for dial in DIALS if gains[dial].verdict in ("more", "less") for change in _changes(dial, work, at)
    ]
    return Fit(
        inputs=dict(inputs),
        today=dict(today),
        gains=gains,
        best=optimum(work),
        shut=inputs["tightness"].low >= SHUT,
        changes=tuple(sorted(changes, key=lambda one: abs(one.turns - one.now))),
    )


def slope_of(dial: Dial, work: Work, at: Settings) -> float:
    """What a step of a dial would bring."""
    return float(getattr(slopes(work, at), dial))


def _gain(dial: Dial, inputs: Mapping[str, Range], today: Mapping[Dial, Range], middle: float) -> Gain:
    """Slopes rise or fall all the way with each input, so that the least and the most are at corners."""
    names = [input for input in INPUTS if input != "tightness"]
    ends = [(inputs[name].low, inputs[name].high) for name in names] + [
        (today[one].low, today[one].high) for one in DIALS
    ]
    found = [
        slope_of(dial, Work(**dict(zip(names, corner, strict=False))), Settings(*corner[len(names) :]))
        for corner in product(*ends)
    ]
    return Gain(min(found), middle, max(found))


def _changes(dial: Dial, work: Work, at: Settings) -> Iterator[Change]:
    """Slopes are straight lines in each input by itself, which are nought in one place at most."""
    for input in INPUTS:
        least, most = (slope_of(dial, replace(work, **{input: end}), at) for end in (0.0, 1.0))
        if least * most < 0:
            yield Change(dial, input, getattr(work, input), least / (least - most))

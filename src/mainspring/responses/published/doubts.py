"""Values that can hardly be right: flagged with a sentence, never dropped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Final

import numpy as np
import numpy.typing as npt

from mainspring.instrument import Instrument
from mainspring.instrument.published import PublishedLayout

# Answers to one question add up to 100; four rounded to whole per cent may miss it by two.
_WHOLE_MAY_MISS: Final = 2.0
# A theme is the mean of its items: two roundings to whole per cent make up to 1 point, and items left blank some tenths.
_THEME_MAY_MISS: Final = 2.0
# Far out: ten robust standard deviations (of at least three points) from the middle organisation, and alone there by ten points.
_FAR: Final = 10.0
_LEAST_SPREAD: Final = 3.0
_ALONE: Final = 10.0
# The median absolute deviation of a normal distribution is its standard deviation divided by this.
_MAD_TO_SD: Final = 1.4826

Flags = Iterator[tuple[int, str, str]]


@dataclass(frozen=True, slots=True)
class Panel:
    """Organisations by measures of one wave, as they are examined: `values` has shape (organisations, measures)."""

    values: npt.NDArray[np.float64]
    measures: tuple[str, ...]
    wave: int

    def columns(self, measures: tuple[str, ...]) -> npt.NDArray[np.float64] | None:
        """The values of several measures; None unless the file has them all."""
        if not set(measures) <= set(self.measures):
            return None
        return self.values[:, [self.measures.index(measure) for measure in measures]]


def find_doubts(panel: Panel, instrument: Instrument, layout: PublishedLayout) -> Mapping[tuple[int, str], str]:
    """Find values in doubt: for each (position of the organisation, measure), a sentence that says why.

    Four rules: answers to one question that do not add up to 100; themes that are not the mean of their items; a value far from
    those of all other organisations; more than 100 where the base is counted elsewhere. The first that holds gives the sentence.
    """
    rules = (
        _wholes(panel, layout),
        _themes(panel, instrument, layout),
        _far_out(panel, layout),
        _above_100(panel, layout),
    )
    flags: dict[tuple[int, str], str] = {}
    for rule in rules:
        for organisation, measure, sentence in rule:
            flags.setdefault((organisation, measure), sentence)
    return flags


def _wholes(panel: Panel, layout: PublishedLayout) -> Flags:
    for answers in layout.wholes.values():
        parts = panel.columns(answers)
        if parts is None:
            continue
        total = parts.sum(axis=1)
        for organisation in np.flatnonzero(np.abs(total - 100) > _WHOLE_MAY_MISS).tolist():
            sentence = f"The answers to this question add up to {total[organisation]:.1f} %, not to 100."
            if total[organisation] == 0:
                sentence = "All answers to this question are given as 0 %: it seems that nobody was asked it."
            yield from ((organisation, answer, sentence) for answer in answers)


def _themes(panel: Panel, instrument: Instrument, layout: PublishedLayout) -> Flags:
    """Where most themes are off, the row's items belong to somebody else, and all of them are in doubt."""
    composed = {index.id: index.items for index in instrument.indices if index.kind == "percent_positive"}
    composed |= layout.composition_in(panel.wave)
    off: list[npt.NDArray[np.bool_]] = []
    for theme, items in composed.items():
        values, score = panel.columns(items), panel.columns((theme,))
        if values is None or score is None:
            continue
        mean = values.mean(axis=1)
        misses = np.abs(score[:, 0] - mean) > _THEME_MAY_MISS
        off.append(misses)
        for organisation in np.flatnonzero(misses).tolist():
            sentence = f"The theme score of {score[organisation, 0]:.1f} is not the mean of its items, {mean[organisation]:.1f}."
            yield from ((organisation, measure, sentence) for measure in (theme, *items))
    if off:
        known = [measure for measure in panel.measures if measure in {item.id for item in instrument.items}]
        for organisation in np.flatnonzero(np.mean(off, axis=0) > 0.5).tolist():
            sentence = (
                "The items of this row do not fit its theme scores: they seem to be those of another organisation."
            )
            yield from ((organisation, measure, sentence) for measure in known)


def _far_out(panel: Panel, layout: PublishedLayout) -> Flags:
    """Follow-up questions are left out: where a handful were asked, 0 and 100 are common."""
    for column, measure in enumerate(panel.measures):
        values = panel.values[:, column]
        there = np.flatnonzero(~np.isnan(values))
        if len(there) < 3 or any(fnmatchcase(measure, pattern) for pattern in layout.follow_ups):
            continue
        middle = float(np.median(values[there]))
        spread = max(_MAD_TO_SD * float(np.median(np.abs(values[there] - middle))), _LEAST_SPREAD)
        for organisation in there[np.abs(values[there] - middle) > _FAR * spread].tolist():
            others = values[there[there != organisation]]
            nearest = float(others[np.argmin(np.abs(others - values[organisation]))])
            if abs(nearest - values[organisation]) >= _ALONE:
                given = f"{values[organisation]:.1f} stands far from every other organisation"
                yield organisation, measure, f"{given}: the middle one has {middle:.1f}, the nearest {nearest:.1f}."


def _above_100(panel: Panel, layout: PublishedLayout) -> Flags:
    for measure in layout.above_100:
        values = panel.columns((measure,))
        if values is not None:
            for organisation in np.flatnonzero(values[:, 0] > 100).tolist():
                sentence = f"{values[organisation, 0]:.1f} %: more took part than the organisation was counted to have."
                yield organisation, measure, sentence

"""Published scores as values: organisations, measures, and a mark wherever there is no number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from mainspring.instrument import Instrument

Statistic = Literal["mean", "median"]
Absence = Literal["withheld", "not asked", "not published"]

# What publishers write where there is no number: [c], [x] and [z] as UK government statistics define them.
MARKS: Final[Mapping[str, Absence]] = {
    "[c]": "withheld",
    "c": "withheld",
    "*": "withheld",
    "[z]": "not asked",
    "z": "not asked",
    "na": "not asked",
    "n/a": "not asked",
    "#n/a": "not asked",
    "[x]": "not published",
    ".": "not published",
    "..": "not published",
    ":": "not published",
    "-": "not published",
    "–": "not published",
    "": "not published",
}


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation of one wave.

    Attributes
    ----------
    key : the same in every wave, whatever the organisation is called: a code where it ever had one, else made of its name.
    code : its code in this file; None where the file gives none.
    name : its name in this file, without references to notes.
    group : its departmental group in this file; "" where the file gives none.
    pools_others : whether it sums up organisations that stand beside it in this file.
    notes : what the publisher says about it.
    """

    key: str
    code: str | None
    name: str
    group: str
    pools_others: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PublishedBenchmark:
    """A publisher's benchmark over the years: the `mean` of all people asked, or the `median` organisation.

    Attributes
    ----------
    measures, years : what the rows and the columns of `values` are.
    values : float64, shape (measures, years), 0-100; NaN where there is none, and then `marks` has what the file says.
    marks : for each (measure, year) without a value, the mark in the file; "" is a blank.
    sources : file names with their SHA-256.
    """

    kind: Statistic
    instrument: Instrument
    measures: tuple[str, ...]
    years: tuple[int, ...]
    values: npt.NDArray[np.float64]
    marks: Mapping[tuple[str, int], str]
    sources: Mapping[str, str]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PublishedScores:
    """What one publisher's file says about the organisations of one wave: no respondents, only finished scores.

    Attributes
    ----------
    sources : file names with their SHA-256.
    measures : ids of indices, items and further measures, as in `instrument`; one that the codebook does not know has an id
        made of its number and the wave, and a note.
    values : float64, shape (organisations, measures), 0-100; NaN where there is none, and then `marks` has what the file says.
    marks : for each (organisation key, measure) without a value, the mark in the file; "" is a blank. `MARKS` explains them.
    flags : for each (organisation key, measure) in doubt, a sentence that says why. The value stays.
    benchmarks : for "median" and "mean", the measures of the publisher's benchmark of this wave: not an organisation.
    series : benchmarks over the years that stand in the same file.
    decimals : how many decimals of a percentage the file gives.
    """

    instrument: Instrument
    wave: int
    sources: Mapping[str, str]
    organisations: tuple[Organisation, ...]
    measures: tuple[str, ...]
    values: npt.NDArray[np.float64]
    marks: Mapping[tuple[str, str], str]
    flags: Mapping[tuple[str, str], str]
    benchmarks: Mapping[Statistic, Mapping[str, float]]
    series: tuple[PublishedBenchmark, ...] = ()
    decimals: int = 0
    notes: tuple[str, ...] = ()

    def label(self, measure: str) -> str:
        """What a measure is called in the codebook; its id where the codebook does not know it."""
        labels = {item.id: item.label for item in self.instrument.items}
        labels |= {index.id: index.label for index in self.instrument.indices}
        labels |= self.instrument.published.measures if self.instrument.published else {}
        return labels.get(measure, measure)


def why_absent(mark: str) -> Absence:
    """Say what a publisher's mark means.

    Examples
    --------
    >>> why_absent("[c]")
    'withheld'
    """
    return MARKS[mark.casefold()]

"""Canonical responses: every survey file, whatever its format, becomes a stream of these batches.

Respondents exist only here and in `moments`. A response is one byte: NOT_ANSWERED, DO_NOT_KNOW, MASKED, or FIRST_CODE + the
position of its code in the item's scale (so that on a scale of 1..5 a response of 4 is FIRST_CODE + 3).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from mainspring.instrument import Instrument

NOT_ANSWERED: Final = 0
DO_NOT_KNOW: Final = 1
MASKED: Final = 2
FIRST_CODE: Final = 3


@dataclass(frozen=True, slots=True)
class Batch:
    """Some respondents of one wave.

    Attributes
    ----------
    items : uint8, shape (items, n): canonical responses, in the order of `instrument.items`. An item that the instrument marks
        as absent from this file is all NOT_ANSWERED.
    categories : uint8, shape (category columns, n): canonical responses of attribute columns and of columns that constructs
        take a share from, in the order of `Responses.categories`; a code's position is that in its `codes`.
    weights : float64, shape (n,): 1 where the instrument declares no weight.
    units : one int32 array of shape (n,) for each column of `by`: positions in `labels`.
    labels : for each column of `by`, the labels met so far, in order of first appearance (it only ever grows). A blank is "".
    """

    items: npt.NDArray[np.uint8]
    categories: npt.NDArray[np.uint8]
    weights: npt.NDArray[np.float64]
    units: tuple[npt.NDArray[np.int32], ...]
    labels: tuple[list[str], ...]


@dataclass(frozen=True, slots=True)
class Category:
    """A column of letters or words: its name in the instrument and its codes as text, in the order that numbers them."""

    column: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Responses:
    """A survey file that fits its instrument, not yet read: each call of `batches(by)` reads it once, in constant memory.

    Names in `by` are matched without case to unit levels, attributes and columns; one that is not there is a SurveyFileError at
    once. What is wrong with the rows is raised after the last of them, all problems together: either all of the data or none.
    `sources` are file names with their SHA-256, empty for a data frame; `rows` is None where the format does not say.
    """

    instrument: Instrument
    wave: int
    sources: Mapping[str, str]
    rows: int | None
    categories: tuple[Category, ...]
    batches: Callable[[Sequence[str]], Iterator[Batch]]

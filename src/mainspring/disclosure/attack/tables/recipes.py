"""How published measures are made of each other: the instruments are public, so that whoever reads a release knows."""

from __future__ import annotations

from functools import cached_property

from mainspring.errors import CodebookError
from mainspring.instrument import Instrument, load_instrument

PERCENT_POSITIVE = "pp_"
"""How the share of positive answers to an item begins."""


class Recipes:
    """What is known of the measures of an instrument; of an unknown one, only what the names tell."""

    def __init__(self, id: str | None) -> None:
        self._id = id

    @cached_property
    def instrument(self) -> Instrument | None:
        """The instrument, or None where it is not one of those that everybody has."""
        try:
            return None if self._id is None else load_instrument(self._id)
        except (CodebookError, OSError):
            return None

    @property
    def weighted(self) -> bool:
        """Whether it is known that some people's answers weigh more than others'."""
        return self.instrument is not None and bool(self.instrument.weight_columns)

    def is_share(self, measure: str) -> bool:
        """Whether a measure is a share of people."""
        return measure.startswith(PERCENT_POSITIVE) or measure in self._shares

    def is_composite(self, measure: str) -> bool:
        """Whether a measure is a mean of shares, each of the people who answered it."""
        return self.instrument is not None and measure in {index.id for index in self.instrument.indices}

    def means(self) -> list[tuple[str, tuple[str, ...]]]:
        """Measures that are the mean of other measures, with those; what a whole is made of comes before it."""
        if self.instrument is None:
            return []
        found = []
        for index in self.instrument.indices:
            if index.kind == "mean_of":
                found.append((index.id, index.of))
            elif index.kind == "percent_positive":
                found.append((index.id, tuple(f"{PERCENT_POSITIVE}{item}" for item in index.items)))
        return found

    def mean_constructs(self) -> list[tuple[str, tuple[str, ...]]]:
        """Constructs that are each person's mean of other constructs, with those."""
        return [] if self.instrument is None else [(one.id, one.of) for one in self.instrument.constructs if one.of]

    @cached_property
    def _shares(self) -> frozenset[str]:
        if self.instrument is None:
            return frozenset()
        indicators = (indicator.id for attribute in self.instrument.attributes for indicator in attribute.indicators)
        return frozenset((*indicators, *(one.id for one in self.instrument.constructs if one.column)))

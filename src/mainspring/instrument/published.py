"""How a publisher's files of finished scores name what a survey measured, wave by wave."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class PublishedLayout:
    """The `[published]` table of a codebook of published scores.

    Questions are recognised by the wording hashes of the items first, and by their number only where a file gives no wording.
    Eras are years, "2016" or "2009-2016", both ends included; a wave takes what every era that covers it says.

    Attributes
    ----------
    group, organisation, code : headings of the columns that name an organisation's group, the organisation, and its code.
    measures : labels of published measures that are neither items nor indices, such as the response rate.
    headings : for each index or further measure, the names of its column, compared without case, spaces and punctuation.
    numbers : for each era, question numbers and the items they stand for.
    compositions : for each era, the items of indices that were made up differently then.
    wholes : for each question published answer by answer, the items that hold its answers: together 100.
    follow_ups : patterns of items that only some people were asked, so that small organisations swing between 0 and 100.
    above_100 : measures that may exceed 100, because their base is counted elsewhere.
    benchmarks : for "median" and "mean", patterns of the codes or names of rows that are no organisation.
    organisations : for each key, other codes and names that the same organisation has had.
    code_endings : what some files append to every code, or to a corrected one.
    pools : keys that sum up the other organisations of their group in waves in which these stand beside them.
    """

    __pydantic_config__: ClassVar[Mapping[str, Any]] = {"extra": "forbid"}

    group: tuple[str, ...]
    organisation: tuple[str, ...]
    code: tuple[str, ...] = ()
    measures: Mapping[str, str] = field(default_factory=dict)
    headings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    numbers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    compositions: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    wholes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    follow_ups: tuple[str, ...] = ()
    above_100: tuple[str, ...] = ()
    benchmarks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    organisations: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    code_endings: tuple[str, ...] = ()
    pools: tuple[str, ...] = ()

    def numbers_in(self, wave: int) -> dict[str, str]:
        """The question numbers of `wave` and the items they stand for; empty for a wave the codebook does not know."""
        return {number: item for era in self._of(self.numbers, wave) for number, item in era.items()}

    def composition_in(self, wave: int) -> dict[str, tuple[str, ...]]:
        """The items, in `wave`, of the indices that were made up differently then."""
        return {index: items for era in self._of(self.compositions, wave) for index, items in era.items()}

    def faults(self, items: set[str], indices: set[str]) -> Iterator[tuple[tuple[str, ...], str]]:
        """Find references that lead nowhere, given the ids the codebook declares: where in the table, and what is wrong."""
        for name, eras in (("numbers", self.numbers), ("compositions", self.compositions)):
            yield from (((name, era), "is not a year or a span of years.") for era in eras if not _ERA.fullmatch(era))
        for era, numbers in self.numbers.items():
            yield from ((("numbers", era, n), f"there is no item {i}.") for n, i in numbers.items() if i not in items)
        named = [(("compositions", era), composition) for era, composition in self.compositions.items()]
        for path, lists in [*named, (("wholes",), self.wholes)]:
            for key, members in lists.items():
                yield from (((*path, key), f"there is no item {item}.") for item in members if item not in items)
        known = indices | set(self.measures)
        yield from ((("headings", key), f"there is no index {key}.") for key in self.headings if key not in known)
        yield from ((("benchmarks", k), "is neither median nor mean.") for k in self.benchmarks if k not in _KINDS)

    @staticmethod
    def _of(eras: Mapping[str, Any], wave: int) -> Iterator[Any]:
        for era, content in eras.items():
            first, _, last = era.partition("-")
            if int(first) <= wave <= int(last or first):
                yield content


_ERA = re.compile(r"\d{4}(-\d{4})?")
_KINDS = {"median", "mean"}

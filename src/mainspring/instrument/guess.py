"""What a column of an unknown survey file may be, judged by its name, labels and the codes in it: guesses, said to be such."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

_MANY: Final = 13
_FEWEST_CODES, _MOST_CODES = 3, 11
_LONGEST_UNIT_CODE: Final = 12
# Codes that surveys set aside on scales that end at 7 or below.
_SET_ASIDE: Final = {-9, -8, -7, -1, 8, 9, 77, 88, 97, 98, 99, 998, 999}

_WEIGHT = re.compile(r"weight|(^|[^a-z])(wt|wgt)\d*$|^(post|pst|final)_?w(t|gt)?", re.IGNORECASE)
_ID = re.compile(
    r"(^|[^a-z])(id|uuid|guid)$|^(random|resp|user|case|person|record)_?(id|no|nr|num|number)?$", re.IGNORECASE
)
_DO_NOT_KNOW = re.compile(
    r"(do not|don.?t|doesn.?t|cannot|can.?t) (know|say|judge|choose)|no (basis|opinion)|not applicable|^\W*(n/?a|d/?k|x)\W*$|unsure",
    re.IGNORECASE,
)
_NOT_ANSWERED = re.compile(
    r"refus|prefer not|rather not|no answer|not answered|not asked|missing|skipped", re.IGNORECASE
)
_OPINION = re.compile(
    r"agree|satisf|good|poor|fair|often|never|always|likely|important|extent|true|confident|easy|difficult|better|worse",
    re.IGNORECASE,
)
_NEGATIVE = re.compile(r"dis|\bun|\bnot\b|\bnever\b|poor|\bbad|worse", re.IGNORECASE)

_AGREEMENT: Final = {
    5: ("Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree", "Strongly agree"),
    7: (
        "Strongly disagree",
        "Disagree",
        "Somewhat disagree",
        "Neither agree nor disagree",
        "Somewhat agree",
        "Agree",
        "Strongly agree",
    ),
}


@dataclass(frozen=True, slots=True)
class DraftColumn:
    """A column of a data file: `values` are its value labels by raw code, `distinct` up to 20 distinct raw codes as text."""

    name: str
    label: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    distinct: tuple[str, ...] = ()
    numeric: bool = False

    def codes(self) -> dict[str, str]:
        """Codes of the column that are not blank, labelled ones first, each with its label or ""."""
        labelled = {self._code(code): " ".join(label.split()) for code, label in self.values.items()}
        met = {self._code(code): "" for code in self.distinct}
        return {code: label for code, label in {**met, **labelled}.items() if code}

    def _code(self, text: str) -> str:
        # Files that store numbers as floats give 4 as 4.0.
        return re.sub(r"\.0+$", "", text.strip()) if self.numeric else text.strip()


@dataclass(frozen=True, slots=True)
class GuessedScale:
    """A response scale that a column seems to have; `labelled` tells whether its labels come from the file."""

    codes: tuple[int, ...]
    labels: tuple[str, ...]
    do_not_know: tuple[str, ...]
    missing: tuple[str, ...]
    labelled: bool

    @property
    def descending(self) -> bool:
        """Whether the lowest code has the positive label."""
        return bool(_NEGATIVE.search(self.labels[-1])) and not _NEGATIVE.search(self.labels[0])

    @property
    def positive(self) -> tuple[int, ...]:
        """The codes of the scale's positive half."""
        half = len(self.codes) // 2
        return self.codes[:half] if self.descending else self.codes[-half:]


@dataclass(frozen=True, slots=True)
class Guesses:
    """What each column of a file seems to be; every column is in exactly one place."""

    weight: DraftColumn | None
    id: DraftColumn | None
    items: tuple[tuple[DraftColumn, GuessedScale], ...]
    attributes: tuple[DraftColumn, ...]
    units: tuple[DraftColumn, ...]
    ignored: tuple[DraftColumn, ...]


def guess(columns: Sequence[DraftColumn]) -> Guesses:
    """Guess what each column is; names must differ."""
    weight = _first(column for column in columns if column.numeric and _WEIGHT.search(column.name))
    id = _first(c for c in columns if c is not weight and len(c.distinct) >= _MANY and _ID.search(c.name.strip()))
    others = [column for column in columns if column is not weight and column is not id]
    scales = {column.name: _scale(column) for column in others}
    uses = Counter(scales.values())
    items, attributes, units, ignored = [], [], [], []
    for column in others:
        scale, codes = scales[column.name], column.codes()
        if scale is not None and (uses[scale] > 1 or _is_opinion(scale)):
            items.append((column, scale))
        elif 0 < len(codes) < _MANY and (any(codes.values()) or not column.numeric or scale or _whole(codes)):
            attributes.append(column)
        elif len(codes) >= _MANY and (any(codes.values()) or not (column.numeric or _long(codes) or _whole(codes))):
            units.append(column)
        else:
            ignored.append(column)
    return Guesses(weight, id, tuple(items), tuple(attributes), tuple(units), tuple(ignored))


def _first(columns: Iterable[DraftColumn]) -> DraftColumn | None:
    return next(iter(columns), None)


def _whole(codes: Iterable[str]) -> bool:
    return all(re.fullmatch(r"-?\d+", code) for code in codes)


def _long(codes: Iterable[str]) -> bool:
    return any(len(code) > _LONGEST_UNIT_CODE for code in codes)


def _is_opinion(scale: GuessedScale) -> bool:
    return len(scale.codes) in _AGREEMENT if not scale.labelled else any(map(_OPINION.search, scale.labels))


def _scale(column: DraftColumn) -> GuessedScale | None:
    """The response scale of a column of whole numbers, set-aside codes apart; None where there seems to be none."""
    codes = column.codes()
    missing = tuple(code for code, label in codes.items() if _NOT_ANSWERED.search(label))
    do_not_know = tuple(c for c, label in codes.items() if c not in missing and _DO_NOT_KNOW.search(label or c))
    answers = {code: label for code, label in codes.items() if code not in missing and code not in do_not_know}
    if not all(re.fullmatch(r"0|-?[1-9]\d{0,2}", code) for code in answers):
        return None
    numbers = {int(code): label for code, label in answers.items()}
    odd = {number for number, label in numbers.items() if number in _SET_ASIDE and not label}
    ordinary = numbers.keys() - odd
    if ordinary and min(ordinary) >= 0 and max(ordinary) <= 7:
        do_not_know += tuple(str(number) for number in sorted(odd))
        numbers = {number: label for number, label in numbers.items() if number not in odd}
    if len(numbers) < _FEWEST_CODES or max(numbers) - min(numbers) >= _MOST_CODES:
        return None
    labelled = any(numbers.values())
    span = range(min(numbers), max(numbers) + 1) if labelled else _usual_span(numbers)
    labels = [numbers.get(number) or str(number) for number in span]
    if not labelled and span.start == 1:
        labels = list(_AGREEMENT.get(len(span), labels))
    return GuessedScale(tuple(span), tuple(labels), do_not_know, missing, labelled)


def _usual_span(numbers: Iterable[int]) -> range:
    """The usual scale that holds these numbers: a small file may lack an end of it."""
    low, high = min(numbers), max(numbers)
    usual = (range(1, 6), range(1, 8), range(11))
    return next((span for span in usual if low in span and high in span), range(low, high + 1))

"""Which codebook a file belongs to, told by its columns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from mainspring.instrument.load import load_instrument
from mainspring.instrument.model import Instrument
from mainspring.instrument.shipped import list_instruments


@dataclass(frozen=True, slots=True)
class Match:
    """How well a file's columns match an instrument.

    `found` of `needed` columns are there; `missing` names those that are not, and `extra` the file's columns that the
    instrument neither needs nor ignores.
    """

    instrument_id: str
    found: int
    needed: int
    missing: tuple[str, ...]
    extra: tuple[str, ...]

    @property
    def fits(self) -> bool:
        """Whether the file has every column that the instrument needs, and none that it does not know."""
        return not self.missing and not self.extra

    def __str__(self) -> str:
        differences = [
            f"{what} {', '.join(names[:3])}{f' and {len(names) - 3} more' if len(names) > 3 else ''}"
            for what, names in (("lacks", self.missing), ("has besides", self.extra))
            if names
        ]
        return f"{'; '.join([f'{self.instrument_id} ({self.found} of {self.needed} columns', *differences])})"


def closest_instruments(
    columns: Sequence[str], instruments: Iterable[Instrument] | None = None, file_name: str = ""
) -> tuple[Match, ...]:
    """Compare a file's columns, without case, with `instruments` of respondents (all that are shipped if None), best first.

    Several waves of a survey may have the same columns: a year in `file_name` then decides, and the latest wave without one.
    """
    if instruments is None:
        instruments = [load_instrument(each.id) for each in list_instruments() if each.kind == "respondents"]
    years = {int(year) for year in re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", file_name)}
    ranked = []
    for instrument in instruments:
        if instrument.kind == "respondents":
            match = _match(columns, instrument)
            other_year = instrument.wave not in years
            likeness = match.found / max(1, match.needed + len(match.extra))
            order = (not match.fits, match.fits and other_year, -likeness, -match.found, other_year, -instrument.wave)
            ranked.append((order, instrument.id, match))
    return tuple(match for _, _, match in sorted(ranked, key=lambda each: each[:2]))


def _match(columns: Sequence[str], instrument: Instrument) -> Match:
    in_file = {column.casefold() for column in columns}
    needed = _needed(instrument)
    missing = tuple(names[0] for folded, names in needed.items() if in_file.isdisjoint(folded))
    known = {name for folded in needed for name in folded}
    patterns = [pattern.casefold() for pattern in instrument.ignored]
    extra = tuple(
        column
        for column in dict.fromkeys(columns)
        if column.casefold() not in known and not any(fnmatchcase(column.casefold(), pattern) for pattern in patterns)
    )
    return Match(instrument.id, len(needed) - len(missing), len(needed), missing, extra)


def _needed(instrument: Instrument) -> dict[tuple[str, ...], tuple[str, ...]]:
    """The columns an instrument needs, each as its alternative names, under the same names without case."""
    alternatives = [
        *(level.columns for level in instrument.units),
        instrument.id_columns,
        instrument.weight_columns,
        *(item.columns for item in instrument.items),
        *(attribute.columns for attribute in instrument.attributes),
        *(construct.column for construct in instrument.constructs),
    ]
    return {tuple(name.casefold() for name in names): names for names in alternatives if names}

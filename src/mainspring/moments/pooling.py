"""Countries pool their moments, and nobody's people leave home: the country becomes the coarsest column of the cells."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from mainspring.errors import MomentsError, Problem
from mainspring.instrument import Instrument
from mainspring.moments.joining import made_alike, reduced_to_common
from mainspring.moments.merging import merge
from mainspring.moments.model import PER_CELL, CellPath, Moments

COUNTRY: Final = "COUNTRY"
UNIT: Final = "UNIT"
"""The one column below the country where countries have columns of different names."""


def pool(
    parts: Mapping[str, Moments], instruments: Sequence[Instrument] = (), variables: Sequence[str] | None = None
) -> Moments:
    """Moments of several countries as one: what all their people in one file would have given.

    Moments that were made alike keep all that they have. Those of different instruments, and files for sharing beside others, keep
    the variables that they have in common (`in_common` tells which), and belong to the instruments joined.

    Parameters
    ----------
    parts : the moments of each country, by its name. Units get the country before their code ("NO/A1"), so that none of two
        countries is taken for one; where the columns of units differ, they become one column, UNIT.
    instruments : those that the parts were made with, if these are several.
    variables : keep exactly these; else all, or all that the parts have in common.

    Raises
    ------
    MomentsError : naming every difference between moments of one instrument, and every variable asked for that cannot be pooled; for
        a survey that is in two of the parts, and for moments that are pooled already.
    """
    again = [label for label, part in parts.items() if COUNTRY in part.schema.by]
    if again:
        remedy = "Pool what each country gave, all at once."
        raise MomentsError(Problem(f"The moments of {', '.join(again)} are pooled already.", remedy=remedy))
    if len(parts) < 2:
        raise MomentsError(Problem("One country cannot be pooled.", remedy="Give the moments of two or more."))
    if variables is not None or not made_alike(parts):
        parts = reduced_to_common(parts, instruments, variables)
    alike = len({part.schema.by for part in parts.values()}) == 1
    return merge(*(_of_country(label, part, alike=alike) for label, part in parts.items()))


def countries_of(pooled: Moments) -> tuple[str, ...]:
    """The countries of pooled moments, in order."""
    at = pooled.schema.by.index(COUNTRY)
    return tuple(sorted({path[at] for path in pooled.paths}))


def of_countries(pooled: Moments, names: Collection[str]) -> Moments:
    """Only some of the countries; without the items of constructs, which are not kept by country."""
    at = pooled.schema.by.index(COUNTRY)
    kept = np.array([path[at] in names for path in pooled.paths], dtype=bool)
    patterns = kept[pooled.pattern_cell]
    return replace(
        pooled,
        schema=replace(pooled.schema, blocks={}),
        paths=tuple(path for path, keep in zip(pooled.paths, kept.tolist(), strict=True) if keep),
        **{name: getattr(pooled, name)[kept] for name in PER_CELL},
        pattern_cell=(np.cumsum(kept) - 1)[pooled.pattern_cell[patterns]].astype(np.int32),
        patterns=pooled.patterns[patterns],
        products=pooled.products[patterns],
        blocks={},
        sources={name: digest for name, digest in pooled.sources.items() if name.partition("/")[0] in names},
    )


def _of_country(label: str, part: Moments, *, alike: bool) -> Moments:
    by = part.schema.by if alike else (UNIT,)
    return replace(
        part,
        schema=replace(part.schema, by=(COUNTRY, *by)),
        paths=tuple(_path(label, path, alike=alike) for path in part.paths),
        sources={f"{label}/{name}": digest for name, digest in part.sources.items()},
    )


def _path(label: str, path: CellPath, *, alike: bool) -> CellPath:
    """A blank stays one: people without a unit."""
    if alike:
        return (label, *(f"{label}/{unit}" if unit else "" for unit in path))
    return (label, "/".join([label, *path]) if any(path) else "")

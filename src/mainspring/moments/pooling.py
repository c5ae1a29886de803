"""Countries pool their moments, and nobody's people leave home: the country becomes the coarsest column of the cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from mainspring.errors import MomentsError, Problem
from mainspring.moments.merging import merge
from mainspring.moments.model import CellPath, Moments

COUNTRY: Final = "COUNTRY"
UNIT: Final = "UNIT"
"""The one column below the country where countries have columns of different names."""


def pool(parts: Mapping[str, Moments]) -> Moments:
    """Moments of several countries as one: what all their people in one file would have given.

    Parameters
    ----------
    parts : the moments of each country, by its name. Units get the country before their code ("NO/A1"), so that none of two
        countries is taken for one; where the columns of units differ, they become one column, UNIT.

    Raises
    ------
    MomentsError : naming every difference, unless all have the same instrument, wave and variables, and for a country named twice,
        a file that is in two of the parts, or moments that are pooled already.
    """
    again = [label for label, part in parts.items() if COUNTRY in part.schema.by]
    if again:
        remedy = "Pool what each country gave, all at once."
        raise MomentsError(Problem(f"The moments of {', '.join(again)} are pooled already.", remedy=remedy))
    if len(parts) < 2:
        raise MomentsError(Problem("One country cannot be pooled.", remedy="Give the moments of two or more."))
    alike = len({part.schema.by for part in parts.values()}) == 1
    return merge(*(_of_country(label, part, alike=alike) for label, part in parts.items()))


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

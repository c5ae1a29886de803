"""Moments add: what two files gave apart is what they would have given together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from mainspring.errors import MomentsError, Problem
from mainspring.moments.kernel import Longs
from mainspring.moments.model import CellPath, Moments

Number = TypeVar("Number", np.int64, np.float64)

MEANING = {
    "fingerprint": "fingerprint (one codebook, two versions of its content)",
    "by": "by (the columns of cells)",
    "scores": "scores (the constructs and indices that they have)",
    "blocks": "blocks (the items of constructs)",
}


def merge(*parts: Moments) -> Moments:
    """Moments of all respondents of several moments, cells in order of their paths.

    Raises MomentsError, naming every difference, unless all have the same instrument, wave, cells, variables and options, and if
    the same file went into two of them.
    """
    first = parts[0]
    problems = [*(problem for part in parts[1:] for problem in _differences(first, part)), *_twice(parts)]
    if problems:
        raise MomentsError(problems)
    paths = tuple(sorted({path for part in parts for path in part.paths}))
    at = {path: i for i, path in enumerate(paths)}
    cell = np.array([at[path] for part in parts for path in part.paths], dtype=np.int64)
    cells = len(paths)
    keys, pattern = _patterns(parts, at)
    return Moments(
        schema=first.schema,
        paths=paths,
        n=_summed([part.n for part in parts], cell, cells),
        weight=_summed([part.weight for part in parts], cell, cells),
        weight2=_summed([part.weight2 for part in parts], cell, cells),
        item_counts=_summed([part.item_counts for part in parts], cell, cells),
        item_weights=_summed([part.item_weights for part in parts], cell, cells),
        category_counts=_summed([part.category_counts for part in parts], cell, cells),
        category_weights=_summed([part.category_weights for part in parts], cell, cells),
        power_sums=_summed([part.power_sums for part in parts], cell, cells),
        pattern_cell=np.ascontiguousarray(keys["cell"]),
        patterns=np.ascontiguousarray(keys["mask"]),
        products=_summed([part.products for part in parts], pattern, len(keys)),
        blocks={id: np.sum([part.blocks[id] for part in parts], axis=0) for id in first.blocks},
        sources={name: digest for part in parts for name, digest in part.sources.items()},
    )


def _patterns(parts: Sequence[Moments], at: Mapping[CellPath, int]) -> tuple[npt.NDArray[np.void], Longs]:
    """Every (cell, mask) once, in order, and the place of each part's patterns among them."""
    cells = [np.array([at[path] for path in part.paths], dtype=np.int32)[part.pattern_cell] for part in parts]
    keys = np.empty(sum(map(len, cells)), dtype=[("cell", np.int32), ("mask", np.uint64)])
    keys["cell"] = np.concatenate(cells)
    keys["mask"] = np.concatenate([part.patterns for part in parts])
    unique, place = np.unique(keys, return_inverse=True)
    return unique, place.astype(np.int64)


def _summed(arrays: Sequence[npt.NDArray[Number]], into: Longs, groups: int) -> npt.NDArray[Number]:
    together: npt.NDArray[Number] = np.concatenate(arrays) if len(arrays) > 1 else arrays[0]
    if len(together) == groups:
        placed = np.empty(together.shape, dtype=together.dtype)
        placed[into] = together
        return placed
    total = np.zeros((groups, *together.shape[1:]), dtype=together.dtype)
    np.add.at(total, into, together)
    return total


def _twice(parts: Sequence[Moments]) -> Iterator[Problem]:
    """The files that are in two of the parts, by what they hold: their people would be counted twice."""
    met: dict[str, str] = {}
    for part in parts:
        for name, digest in part.sources.items():
            if digest in met:
                same = "" if met[digest] == name else f" (as {met[digest]}, with the same content)"
                remedy = "Its people would be counted twice: leave one of the two out."
                yield Problem(f"{name} is in two of these moments{same}.", remedy=remedy)
        met |= {digest: name for name, digest in part.sources.items()}


def _differences(a: Moments, b: Moments) -> list[Problem]:
    return [
        Problem(
            f"These moments differ in {MEANING.get(field.name, field.name)}: "
            f"{getattr(a.schema, field.name)!r} and {getattr(b.schema, field.name)!r}.",
            remedy="Only moments of one instrument, wave, set of cells and variables can be merged.",
        )
        for field in fields(a.schema)
        if getattr(a.schema, field.name) != getattr(b.schema, field.name)
    ]

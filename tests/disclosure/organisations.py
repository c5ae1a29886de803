"""Organisations of given sizes, as trees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from mainspring.scores import UnitTree
from mainspring.scores.tree import unit_tree_of

Sizes = Mapping[str, Sequence[int] | Sequence[Sequence[int]]]
CODES = ("x", "y", "z")


def tree_of(sizes: Sizes) -> tuple[UnitTree, np.ndarray]:
    """Agencies with offices of so many people, or of so many with each code of a breakdown: a tree, and the people of each cell."""
    paths: list[tuple[str, ...]] = []
    people = []
    for agency, offices in sizes.items():
        for i, office in enumerate(offices):
            for code, n in zip(CODES, office if isinstance(office, Sequence) else (office,), strict=False):
                if n:
                    paths.append((agency, f"{agency}{i}", code))
                    people.append(n)
    broken = any(isinstance(office, Sequence) for offices in sizes.values() for office in offices)
    by = ("agency", "office", "code")
    depth = 3 if broken else 2
    tree = unit_tree_of([path[:depth] for path in paths], by[:depth], by[2:depth])
    return tree, tree.total(np.array(people))


def sizes_of(rng: np.random.Generator) -> dict[str, list[int]]:
    """A random organisation."""
    return {chr(65 + a): rng.geometric(0.04, rng.integers(1, 8)).tolist() for a in range(rng.integers(1, 6))}

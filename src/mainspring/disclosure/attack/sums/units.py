"""What units of a file of moments are called in a sentence."""

from __future__ import annotations

from collections.abc import Iterable

from mainspring.disclosure.attack.findings import listed
from mainspring.moments import CellPath


def units(paths: Iterable[CellPath]) -> str:
    """Some units, the rest counted: "AR/ARCE, AR/ARMC and 4 more". A label that holds what is above it stands alone."""
    return listed([_name(path) for path in paths])


def _name(path: CellPath) -> str:
    parts: list[str] = []
    for label in path:
        parts = [label] if parts and label.startswith(f"{'/'.join(parts)}/") else [*parts, label]
    return "/".join(parts) or "everybody"

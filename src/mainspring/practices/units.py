"""A unit by what people write for it: "AGENCY=HS,LEVEL1=HS02", its codes from the top, "HS/HS02", or its name if no other has it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mainspring.errors import CatalogueError, Problem
from mainspring.instrument.nearest import nearest
from mainspring.scorecards import Scorecard, Scorecards, UnitPath

NEAR: Final = 3


def find_unit(scorecards: Scorecards, written: str) -> Scorecard:
    """The latest scorecard of a unit.

    Raises
    ------
    CatalogueError : if there is no such unit, with those that come near.
    """
    latest: dict[UnitPath, Scorecard] = {}
    for card in scorecards.cells:
        if card.unit.path not in latest or card.wave > latest[card.unit.path].wave:
            latest[card.unit.path] = card
    path = _path_of(written, latest)
    if path is None:
        called = {"/".join(one): one for one in latest if one} | {
            card.unit.name: one for one, card in latest.items() if one
        }
        asked = "/".join(_codes(written))
        near = list(
            dict.fromkeys(
                called[name] for name in (*nearest(asked, called), *nearest(asked.rpartition("/")[2], called))
            )
        )
        likely = "; ".join(f"{'/'.join(one)} ({latest[one].unit.name})" for one in near[:NEAR])
        how = "Write the codes from the top, such as HS/HS02."
        raise CatalogueError(
            Problem(f"There is no unit {written}.", remedy=f"Near to it: {likely}. {how}" if near else how)
        )
    return latest[path]


def _path_of(written: str, cards: Mapping[UnitPath, Scorecard]) -> UnitPath | None:
    """The unit with these codes from the top; else the one unit with this name, or this last code."""
    asked = tuple(part.casefold() for part in _codes(written))
    for path in cards:
        if tuple(code.casefold() for code in path) == asked:
            return path
    called = [
        path
        for path, card in cards.items()
        if path and written.strip().casefold() in (card.unit.name.casefold(), path[-1].casefold())
    ]
    return called[0] if len(called) == 1 else None


def _codes(written: str) -> list[str]:
    """The codes from the top."""
    if "=" in written:
        return [part.partition("=")[2].strip() for part in written.split(",")]
    return [part.strip() for part in written.split("/") if part.strip()]

"""Scorecards of small surveys whose units have just the sizes that a story needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from mainspring.disclosure import load_policy
from mainspring.instrument import Instrument
from mainspring.moments import Moments, MomentsOptions, summarise
from mainspring.responses import read_responses
from mainspring.scorecards import Scorecard, Scorecards, score
from tests.responses.cast import OFFICE, Row, people

AGENCY, LEVEL = OFFICE.units
INSTRUMENT = replace(OFFICE, units=(replace(AGENCY, names={"AF": "Roads", "AG": "archives", "AH": "Weather"}), LEVEL))
"""Agencies have names, offices do not; XX and offices that end in ZZ pool leftovers."""

Sizes = Mapping[str, int]


def moments_of(sizes: Sizes, instrument: Instrument = INSTRUMENT, seed: int = 1, answers: Row | None = None) -> Moments:
    """Moments of random people, so many in each office; its first two letters are its agency. `answers` are everybody's."""
    offices = [office for office, n in sizes.items() for _ in range(n)]
    rows = [
        {**row, "AGENCY": office[:2], "OFFICE": office, **(answers or {})}
        for row, office in zip(people(len(offices), seed), offices, strict=True)
    ]
    responses = read_responses(pl.DataFrame(rows), instrument)
    return summarise(responses, ["AGENCY", "OFFICE"], MomentsOptions(variables=()))


def scored(sizes: Sizes, policy: str = "rule-of-ten", seed: int = 1, answers: Row | None = None) -> Scorecards:
    return score(moments_of(sizes, seed=seed, answers=answers), INSTRUMENT, load_policy(policy))


def card(scorecards: Scorecards, *path: str, wave: int | None = None) -> Scorecard:
    found = scorecards.of(path, wave)
    assert found is not None
    return found


def names(scorecards: Scorecards) -> list[str]:
    """The units in their order, those below another one indented."""
    return ["  " * len(cell.unit.path) + cell.unit.name for cell in scorecards.cells]

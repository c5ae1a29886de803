"""A survey that never happened, as scorecards and as a report."""

from __future__ import annotations

from pathlib import Path

import pytest

from mainspring.instrument import load_instrument
from mainspring.moments import summarise
from mainspring.report import write_report
from mainspring.responses import read_responses
from mainspring.responses.simulated import SimulationOptions, write_simulated
from mainspring.scorecards import Scorecards, score


@pytest.fixture(scope="session")
def scorecards(tmp_path_factory: pytest.TempPathFactory) -> Scorecards:
    """Two waves of a few agencies, some of their units withheld."""
    parts, instruments = [], []
    for year in (2017, 2018):
        path = tmp_path_factory.mktemp("survey") / f"fevs_{year}.csv"
        instrument = load_instrument(f"us-fevs-{year}")
        write_simulated(instrument, SimulationOptions(rows=500, seed=year, units=(5, 25)), path)
        parts.append(summarise(read_responses(path, instrument), by=["AGENCY", "LEVEL1"]))
        instruments.append(instrument)
    return score(parts, instruments)


@pytest.fixture(scope="session")
def page(scorecards: Scorecards, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report on it. Nobody writes to it."""
    return write_report(scorecards, tmp_path_factory.mktemp("page"))

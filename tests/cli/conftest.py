"""Simulated surveys, written once for all stories."""

from __future__ import annotations

from pathlib import Path

import pytest

from mainspring.instrument import load_instrument
from mainspring.responses.simulated import SimulationOptions, write_simulated

ROWS = 600


@pytest.fixture(scope="session")
def surveys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with fevs_2017.csv and fevs_2018.csv: 600 people each, a handful of agencies. Nobody writes to it."""
    folder = tmp_path_factory.mktemp("surveys")
    for year in (2017, 2018):
        options = SimulationOptions(rows=ROWS, seed=year, units=(5, 12))
        write_simulated(load_instrument(f"us-fevs-{year}"), options, folder / f"fevs_{year}.csv")
    return folder


@pytest.fixture(scope="session")
def survey(surveys: Path) -> Path:
    return surveys / "fevs_2018.csv"

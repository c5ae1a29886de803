"""Two small surveys, written once for all stories."""

from __future__ import annotations

from pathlib import Path

import pytest

from mainspring.instrument import load_instrument
from mainspring.responses.simulated import SimulationOptions, write_simulated
from tests.cli.cast import Table

OFFICES = {"AF0J": 250, "AF0M": 150, "AFZZ": 30, "AG01": 100, "AGZZ": 36, "AJAA": 30, "ABAA": 4}
"""How many people each sub-agency has; the first two letters are its agency. AB is too small to be shown."""


@pytest.fixture(scope="session")
def surveys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with fevs_2017.csv and fevs_2018.csv, 600 people each. Nobody writes to it."""
    folder = tmp_path_factory.mktemp("surveys")
    offices = [office for office, people in OFFICES.items() for _ in range(people)]
    for year in (2017, 2018):
        path = folder / f"fevs_{year}.csv"
        write_simulated(load_instrument(f"us-fevs-{year}"), SimulationOptions(rows=len(offices), seed=year), path)
        table = Table(path.read_text(encoding="utf-8"))
        for line, office in enumerate(offices, start=2):
            table.set(line, "AGENCY", office[:2]).set(line, "LEVEL1", office)
        path.write_text(table.text, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def survey(surveys: Path) -> Path:
    """The one of 2018."""
    return surveys / "fevs_2018.csv"

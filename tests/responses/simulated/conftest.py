"""One large survey for all tests of what simulated respondents are like."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pytest

from mainspring.instrument import Instrument, load_instrument
from mainspring.responses.simulated import SimulationTruth, simulate, truth
from tests.responses.simulated.cast import LARGE, Floats, score


@pytest.fixture(scope="package")
def fevs() -> Instrument:
    return load_instrument("us-fevs-2018")


@pytest.fixture(scope="package")
def survey(fevs: Instrument) -> pl.DataFrame:
    """A large survey as text, with the number of respondents in each one's sub-agency."""
    frame = pl.DataFrame(pl.from_arrow(pa.Table.from_batches(simulate(fevs, LARGE))))
    text = frame.with_columns(pl.exclude("RANDOM", "POSTWT").cast(pl.String))
    return text.with_columns(pl.len().over("LEVEL1").alias("unit_size"))


@pytest.fixture(scope="package")
def scores(fevs: Instrument, survey: pl.DataFrame) -> dict[str, Floats]:
    """Each construct's score on 0-100 for respondents who answered all of its items, NaN for the rest."""
    return {one.id: score(survey, one.items) for one in fevs.constructs if one.items}


@pytest.fixture(scope="package")
def known(fevs: Instrument) -> SimulationTruth:
    return truth(fevs, LARGE)


@pytest.fixture
def reference(shared: Path) -> dict[str, Any]:
    """Figures of the real sample, computed in R."""
    return dict(json.loads((shared / "reference" / "fevs_2018_sample.json").read_text()))

"""Peers are compared only where they give the same answer, and a different one is noticed."""

from __future__ import annotations

import math
from pathlib import Path

import polars as pl
import pytest

from bench.moments_pass import check_that_all_agree
from bench.peers import LAYOUT
from bench.peers.agreement import disagreement
from mainspring.instrument import load_instrument
from mainspring.responses.simulated import SimulationOptions, write_simulated

ANSWER = pl.DataFrame({"AGENCY": ["A", "B"], "LEVEL1": ["A1", "B1"], "Q1": [60.0, math.nan]})


def test_every_peer_gives_the_same_answer(tmp_path: Path) -> None:
    survey = tmp_path / "survey.parquet"
    write_simulated(load_instrument(LAYOUT), SimulationOptions(rows=2_000, seed=3, units=(20, 400)), survey)
    check_that_all_agree(survey)


def test_the_order_of_cells_and_the_kind_of_blank_do_not_matter() -> None:
    assert disagreement(ANSWER, ANSWER.reverse().with_columns(pl.col("Q1").fill_nan(None))) == ""


@pytest.mark.parametrize(
    ("other", "what"),
    [
        (ANSWER.with_columns(Q1=pl.Series([60.00001, math.nan])), "1 values, first ('A', 'A1') Q1: 60.0 and 60.00001"),
        (ANSWER.with_columns(Q1=pl.Series([60.0, 0.0])), "1 values, first ('B', 'B1') Q1: nan and 0.0"),
        (ANSWER.head(1), "other cells: 2 and 1"),
        (ANSWER.rename({"Q1": "Q2"}), "other items"),
    ],
)
def test_a_different_answer_is_named(other: pl.DataFrame, what: str) -> None:
    assert disagreement(ANSWER, other) == what

"""Weights: numbers of any type, and what cannot be one."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

from mainspring.responses.sources.frames import open_frame
from mainspring.responses.weights import WeightReader

TABLE = open_frame(pa.table({"WEIGHT": [0]}))


@pytest.mark.parametrize(
    "cells",
    [
        pa.array([0.5, 0, 2]),
        pa.array([0.5, 0, 2], pa.float32()),
        pa.array(["0.5", " 0", "2e0"]),
        pa.array(["0.5", "0", "2"]).dictionary_encode(),
        pa.array(["0.5", "0", "2"], pa.large_string()),
        pa.array(["0.5", "0", "2"]).cast(pa.decimal128(4, 2)),
    ],
)
def test_weights_are_read_from_every_type(cells: Any) -> None:
    reader = WeightReader("WEIGHT", 0)

    assert reader.read(cells, 0).tolist() == [0.5, 0.0, 2.0]
    assert not list(reader.problems(TABLE))


def test_zero_for_some_is_allowed_but_not_for_all() -> None:
    reader = WeightReader("WEIGHT", 0)
    reader.read(pa.array([0, 0]), 0)

    assert [problem.what for problem in reader.problems(TABLE)] == ["All weights are zero."]
    reader.read(pa.array([0, 1]), 2)
    assert not list(reader.problems(TABLE))


def test_every_kind_of_wrong_weight_is_counted_with_its_first_line() -> None:
    reader = WeightReader("WEIGHT", 0)
    weights = [
        reader.read(pa.array([1.0, None, -1.0]), 0),
        reader.read(pa.array(["", "much", "-2", "nan", "3", "1.5.0", None]), 3),
    ]

    assert [weight for batch in weights for weight in batch.tolist()] == [1, 0, 0, 0, 0, 0, 0, 3, 0, 0]
    assert [(problem.what, problem.line) for problem in reader.problems(TABLE)] == [
        ("3 rows have no weight.", 2),
        ("2 rows have a negative weight.", 3),
        ("2 rows have a weight that is not a number.", 5),
        ("1 row has a weight that is not finite.", 7),
    ]

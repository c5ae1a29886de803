"""Respondents' ids: repeated ones are found over the whole file, whatever their type."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
import pytest

from mainspring.responses import identities
from mainspring.responses.identities import IdentityCheck
from mainspring.responses.sources.frames import open_frame

TYPES: dict[str, Any] = {
    "int32": pa.int32(),
    "uint64": pa.uint64(),
    "float64": pa.float64(),
    "string": pa.string(),
    "large string": pa.large_string(),
    "dictionary": pa.dictionary(pa.int32(), pa.string()),
}


def problems(ids: Any) -> list[str]:
    table = open_frame(pa.table({"ID": ids}))
    check = IdentityCheck("ID", 0)
    first = 0
    for batch in table.batches([0]):
        check.see(batch.columns[0], first)
        first += len(batch)
    return [problem.what for problem in check.problems(table)]


def as_type(numbers: list[int | None], kind: Any) -> Any:
    texts = pa.array([None if number is None else str(number) for number in numbers], pa.string())
    return texts.dictionary_encode() if pa.types.is_dictionary(kind) else texts.cast(kind)


@pytest.mark.parametrize("kind", TYPES)
def test_repeated_and_blank_ids_are_found_in_every_type(kind: str) -> None:
    ids = as_type([5, 7, None, 0, 7, 9, None, 5, 7], TYPES[kind])

    assert problems(ids) == [
        "2 rows have no id.",
        "3 rows repeat the id of an earlier row: 7 on lines 2 and 5, 5 on lines 1 and 8 and more.",
    ]


@pytest.mark.parametrize("kind", TYPES)
def test_different_ids_are_no_problem(kind: str) -> None:
    numbers = np.random.default_rng(3).permutation(3_000).tolist()

    assert problems(as_type(numbers, TYPES[kind])) == []


def test_ids_are_compared_over_batches_and_as_the_array_grows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(identities, "FIRST_CAPACITY", 4)
    numbers = np.arange(400_000)
    numbers[399_999] = 17

    assert problems(pa.array(numbers)) == ["1 row repeats the id of an earlier row: 17 on lines 18 and 400000."]


def test_ids_with_one_hash_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pl.Series, "hash", lambda self, seed: pl.Series(np.full(len(self), seed, dtype=np.uint64)))

    assert problems(pa.array(["a", "b", "c"])) == []

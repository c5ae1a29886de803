"""Encoding is fast because it works on Arrow's buffers; it must say what reading cell by cell says, for every type."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mainspring.responses.codes import UNKNOWN, Coding, Decoder
from mainspring.responses.encode import ColumnEncoder
from mainspring.responses.model import DO_NOT_KNOW, FIRST_CODE, MASKED, NOT_ANSWERED
from mainspring.responses.sources import RawColumn
from mainspring.responses.sources.frames import open_frame
from tests.responses.cast import LABELS

CODING = Coding(("1", "2", "3", "4", "5"), LABELS, do_not_know=("6", "X"), missing=("-9",), blank=MASKED)
NUMBERS: dict[int | None, int] = {1: 3, 2: 4, 3: 5, 4: 6, 5: 7, 6: DO_NOT_KNOW, -9: NOT_ANSWERED, None: MASKED}

TYPES: dict[str, Any] = {
    "int8": pa.int8(),
    "int16": pa.int16(),
    "int64": pa.int64(),
    "float32": pa.float32(),
    "float64": pa.float64(),
    "decimal": pa.decimal128(5, 2),
    "string": pa.string(),
    "large string": pa.large_string(),
    "string view": pa.string_view(),
    "dictionary of texts": pa.dictionary(pa.int32(), pa.string()),
    "dictionary by bytes": pa.dictionary(pa.int8(), pa.large_string()),
    "dictionary of numbers": pa.dictionary(pa.uint16(), pa.int64()),
}


def array(values: Sequence[int | None], kind: Any) -> pa.Array[Any]:
    texts = pa.array([None if value is None else str(value) for value in values], pa.string())
    if not pa.types.is_dictionary(kind):
        return texts.cast(kind)
    return texts.cast(kind.value_type).dictionary_encode().cast(kind)


def encode(cells: Any, decoder: Decoder | None = None) -> list[int]:
    out = np.full(len(cells), 99, dtype=np.uint8)
    ColumnEncoder("Q", decoder or Decoder(CODING, RawColumn("Q"))).encode(cells, out, 0)
    return out.tolist()


@pytest.mark.parametrize("kind", TYPES)
@settings(deadline=None)  # the first example compiles
@given(values=st.lists(st.sampled_from(list(NUMBERS)), max_size=70), start=st.integers(0, 9))
def test_every_type_is_encoded_as_cell_by_cell(kind: str, values: list[int | None], start: int) -> None:
    cells = array(values, TYPES[kind]).slice(start)

    assert encode(cells) == [NUMBERS[value] for value in values[start:]]


@settings(deadline=None)  # the first example compiles
@given(texts=st.lists(st.sampled_from(["1", "X", "x", " 4", "4.0", "", "  ", "agree", "-9", "05", None]), max_size=40))
def test_texts_of_any_length_are_encoded_as_cell_by_cell(texts: list[str | None]) -> None:
    decoder = Decoder(CODING, RawColumn("Q"))

    assert encode(pa.array(texts, pa.string())) == [decoder(text or "") for text in texts]


@settings(deadline=None)  # the first example compiles
@given(st.lists(st.sampled_from([1, 5, 7, 300, None]), max_size=50))
def test_unknown_codes_are_counted_and_taken_out(values: list[int | None]) -> None:
    encoder = ColumnEncoder("Q", Decoder(CODING, RawColumn("Q")))
    out = np.zeros(len(values), dtype=np.uint8)

    encoder.encode(pa.array(values, pa.int64()), out, 10)
    problems = list(encoder.problems(open_frame(pa.table({"Q": values}))))

    assert UNKNOWN not in out
    assert sorted((problem.what.split()[0], problem.line) for problem in problems) == sorted(
        (str(values.count(code)), 10 + values.index(code) + 1) for code in (7, 300) if code in values
    )


def test_a_file_full_of_unknown_codes_gives_a_short_list() -> None:
    encoder = ColumnEncoder("Q", Decoder(CODING, RawColumn("Q")))
    cells = pa.array([f"code {n}" for n in range(5_000)], pa.string())
    encoder.encode(cells, np.zeros(len(cells), dtype=np.uint8), 0)

    problems = [problem.what for problem in encoder.problems(open_frame(pa.table({"Q": cells})))]

    assert len(problems) == 11
    assert problems[-1] == "4,990 answers have still other unknown codes."


def test_a_position_beyond_the_dictionary_is_an_unknown_code_and_no_crash() -> None:
    damaged = pa.DictionaryArray.from_arrays(pa.array([0, 7], pa.int32()), pa.array(["1"]), safe=False)

    assert encode(damaged) == [FIRST_CODE, NOT_ANSWERED]


def test_a_column_of_nulls_is_blank() -> None:
    assert encode(pa.nulls(3)) == [MASKED] * 3


@pytest.mark.parametrize(
    ("text", "response"),
    [
        ("4", 6),
        (" 4 ", 6),
        ("4.0", 6),
        ("4.", 6),
        ("04", 6),
        ("+4", 6),
        ("Agree", 6),
        ("STRONGLY DISAGREE", FIRST_CODE),
        ("x", DO_NOT_KNOW),
        ("6.00", DO_NOT_KNOW),
        ("-9", NOT_ANSWERED),
        ("-9.0", NOT_ANSWERED),
        ("", MASKED),
        (" \t", MASKED),
        ("9", UNKNOWN),
        ("4.5", UNKNOWN),
        ("40", UNKNOWN),
        ("4 5", UNKNOWN),
        ("Agreed", UNKNOWN),
    ],
)
def test_what_a_text_means(text: str, response: int) -> None:
    assert Decoder(CODING, RawColumn("Q"))(text) == response


def test_codes_that_differ_by_case_only_stay_apart() -> None:
    decoder = Decoder(Coding(("a", "A"), ("", "")), RawColumn("Q"))

    assert [decoder("a"), decoder("A")] == [FIRST_CODE, FIRST_CODE + 1]


def test_two_codes_with_one_label_are_no_contradiction() -> None:
    labels = {"4": "Agree", "5": "Agree"}

    assert not Decoder(Coding(("4", "5"), ("Agree", "Agree")), RawColumn("Q", values=labels)).conflicts

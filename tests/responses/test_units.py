"""Units: labels that grow in order of appearance, and the check that no unit has two parents."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mainspring.instrument import UnitLevel
from mainspring.responses import read_responses
from mainspring.responses.sources.frames import open_frame
from mainspring.responses.units import ByColumn, ParentCheck, UnitReader
from tests.responses.cast import OFFICE, people, read_all
from tests.responses.files import typed

CODES = st.sampled_from(["a", "b", "c", "a ", "", None])
ABOVE, BELOW = UnitLevel("TOP", "Top", ("TOP",), residual=("XX",)), UnitLevel("SUB", "Sub", ("SUB",), residual=("*ZZ",))


def cells(codes: list[str | None], dictionary: bool) -> Any:
    array = pa.array(codes, pa.string())
    return array.dictionary_encode() if dictionary else array


@settings(deadline=None)  # the first example compiles
@given(st.lists(st.tuples(st.lists(CODES, min_size=1, max_size=9), st.booleans()), min_size=1, max_size=4))
def test_codes_are_numbered_in_order_of_appearance(batches: list[tuple[list[str | None], bool]]) -> None:
    reader = UnitReader(ByColumn("TOP", 0, ABOVE))
    texts = [(code or "").strip() for codes, _ in batches for code in codes]

    numbers = np.concatenate([reader.read(cells(codes, dictionary)) for codes, dictionary in batches])

    assert reader.labels == list(dict.fromkeys(texts))
    assert [reader.labels[number] for number in numbers] == texts


def test_entries_of_a_dictionary_that_no_row_has_are_no_units() -> None:
    reader = UnitReader(ByColumn("TOP", 0))

    reader.read(pa.DictionaryArray.from_arrays(pa.array([2, 2]), pa.array(["a", "b", "c"])))

    assert reader.labels == ["c"]


def test_whole_numbers_are_codes_without_a_fraction() -> None:
    reader = UnitReader(ByColumn("TOP", 0))

    reader.read(pa.array([12.0, 7.0, None, 1e6]))

    assert reader.labels == ["12", "7", "", "1000000"]


def test_names_are_matched_without_case_to_levels_attributes_and_columns() -> None:
    rows = [{**row, "NOTE_ROOM": "r1", "GRADE": "head"} for row in people(5)]

    by = ("office", "level1", "grade", "note_room")
    found = [read_all(read_responses(typed(rows), OFFICE), (name,))[3][0] for name in by]

    assert found == [[row["OFFICE"] for row in rows]] * 2 + [["B"] * 5, ["r1"] * 5]


PAIRS = st.lists(st.tuples(st.sampled_from(["T", "U", "XX", ""]), st.sampled_from(["s", "t", "uZZ", ""])), max_size=30)


@settings(deadline=None)  # the first example compiles
@given(st.lists(PAIRS, min_size=1, max_size=3))
def test_two_parents_are_found_with_their_numbers(batches: list[list[tuple[str, str]]]) -> None:
    above, below = UnitReader(ByColumn("TOP", 0, ABOVE)), UnitReader(ByColumn("SUB", 1, BELOW))
    check = ParentCheck(above, below)
    for pairs in batches:
        parents, children = (pa.array([pair[at] for pair in pairs], pa.string()) for at in (0, 1))
        check.see(above.read(parents), below.read(children), 0)
    rows = [pair for pairs in batches for pair in pairs if pair[0] in "TU" and pair[0] and pair[1] in "st" and pair[1]]

    found = [problem.what for problem in check.problems(open_frame(pl.DataFrame(rows or None)))]

    expected = []
    for child in "st":
        parents_of = list(dict.fromkeys(parent for parent, unit in rows if unit == child))
        counts = [rows.count((parent, child)) for parent in parents_of]
        words = [f"{parent} ({count} row{'s' * (count > 1)})" for parent, count in zip(parents_of, counts, strict=True)]
        if len(words) > 1:
            expected.append(f"Unit {child} is under {words[0]} and under {words[1]}.")
    assert sorted(found) == sorted(expected)


@pytest.mark.parametrize("by", [("OFFICE", "AGENCY"), ("agency", "GRADE", "office")])
def test_levels_are_compared_in_the_order_of_the_codebook(by: tuple[str, ...]) -> None:
    rows = [{**row, "AGENCY": agency, "OFFICE": "01"} for row, agency in zip(people(2), ("AF", "AG"), strict=True)]

    with pytest.raises(Exception, match=r"Unit 01 is under AF \(1 row\) and under AG \(1 row\)"):
        read_all(read_responses(typed(rows), OFFICE), by)

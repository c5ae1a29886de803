"""What a codebook is drafted from: each column's label, value labels and codes."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from mainspring.instrument import DraftColumn
from mainspring.responses import column_names, survey_columns
from tests.responses.cast import COLUMNS, people
from tests.responses.files import FORMATS, text, write_sav

ROWS = people()


@pytest.mark.parametrize("format", FORMATS)
def test_every_format_shows_the_same_codes(format: str, tmp_path: Path) -> None:
    columns = {column.name: column for column in survey_columns(FORMATS[format](ROWS, tmp_path))}

    assert tuple(columns) == COLUMNS
    assert columns["Q1"].distinct == tuple(dict.fromkeys(row["Q1"] for row in ROWS if row["Q1"]))
    assert [name for name, column in columns.items() if column.numeric] == ["ID", "Q1", "Q2", "Q3", "WEIGHT"]


def test_labels_come_with_their_codes(tmp_path: Path) -> None:
    labels = {"Q1": {1: "Never", 5: "Always"}}
    path = write_sav(ROWS, tmp_path / "a.sav", column_labels={"Q1": "How often?"}, variable_value_labels=labels)

    found = next(column for column in survey_columns(path) if column.name == "Q1")

    assert (found.label, found.values) == ("How often?", {"1": "Never", "5": "Always"})


def test_a_heading_is_split_into_name_and_question(tmp_path: Path) -> None:
    path = text([{"Q1. Do you like it?": "1", "": "7", "Plain heading": "a"}], tmp_path / "a.csv")

    assert survey_columns(path) == (
        DraftColumn("Q1", "Do you like it?", distinct=("1",), numeric=True),
        DraftColumn("Plain heading", distinct=("a",)),
    )


def test_only_the_first_rows_and_codes_are_looked_at() -> None:
    frame = pl.DataFrame({"A": range(300_000), "B": ["x"] * 150_000 + ["y"] * 150_000})

    a, b = survey_columns(frame)

    assert (a.distinct, b.distinct) == (tuple(map(str, range(20))), ("x",))


def test_a_column_of_lists_has_no_codes() -> None:
    assert survey_columns(pl.DataFrame({"A": [[1, 2], [3]]})) == (DraftColumn("A"),)


def test_names_are_told_without_reading_rows(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Q1: Do you like it?,B,\n" + "broken row\n" * 5)

    assert column_names(path) == ("Q1", "B")

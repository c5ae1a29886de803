"""A survey file is copied with some codes changed: exactly those, in any spelling, and in an order that tells nothing."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import polars as pl
import pyarrow as pa
import pytest
from pyarrow import parquet

from mainspring.errors import SurveyFileError
from mainspring.responses import read_responses
from mainspring.responses.masked import Masks, write_masked
from tests.responses.cast import OFFICE, Row, csv_text, edited, people, read_all
from tests.responses.files import FORMATS, gz, text, write_arrow, write_parquet

ROWS = people(400)
Cell = tuple[tuple[str, ...], tuple[str, ...]]


def counted(rows: Sequence[Row]) -> dict[Cell, int]:
    return dict(Counter(((row["AGENCY"].strip(), row["OFFICE"].strip()), (row["GRADE"].strip(),)) for row in rows))


def masks(rows: Sequence[Row] = ROWS, share: float = 0.5, **more: object) -> Masks:
    """Half of the clerks of every office lose their grade."""
    cells = counted(rows)
    masked = {cell: {("",): int(n * share)} for cell, n in cells.items() if cell[1] == ("A",)}
    return Masks(("AGENCY", "OFFICE"), ("GRADE",), cells, masked, **more)  # type: ignore[arg-type]  # only in these tests


def read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def by_id(rows: Sequence[Row]) -> dict[str, Row]:
    return {row["ID"]: row for row in rows}


def test_exactly_as_many_as_asked_for_are_masked_and_nothing_else_changes(tmp_path: Path) -> None:
    source, asked = text(ROWS, tmp_path / "a.csv"), masks()
    write_masked(source, OFFICE, asked, tmp_path / "b.csv")
    before, after = by_id(ROWS), by_id(read(tmp_path / "b.csv"))
    assert before.keys() == after.keys()
    changed: Counter[Cell] = Counter()
    for id, row in before.items():
        assert {**after[id], "GRADE": row["GRADE"]} == row
        if after[id]["GRADE"] != row["GRADE"]:
            assert after[id]["GRADE"] == ""
            changed[(row["AGENCY"], row["OFFICE"]), (row["GRADE"],)] += 1
    assert changed == {cell: to[("",)] for cell, to in asked.masked.items() if to[("",)]}


def test_cells_keep_their_text_to_the_letter(tmp_path: Path) -> None:
    rows = edited(ROWS, 3, WEIGHT="1.50", ID="0007")
    rows = [
        {**row, "NOTE": note} for row, note in zip(rows, [' two "words", ', "line\nbreak", "ü"] * 134, strict=False)
    ]
    write_masked(text(rows, tmp_path / "a.csv"), OFFICE, masks(rows), tmp_path / "b.csv")
    after = by_id(read(tmp_path / "b.csv"))
    assert all(after[row["ID"]][name] == row[name] for row in rows for name in row if name != "GRADE")


def test_the_same_survey_is_masked_in_the_same_way_and_another_in_another(tmp_path: Path) -> None:
    first, again = tmp_path / "1.csv", tmp_path / "2.csv"
    source = text(ROWS, tmp_path / "a.csv")
    write_masked(source, OFFICE, masks(), first)
    write_masked(source, OFFICE, masks(), again)
    assert first.read_bytes() == again.read_bytes()
    source.write_text(source.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    write_masked(source, OFFICE, masks(), again)
    assert first.read_bytes() != again.read_bytes()


def test_the_order_of_the_rows_tells_nothing_of_a_sorted_file(tmp_path: Path) -> None:
    rows = sorted(ROWS, key=lambda row: (row["AGENCY"], row["OFFICE"], row["GRADE"]))
    write_masked(text(rows, tmp_path / "a.csv"), OFFICE, masks(rows), tmp_path / "b.csv")
    after, place = read(tmp_path / "b.csv"), {row["ID"]: at for at, row in enumerate(rows)}
    steps = [place[two["ID"]] - place[one["ID"]] for one, two in pairwise(after)]
    assert sum(step == 1 for step in steps) < 10  # by chance one in 400
    assert 150 < sum(step > 0 for step in steps) < 250


def test_one_code_is_written_in_one_way(tmp_path: Path) -> None:
    spelled = {"A": ["A", "a", " Clerk", "A "], "B": ["Head", "B", "b"], "": ["", " "]}
    rows = [{**row, "GRADE": spelled[row["GRADE"]][at % len(spelled[row["GRADE"]])]} for at, row in enumerate(ROWS)]
    rows = [{**row, "OFFICE": row["OFFICE"] + " " * (at % 2)} for at, row in enumerate(rows)]
    write_masked(text(rows, tmp_path / "a.csv"), OFFICE, masks(), tmp_path / "b.csv")
    after = read(tmp_path / "b.csv")
    assert len({row["GRADE"] for row in after}) == 3
    assert {row["OFFICE"] for row in after} == {row["OFFICE"].strip() for row in rows}


def test_codes_collapse_units_fold_and_columns_are_cleared(tmp_path: Path) -> None:
    source = text(ROWS, tmp_path / "a.csv")
    cells: dict[Cell, int] = {((agency,), (grade and "A",)): 0 for (agency, *_), (grade, *_) in counted(ROWS)}
    folds: dict[tuple[str, ...], tuple[str, ...]] = {("XX",): ("",)}
    asked = Masks(("AGENCY",), ("GRADE",), cells, {}, ("OFFICE",), {"GRADE": {"B": "A"}}, folds)
    write_masked(source, OFFICE, asked, tmp_path / "b.csv")
    after = by_id(read(tmp_path / "b.csv"))
    for row in ROWS:
        agency = "" if row["AGENCY"] == "XX" else row["AGENCY"]
        assert after[row["ID"]] == {**row, "GRADE": row["GRADE"] and "A", "OFFICE": "", "AGENCY": agency}


@pytest.mark.parametrize(
    "name", ["tsv", "semicolons", "byte-order mark", "utf-16", "cp1252", "CRLF", "bare CR", "csv.gz", "csv in zip"]
)
def test_text_of_any_kind_stays_text_that_reads_alike(name: str, tmp_path: Path) -> None:
    write_masked(FORMATS[name](ROWS, tmp_path), OFFICE, masks(), tmp_path / "b.csv.gz")
    assert (tmp_path / "b.csv.gz").read_bytes()[:2] == b"\x1f\x8b"
    write_masked(text(ROWS, tmp_path / "plain.csv"), OFFICE, masks(), tmp_path / "c.csv")
    items, _, weights, units = read_all(read_responses(tmp_path / "b.csv.gz", OFFICE))
    plain = read_all(read_responses(tmp_path / "c.csv", OFFICE))
    assert sorted(zip(*items, weights, *units, strict=True)) == sorted(zip(*plain[0], plain[2], *plain[3], strict=True))


def test_parquet_keeps_its_types(tmp_path: Path) -> None:
    source = write_parquet(ROWS, tmp_path / "a.parquet")
    write_masked(source, OFFICE, masks(), tmp_path / "b.parquet")
    before, after = pl.read_parquet(source), pl.read_parquet(tmp_path / "b.parquet").sort("ID")
    assert parquet.read_schema(tmp_path / "b.parquet").equals(parquet.read_schema(source))
    assert before.drop("GRADE").equals(after.drop("GRADE"))
    lost = after["GRADE"].null_count() - before["GRADE"].null_count()
    assert lost == sum(to[("",)] for to in masks().masked.values())


@pytest.mark.parametrize("kind", [pa.int8(), pa.float64(), pa.dictionary(pa.int8(), pa.string()), pa.large_string()])
def test_parquet_codes_may_have_any_type(kind: pa.DataType, tmp_path: Path) -> None:
    from dataclasses import replace

    grades = replace(OFFICE.attributes[0], codes={"1": "Clerk", "2": "Head"}, indicators=())
    office = replace(OFFICE, attributes=(grades,))
    rows = [{**row, "GRADE": {"A": "1", "B": "2", "": ""}[row["GRADE"]]} for row in ROWS]
    table = parquet.read_table(write_parquet(rows, tmp_path / "a.parquet"))
    numbers = not pa.types.is_dictionary(kind) and kind != pa.large_string()
    column = pa.array([row["GRADE"] or None for row in rows])
    typed = column.cast(pa.float64()).cast(kind) if numbers else column.cast(kind)
    parquet.write_table(table.set_column(table.column_names.index("GRADE"), "GRADE", typed), tmp_path / "a.parquet")
    cells = counted(rows)
    asked = Masks(
        ("AGENCY", "OFFICE"), ("GRADE",), cells, {cell: {("",): n} for cell, n in cells.items() if cell[1] == ("1",)}
    )
    write_masked(tmp_path / "a.parquet", office, asked, tmp_path / "b.parquet")
    after = parquet.read_table(tmp_path / "b.parquet")
    assert after.schema.field("GRADE").type == kind
    assert set(after["GRADE"].to_pylist()) == {None, 2 if numbers else "2"}


def test_other_formats_say_what_works(tmp_path: Path) -> None:
    with pytest.raises(SurveyFileError, match="Save it as CSV or Parquet"):
        write_masked(write_arrow(ROWS, tmp_path / "a.arrow"), OFFICE, masks(), tmp_path / "b.arrow")


def test_weights_that_tell_what_is_masked_are_noticed(tmp_path: Path) -> None:
    alike = [{**row, "WEIGHT": {"A": "1.5", "B": "2.5", "": "3.5"}[row["GRADE"]]} for row in ROWS]
    told = write_masked(text(alike, tmp_path / "a.csv"), OFFICE, masks(), tmp_path / "b.csv")
    assert told == {"GRADE": sum(to[("",)] for to in masks().masked.values())}
    single = [{**row, "WEIGHT": str(1 + at / 1024)} for at, row in enumerate(ROWS)]
    assert write_masked(text(single, tmp_path / "a.csv"), OFFICE, masks(), tmp_path / "b.csv") == {"GRADE": 0}


def test_a_packed_file_is_read_and_written(tmp_path: Path) -> None:
    source = gz(text(ROWS, tmp_path / "a.csv"))
    write_masked(source, OFFICE, masks(), tmp_path / "b.csv")
    assert len(read(tmp_path / "b.csv")) == len(ROWS) == csv_text(ROWS).count("\n") - 1

"""What bad input gets: a message that says what is wrong, where, and what would work."""

from __future__ import annotations

import gzip
import re
import resource
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from mainspring.errors import CodebookError, SurveyFileError
from mainspring.instrument import Instrument, load_instrument
from mainspring.responses import NOT_ANSWERED, ReadOptions, read_responses
from tests.responses.cast import OFFICE, Row, csv_text, edited, people, read_all
from tests.responses.files import cells, gz, ods, text, typed, write_parquet, write_sav, xlsx, zipped

ROWS = people()
PLAIN = csv_text(ROWS)

Make = Callable[[Path], Any]


def error(source: Any, instrument: Instrument = OFFICE, options: ReadOptions | None = None) -> SurveyFileError:
    """What reading this to its end raises."""
    with pytest.raises(SurveyFileError) as raised:
        read_all(read_responses(source, instrument, options))
    return raised.value


def of(rows: Sequence[Row]) -> Make:
    return lambda folder: text(rows, folder / "a.csv")


def raw(content: str | bytes, name: str = "a.csv") -> Make:
    def make(folder: Path) -> Path:
        (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
        return folder / name

    return make


def without(*names: str) -> list[Row]:
    return [{name: value for name, value in row.items() if name not in names} for row in ROWS]


def cut(path: Path, part: float = 0.6) -> Path:
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * part)])
    return path


def locked_zip(folder: Path) -> Path:
    """A zip archive whose member says that it is encrypted."""
    path = zipped(text(ROWS, folder / "a.csv"))
    content = bytearray(path.read_bytes())
    content[6] |= 1
    content[content.rindex(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    return path


def no_respondents(folder: Path) -> Path:
    typed(ROWS).clear().write_parquet(folder / "a.parquet")
    return folder / "a.parquet"


def two_in_one(folder: Path) -> Path:
    return zipped(text(ROWS, folder / "2019.csv"), text(ROWS, folder / "2020.csv"))


FOLDER_AND_FILE: dict[str, tuple[Make, str]] = {
    "no such file": (lambda folder: folder / "a.csv", r"a\.csv: There is no such file"),
    "a folder": (lambda folder: of(ROWS)(folder) and folder, r"This is a folder. Give one of its files: a\.csv"),
    "an empty file": (raw(""), r"a\.csv: The file is empty"),
    "an empty gz": (raw(gzip.compress(b""), "a.csv.gz"), r"The file is empty"),
    "spaces only": (raw(" \n \n"), r"The file is empty"),
    "a header only": (raw(PLAIN.split("\n")[0]), r"There are column names, but no rows"),
    "a header and blank lines": (raw(PLAIN.split("\n")[0] + "\n\n\n"), r"There are column names, but no rows"),
    "a workbook with a header only": (lambda folder: xlsx({"D": cells(ROWS)[:1]}, folder / "a.xlsx"), r"but no rows"),
    "a Parquet file without rows": (no_respondents, r"but no rows"),
    "a truncated gz": (
        lambda folder: cut(gz(text(ROWS, folder / "a.csv"))),
        r"compressed data are damaged or not whole",
    ),
    "a truncated zip": (lambda folder: cut(zipped(text(ROWS, folder / "a.csv"))), r"damaged or not whole"),
    "a truncated Parquet file": (
        lambda folder: cut(write_parquet(ROWS, folder / "a.parquet")),
        r"This Parquet file is damaged",
    ),
    "a truncated SPSS file": (lambda folder: cut(write_sav(ROWS, folder / "a.sav"), 0.1), r"This SPSS file is damaged"),
    "a truncated workbook": (lambda folder: cut(xlsx({"D": cells(ROWS)}, folder / "a.xlsx")), r"damaged or not whole"),
    "two files in a zip": (two_in_one, r"holds 2 files that may be the data: 2019\.csv, 2020\.csv"),
    "a locked zip": (locked_zip, r"protected by a password. Unpack it with its password"),
    "a locked workbook": (
        raw(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "a.xlsx"),
        r"workbook is protected by a password",
    ),
    "a locked OpenDocument workbook": (
        lambda folder: ods(cells(ROWS), folder / "a.ods", "<encryption-data/>"),
        r"workbook is protected by a password",
    ),
    "formulas without results": (
        lambda folder: xlsx({"D": [*cells(ROWS)[:1], *([["=A1"] * 10] * 5)]}, folder / "a.xlsx"),
        r"formulas whose results are not in the file. Open it in a spreadsheet program, save it",
    ),
    "one column of formulas": (
        lambda folder: xlsx(
            {"D": [[*row[:-1], "=1"] if n else row for n, row in enumerate(cells(ROWS))]}, folder / "a.xlsx"
        ),
        r"formulas whose results are not in the file",
    ),
    "several sheets": (
        lambda folder: xlsx({"Data": cells(ROWS), "Notes": [["x"]]}, folder / "a.xlsx"),
        r"has 2 sheets: Data, Notes. Say which one holds the responses: --sheet NAME",
    ),
    "an error page": (raw("<html>Not found</html>", "a.parquet"), r"does not begin as such a file does"),
    "another archive": (raw(b"7z\xbc\xaf\x27\x1c", "a.7z"), r"This is a 7z archive, which Mainspring does not read"),
    "a picture": (raw(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a.png"), r"bytes that are neither UTF-8 nor|Null bytes"),
    "a number": (lambda _: 42, r"A int is neither the path of a survey file nor a data frame"),
}

HEADER: dict[str, tuple[Make, str]] = {
    "a missing item": (of(without("Q2")), r'no column Q2, which instrument office-2020 needs for "voice"'),
    "a missing item of an index": (of(without("Q3")), r'no column Q3, which instrument office-2020 needs for "mood"'),
    "missing columns": (
        of(without("Q1", "GRADE", "LEAVE", "WEIGHT", "ID")),
        r'no columns Q1 \(for "voice"\), GRADE \(for "Grade"\), LEAVE \(for "leave"\), WEIGHT \(as the weight\), ID or RANDOM',
    ),
    "an extra column": (
        of([{**row, "Q5": "1", "NOTE2": ""} for row in ROWS]),
        r"1 column is not in instrument office-2020: Q5\.",
    ),
    "how to accept it": (of([{**row, "Q5": "1"} for row in ROWS]), r"add them to `ignored`.*--ignore-columns 'Q5'"),
    "repeated columns": (raw(PLAIN.replace("Q3", "q2", 1)), r"More than one column is called Q2"),
    "repeated columns in a workbook": (
        lambda folder: xlsx({"D": [[*row, row[3]] for row in cells(ROWS)]}, folder / "a.xlsx"),
        r"More than one column is called Q1",
    ),
}

ROW: dict[str, tuple[Make, str]] = {
    "an unknown code": (of(edited(ROWS, 4, Q2="7")), r"a\.csv, line 6, column Q2: 1 answer has the code '7'"),
    "what is known": (
        of(edited(ROWS, 4, Q2="7")),
        r"It takes 1, 2, 3, 4, 5, blank and, for do-not-know, X or Do not know:",
    ),
    "an unknown code, often": (
        of([{**row, "Q2": "B"} for row in ROWS]),
        r"line 2, column Q2: 60 answers have the code 'B'",
    ),
    "a code that is no whole number": (
        of(edited(ROWS, 0, Q2="4.5")),
        r"line 2, column Q2: 1 answer has the code '4\.5'",
    ),
    "an unknown code of an attribute": (
        of(edited(ROWS, 1, GRADE="Q")),
        r"line 3, column GRADE: 1 answer has the code 'Q'",
    ),
    "an unknown code of a share": (of(edited(ROWS, 1, LEAVE="Z")), r"line 3, column LEAVE: 1 answer has the code 'Z'"),
    "an unknown code in a frame": (lambda _: typed(edited(ROWS, 4, Q2="7")), r"the data frame, line 5, column Q2"),
    "a negative weight": (of(edited(ROWS, 2, WEIGHT="-1")), r"line 4, column WEIGHT: 1 row has a negative weight"),
    "no weight": (
        of(edited(edited(ROWS, 2, WEIGHT=""), 9, WEIGHT=" ")),
        r"line 4, column WEIGHT: 2 rows have no weight",
    ),
    "a weight in words": (
        of(edited(ROWS, 2, WEIGHT="1,5")),
        r"line 4, column WEIGHT: 1 row has a weight that is not a number",
    ),
    "a weight without end": (
        of(edited(ROWS, 2, WEIGHT="inf")),
        r"line 4, column WEIGHT: 1 row has a weight that is not finite",
    ),
    "all weights zero": (of([{**row, "WEIGHT": "0"} for row in ROWS]), r"column WEIGHT: All weights are zero"),
    "a repeated id": (
        of(edited(ROWS, 9, ID="1014")),
        r"line 11, column ID: 1 row repeats the id of an earlier row: 1014 on lines 4 and 11\.",
    ),
    "a repeated id of letters": (
        of([{**row, "ID": f"p{row['ID']}"} for row in edited(ROWS, 9, ID="1014")]),
        r"1 row repeats the id of an earlier row: p1014 on lines 4 and 11\.",
    ),
    "a blank id": (of(edited(edited(ROWS, 9, ID=""), 11, ID="")), r"line 11, column ID: 2 rows have no id"),
    "a unit under two parents": (
        of([{**row, "OFFICE": "01"} for row in edited(ROWS[:5], 3, AGENCY="ZZ") if row["AGENCY"] != "XX"]),
        r"column OFFICE: Unit 01 is under A[FG] \(\d rows?\) and under ZZ \(1 row\)",
    ),
    "a row with too few fields": (
        raw(PLAIN.replace("\n1014,", "\n1014\n1014,", 1)),
        r"a\.csv, line 4: 1 row has more or fewer fields than the 10 of the header; the first has 1",
    ),
    "a row with too many fields": (
        raw(PLAIN + "1,2,3,4,5,6,7,8,9,10,11\n" * 3),
        r"line 62: 3 rows have .* first has 11",
    ),
    "a quotation mark that is never closed": (
        raw(PLAIN.replace("\n1399,", '\n"1399,', 1)),
        r"line 59: 1 row has more or fewer",
    ),
    "null bytes": (raw(PLAIN.encode() + bytes(400)), r"a\.csv, line 62: Null bytes begin on this line"),
    "null bytes after a bare CR": (raw(PLAIN.replace("\n", "\r").encode() + bytes(4)), r"line 62: Null bytes begin"),
    "bytes that are no text": (
        raw(PLAIN.replace("\n1399,", "\n\u0081,", 1).encode("latin-1")),
        r"line 59: This line has bytes",
    ),
    "two encodings": (
        raw(f"{PLAIN}é".encode() + b"\xe9\n"),
        r"line 62: This line has bytes that are neither",
    ),
}


@pytest.mark.parametrize("case", [*FOLDER_AND_FILE, *HEADER])
def test_what_the_header_shows_is_told_at_once(case: str, tmp_path: Path) -> None:
    make, message = {**FOLDER_AND_FILE, **HEADER}[case]

    with pytest.raises(SurveyFileError, match=message):
        read_responses(make(tmp_path), OFFICE)


@pytest.mark.parametrize("case", ROW)
def test_what_the_rows_show_is_told(case: str, tmp_path: Path) -> None:
    make, message = ROW[case]

    assert re.search(message, str(error(make(tmp_path))))


def test_what_the_rows_show_is_told_after_the_last_batch() -> None:
    batches = read_responses(typed(edited(ROWS, 4, Q2="7")), OFFICE).batches([])

    assert next(batches).items[1, 4] == NOT_ANSWERED
    with pytest.raises(SurveyFileError):
        next(batches)


def test_all_problems_are_told_in_one_run(tmp_path: Path) -> None:
    rows = edited(edited(edited(ROWS, 3, Q1="8", WEIGHT="-2"), 5, ID="1000"), 7, GRADE="?", Q1="8")

    found = error(text(rows, tmp_path / "a.csv"))

    assert [(problem.column, problem.line) for problem in found.problems] == [
        ("Q1", 5),
        ("GRADE", 9),
        ("WEIGHT", 5),
        ("ID", 7),
    ]


def test_problems_before_damage_are_told_with_it(tmp_path: Path) -> None:
    content = csv_text(edited(ROWS, 3, Q1="8")).encode() + b"\n" * 12_000_000 + bytes(9)

    found = error(raw(content)(tmp_path))

    assert [(problem.column, problem.line) for problem in found.problems] == [("Q1", 5), (None, 12_000_062)]


def test_nothing_is_held_back_about_damage_far_into_a_file(tmp_path: Path) -> None:
    body = "".join(PLAIN.splitlines(keepends=True)[1:])
    header = PLAIN.split("\n", maxsplit=1)[0]
    rows = 60 * 1_000
    content = (header + "\n" + body * 1_000).encode() + bytes(10)

    found = error(gz(raw(content)(tmp_path)), replace(OFFICE, id_columns=(), ignored=("ID",)))

    assert str(found).startswith(f"a.csv.gz, line {rows + 2}: Null bytes begin on this line")


def test_the_wrong_years_file_is_recognised(tmp_path: Path) -> None:
    wanted, other = load_instrument("us-fevs-2019"), load_instrument("us-fevs-2020")
    columns = [
        *(item.columns[0] for item in other.items),
        *(attribute.columns[0] for attribute in other.attributes),
        *(level.columns[0] for level in other.units),
        *(construct.column[0] for construct in other.constructs if construct.column),
        *other.id_columns[:1],
        *other.weight_columns[:1],
    ]
    row = dict.fromkeys(columns, "")

    found = error(text([row], tmp_path / "2020.csv"), wanted)

    assert len(found.problems) == 1
    assert re.search(r"2020\.csv: There are no columns .* which instrument us-fevs-2019 needs\.", str(found))
    assert re.search(
        r"Its columns match us-fevs-2020 \((\d+) of \1 columns\): use --codebook us-fevs-2020\.", str(found)
    )


def test_a_column_may_be_accepted_by_an_option(tmp_path: Path) -> None:
    rows = [{**row, "Q5": "1", "Q6": "2"} for row in ROWS]

    read = read_all(read_responses(text(rows, tmp_path / "a.csv"), OFFICE, ReadOptions(ignore=("q?",))))

    assert read == read_all(read_responses(text(ROWS, tmp_path / "b.csv"), OFFICE))


def test_a_column_without_a_name_is_no_trouble(tmp_path: Path) -> None:
    frame = pl.DataFrame(ROWS)
    path = tmp_path / "a.csv"
    frame.to_pandas().to_csv(path)  # the row numbers have no heading

    assert len(read_all(read_responses(path, OFFICE))[2]) == len(ROWS)


def test_a_workbook_beside_the_data_in_a_zip_is_taken_for_the_codebook(tmp_path: Path) -> None:
    path = zipped(text(ROWS, tmp_path / "a.csv"), xlsx({"Codes": [["x"]]}, tmp_path / "Codebook.xlsx"))

    assert len(read_all(read_responses(path, OFFICE))[2]) == len(ROWS)


def test_leftovers_may_stand_under_two_parents(tmp_path: Path) -> None:
    rows = [{**row, "OFFICE": "ZZ"} for row in ROWS]

    assert read_all(read_responses(text(rows, tmp_path / "a.csv"), OFFICE))[3][1] == ["ZZ"] * len(ROWS)


def test_published_scores_have_another_reader(tmp_path: Path) -> None:
    with pytest.raises(CodebookError, match="published scores of organisations"):
        read_responses(of(ROWS)(tmp_path), replace(OFFICE, kind="published"))


def test_a_temporary_copy_goes_when_it_is_no_longer_needed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = gz(write_parquet(ROWS, tmp_path / "a.parquet"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    responses = read_responses(path, OFFICE)
    copies = list(tmp_path.glob("mainspring-*"))
    read_all(responses)
    del responses

    assert len(copies) == 1
    assert not list(tmp_path.glob("mainspring-*"))


def test_a_disk_that_fills_is_told_and_no_copy_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = gz(write_parquet(people(2_000), tmp_path / "a.parquet"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4_096, limits[1]))

    try:
        found = error(path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)

    assert re.search(r"a\.parquet\.gz: .* no room for a temporary copy", str(found))
    assert not list(tmp_path.glob("mainspring-*"))


@pytest.mark.parametrize("name", ["ROOM", "Q9"])
def test_cells_can_only_be_made_by_columns_that_are_there(name: str, tmp_path: Path) -> None:
    responses = read_responses(of(ROWS)(tmp_path), OFFICE)

    with pytest.raises(SurveyFileError, match=f"no column {name} to make cells by. Use AGENCY, OFFICE, GRADE, or any"):
        responses.batches([name])


def test_cells_are_not_made_twice_by_one_column(tmp_path: Path) -> None:
    responses = read_responses(of(ROWS)(tmp_path), OFFICE)

    with pytest.raises(SurveyFileError, match="Name each column once"):
        responses.batches(["OFFICE", "level1"])


def test_a_deflated_member_with_a_wrong_checksum_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", PLAIN)
    content = bytearray(path.read_bytes())
    content[content.index(b"\n1399,") + 8] ^= 1
    path.write_bytes(content)

    assert "damaged or not whole" in str(error(path))

"""What bad input gets at the command line: exit code 1, what is wrong, where, what would work, and nothing written."""

from __future__ import annotations

import gzip
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from mainspring.instrument import load_instrument
from mainspring.responses.simulated import SimulationOptions, write_simulated
from tests.cli.cast import Table, everything_in, mainspring
from tests.responses.files import xlsx

PEOPLE = 40
CODEBOOK = ("--codebook", "us-fevs-2018")

Edit = Callable[[Table], Table]
Make = Callable[[str, Path], Path]


@pytest.fixture(scope="module")
def text(survey: Path) -> str:
    """The first people of the survey, as CSV."""
    return "\n".join(survey.read_text(encoding="utf-8").splitlines()[: PEOPLE + 1]) + "\n"


def same_id_twice(table: Table) -> Table:
    return table.set(7, "RANDOM", table.rows[3][table.column("RANDOM")])


def one_office_in_two_agencies(table: Table) -> Table:
    return table.fill("AGENCY", "AG").fill("LEVEL1", "AG04").set(9, "AGENCY", "AF")


EDITS: dict[str, tuple[Edit, str]] = {
    "missing columns": (
        lambda table: table.drop("Q3", "POSTWT"),
        r'^survey\.csv: There are no columns Q3 \(for "autonomy"\), POSTWT \(as the weight\), .* Give a file that has them, or',
    ),
    "an extra column": (
        lambda table: table.add("SALARY", "1"),
        r"^survey\.csv: 1 column is not in instrument us-fevs-2018: SALARY\. .*--ignore-columns 'SALARY'",
    ),
    "a column twice": (
        lambda table: table.rename("Q3", "q4"),
        r"^survey\.csv: More than one column is called q4.* Rename or remove",
    ),
    "an unknown code": (
        lambda table: table.set(5, "Q3", "7").set(9, "Q3", "7"),
        r"^survey\.csv, line 5, column Q3: 2 answers have the code '7'.* correct the file, or add the code to the codebook",
    ),
    "do-not-know where the form did not offer it": (
        lambda table: table.set(5, "Q3", "X"),
        r"^survey\.csv, line 5, column Q3: 1 answer has the code 'X'.* It takes 1, 2, 3, 4, 5, blank:",
    ),
    "a negative weight": (
        lambda table: table.set(5, "POSTWT", "-2"),
        r"^survey\.csv, line 5, column POSTWT: 1 row has a negative weight\. A weight is a number of 0 or more",
    ),
    "no weight": (
        lambda table: table.set(6, "POSTWT", ""),
        r"^survey\.csv, line 6, column POSTWT: 1 row has no weight\. .* or leave these rows out",
    ),
    "a weight in words": (
        lambda table: table.set(8, "POSTWT", "heavy"),
        r"^survey\.csv, line 8, column POSTWT: 1 row has a weight that is not a number\. .* correct the file",
    ),
    "all weights zero": (
        lambda table: table.fill("POSTWT", "0"),
        r"^survey\.csv, column POSTWT: All weights are zero\. If the survey has no weights, take the weight out",
    ),
    "the same id twice": (
        same_id_twice,
        r"^survey\.csv, line 7, column RANDOM: 1 row repeats the id .* on lines 4 and 7\. .* take the copies out",
    ),
    "a unit in two parents": (
        one_office_in_two_agencies,
        r"^survey\.csv, line 9, column LEVEL1: Unit AG04 is under AG \(39 rows\) and under AF \(1 row\)\. .* or correct",
    ),
}


def named(name: str, content: Callable[[str], bytes]) -> Make:
    def make(text: str, folder: Path) -> Path:
        (folder / name).write_bytes(content(text))
        return folder / name

    return make


def half(content: bytes) -> bytes:
    return content[: len(content) // 2]


def cut_zip(text: str, folder: Path) -> Path:
    path = folder / "survey.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("survey.csv", text)
    path.write_bytes(half(path.read_bytes()))
    return path


def formulas(text: str, folder: Path) -> Path:
    header = text.split("\n", 1)[0].split(",")[:20]
    return xlsx({"Data": [header, *([["=A1"] * len(header)] * 3)]}, folder / "survey.xlsx")


def another_year(_: str, folder: Path) -> Path:
    path = folder / "2020.csv"
    write_simulated(load_instrument("us-fevs-2020"), SimulationOptions(rows=30), path)
    return path


LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le")
FILES: dict[str, tuple[Make, str]] = {
    "no file": (lambda _, folder: folder / "survey.csv", r"survey\.csv: There is no such file\. Check the name"),
    "a folder": (lambda _, folder: folder, r"/in: This is a folder\. Give a file"),
    "an empty file": (
        named("survey.csv", lambda _: b""),
        r"^survey\.csv: The file is empty\. Fetch or export it again",
    ),
    "a truncated gz": (
        named("survey.csv.gz", lambda text: half(gzip.compress(text.encode()))),
        r"^survey\.csv\.gz: The compressed data are damaged or not whole .* Fetch or copy the file again",
    ),
    "a truncated zip": (cut_zip, r"^survey\.zip: The compressed data are damaged or not whole .* Fetch or copy"),
    "a workbook with a password": (
        named("survey.xlsx", lambda _: LOCKED),
        r"^survey\.xlsx: The workbook is protected by a password\. Open it with its password, save it without one",
    ),
    "a workbook of formulas": (formulas, r"^survey\.xlsx: .*formulas whose results are not in the file\. Open it in"),
    "null bytes past the first rows": (
        named("survey.csv", lambda text: text.encode() + bytes(5_000)),
        r"^survey\.csv, line 42: Null bytes begin on this line.* Nothing was imported\. Fetch it again",
    ),
    "the wrong year's file": (
        another_year,
        r"^2020\.csv: There are no columns .*Its columns match us-fevs-2020 \(30 of 30 columns\): use --codebook us-fevs-2020\.",
    ),
}


def edited(edit: Edit) -> Make:
    return named("survey.csv", lambda text: edit(Table(text)).text.encode())


CASES = {**{name: (edited(edit), message) for name, (edit, message) in EDITS.items()}, **FILES}


@pytest.mark.parametrize("case", CASES)
def test_a_report_on_bad_input_says_what_and_where_and_what_would_work(case: str, text: str, tmp_path: Path) -> None:
    make, message = CASES[case]
    (tmp_path / "in").mkdir()
    path = make(text, tmp_path / "in")
    before = everything_in(tmp_path)

    done = mainspring("report", path, *CODEBOOK, "--out", tmp_path / "out")

    assert (done.code, done.out) == (1, "")
    assert re.search(message, done.err, re.MULTILINE), done.err
    assert everything_in(tmp_path) == before


def test_every_problem_of_a_file_is_told_in_one_run(text: str, tmp_path: Path) -> None:
    table = same_id_twice(Table(text)).set(5, "Q3", "7").set(6, "POSTWT", "-1").set(8, "DSEX", "Z")
    path = tmp_path / "survey.csv"
    path.write_text(table.text, encoding="utf-8")

    done = mainspring("scores", path, *CODEBOOK)

    *problems, last = done.err.splitlines()
    assert done.code == 1
    assert [problem.split(":")[0] for problem in problems] == [
        "survey.csv, line 5, column Q3",
        "survey.csv, line 8, column DSEX",
        "survey.csv, line 6, column POSTWT",
        "survey.csv, line 7, column RANDOM",
    ]
    assert last == "4 problems; nothing was written."


def test_every_problem_of_every_file_is_told_in_one_run(surveys: Path, text: str, tmp_path: Path) -> None:
    bad = tmp_path / "fevs_2018.csv"
    bad.write_text(Table(text).set(5, "Q3", "7").text, encoding="utf-8")

    done = mainspring("scores", tmp_path / "fevs_2016.csv", surveys / "fevs_2017.csv", bad)

    missing, code, last = done.err.splitlines()
    assert done.code == 1
    assert "fevs_2016.csv: There is no such file" in missing
    assert "fevs_2018.csv, line 5, column Q3" in code
    assert last == "2 problems; nothing was written."


def test_a_file_that_no_codebook_fits_is_told_the_closest(text: str, tmp_path: Path) -> None:
    path = tmp_path / "survey.csv"
    path.write_text(Table(text).drop("Q3", "Q30").text, encoding="utf-8")

    done = mainspring("scores", path)

    assert done.code == 1
    assert "survey.csv: None of the instruments that Mainspring knows fits this file's columns." in done.err
    assert "us-fevs-2018 (79 of 81 columns; lacks Q3, Q30)" in done.err
    assert "draft your own with `mainspring codebook new`" in done.err


def test_two_files_of_one_wave_are_refused_by_name(survey: Path, tmp_path: Path) -> None:
    copy = tmp_path / "again.csv"
    copy.write_bytes(survey.read_bytes())

    done = mainspring("report", survey, copy, *CODEBOOK, "--out", tmp_path / "out")

    assert done.code == 1
    assert done.err == (
        "fevs_2018.csv and again.csv are two files of one wave, 2018. "
        "Give one file for each wave, or merge their moments first.\n"
    )
    assert everything_in(tmp_path) == ["again.csv"]


BAD_CHOICES: dict[str, tuple[list[str], str]] = {
    "a policy": (
        ["--policy", "none"],
        "no policy called 'none'. Choose one of rule-of-ten, people-survey, pulse, open.",
    ),
    "a column to make cells by": (["--by", "TEAM"], "no column TEAM to make cells by. Use AGENCY, LEVEL1, DSUPER"),
    "a codebook that is a shared base": (
        ["--codebook", "us-fevs-2010-2019"],
        "this is a shared base, which cannot be used itself",
    ),
    "a codebook that is not there": (["--codebook", "us-fevs-1999"], "Did you mean us-fevs-2019"),
    "a codebook of another kind of survey": (
        ["--codebook", "uk-csps"],
        "uk-csps reads files of organisation scores as published",
    ),
    "three codebooks for one file": (
        ["--codebook", "us-fevs-2017", "--codebook", "us-fevs-2018", "--codebook", "us-fevs-2019"],
        "Give --codebook once for all files, or once for each",
    ),
}


@pytest.mark.parametrize("case", BAD_CHOICES)
def test_a_choice_that_does_not_exist_is_told_what_does(case: str, survey: Path) -> None:
    options, message = BAD_CHOICES[case]

    done = mainspring("scores", survey, *([] if "--codebook" in options else CODEBOOK), *options)

    assert (done.code, done.out) == (1, "")
    assert message in done.err


WRONG_USAGE: dict[str, tuple[list[str], str]] = {
    "nothing at all": ([], "Usage: mainspring"),
    "a command that does not exist": (["reprot"], "Did you mean 'report'?"),
    "no file": (["scores"], "Missing argument 'SURVEY'"),
    "an option that does not exist": (["scores", "a.csv", "--colour"], "No such option: --colour"),
    "two formats": (["scores", "a.csv", "--json", "--csv"], "choose one of --json, --csv and --parquet"),
    "a binary format on the screen": (["scores", "a.csv", "--parquet"], "--parquet needs --out FILE"),
    "units in words": (
        ["simulate", "--layout", "us-fevs-2018", "--rows", "9", "--units", "a,b", "--out", "a.csv"],
        "'a,b' is not a list of whole numbers",
    ),
    "rows in words": (
        ["simulate", "--layout", "us-fevs-2018", "--rows", "many", "--out", "a.csv"],
        "Invalid value for '--rows'",
    ),
}


@pytest.mark.parametrize("case", WRONG_USAGE)
def test_wrong_usage_is_something_else_than_bad_data(case: str) -> None:
    arguments, message = WRONG_USAGE[case]

    done = mainspring(*arguments)

    assert done.code == 2
    assert message in done.out + done.err

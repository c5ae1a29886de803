"""What nobody meant to send is found in the folder that is to be sent, and what was meant to be is not."""

from __future__ import annotations

import gzip
import io
import sqlite3
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

import pandas as pd
import polars as pl
import pyreadstat
import pytest

from mainspring.disclosure import load_policy, share
from mainspring.disclosure.attack.beside.files import attack_beside
from mainspring.disclosure.attack.findings import Finding
from mainspring.errors import AttackError
from mainspring.instrument import load_instrument
from mainspring.moments import reduced, save
from mainspring.responses.simulated import SimulationOptions, write_simulated
from tests.evidence.cast import SURVEY, staff
from tests.responses.files import xlsx

ROWS = 300


@pytest.fixture(scope="module")
def survey(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A survey file of 300 people."""
    path = tmp_path_factory.mktemp("survey") / "fevs_2018.csv"
    write_simulated(load_instrument("us-fevs-2018"), SimulationOptions(rows=ROWS, seed=1), path)
    return path


def found(folder: Path) -> dict[str, Finding]:
    return {finding.route: finding for finding in attack_beside(folder).findings}


def packed(name: str, content: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(name, content)
    return buffer.getvalue()


def tarred(name: str, content: bytes) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        about = tarfile.TarInfo(name)
        about.size = len(content)
        archive.addfile(about, io.BytesIO(content))
    return buffer.getvalue()


DISGUISES: dict[str, Callable[[bytes], bytes]] = {
    "data.csv": lambda content: content,
    "data.txt": lambda content: content.replace(b",", b";"),
    "data.tsv": lambda content: content.replace(b",", b"\t"),
    "notes": lambda content: content,
    "data.csv.gz": gzip.compress,
    "all.zip": lambda content: packed("deep/data.csv", content),
    "all.tar.gz": lambda content: tarred("../../data.csv", content),
    "twice.zip": lambda content: packed("in.zip", packed("data.csv", content)),
    "data.parquet": lambda content: as_frame(content, "parquet"),
    "data.arrow": lambda content: as_frame(content, "ipc"),
    "data.arrows": lambda content: as_frame(content, "ipc_stream"),
    "data.sav": lambda content: labelled(content, "sav"),
    "data.dta": lambda content: labelled(content, "dta"),
    "data.xpt": lambda content: labelled(content, "xport"),
    "data.ndjson": lambda content: as_frame(content, "ndjson"),
    "data.json": lambda content: as_frame(content, "json"),
}


def as_frame(content: bytes, kind: str) -> bytes:
    buffer = io.BytesIO()
    getattr(pl.read_csv(content, infer_schema=False), f"write_{kind}")(buffer)
    return buffer.getvalue()


def labelled(content: bytes, kind: str) -> bytes:
    frame = pd.read_csv(io.BytesIO(content), dtype=str, keep_default_na=False)
    with tempfile.TemporaryDirectory() as folder:
        getattr(pyreadstat, f"write_{kind}")(frame, f"{folder}/a")
        return (Path(folder) / "a").read_bytes()


@pytest.mark.parametrize(("name", "disguise"), DISGUISES.items(), ids=DISGUISES.keys())
def test_a_survey_file_is_found_in_whatever_it_is_packed(
    survey: Path, tmp_path: Path, name: str, disguise: Callable[[bytes], bytes]
) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / name).write_bytes(disguise(survey.read_bytes()))
    one = found(tmp_path)["rows of people"]
    assert (one.people, one.where.startswith(f"deep/{name}")) == (ROWS, True)
    assert "columns of us-fevs-2018" in one.what


def test_a_survey_that_nobody_knows_is_told_by_its_answers(tmp_path: Path) -> None:
    rows = [
        ["unit", *(f"q{at}" for at in range(6))],
        *([f"u{at % 3}", *(str((at * k) % 5) for k in range(1, 7))] for at in range(40)),
    ]
    (tmp_path / "own.csv").write_text("\n".join(",".join(row) for row in rows), encoding="utf-16")
    one = found(tmp_path)["rows of people"]
    assert (one.people, one.what) == (
        40,
        "A row for each of 40 people: q0, q1 and 3 more of its columns look like answers.",
    )


def test_a_table_of_scores_by_unit_is_no_table_of_people(tmp_path: Path) -> None:
    rows = [
        ["unit", *(f"m{at}" for at in range(6))],
        *([f"u{at}", *(f"{40 + (at * k) % 37}.5" for k in range(1, 7))] for at in range(40)),
    ]
    (tmp_path / "wide.csv").write_text("\n".join(",".join(row) for row in rows), encoding="utf-8")
    assert attack_beside(tmp_path).findings == ()


def test_a_list_of_persons_is_found_on_any_sheet(tmp_path: Path) -> None:
    people: list[Sequence[object]] = [["Employee_ID", "mood"], *([at, at % 5] for at in range(12))]
    xlsx({"notes": [["nothing"]], "data": people}, tmp_path / "figures.xlsx")
    one = found(tmp_path)["rows of people"]
    assert (one.people, one.what) == (12, "A row for each of 12 people: it has employee_id.")


@pytest.mark.parametrize(
    "name", ["report.html.bak", "report.html~", "#report#", ".report.html.swp", ".report.html.part", "a.tmp", "run.log"]
)
def test_what_programs_leave_behind_is_found(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("something", encoding="utf-8")
    assert found(tmp_path)["left behind"].where == name


def answers(path: Path, statement: str) -> sqlite3.Connection:
    connection = sqlite3.connect(path)
    connection.execute(statement)
    connection.executemany("INSERT INTO answer (person, mood) VALUES (?, ?)", [(f"p{at}", at % 5) for at in range(20)])
    connection.commit()
    return connection


def test_a_database_with_a_row_for_each_person_is_found_and_the_order_of_its_rows(tmp_path: Path) -> None:
    answers(tmp_path / "voice.db", "CREATE TABLE answer (person TEXT, mood INT)").close()
    one = found(tmp_path)["databases"]
    assert one.people == 20
    assert (
        "Table answer has a row for each of 20 people: it has person; the order of its rows tells who came when"
        in one.what
    )


def test_without_row_numbers_there_is_no_order(tmp_path: Path) -> None:
    answers(tmp_path / "voice.db", "CREATE TABLE answer (person TEXT PRIMARY KEY, mood INT) WITHOUT ROWID").close()
    assert "order" not in found(tmp_path)["databases"].what


def test_what_was_deleted_from_a_database_is_still_in_it(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "voice.db")
    connection.execute("CREATE TABLE tally (text TEXT)")
    connection.executemany("INSERT INTO tally VALUES (?)", [("x" * 3000,)] * 20)
    connection.commit()
    connection.execute("DELETE FROM tally")
    connection.commit()
    connection.close()
    assert "pages of what was deleted" in found(tmp_path)["databases"].what


def test_a_journal_is_read_with_its_database_and_found_itself(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "voice.db")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.close()
    connection = answers(tmp_path / "voice.db", "CREATE TABLE answer (person TEXT, mood INT)")
    try:
        learned = found(tmp_path)
    finally:
        connection.close()
    assert learned["databases"].people == 20
    assert learned["left behind"].where == "voice.db-wal"


def test_moments_that_were_not_made_to_leave_home_are_found(tmp_path: Path) -> None:
    save(staff(200).moments(), tmp_path / "home.moments")
    one = found(tmp_path)["moments kept at home"]
    assert one.people == 200
    assert "with counts of the answers to 6 questions" in one.what


def test_what_was_meant_to_leave_tells_nothing(tmp_path: Path) -> None:
    done = share(reduced(staff(2_000, 41, 12).moments(), ("a", "b")), SURVEY, load_policy("rule-of-ten"))
    save(done.moments, tmp_path / "away.moments", asdict(done.manifest))
    (tmp_path / "away.moments.txt").write_text(done.manifest.text(), encoding="utf-8")
    (tmp_path / "scores.csv").write_text(
        "wave,unit,name,group,measure,status,value\n2018,,,indices,eei,released,60\n", encoding="utf-8"
    )
    (tmp_path / "report.html").write_text("<!doctype html><p>Nothing, and nobody.", encoding="utf-8")
    (tmp_path / "mainspring-ledger.jsonl").write_text('{"cells":[],"format":"mainspring ledger 1"}\n', encoding="utf-8")
    (tmp_path / "picture.png").write_bytes(bytes(range(256)) * 9)
    (tmp_path / "empty.csv").touch()
    assert attack_beside(tmp_path).findings == ()


def test_a_damaged_file_is_passed_over(tmp_path: Path, survey: Path) -> None:
    (tmp_path / "cut.csv.gz").write_bytes(gzip.compress(survey.read_bytes())[:500])
    (tmp_path / "cut.parquet").write_bytes(as_frame(survey.read_bytes(), "parquet")[:500])
    (tmp_path / "cut.zip").write_bytes(packed("data.csv", survey.read_bytes())[:500])
    assert attack_beside(tmp_path).findings == ()


def test_no_folder_is_nothing_to_look_at(tmp_path: Path) -> None:
    with pytest.raises(AttackError, match="There is no such file or folder"):
        attack_beside(tmp_path / "none")

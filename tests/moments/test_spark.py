"""The pass on a real Spark: what its tasks give apart is what the whole file gives here, whatever happens to a task."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import pyarrow as pa
import pytest

from mainspring.errors import CodebookError, MainspringError, MomentsError, SurveyFileError
from mainspring.instrument import Instrument, load_instrument
from mainspring.moments import ItemSet, Moments, MomentsOptions, merge, summarise, summarise_on_spark
from mainspring.moments.spark.session import SETTINGS, spark_session
from mainspring.responses import ReadOptions, read_responses
from mainspring.responses.simulated import SimulationOptions, write_simulated
from tests.responses.cast import OFFICE, Row, csv_text, edited, people
from tests.responses.files import typed

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

FEVS = load_instrument("us-fevs-2018")
BY = ("AGENCY", "LEVEL1", "DSEX")
OPTIONS = MomentsOptions(
    products=("motivation:empowerment",), item_sets=(ItemSet(("autonomy", "purpose"), groups="DSUPER"),)
)

pytestmark = pytest.mark.usefixtures("spark")


@pytest.fixture(scope="module")
def survey(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("fevs") / "fevs_2018.parquet"
    write_simulated(FEVS, SimulationOptions(rows=4_000, seed=5, units=(4, 20)), path)
    return path


@pytest.fixture(scope="module")
def here(survey: Path) -> Moments:
    return summarise(read_responses(survey, FEVS), BY, OPTIONS)


def in_parts(survey: Path, folder: Path, kind: str, cuts: Sequence[int] = (0, 300, 300, 2_500, 4_000)) -> str:
    """The survey as several files in one folder, one of them without rows."""
    frame = pl.read_parquet(survey)
    folder.mkdir()
    for at, (start, stop) in enumerate(pairwise(cuts)):
        part, path = frame[start:stop], folder / f"part-{at}.{kind}"
        part.write_parquet(path) if kind == "parquet" else part.write_csv(path)
    return str(folder)


def assert_equal(found: Moments, expected: Moments) -> None:
    """Counts to the last digit; sums to 1e-12 of the largest among their kind, since those around zero have lost digits."""
    assert found.schema == expected.schema
    assert found.paths == expected.paths
    for field in fields(Moments):
        one, other = getattr(found, field.name), getattr(expected, field.name)
        if field.name == "blocks":
            assert one.keys() == other.keys()
            pairs = [(one[id], other[id]) for id in one]
        else:
            pairs = [(one, other)] if isinstance(one, np.ndarray) else []
        for a, b in pairs:
            exact = a.dtype != np.float64
            np.testing.assert_allclose(a, b, rtol=0 if exact else 1e-12, atol=0 if exact else 1e-12 * abs(b).max())


def assert_identical(one: Moments, other: Moments) -> None:
    for field in fields(Moments):
        a, b = getattr(one, field.name), getattr(other, field.name)
        if field.name == "blocks":
            assert {id: block.tolist() for id, block in a.items()} == {id: block.tolist() for id, block in b.items()}
        elif isinstance(a, np.ndarray):
            np.testing.assert_array_equal(a, b)
        else:
            assert a == b


@pytest.mark.parametrize("kind", ["parquet", "csv"])
def test_files_in_a_folder_give_what_the_whole_file_gives(
    kind: str, survey: Path, here: Moments, tmp_path: Path
) -> None:
    found = summarise_on_spark(in_parts(survey, tmp_path / "fevs", kind), FEVS, BY, OPTIONS)

    assert_equal(found, here)
    assert list(found.sources) == ["fevs"]


def test_a_relative_path_is_taken_from_where_the_program_works_now(
    survey: Path, here: Moments, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Spark's process was started elsewhere, and would look for it there."""
    in_parts(survey, tmp_path / "fevs", "parquet")
    monkeypatch.chdir(tmp_path)
    assert_equal(summarise_on_spark("fevs", FEVS, BY, OPTIONS), here)


def test_folders_that_are_named_after_a_column_keep_its_codes_as_they_are(tmp_path: Path) -> None:
    rows = [{**row, "AGENCY": "01" if at % 2 else "AF"} for at, row in enumerate(people())]
    rows = [{**row, "OFFICE": row["AGENCY"] + row["OFFICE"]} for row in rows]
    typed(rows).write_parquet(tmp_path / "survey", partition_by="AGENCY")

    found = summarise_on_spark((tmp_path / "survey").as_uri(), OFFICE, ["AGENCY"])

    assert_equal(found, summarise(read_responses(typed(rows), OFFICE), ["AGENCY"]))
    assert found.paths == (("01",), ("AF",))


def test_a_data_frame_of_sparks_is_as_good_as_files(spark: SparkSession, survey: Path, here: Moments) -> None:
    frame = spark.read.parquet(str(survey)).repartition(5)

    assert_equal(summarise_on_spark(frame, FEVS, BY, OPTIONS), here)


def test_the_same_partitions_give_the_same_to_the_last_bit(survey: Path, tmp_path: Path) -> None:
    source = in_parts(survey, tmp_path / "fevs", "parquet")

    assert_identical(summarise_on_spark(source, FEVS, BY, OPTIONS), summarise_on_spark(source, FEVS, BY, OPTIONS))


def dying(marks: Path) -> Callable[[Iterable[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """Hand batches on, but the first time that a partition is worked on, kill the process amid its rows."""

    def hand_on(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        from pyspark import TaskContext

        context = TaskContext.get()
        assert context is not None
        for batch in batches:
            yield batch.slice(0, batch.num_rows // 2)
            if context.attemptNumber() == 0:
                (marks / f"died-{context.partitionId()}").touch()
                os.kill(os.getpid(), signal.SIGKILL)
            yield batch.slice(batch.num_rows // 2)

    return hand_on


@pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning")
def test_a_task_that_is_lost_and_run_again_changes_nothing(spark: SparkSession, survey: Path, tmp_path: Path) -> None:
    frame = spark.read.parquet(in_parts(survey, tmp_path / "fevs", "parquet"))
    marks = tmp_path / "marks"
    marks.mkdir()

    undisturbed = summarise_on_spark(frame, FEVS, BY, OPTIONS)
    found = summarise_on_spark(frame.mapInArrow(dying(marks), frame.schema), FEVS, BY, OPTIONS)

    assert len(list(marks.iterdir())) == frame.rdd.getNumPartitions() > 1
    assert_identical(found, undisturbed)


def test_the_same_people_in_other_files_are_not_counted_twice(survey: Path, here: Moments, tmp_path: Path) -> None:
    one = summarise_on_spark(in_parts(survey, tmp_path / "one", "parquet"), FEVS, BY, OPTIONS)
    copy = tmp_path / "copy.parquet"
    pl.read_parquet(survey).sample(fraction=1, shuffle=True, seed=3).write_parquet(copy)
    again = summarise_on_spark(str(copy), FEVS, BY, OPTIONS)

    assert_equal(again, here)
    with pytest.raises(MomentsError, match=r"copy\.parquet is in two of these moments \(as one"):
        merge(one, again)


def test_other_people_are_merged(survey: Path, here: Moments, tmp_path: Path) -> None:
    frame = pl.read_parquet(survey)
    for name, part in (("a", frame[:1_000]), ("b", frame[1_000:])):
        part.write_parquet(tmp_path / f"{name}.parquet")
    found = [summarise_on_spark(str(tmp_path / f"{name}.parquet"), FEVS, BY, OPTIONS) for name in "ab"]

    assert_equal(merge(*found), here)


WRONG: list[Row] = people(40)
for at, cells in {
    3: {"Q1": "9"},
    5: {"WEIGHT": "-1"},
    12: {"AGENCY": "AF", "OFFICE": "same"},
    21: {"Q1": "9", "ID": ""},
    30: {"AGENCY": "AG", "OFFICE": "same"},
    33: {"ID": "1000"},
    38: {"Q2": "7", "GRADE": "Z"},
}.items():
    WRONG = edited(WRONG, at, **cells)


def written(rows: Sequence[Row], folder: Path, kind: str) -> str:
    folder.mkdir()
    for name, part in (("a", rows[:20]), ("b", rows[20:])):
        if kind == "csv":
            (folder / f"{name}.csv").write_text(csv_text(part), encoding="utf-8")
        else:
            pl.DataFrame(part).write_parquet(folder / f"{name}.parquet")
    return str(folder)


def problems_here(rows: Sequence[Row], by: Sequence[str] = ()) -> MainspringError:
    with pytest.raises(MainspringError) as raised:
        summarise(read_responses(pl.DataFrame(rows), OFFICE), by)
    return raised.value


def problems_there(source: str, by: Sequence[str] = (), instrument: Instrument = OFFICE) -> MainspringError:
    with pytest.raises(MainspringError) as raised:
        summarise_on_spark(source, instrument, by)
    return raised.value


def without_repeats(error: MainspringError) -> list[str]:
    return [problem.what for problem in error.problems if "repeats" not in problem.what]


@pytest.mark.parametrize("kind", ["parquet", "csv"])
def test_all_that_is_wrong_with_rows_is_told_as_of_one_file(kind: str, tmp_path: Path) -> None:
    by = ("AGENCY", "OFFICE")
    found = problems_there(written(WRONG, tmp_path / "survey", kind), by)

    assert sorted(without_repeats(found)) == sorted(without_repeats(problems_here(WRONG, by)))
    assert isinstance(found, SurveyFileError)
    places = {problem.what[:30]: (problem.file, problem.line) for problem in found.problems}
    assert next(place for what, place in places.items() if what.startswith("Unit same is")) == ("survey", None)
    lines = {"parquet": (5, 7, 20), "csv": (None, None, None)}[kind]
    assert places["2 answers have the code '9', w"] == (f"a.{kind}", lines[0])
    assert places["1 row has a negative weight."] == (f"a.{kind}", lines[1])
    assert places["1 answer has the code 'Z', whi"] == (f"b.{kind}", lines[2])


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        ("parquet", "1 row repeats the id of an earlier row: 1000 in a.parquet on line 2 and in b.parquet on line 15."),
        ("csv", "1 row repeats the id of an earlier row: 1000 in a.csv and in b.csv."),
    ],
)
def test_an_id_that_two_files_have_is_found(kind: str, says: str, tmp_path: Path) -> None:
    rows = edited(people(40), 33, ID=" 1000")

    assert [problem.what for problem in problems_there(written(rows, tmp_path / "survey", kind)).problems] == [says]


def test_rows_that_do_not_have_the_headers_fields_are_told_with_their_file(tmp_path: Path) -> None:
    source = Path(written(people(40), tmp_path / "survey", "csv"))
    with (source / "b.csv").open("a") as file:
        file.write("9999,AF,AF01,1,2\n9998,AF,AF01,1,2,3,4,A,A,1.5,6\n")

    (problem,) = problems_there(str(source)).problems

    assert (problem.what, problem.file) == ("2 rows have more or fewer fields than the header.", "b.csv")


def test_text_is_read_with_its_own_delimiter_and_a_header_as_programs_write_it(tmp_path: Path) -> None:
    """Numbers of rows under no name, spaces around names, a question behind one, a comma and quotation marks in a text."""
    rows = [{"": str(at), **row, "NOTE": 'says ""I like it"", mostly'} for at, row in enumerate(people(40))]
    header, *lines = csv_text(rows, delimiter=";").splitlines()
    header = header.replace(";Q1;", "; Q1 ;").replace(";Q2;", ";Q2. I like it, mostly;")
    (tmp_path / "a.csv").write_text("\ufeff" + "\n".join([header, *lines[:20]]) + "\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text("\n".join([header, *lines[20:]]) + "\n", encoding="utf-8")

    found = summarise_on_spark(str(tmp_path), OFFICE, ["OFFICE"])

    assert_equal(found, summarise(read_responses(pl.DataFrame(people(40)), OFFICE), ["OFFICE"]))


def test_weights_may_be_zero_in_one_file_but_not_in_all(tmp_path: Path) -> None:
    rows = [{**row, "WEIGHT": "0" if at < 20 else row["WEIGHT"]} for at, row in enumerate(people(40))]
    found = summarise_on_spark(written(rows, tmp_path / "survey", "parquet"), OFFICE)
    assert found.weight[0] == pytest.approx(sum(float(row["WEIGHT"]) for row in rows))

    rows = [{**row, "WEIGHT": "0"} for row in rows]
    assert str(problems_there(written(rows, tmp_path / "none", "csv"))).startswith("none, column WEIGHT: All weights")


def test_what_the_header_shows_is_told_as_of_a_file(tmp_path: Path) -> None:
    rows = [{name: value for name, value in row.items() if name not in ("Q2", "ID")} for row in people(40)]

    here, there = problems_here(rows), problems_there(written(rows, tmp_path / "survey", "csv"))

    assert [(one.what, one.remedy) for one in there.problems] == [(one.what, one.remedy) for one in here.problems]


@pytest.mark.parametrize(
    ("by", "options", "says"),
    [
        (("PLANET",), None, "There is no column PLANET to make cells by"),
        ((), MomentsOptions(variables=("voices",)), "no variable 'voices'. Did you mean voice"),
    ],
)
def test_what_cannot_be_is_told_before_machines_set_to_work(
    by: tuple[str, ...], options: MomentsOptions | None, says: str, tmp_path: Path
) -> None:
    with pytest.raises(MainspringError, match=says):
        summarise_on_spark(written(people(40), tmp_path / "survey", "csv"), OFFICE, by, options)


def test_files_without_rows_are_no_survey(tmp_path: Path) -> None:
    typed(people(2)).clear().write_parquet(tmp_path / "a.parquet")

    assert "no rows" in str(problems_there(str(tmp_path)))


def swapped(folder: Path) -> str:
    """A second file with two columns in each other's place."""
    source = written(people(40), folder / "survey", "csv")
    rows = [{name: row[name] for name in sorted(row)} for row in people(4)]
    (Path(source) / "c.csv").write_text(csv_text(rows), encoding="utf-8")
    return source


def mixed(folder: Path) -> str:
    source = written(people(40), folder / "survey", "csv")
    typed(people(4)).write_parquet(Path(source) / "c.parquet")
    return source


def cut_short(folder: Path) -> str:
    source = written(people(40), folder / "survey", "parquet")
    file = Path(source) / "b.parquet"
    file.write_bytes(file.read_bytes()[:-20])
    return source


def lists(folder: Path) -> str:
    typed(people(4)).with_columns(Q1=pl.concat_list("Q2")).write_parquet(folder / "a.parquet")
    return str(folder / "a.parquet")


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda folder: str(folder / "a.csv"), "Path does not exist.* Check the address"),
        (str, "There are no files"),
        (mixed, r"other or several kinds \(csv, parquet\)"),
        (swapped, "CSV header does not conform.* All files need the same columns"),
        (cut_short, r"survey: Spark stopped: .*b\.parquet"),
        (lists, "column Q1: The column holds something else than numbers or text"),
    ],
)
def test_what_cannot_be_read_is_said_in_words(make: Callable[[Path], str], says: str, tmp_path: Path) -> None:
    error = problems_there(make(tmp_path))

    assert isinstance(error, SurveyFileError)
    with pytest.raises(SurveyFileError, match=says):
        raise error
    assert "\tat " not in str(error)


@pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning")
def test_an_executor_without_mainspring_is_recognised(spark: SparkSession) -> None:
    def not_there(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        import a_library_that_is_not_there  # type: ignore[import-not-found]  # noqa: F401  it is not: that is the test

        yield from batches

    frame = spark.createDataFrame([tuple(map(str, row.values())) for row in people(4)], list(people(1)[0]))
    with pytest.raises(SurveyFileError, match=r"No module named.* Every executor needs Mainspring"):
        summarise_on_spark(frame.mapInArrow(not_there, frame.schema), OFFICE)


def test_published_scores_have_no_respondents(tmp_path: Path) -> None:
    source = written(people(40), tmp_path / "survey", "csv")
    assert isinstance(problems_there(source, instrument=load_instrument("uk-csps")), CodebookError)


def test_the_session_is_left_as_it_was(spark: SparkSession, tmp_path: Path) -> None:
    spark.conf.set("spark.sql.caseSensitive", "false")
    before = {name: spark.conf.get(name, None) for name in SETTINGS}

    summarise_on_spark(written(people(40), tmp_path / "survey", "csv"), OFFICE, reading=ReadOptions(wave=2021))

    assert {name: spark.conf.get(name, None) for name in SETTINGS} == before
    with spark_session() as session:
        assert session is spark
    assert spark.range(3).count() == 3

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from mainspring.errors import CodebookError, SurveyFileError
from mainspring.instrument import load_instrument
from mainspring.responses.published import PublishedBenchmark, PublishedScores, is_published, read_published, why_absent
from tests.responses.published.cast import OFFICES, offices, write


def scores(path: Path) -> PublishedScores:
    found = read_published(path, OFFICES)
    assert isinstance(found, PublishedScores)
    return found


def problems(path: Path) -> list[str]:
    with pytest.raises(SurveyFileError) as caught:
        read_published(path, OFFICES)
    return [str(problem) for problem in caught.value.problems]


def test_organisations_measures_and_values_come_out(tmp_path: Path) -> None:
    found = scores(write(tmp_path, offices(("65%", "7%"), ("70%", "[c]"))))
    assert found.wave == 2004
    assert [(one.key, one.name, one.group, one.code) for one in found.organisations] == [
        ("one", "One", "Works", None),
        ("two", "Two", "Works", None),
    ]
    assert found.measures == ("voice", "craft")
    np.testing.assert_array_equal(found.values, [[65, 7], [70, np.nan]])
    assert found.marks == {("two", "craft"): "[c]"}
    assert why_absent(found.marks["two", "craft"]) == "withheld"


def test_every_mark_is_kept_as_the_publisher_wrote_it(tmp_path: Path) -> None:
    found = scores(write(tmp_path, offices((65, "."), (70, "[z]"), (75, ""), (80, "N/A"))))
    assert list(found.marks.values()) == [".", "[z]", "", "N/A"]
    assert [why_absent(mark) for mark in found.marks.values()] == [
        "not published",
        "not asked",
        "not published",
        "not asked",
    ]


def test_a_benchmark_row_is_kept_apart(tmp_path: Path) -> None:
    rows = offices((60, 40), (80, 20))
    rows.append(["All", "Offices, median", 70, 30])
    found = scores(write(tmp_path, rows))
    assert len(found.organisations) == 2
    assert found.benchmarks == {"median": {"voice": 70, "craft": 30}}


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace(b"\r\n", b"\n"),
        lambda text: text.replace(b"\r\n", b"\r"),
        lambda text: b"\xef\xbb\xbf" + text,
        lambda text: b",,,\r\n\r\n" + text + b",,,\r\n,,,\r\n",
        lambda text: text.replace(b",", b"\t"),
        lambda text: text.replace(b",", b";"),
    ],
    ids=["lf", "bare cr", "byte-order mark", "blank rows", "tabs", "semicolons"],
)
def test_the_same_scores_come_out_of_every_kind_of_text(tmp_path: Path, change: Callable[[bytes], bytes]) -> None:
    plain = write(tmp_path, offices((65, 7), (70, 9)))
    changed = tmp_path / "changed_2004.csv"
    changed.write_bytes(change(plain.read_bytes()))
    np.testing.assert_array_equal(scores(changed).values, scores(plain).values)
    assert scores(changed).organisations == scores(plain).organisations


def test_a_file_in_windows_encoding_keeps_its_names(tmp_path: Path) -> None:
    path = tmp_path / "offices_2004.csv"
    path.write_bytes("Ministry,Office,B01\r\nWorks,King’s Mint,60\r\n".encode("cp1252"))
    assert scores(path).organisations[0].name == "King’s Mint"


def test_gz_and_zip_may_stand_around_a_file(tmp_path: Path) -> None:
    plain = write(tmp_path, offices((65, 7)))
    packed, zipped = tmp_path / "a_2004.csv.gz", tmp_path / "a_2004.zip"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.write(plain, "a_2004.csv")
    assert scores(packed).measures == scores(zipped).measures == ("voice", "craft")


def test_headings_may_stand_below_a_title_that_gives_the_year(tmp_path: Path) -> None:
    title: list[list[object]] = [["Offices survey 2002", "", "", ""], ["Source: our own", "", "", ""]]
    rows = title + offices((65, 7))
    assert scores(write(tmp_path, rows, "copy.csv")).wave == 2002


def test_a_code_beside_the_name_makes_the_key(tmp_path: Path) -> None:
    rows = [["Office", "Office name", "Ministry", "B01"], ["CNL", "Canals [note 1]", "Works", "60"]]
    only = scores(write(tmp_path, rows)).organisations[0]
    assert (only.key, only.code, only.name) == ("CANALS", "CNL", "Canals")


def test_an_item_that_the_codebook_does_not_know_is_not_lost(tmp_path: Path) -> None:
    found = scores(write(tmp_path, offices((65, 7), headings=("Ministry", "Office", "B01", "B77. We dance"))))
    assert found.measures == ("voice", "b77_2004")
    assert [found.label(measure) for measure in found.measures] == ["voice", "b77_2004"]
    assert found.values.tolist() == [[65, 7]]
    assert found.notes == ('"B77. We dance" is not in offices: read as b77_2004.',)


def test_a_series_of_benchmarks_is_not_taken_for_a_wave(tmp_path: Path) -> None:
    rows = [
        ["Measure", "Label", "2003", "2004"],
        ["th_ts", "Our work", "0.5", "0.55"],
        ["B01", "I know my craft", "NA", "0.6"],
    ]
    found = read_published(write(tmp_path, rows, "mean_2004.csv"), OFFICES)
    assert isinstance(found, PublishedBenchmark)
    assert (found.kind, found.years, found.measures) == ("mean", (2003, 2004), ("theme", "craft"))
    np.testing.assert_array_equal(found.values, [[50, 55], [np.nan, 60]])
    assert found.marks == {("craft", 2003): "NA"}


def test_a_series_that_does_not_say_what_it_is_of_is_refused(tmp_path: Path) -> None:
    rows = [["Measure", "Label", "2003"], ["th_ts", "Our work", "0.5"]]
    assert "does not say whether its benchmarks are means or medians" in problems(write(tmp_path, rows))[0]


def test_everything_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    rows = offices((65, "about 7"), (170, 7), (-4, "x"), headings=("Ministry", "Office", "B01", "B02"))
    rows += [["Works", "One", 60, 60], ["Works", "", 60, 60], ["Works", "Short", 60]]
    path = write(tmp_path, rows)
    assert problems(path) == [
        "offices_2004.csv, line 7: rows with more or fewer cells than the 4 of the headings: 1; the first has 3. "
        "The file may be cut off: download it again.",
        "offices_2004.csv, line 5: One stands in two rows; the first is line 2. Remove one of them.",
        "offices_2004.csv, line 6: scores stand in a row that names no organisation.",
        'offices_2004.csv, line 3, column B01: cells that are percentages outside 0 to 100: 2; the first is "170". '
        "Correct it in the file: a percentage is written as 65, 65% or 0.65, the same way throughout.",
        'offices_2004.csv, line 2, column B02: cells that are neither percentages nor marks such as [c]: 2; the first is "about 7". '
        "Correct it in the file: a percentage is written as 65, 65% or 0.65, the same way throughout.",
    ]


@pytest.mark.parametrize(
    ("headings", "says"),
    [
        (("Ministry", "Bureau", "B01", "B02"), "has no column for organisations (Office name or Office)"),
        (("Ministry", "Office", "B01", "B01"), '"B01" and "B01" are the same measure, voice.'),
        (("Ministry", "Office", "B01. I am asked", "B02"), "is not how offices knows item voice"),
        (("Ministry", "Office", "Height", "Weight"), "none of its 2 columns is a measure that offices knows"),
        (("Ministry", "Office", "B01", ""), "cells that stand under no heading: 1; the first is in column 4"),
    ],
)
def test_headings_that_do_not_fit_are_explained(tmp_path: Path, headings: tuple[str, ...], says: str) -> None:
    assert says in "\n".join(problems(write(tmp_path, offices((65, 7), headings=headings))))


def test_the_year_must_be_said_somewhere(tmp_path: Path) -> None:
    path = write(tmp_path, offices((65, 7)), "offices.csv")
    assert "does not say which year it is of. Give the year with --wave" in problems(path)[0]
    found = read_published(path, OFFICES, wave=2003)
    assert isinstance(found, PublishedScores)
    assert found.wave == 2003


def test_headings_alone_are_no_scores(tmp_path: Path) -> None:
    assert "no organisation with scores" in problems(write(tmp_path, offices()))[0]


def test_null_bytes_and_open_quotes_are_told_with_their_line(tmp_path: Path) -> None:
    path = tmp_path / "offices_2004.csv"
    path.write_bytes(b"Ministry,Office,B01\nWorks,One,6\0\n")
    assert "line 2" in problems(path)[0]
    path.write_bytes(b'Ministry,Office,B01\nWorks,"One,6\n')
    assert "line 2" in problems(path)[0]


def test_a_cut_off_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "offices_2004.ods"
    path.write_bytes(b"PK\x03\x04 mimetype application/vnd.oasis.opendocument.spreadsheet")
    assert path.name in problems(path)[0]


def test_a_codebook_of_respondents_cannot_read_published_scores(tmp_path: Path) -> None:
    with pytest.raises(CodebookError, match="us-fevs-2018 is not a codebook of published scores"):
        read_published(write(tmp_path, offices((65, 7))), load_instrument("us-fevs-2018"))


def test_published_files_are_told_from_others(tmp_path: Path) -> None:
    assert is_published(write(tmp_path, offices((65, 7), headings=("Ministry", "Office", "Our work", "B02"))), OFFICES)
    assert not is_published(write(tmp_path, [["RANDOM", "Q1"], ["1", "5"]], "fevs.csv"), OFFICES)
    assert not is_published(tmp_path / "missing.csv", OFFICES)

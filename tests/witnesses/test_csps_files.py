"""All files of the UK Civil Service People Survey, counted by another route and held against the publisher's own series."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import fastexcel
import numpy as np
import pytest

from mainspring.errors import SurveyFileError
from mainspring.responses.published import PublishedBenchmark, construct_values, is_published, read_published
from tests.witnesses.csps import FILES, INSTRUMENT, MEAN_BENCHMARK, column, each_wave, folder, of, wave

# Organisations, measures, values, marks.
COUNTS = {
    2009: (94, 71, 6674, 0),
    2010: (103, 73, 7519, 0),
    2011: (97, 72, 6984, 0),
    2013: (98, 82, 8036, 0),
    2014: (101, 82, 8282, 0),
    2015: (98, 90, 8820, 0),
    2016: (101, 85, 8568, 17),
    2018: (105, 86, 9030, 0),
    2019: (109, 92, 10028, 0),
    2020: (109, 95, 10355, 0),
    2021: (103, 126, 12978, 0),
    2023: (105, 119, 11779, 716),
    2024: (105, 121, 11921, 784),
}


# Another route to the numbers: cells as they stand in the file, and nothing known of what they measure.


def raw_sheets(path: Path) -> Iterator[list[list[str]]]:
    if path.suffix == ".ods":
        book = fastexcel.read_excel(path)
        for sheet in ("Table_1", "Table_2") if "2020" in path.name else ("Table_3",):
            rows = book.load_sheet(sheet, header_row=None, dtypes="string").to_polars().rows()
            yield [["" if cell is None else cell for cell in row] for row in rows]
    else:
        content = path.read_bytes()
        text = content.decode("cp1252" if path.name.startswith("2015") else "utf-8-sig")
        yield list(csv.reader(io.StringIO(text, newline="")))


def counted(path: Path) -> tuple[int, int, list[float], int]:
    """Organisations, measures, the sum of each organisation's numbers as written, and cells that hold a mark."""
    names: dict[str, float] = {}
    measures = marks = 0
    for rows in raw_sheets(path):
        header = next(number for number, row in enumerate(rows) if sum(map(bool, row)) > 20 or "My work" in row)
        first = next(
            at
            for at, cell in enumerate(rows[header])
            if re.search("response.rate|engagement|^B01", cell, re.IGNORECASE)
        )
        columns = [at for at, cell in enumerate(rows[header]) if at >= first and cell]
        measures += len(columns)
        for row in rows[header + 1 :]:
            label = " ".join(row[:first])
            if not label.strip() or re.search("benchmark|all civil servants", label, re.IGNORECASE):
                continue
            cells = [row[at] for at in columns]
            numbers = [float(cell.rstrip("%")) for cell in cells if re.fullmatch(r"[\d.]*\d[\d.]*%?", cell)]
            names[label] = names.get(label, 0.0) + sum(numbers)
            marks += len(cells) - len(numbers)
    return len(names), measures, list(names.values()), marks


@each_wave
def test_every_value_of_every_file_is_read(shared: Path, year: int) -> None:
    found = wave(shared, year)
    organisations, measures, values, marks = COUNTS[year]
    rows, columns, sums, absent = counted(folder(shared) / FILES[year])
    assert (rows, columns, absent) == (organisations, measures, marks)
    assert found.wave == year
    assert found.values.shape == (organisations, measures)
    assert np.isfinite(found.values).sum() == values == organisations * measures - marks
    assert len(found.marks) == marks
    factor = 100 if year in (2011, 2020) else 1
    np.testing.assert_allclose(np.nansum(found.values, axis=1), np.array(sums) * factor, atol=1e-6)


@each_wave
def test_every_column_is_something_the_codebook_knows(shared: Path, year: int) -> None:
    found = wave(shared, year)
    assert found.notes == ()
    assert all(found.label(measure) != measure for measure in found.measures)


def test_withheld_and_unpublished_values_keep_their_marks(shared: Path) -> None:
    assert set(wave(shared, 2016).marks.values()) == {"."}
    assert set(wave(shared, 2023).marks.values()) == {"[c]"}


def test_the_mean_benchmark_is_a_series_and_no_wave(shared: Path) -> None:
    found = read_published(folder(shared) / MEAN_BENCHMARK, INSTRUMENT)
    assert isinstance(found, PublishedBenchmark)
    assert found.kind == "mean"
    assert found.years == tuple(range(2009, 2021))
    assert found.values.shape == (157, 12)
    assert np.isfinite(found.values).sum() == 1330
    assert set(found.marks.values()) == {"NA"}


def test_workbooks_carry_both_series_beside_the_organisations(shared: Path) -> None:
    shapes = {
        year: [(one.kind, one.values.shape) for one in wave(shared, year).series] for year in (2020, 2021, 2023, 2024)
    }
    assert shapes == {
        2020: [],
        2021: [("median", (157, 13)), ("mean", (157, 13))],
        2023: [("median", (193, 15)), ("mean", (193, 15))],
        2024: [("median", (195, 16)), ("mean", (195, 16))],
    }


def test_all_files_are_recognised_without_naming_their_codebook(shared: Path) -> None:
    assert all(is_published(folder(shared) / name, INSTRUMENT) for name in (*FILES.values(), MEAN_BENCHMARK))
    assert not is_published(shared / "data" / "us-fevs" / "fevs_2018_sample.csv.gz", INSTRUMENT)


@pytest.mark.parametrize("year", [2010, 2011, 2013, 2014, 2015, 2016, 2018, 2019, 2020, 2021])
def test_benchmark_rows_agree_with_the_publishers_own_series(shared: Path, year: int) -> None:
    """Every item was found under its right name, also where a file has only numbers: two files agree within rounding.

    The series of 2021 gives themes as they are made up since 2017.
    """
    row = wave(shared, year).benchmarks["median"]
    series = next(one for one in wave(shared, 2021).series if one.kind == "median")
    at = series.years.index(year)
    made_up_anew = {"uk_theme_objectives", "uk_theme_resources", "uk_theme_leadership"} if year < 2017 else set()
    recalculated = {(2011, "motivates"), (2011, "leaders_visible")}
    gaps = {
        measure: abs(row[measure] - series.values[series.measures.index(measure), at])
        for measure in row
        if measure in series.measures and measure not in made_up_anew and (year, measure) not in recalculated
    }
    assert len(gaps) > 60
    assert {measure: gap for measure, gap in gaps.items() if gap > 0.51} == {}


@pytest.mark.parametrize("year", [2019, 2020])
def test_mean_rows_are_those_of_the_mean_benchmark_file(shared: Path, year: int) -> None:
    series = read_published(folder(shared) / MEAN_BENCHMARK, INSTRUMENT)
    assert isinstance(series, PublishedBenchmark)
    row = wave(shared, year).benchmarks["mean"]
    shared_measures = [measure for measure in row if measure in series.measures]
    at = series.years.index(year)
    expected = [series.values[series.measures.index(measure), at] for measure in shared_measures]
    assert len(shared_measures) >= 90
    np.testing.assert_array_equal([row[measure] for measure in shared_measures], expected)


def test_an_organisation_has_one_key_through_all_its_names(shared: Path) -> None:
    names: dict[str, set[str]] = {"GLD": set(), "MHCLG": set(), "HMPO": set(), "UKEF": set()}
    for year in (2009, 2014, 2016, 2019, 2023, 2024):
        for one in wave(shared, year).organisations:
            names.get(one.key, set()).add(one.name)
    assert names["GLD"] == {"TSol", "Government Legal Department"}
    assert len(names["MHCLG"]) == 3
    assert {"Identity and Passport Service", "HM Passport Office"} <= names["HMPO"]
    assert {"Export Credit Guarantee Department", "UK Export Finance"} <= names["UKEF"]


def test_no_two_organisations_of_one_wave_share_a_key(shared: Path) -> None:
    for year in FILES:
        keys = [one.key for one in wave(shared, year).organisations]
        assert len(set(keys)) == len(keys)


def test_most_organisations_are_found_again_in_the_next_wave(shared: Path) -> None:
    keys = [{one.key for one in wave(shared, year).organisations} for year in FILES]
    assert [len(before & after) for before, after in pairwise(keys)] == [
        90, 85, 90, 91, 91, 93, 98, 103, 105, 102, 100, 105,
    ]  # fmt: skip


def test_groups_that_sum_up_their_organisations_are_known(shared: Path) -> None:
    pooled = {
        year: {one.key for one in wave(shared, year).organisations if one.pools_others}
        for year in (2009, 2015, 2018, 2024)
    }
    assert pooled == {
        2009: set(),
        2015: {"HO", "MOJ_GROUP"},
        2018: {"HO", "MOJ_GROUP", "UKSA_GROUP"},
        2024: {"MOJ_GROUP", "UKSA_GROUP"},
    }


def test_notes_of_the_publisher_stay_with_their_organisation(shared: Path) -> None:
    education = next(one for one in wave(shared, 2024).organisations if one.key == "DFE")
    assert education.name == "Department for Education"
    assert "single survey" in education.notes[0]


def test_intent_to_leave_is_published_from_2019(shared: Path) -> None:
    have = [year for year in FILES if "leave" in construct_values(wave(shared, year), INSTRUMENT)]
    assert have == [2019, 2020, 2021, 2023, 2024]


def test_the_panel_shows_what_is_known_of_it(shared: Path) -> None:
    """The spread of choice between organisations, and what goes with it within them from one year to the next."""
    assert np.std(list(column(wave(shared, 2009), "choice").values())) == pytest.approx(13, abs=0.5)
    assert np.std(list(column(wave(shared, 2024), "choice").values())) == pytest.approx(8, abs=0.5)
    changes = []
    for before, after in [
        (2009, 2010),
        (2010, 2011),
        (2013, 2014),
        (2014, 2015),
        (2018, 2019),
        (2019, 2020),
        (2020, 2021),
    ]:
        first, second = wave(shared, before), wave(shared, after)
        for key in column(first, "choice").keys() & column(second, "choice").keys():
            one, other = of(first, key), of(second, key)
            changes.append((other["choice"] - one["choice"], other["uk_engagement"] - one["uk_engagement"]))
    choice, engagement = np.array(changes).T
    assert np.corrcoef(choice, engagement)[0, 1] == pytest.approx(0.55, abs=0.05)
    assert 10 * np.polyfit(choice, engagement, 1)[0] == pytest.approx(4, abs=0.5)


def test_a_workbook_that_was_cut_off_is_refused(shared: Path, tmp_path: Path) -> None:
    cut = tmp_path / FILES[2023]
    cut.write_bytes((folder(shared) / FILES[2023]).read_bytes()[:100_000])
    with pytest.raises(SurveyFileError, match="damaged"):
        read_published(cut, INSTRUMENT)


def test_a_file_that_was_cut_off_is_refused(shared: Path, tmp_path: Path) -> None:
    cut = tmp_path / FILES[2019]
    cut.write_bytes((folder(shared) / FILES[2019]).read_bytes()[:40_000])
    with pytest.raises(SurveyFileError, match="more or fewer cells than the 95 of the headings: 1"):
        read_published(cut, INSTRUMENT)

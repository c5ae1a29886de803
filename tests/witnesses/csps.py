"""The files of the UK Civil Service People Survey, read once for all tests."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from mainspring.instrument import load_instrument
from mainspring.responses.published import PublishedScores, read_published

INSTRUMENT = load_instrument("uk-csps")
FILES = {
    2009: "2009_csps2009_allorganisations_20140213.csv",
    2010: "2010_csps2010allorganisations_tcm6-38334.csv",
    2011: "2011_csps2011_allorganisations_20120202.csv",
    2013: "2013_csps2013_allorganisations_20140213.csv",
    2014: "2014_csps2014_allorganisations_20141120.csv",
    2015: "2015_csps2015_allorganisations_csv.csv",
    2016: "2016_civil_service_peoples_survey_2016_all_org_scores.csv",
    2018: "2018_Civil-Service-People-Survey-2018-All-Organisation-Scores-v2.0.csv",
    2019: "2019_Civil-Service-People-Survey-2019-All-Organisation-Scores-CSV-format.csv",
    2020: "2020_Civil_Service_People_Survey_2020-_All_organisation_scores.ods",
    2021: "2021_Civil_Service_People_Survey_2009_2021_Benchmarks_v2.ods",
    2023: "2023_Civil_Service_People_Survey_2023_Benchmark_Results.ods",
    2024: "2024_Civil_Service_People_Survey_2024_Benchmark_Results.ods",
}
each_wave = pytest.mark.parametrize("year", FILES)
MEAN_BENCHMARK = "2020_Civil_Service_People_Survey_2009_to_2020_Mean_Benchmark_Scores.csv"
THEMES = ("my_work", "objectives", "manager", "team", "learning", "inclusion", "resources", "pay", "leadership")


def folder(shared: Path) -> Path:
    return shared / "data" / "uk-csps"


@cache
def scores(path: Path) -> PublishedScores:
    found = read_published(path, INSTRUMENT)
    assert isinstance(found, PublishedScores)
    return found


def wave(shared: Path, year: int) -> PublishedScores:
    return scores(folder(shared) / FILES[year])


def of(found: PublishedScores, key: str) -> dict[str, float]:
    row = [one.key for one in found.organisations].index(key)
    return dict(zip(found.measures, found.values[row].tolist(), strict=True))


def column(found: PublishedScores, measure: str) -> dict[str, float]:
    values = found.values[:, found.measures.index(measure)].tolist()
    return dict(zip((one.key for one in found.organisations), values, strict=True))

"""Published organisation scores: what the publisher shows is shown, and what it withholds stays withheld."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from mainspring.disclosure import Reason, Released, Value, Withheld
from mainspring.errors import MomentsError
from mainspring.responses.published import PublishedBenchmark, PublishedScores, read_published
from mainspring.scorecards import Scorecard, Scorecards, as_json, score_published
from tests.witnesses.csps import INSTRUMENT, MEAN_BENCHMARK, each_wave, folder, wave


def organisations(scorecards: Scorecards) -> list[Scorecard]:
    return [cell for cell in scorecards.cells if len(cell.unit.path) == 2]


def values(cell: Scorecard) -> dict[str, Value]:
    return {**cell.indices, **cell.attributes}


def measure(id: str) -> str:
    """What a scorecard calls a measure of the file: an item's percent positive has its prefix."""
    return f"pp_{id}" if id in {item.id for item in INSTRUMENT.items} else id


@each_wave
def test_every_organisation_has_a_cell_with_every_value_and_none_is_lost(shared: Path, year: int) -> None:
    file = wave(shared, year)

    cells = organisations(score_published([file]))

    assert len(cells) == len(file.organisations)
    by_name = {cell.unit.name: values(cell) for cell in cells}
    for at, organisation in enumerate(file.organisations):
        for column, id in enumerate(file.measures):
            value, published = by_name[organisation.name][measure(id)], file.values[at, column]
            if np.isnan(published):
                assert isinstance(value, Withheld)
            else:
                assert isinstance(value, Released)
                assert value.value == published
                assert value.std_error is value.n is None


def test_what_the_publisher_withholds_has_that_as_its_reason(shared: Path) -> None:
    reasons = [
        value.reason
        for year in (2009, 2010, 2013, 2021, 2024)
        for cell in organisations(score_published([wave(shared, year)]))
        for value in values(cell).values()
        if isinstance(value, Withheld)
    ]

    assert Reason.PUBLISHER in reasons
    assert Reason.TOO_FEW not in reasons


def shown(scorecards: Scorecards) -> dict[str, float]:
    """What everybody's scorecard shows."""
    everybody = scorecards.of(())
    assert everybody is not None
    return {id: value.value for id, value in values(everybody).items() if isinstance(value, Released)}


def test_everybody_is_the_mean_that_the_file_gives(shared: Path) -> None:
    mean = wave(shared, 2019).benchmarks["mean"]

    found = shown(score_published([wave(shared, 2019)]))

    assert "uk_engagement" in found
    assert found == {measure(id): x for id, x in mean.items()}


def test_everybody_is_the_mean_of_the_benchmark_over_the_years_where_the_file_gives_none(shared: Path) -> None:
    mean = read_published(folder(shared) / MEAN_BENCHMARK, INSTRUMENT)
    assert isinstance(mean, PublishedBenchmark)
    column = mean.values[:, mean.years.index(2010)]
    published = {measure(id): float(x) for id, x in zip(mean.measures, column, strict=True) if not np.isnan(x)}

    found = shown(score_published([wave(shared, 2010), mean]))

    assert "uk_engagement" in found
    assert found == {id: x for id, x in published.items() if id in found}


def test_without_a_mean_everybody_has_no_figure_rather_than_ours(shared: Path) -> None:
    assert shown(score_published([wave(shared, 2010)])) == {}


def test_a_departmental_group_has_no_figures_of_its_own(shared: Path) -> None:
    groups = [cell for cell in score_published([wave(shared, 2021)]).cells if len(cell.unit.path) == 1]

    assert groups
    assert not [1 for cell in groups for value in cell.indices.values() if isinstance(value, Released)]


@pytest.mark.parametrize("year", [2009, 2016, 2021])
def test_a_doubt_arrives_with_its_value_and_is_told_once_more_in_a_sentence(shared: Path, year: int) -> None:
    file = wave(shared, year)
    names = {one.key: one.name for one in file.organisations}

    found = score_published([file])

    doubts = {
        (cell.unit.path[1], id): value.flag
        for cell in organisations(found)
        for id, value in values(cell).items()
        if isinstance(value, Released) and value.flag
    }
    assert doubts == {(key, measure(id)): doubt for (key, id), doubt in file.flags.items()}
    for (key, _), doubt in doubts.items():
        assert any(one.startswith(f"{year}, {names[key]} (") and one.endswith(f": {doubt}") for one in found.notices)


def test_an_organisation_stands_under_its_latest_group_in_all_waves(shared: Path) -> None:
    found = score_published([wave(shared, 2019), wave(shared, 2021)])

    groups: dict[str, set[str]] = {}
    for cell in organisations(found):
        groups.setdefault(cell.unit.path[1], set()).add(cell.unit.path[0])
    assert all(len(group) == 1 for group in groups.values())
    gone = "Not in the survey of 2021"
    latest = {one.key for one in wave(shared, 2021).organisations}
    assert all((group == {gone}) == (key not in latest) for key, group in groups.items())


def test_machines_know_an_organisation_by_its_name(shared: Path) -> None:
    cells = as_json(score_published([wave(shared, 2021)]))["cells"]

    organisation = next(cell for cell in cells if cell["name"] == "Social Security Scotland")
    assert organisation["unit"] == {"organisation": "Social Security Scotland"}
    assert organisation["n"] is None
    assert cells[0]["unit"] == {}


def test_nothing_is_compared_that_has_no_uncertainty(shared: Path) -> None:
    found = score_published([wave(shared, 2019), wave(shared, 2021)])

    assert not [
        cell for cell in found.cells if cell.from_parent or cell.from_median or cell.from_previous or cell.ranks
    ]


def test_the_median_is_that_of_the_organisations(shared: Path) -> None:
    file: PublishedScores = wave(shared, 2024)
    engagement = file.values[:, file.measures.index("uk_engagement")]
    counted = [not one.pools_others for one in file.organisations]

    assert score_published([file]).medians[2024, 2, "uk_engagement"] == np.nanmedian(engagement[counted])


def test_two_files_of_one_wave_are_refused(shared: Path) -> None:
    with pytest.raises(MomentsError, match=r"are two files of one wave, 2019\. Give one file for each wave"):
        score_published([wave(shared, 2019), wave(shared, 2019)])


def test_a_benchmark_alone_is_no_survey(shared: Path) -> None:
    mean = read_published(folder(shared) / MEAN_BENCHMARK, INSTRUMENT)

    with pytest.raises(MomentsError, match=r"benchmarks only\. Give a file with the scores of organisations too"):
        score_published([mean])

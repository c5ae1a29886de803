"""A simulated survey is a file in the official layout, always the same one, whole or not there."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
import pytest

from mainspring.errors import MainspringError
from mainspring.instrument import Instrument, list_instruments, load_instrument
from mainspring.responses import read_responses
from mainspring.responses.simulated import SimulationOptions, read_simulated, simulate, write_simulated
from mainspring.responses.simulated.draw import BLOCK_ROWS, draw_block, plan_survey
from mainspring.responses.simulated.layout import respondent_ids

RESPONDENTS = [each.id for each in list_instruments() if each.kind == "respondents"]
FEVS_YEARS = range(2010, 2024)
SUFFIXES = (".csv", ".csv.gz", ".parquet", ".arrow")

# The same options, the same survey


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_same_seed_writes_the_same_bytes(fevs: Instrument, tmp_path: Path, suffix: str) -> None:
    digests = set()
    for folder in ("one", "two"):
        path = tmp_path / folder / f"survey{suffix}"
        path.parent.mkdir()
        write_simulated(fevs, SimulationOptions(rows=3_000, seed=7), path)
        digests.add(sha256(path.read_bytes()).hexdigest())

    assert len(digests) == 1


def test_another_seed_is_another_survey(fevs: Instrument) -> None:
    seven, eight = (pa.Table.from_batches(simulate(fevs, SimulationOptions(rows=500, seed=seed))) for seed in (7, 8))

    assert not any(seven[name].equals(eight[name]) for name in ("RANDOM", "LEVEL1", "Q1", "Q71", "DLEAVING", "POSTWT"))


def test_it_does_not_matter_in_what_order_blocks_are_drawn(fevs: Instrument) -> None:
    options = SimulationOptions(rows=2 * BLOCK_ROWS + 1_000, seed=7)
    plan = plan_survey(fevs, options)
    drawn = {number: draw_block(plan, number) for number in (2, 0, 1)}

    for number, batch in enumerate(read_simulated(fevs, options).batches(["AGENCY"])):
        assert np.array_equal(batch.items, drawn[number].answers[: len(fevs.items)])
        assert np.array_equal(batch.weights, drawn[number].weights)


def test_ids_have_twelve_digits_and_are_given_once() -> None:
    ids = respondent_ids(np.arange(1_000_000, dtype=np.uint64), seed=3)

    assert np.unique(ids).size == ids.size
    assert {len(str(id)) for id in (ids.min(), ids.max())} == {12}


# The official layout


@pytest.mark.parametrize("id", RESPONDENTS)
def test_the_reader_takes_the_file_for_what_it_is(id: str, tmp_path: Path) -> None:
    instrument, options = load_instrument(id), SimulationOptions(rows=2_000, seed=11)
    write_simulated(instrument, options, tmp_path / "survey.csv")
    by = [level.id for level in instrument.units]

    read = list(read_responses(tmp_path / "survey.csv", instrument).batches(by))
    (drawn,) = read_simulated(instrument, options).batches(by)

    assert np.array_equal(np.hstack([batch.items for batch in read]), drawn.items)
    assert np.array_equal(np.hstack([batch.categories for batch in read]), drawn.categories)
    assert np.array_equal(np.hstack([batch.weights for batch in read]), drawn.weights)
    assert read[-1].labels == drawn.labels


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_every_format_holds_the_same_respondents(fevs: Instrument, tmp_path: Path, suffix: str) -> None:
    options = SimulationOptions(rows=BLOCK_ROWS + 10, seed=11)
    write_simulated(fevs, options, tmp_path / f"survey{suffix}")

    read = list(read_responses(tmp_path / f"survey{suffix}", fevs).batches(["LEVEL1", "DSEX"]))
    drawn = list(read_simulated(fevs, options).batches(["level1", "dsex"]))

    for name in ("items", "categories", "weights"):
        assert np.array_equal(
            np.hstack([getattr(batch, name) for batch in read]), np.hstack([getattr(batch, name) for batch in drawn])
        )
    assert read[-1].labels == drawn[-1].labels


@pytest.mark.parametrize("year", FEVS_YEARS)
def test_columns_come_in_the_official_order(year: int) -> None:
    instrument = load_instrument(f"us-fevs-{year}")
    names = next(simulate(instrument, SimulationOptions(rows=10))).schema.names
    kinds = ["D" if name.startswith("D") else "Q" if name.startswith("Q") else name for name in names]
    sub_agency = {2010: "SUBELEM", 2011: "SUBELEM", 2012: "SUBELEM"} | dict.fromkeys(range(2013, 2017), "PLEVEL1")

    units = ["AGENCY"] if year >= 2020 else ["AGENCY", sub_agency.get(year, "LEVEL1")]
    assert list(dict.fromkeys(kinds)) == [*instrument.id_columns[:1], *units, "Q", "D", "POSTWT"]
    assert [name for name in names if name.startswith("Q")] == [item.id for item in instrument.items]
    assert names[-2] == ("DLEAVINGB" if year == 2020 else "DLEAVING")


def test_a_simulated_sample_has_the_columns_of_the_real_one(shared: Path) -> None:
    real = pl.read_csv(shared / "data" / "us-fevs" / "fevs_2018_sample.csv.gz", n_rows=1).columns
    simulated = next(simulate(load_instrument("us-fevs-2018-sample"), SimulationOptions(rows=10))).schema.names

    assert sorted(simulated) == sorted(real)


def test_a_file_of_comma_separated_values_has_no_quotes_and_plain_blanks(fevs: Instrument, tmp_path: Path) -> None:
    write_simulated(fevs, SimulationOptions(rows=2_000, seed=1), tmp_path / "survey.csv")
    text = (tmp_path / "survey.csv").read_text()

    assert text.startswith("RANDOM,AGENCY,LEVEL1,Q1,")
    assert '"' not in text
    assert ",," in text
    assert ",X," in text


# Whole or not there


@pytest.mark.parametrize("name", ["survey.xlsx", "survey", "survey.gz"])
def test_an_unknown_suffix_is_refused_with_the_known_ones(fevs: Instrument, tmp_path: Path, name: str) -> None:
    with pytest.raises(MainspringError, match=r"\.csv, \.csv\.gz, \.parquet, \.arrow"):
        write_simulated(fevs, SimulationOptions(rows=10), tmp_path / name)


@pytest.fixture
def small_disk() -> Iterator[None]:
    """No file may grow past 200 kB."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.usefixtures("small_disk")
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_full_disk_is_told_and_nothing_is_left(fevs: Instrument, tmp_path: Path, suffix: str) -> None:
    with pytest.raises(MainspringError, match="could not be written"):
        write_simulated(fevs, SimulationOptions(rows=10_000), tmp_path / f"survey{suffix}")

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("place", "message"),
    [("nowhere/survey.csv", "No such file"), ("file/survey.csv", "Not a directory"), ("folder.csv", "Is a directory")],
)
def test_a_place_that_cannot_be_written_is_told(fevs: Instrument, tmp_path: Path, place: str, message: str) -> None:
    (tmp_path / "file").write_text("kept")
    (tmp_path / "folder.csv").mkdir()

    with pytest.raises(MainspringError, match=message):
        write_simulated(fevs, SimulationOptions(rows=10), tmp_path / place)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder.csv"]


def test_progress_is_told_batch_by_batch(fevs: Instrument, tmp_path: Path) -> None:
    told: list[int] = []
    write_simulated(fevs, SimulationOptions(rows=BLOCK_ROWS + 5), tmp_path / "survey.arrow", told.append)

    assert told == [BLOCK_ROWS, BLOCK_ROWS + 5]

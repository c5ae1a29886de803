"""A simulated survey is in the official layout, always the same one, and true to what it was drawn from."""

from __future__ import annotations

import json
import resource
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa
import pytest

from mainspring.errors import MainspringError
from mainspring.instrument import Construct, Instrument, Item, Scale, UnitLevel, list_instruments, load_instrument
from mainspring.responses import DO_NOT_KNOW, FIRST_CODE, NOT_ANSWERED, read_responses
from mainspring.responses.simulated import (
    SimulationOptions,
    SimulationTruth,
    read_simulated,
    simulate,
    truth,
    write_simulated,
)
from mainspring.responses.simulated.draw import BLOCK_ROWS, draw_block, plan_survey
from mainspring.responses.simulated.layout import respondent_ids

Floats = npt.NDArray[np.float64]

RESPONDENTS = [each.id for each in list_instruments() if each.kind == "respondents"]
FEVS_YEARS = range(2010, 2024)
SUFFIXES = (".csv", ".csv.gz", ".parquet", ".arrow")
LARGE = SimulationOptions(rows=200_000, seed=5)


@pytest.fixture(scope="module")
def fevs() -> Instrument:
    return load_instrument("us-fevs-2018")


@pytest.fixture(scope="module")
def survey(fevs: Instrument) -> pl.DataFrame:
    """A large survey as text, with the number of respondents in each one's sub-agency."""
    frame = pl.DataFrame(pl.from_arrow(pa.Table.from_batches(simulate(fevs, LARGE))))
    text = frame.with_columns(pl.exclude("RANDOM", "POSTWT").cast(pl.String))
    return text.with_columns(pl.len().over("LEVEL1").alias("unit_size"))


@pytest.fixture(scope="module")
def scores(fevs: Instrument, survey: pl.DataFrame) -> dict[str, Floats]:
    """Each construct's score on 0-100 for respondents who answered all of its items, NaN for the rest."""
    return {one.id: _score(survey, one.items) for one in fevs.constructs if one.items}


@pytest.fixture(scope="module")
def known(fevs: Instrument) -> SimulationTruth:
    return truth(fevs, LARGE)


@pytest.fixture
def reference(shared: Path) -> dict[str, dict[str, dict[str, float]]]:
    return dict(json.loads((shared / "reference" / "fevs_2018_sample.json").read_text()))


def _answers(survey: pl.DataFrame, items: tuple[str, ...]) -> Floats:
    return survey.select(pl.col(items).replace("X", None).cast(pl.Float64)).to_numpy()


def _score(survey: pl.DataFrame, items: tuple[str, ...]) -> Floats:
    mean: Floats = 25 * (_answers(survey, items).mean(axis=1) - 1)
    return mean


def _share(which: pl.Series) -> float:
    return float(which.to_numpy().mean())


def _correlation(left: Floats, right: Floats) -> float:
    both = ~np.isnan(left) & ~np.isnan(right)
    return float(np.corrcoef(left[both], right[both])[0, 1])


def _icc(values: Floats, groups: pl.Series) -> float:
    """ICC(1) from a one-way analysis of variance, for groups of unequal size."""
    frame = pl.DataFrame({"y": values, "g": groups}).drop_nans()
    by = frame.group_by("g").agg(pl.len().alias("n"), pl.col("y").mean().alias("m"), pl.col("y").var().alias("v"))
    by = by.filter(pl.col("n") > 1)
    n, mean, variance = (by[name].to_numpy() for name in ("n", "m", "v"))
    within = float(((n - 1) * variance).sum() / (n - 1).sum())
    between = float((n * (mean - np.average(mean, weights=n)) ** 2).sum() / (n.size - 1))
    size = (n.sum() - (n**2).sum() / n.sum()) / (n.size - 1)
    tau = (between - within) / size
    return float(tau / (tau + within))


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


# Answers


def test_do_not_know_is_only_where_the_item_allows_it(fevs: Instrument, survey: pl.DataFrame) -> None:
    said = {item.id for item in fevs.items if (survey[item.id] == "X").any()}

    assert said == {item.id for item in fevs.items if item.scale.do_not_know}


def test_blanks_grow_towards_the_end_and_with_those_who_stop(survey: pl.DataFrame) -> None:
    blank = {item: survey[item].is_null().mean() for item in ("Q1", "Q36", "Q71")}

    assert blank["Q1"] == pytest.approx(0.005, abs=0.001)
    assert blank["Q36"] == pytest.approx(0.005 + 0.01 + 0.03 / 3, abs=0.004)
    assert blank["Q71"] == pytest.approx(0.024 + 0.03, abs=0.006)


def test_percent_positive_is_that_of_the_sample(survey: pl.DataFrame, reference: dict[str, dict[str, float]]) -> None:
    expected = reference["percent_positive"]
    answers, weights = _answers(survey, tuple(expected)), survey["POSTWT"].to_numpy()
    positive = 100 * (weights @ (answers >= 4)) / (weights @ ~np.isnan(answers))

    assert positive == pytest.approx(list(expected.values()), abs=1)


def test_reliability_is_that_of_the_sample(
    survey: pl.DataFrame, reference: dict[str, dict[str, dict[str, float]]], fevs: Instrument
) -> None:
    for construct, expected in reference["constructs"].items():
        answers = _answers(survey, fevs.construct(construct).items)
        covariance = np.cov(answers[~np.isnan(answers).any(axis=1)].T)
        k = len(covariance)
        alpha = k / (k - 1) * (1 - np.trace(covariance) / covariance.sum())
        assert alpha == pytest.approx(expected["alpha_unweighted"], abs=0.05), construct


def test_constructs_correlate_as_in_the_sample(shared: Path, fevs: Instrument, scores: dict[str, Floats]) -> None:
    real = pl.read_csv(shared / "data" / "us-fevs" / "fevs_2018_sample.csv.gz").with_columns(pl.col("^Q.*$").cast(str))
    names = list(scores)
    for place, left in enumerate(names):
        for right in names[:place]:
            found = _correlation(scores[left], scores[right])
            items = (fevs.construct(name).items for name in (left, right))
            assert found == pytest.approx(_correlation(*(_score(real, each) for each in items)), abs=0.1), (left, right)


def test_units_differ_about_as_much_as_in_the_sample(survey: pl.DataFrame, scores: dict[str, Floats]) -> None:
    icc = {name: _icc(score, survey["LEVEL1"]) for name, score in scores.items()}

    assert 0.02 < icc["autonomy"] < 0.08
    assert 0.02 < icc["satisfaction"] < 0.08
    assert 0.003 < icc["motivation"] < min(icc["autonomy"], icc["satisfaction"])


def test_the_motivated_and_empowered_mean_to_stay(survey: pl.DataFrame, scores: dict[str, Floats]) -> None:
    leaving = (
        survey.select(pl.col("DLEAVING").is_in(["B", "C"]).cast(pl.Float64).fill_null(np.nan)).to_series().to_numpy()
    )

    assert _correlation(leaving, scores["motivation"]) == pytest.approx(-0.155, abs=0.05)
    assert _correlation(leaving, scores["autonomy"]) == pytest.approx(-0.294, abs=0.05)


@pytest.mark.parametrize(("year", "outside", "another_job"), [(2010, "D", "CD"), (2018, "C", "BC"), (2022, "D", "CD")])
def test_leaving_is_told_in_the_letters_of_its_year(year: int, outside: str, another_job: str) -> None:
    instrument = load_instrument(f"us-fevs-{year}")
    found = truth(instrument, SimulationOptions(rows=10))
    shares = dict(zip(found.question("DLEAVING").coding.codes, found.question("DLEAVING").shares, strict=True))

    assert shares[outside] == pytest.approx(0.044)
    assert sum(shares[code] for code in another_job) == pytest.approx(0.230)
    assert sum(shares.values()) == pytest.approx(1)


# Units, weights, masking


def test_unit_means_are_the_true_ones_within_sampling_error(
    survey: pl.DataFrame, scores: dict[str, Floats], known: SimulationTruth
) -> None:
    for construct in ("autonomy", "motivation", "supervisor"):
        expected = dict(zip((path[-1] for path in known.units), known.construct_means(construct), strict=True))
        frame = pl.DataFrame({"unit": survey["LEVEL1"], "y": scores[construct]}).drop_nans()
        units = frame.group_by("unit").agg(pl.col("y").mean(), pl.col("y").std().alias("sd"), pl.len().alias("n"))
        units = units.filter(pl.col("n") >= 100)
        z = [(y - expected[unit]) / (sd / n**0.5) for unit, y, sd, n in units.iter_rows()]

        assert np.mean(z) == pytest.approx(0, abs=4 / len(z) ** 0.5)
        assert np.std(z) == pytest.approx(1, abs=4 / (2 * len(z)) ** 0.5)


def test_the_whole_is_the_weighted_mean_of_its_units(fevs: Instrument, known: SimulationTruth) -> None:
    for construct in ("empowerment", "leave"):
        overall = np.average(known.construct_means(construct), weights=known.population)
        assert overall == pytest.approx({"empowerment": 68.1, "leave": 23.0}[construct], abs=0.3)
    assert known.population @ known.effects == pytest.approx(0, abs=1e-12)
    assert fevs.units


def test_the_asked_number_of_units_makes_a_tree(fevs: Instrument) -> None:
    units = truth(fevs, SimulationOptions(rows=10, units=(100, 12_000))).units

    assert len({agency for agency, _ in units}) == 100
    assert len({sub_agency for _, sub_agency in units}) == 12_000
    assert all(sub_agency.startswith(agency) for agency, sub_agency in units)


def test_units_are_of_very_different_sizes_and_leftovers_are_pooled(survey: pl.DataFrame) -> None:
    agencies = survey.group_by("AGENCY").len()["len"].to_numpy()
    codes = survey["LEVEL1"].unique().to_list()

    assert agencies.max() > 20 * agencies.min()
    assert "XX" in survey["AGENCY"]
    assert {code[:2] for code in codes if code.endswith("ZZ")} == set(survey["AGENCY"].unique())


def test_weights_are_larger_where_fewer_answer(survey: pl.DataFrame, known: SimulationTruth) -> None:
    rates = dict(zip((path[-1] for path in known.units), known.response_rates, strict=True))
    units = survey.group_by("LEVEL1").agg(pl.col("POSTWT").mean(), pl.len()).filter(pl.col("len") >= 100)
    weighted = [weight * rates[unit] for unit, weight, _ in units.iter_rows()]
    weights = survey["POSTWT"].to_numpy()

    assert weights.min() > 0
    assert weights.mean() > np.median(weights)
    assert np.log(weights).std() == pytest.approx(0.455, abs=0.15)
    assert weighted == pytest.approx(np.ones(len(weighted)), abs=0.1)


def test_characteristics_are_masked_more_in_small_units_and_rare_ones_most(survey: pl.DataFrame) -> None:
    small, large = survey.filter(pl.col("unit_size") < 300), survey.filter(pl.col("unit_size") > 5_000)
    truly = truth(load_instrument("us-fevs-2018"), LARGE).question("DSUPER").shares[1]

    for characteristic in ("DSUPER", "DEDUC", "DFEDTEN"):
        assert _share(small[characteristic].is_null()) > 3 * _share(large[characteristic].is_null())
    assert _share(small["DSUPER"].drop_nulls() == "B") < truly / 2
    assert _share(large["DSUPER"].drop_nulls() == "B") == pytest.approx(truly, abs=0.03)


# Instruments of another make

SEVEN = Scale("seven", tuple(range(1, 8)), ("",) * 7, (6, 7))
TWO = Scale("two", (0, 1), ("no", "yes"), (1,), do_not_know=("?",))
ODD = Instrument(
    id="odd",
    title="Odd",
    survey="odd",
    wave=2026,
    kind="respondents",
    source="",
    items=(Item("up", "Up", SEVEN, ("up",)), Item("down", "Down", SEVEN, ("down",)), Item("yes", "Yes", TWO, ("yes",))),
    constructs=(
        Construct("autonomy", "Autonomy", "empowerment", items=("up", "down"), reversed=("down",)),
        Construct("voted", "Voted", "context", column=("vote",), yes=("y",), no=("n",)),
    ),
    indices=(),
    attributes=(),
    units=(),
)


@pytest.fixture(scope="module")
def odd() -> pl.DataFrame:
    return pl.DataFrame(pl.from_arrow(pa.Table.from_batches(simulate(ODD, SimulationOptions(rows=50_000, seed=2)))))


def test_scales_of_any_length_follow_the_truth(odd: pl.DataFrame) -> None:
    found = truth(ODD, SimulationOptions(rows=50_000, seed=2))
    for column in ("up", "down", "yes", "vote"):
        codes = found.question(column).coding.codes
        answers = odd[column].cast(pl.String)
        shares = [(answers.drop_nulls().filter(answers.drop_nulls() != "?") == code).mean() for code in codes]
        assert shares == pytest.approx(found.probabilities(column)[0], abs=0.01), column


def test_a_reversed_item_runs_against_its_construct(odd: pl.DataFrame) -> None:
    up, down = (odd[name].cast(pl.Float64).fill_null(np.nan).to_numpy() for name in ("up", "down"))

    assert _correlation(up, down) < -0.4


def test_without_units_ids_or_weights_there_are_only_answers(odd: pl.DataFrame) -> None:
    (batch, *_) = read_simulated(ODD, SimulationOptions(rows=1_000)).batches([])

    assert odd.columns == ["up", "down", "yes", "vote"]
    assert set(batch.weights) == {1.0}
    assert set(np.unique(batch.items)) <= {NOT_ANSWERED, DO_NOT_KNOW, *range(FIRST_CODE, FIRST_CODE + 7)}


def test_levels_may_be_many() -> None:
    levels = tuple(UnitLevel(name, name, (name,)) for name in ("country", "agency", "team"))
    instrument = Instrument(**{name: getattr(ODD, name) for name in ODD.__slots__} | {"units": levels})
    batch = next(simulate(instrument, SimulationOptions(rows=5_000, units=(2, 6, 60))))

    assert [len(batch[name].unique()) for name in ("country", "agency", "team")] == [2, 6, 60]


# What cannot be simulated


@pytest.mark.parametrize(
    ("rows", "seed", "units", "message"),
    [
        (0, 0, (), "0 rows cannot be simulated"),
        (2**40, 0, (), "Ask for 1 to"),
        (10, -1, (), "seed -1 is negative"),
        (10, 0, (12_000, 100), "12000,100 make no tree"),
        (10, 0, (0, 5), "make no tree"),
        (-1, -1, (), "rows cannot be simulated.*\n.*negative"),
    ],
)
def test_impossible_options_are_refused(rows: int, seed: int, units: tuple[int, ...], message: str) -> None:
    with pytest.raises(MainspringError, match=f"(?s){message}"):
        SimulationOptions(rows, seed, units)


def test_numbers_of_units_must_fit_the_levels() -> None:
    with pytest.raises(MainspringError, match=r"2 numbers of units .* instrument us-fevs-2022, which are: AGENCY"):
        simulate(load_instrument("us-fevs-2022"), SimulationOptions(rows=10, units=(10, 20)))


def test_published_scores_have_nobody_to_simulate() -> None:
    with pytest.raises(MainspringError, match="there is nobody to simulate"):
        simulate(load_instrument("uk-csps"), SimulationOptions(rows=10))


def test_cells_cannot_be_made_by_what_was_not_asked(fevs: Instrument) -> None:
    with pytest.raises(MainspringError, match=r"no column SHOE_SIZE.*Use AGENCY, LEVEL1"):
        read_simulated(fevs, SimulationOptions(rows=10)).batches(["SHOE_SIZE"])


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


def test_a_folder_that_is_not_there_is_told(fevs: Instrument, tmp_path: Path) -> None:
    with pytest.raises(MainspringError, match="No such file or directory"):
        write_simulated(fevs, SimulationOptions(rows=10), tmp_path / "nowhere" / "survey.csv")


def test_progress_is_told_batch_by_batch(fevs: Instrument, tmp_path: Path) -> None:
    told: list[int] = []
    write_simulated(fevs, SimulationOptions(rows=BLOCK_ROWS + 5), tmp_path / "survey.arrow", told.append)

    assert told == [BLOCK_ROWS, BLOCK_ROWS + 5]

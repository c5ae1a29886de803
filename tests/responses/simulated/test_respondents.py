"""Simulated respondents are like those of the real sample, and true to what they were drawn from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from mainspring.instrument import Instrument, load_instrument
from mainspring.responses.simulated import SimulationOptions, SimulationTruth, truth
from tests.responses.simulated.cast import LARGE, Floats, answers_of, correlation, icc, score, share_of

# Answers


def test_do_not_know_is_only_where_the_item_allows_it(fevs: Instrument, survey: pl.DataFrame) -> None:
    said = {item.id for item in fevs.items if (survey[item.id] == "X").any()}

    assert said == {item.id for item in fevs.items if item.scale.do_not_know}


def test_blanks_grow_towards_the_end_and_with_those_who_stop(survey: pl.DataFrame) -> None:
    blank = {item: survey[item].is_null().mean() for item in ("Q1", "Q36", "Q71")}

    assert blank["Q1"] == pytest.approx(0.005, abs=0.001)
    assert blank["Q36"] == pytest.approx(0.005 + 0.01 + 0.03 / 3, abs=0.004)
    assert blank["Q71"] == pytest.approx(0.024 + 0.03, abs=0.006)


def test_percent_positive_is_that_of_the_sample(survey: pl.DataFrame, reference: dict[str, Any]) -> None:
    expected = reference["percent_positive"]
    answers, weights = answers_of(survey, tuple(expected)), survey["POSTWT"].to_numpy()
    positive = 100 * (weights @ (answers >= 4)) / (weights @ ~np.isnan(answers))

    assert positive == pytest.approx(list(expected.values()), abs=1)


def test_reliability_is_that_of_the_sample(
    survey: pl.DataFrame, reference: dict[str, dict[str, Any]], fevs: Instrument
) -> None:
    for construct, expected in reference["constructs"].items():
        answers = answers_of(survey, fevs.construct(construct).items)
        covariance = np.cov(answers[~np.isnan(answers).any(axis=1)].T)
        k = len(covariance)
        alpha = k / (k - 1) * (1 - np.trace(covariance) / covariance.sum())
        assert alpha == pytest.approx(expected["alpha_unweighted"], abs=0.05), construct


def test_constructs_correlate_as_in_the_sample(shared: Path, fevs: Instrument, scores: dict[str, Floats]) -> None:
    real = pl.read_csv(shared / "data" / "us-fevs" / "fevs_2018_sample.csv.gz").with_columns(pl.col("^Q.*$").cast(str))
    names = list(scores)
    for place, left in enumerate(names):
        for right in names[:place]:
            found = correlation(scores[left], scores[right])
            items = (fevs.construct(name).items for name in (left, right))
            assert found == pytest.approx(correlation(*(score(real, each) for each in items)), abs=0.1), (left, right)


def test_units_differ_about_as_much_as_in_the_sample(survey: pl.DataFrame, scores: dict[str, Floats]) -> None:
    found = {name: icc(score, survey["LEVEL1"]) for name, score in scores.items()}

    assert 0.02 < found["autonomy"] < 0.08
    assert 0.02 < found["satisfaction"] < 0.08
    assert 0.003 < found["motivation"] < min(found["autonomy"], found["satisfaction"])


def test_the_motivated_and_empowered_mean_to_stay(survey: pl.DataFrame, scores: dict[str, Floats]) -> None:
    leaving = (
        survey.select(pl.col("DLEAVING").is_in(["B", "C"]).cast(pl.Float64).fill_null(np.nan)).to_series().to_numpy()
    )

    assert correlation(leaving, scores["motivation"]) == pytest.approx(-0.155, abs=0.05)
    assert correlation(leaving, scores["autonomy"]) == pytest.approx(-0.294, abs=0.05)


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


@pytest.mark.parametrize("numbers", [(1, 1), (1, 30), (2, 2), (45, 234), (100, 12_000), (3_000, 3_000)])
def test_the_asked_number_of_units_makes_a_tree(fevs: Instrument, numbers: tuple[int, int]) -> None:
    units = truth(fevs, SimulationOptions(rows=10, units=numbers)).units

    assert (len({agency for agency, _ in units}), len({sub_agency for _, sub_agency in units})) == numbers
    assert all(sub_agency.startswith(agency) for agency, sub_agency in units)


def test_units_are_of_very_different_sizes_and_leftovers_are_pooled(survey: pl.DataFrame) -> None:
    agencies = survey.group_by("AGENCY").len()["len"].to_numpy()
    codes = survey["LEVEL1"].unique().to_list()

    assert agencies.max() > 20 * agencies.min()
    assert "XX" in survey["AGENCY"]
    assert {code[:2] for code in codes if code.endswith("ZZ")} == set(survey["AGENCY"].unique())
    assert {code for code in codes if code.startswith("XX")} == {"XXZZ"}


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
        assert share_of(small[characteristic].is_null()) > 3 * share_of(large[characteristic].is_null())
    assert share_of(small["DSUPER"].drop_nulls() == "B") < truly / 2
    assert share_of(large["DSUPER"].drop_nulls() == "B") == pytest.approx(truly, abs=0.03)

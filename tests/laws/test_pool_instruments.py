"""Surveys that asked different questions, pooled on their constructs: models are those of everybody's scores in one table."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mainspring.errors import ModelError, MomentsError
from mainspring.evidence import FitOptions, across_countries, fit
from mainspring.instrument import Instrument, joined, load_instrument
from mainspring.moments import COUNTRY, Moments, MomentsOptions, in_common, listwise, load, pool, save
from mainspring.responses.simulated import SimulationOptions
from tests.evidence.cast import Rows
from tests.laws.cast import Floats, Survey, survey

LAYOUTS = {"NO": "us-fevs-2018", "DK": "us-fevs-2019", "SE": "mainspring-pulse-1"}
OPTIONS = MomentsOptions(products=("motivation:empowerment",))


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Survey]:
    folder = tmp_path_factory.mktemp("homes")
    return {
        label: survey(layout, folder, SimulationOptions(1_500, seed, (3, 12)))
        for seed, (label, layout) in enumerate(LAYOUTS.items())
    }


@pytest.fixture(scope="module")
def parts(homes: dict[str, Survey]) -> dict[str, Moments]:
    return {
        label: home.moments(OPTIONS, tuple(level.id for level in home.instrument.units))
        for label, home in homes.items()
    }


@pytest.fixture(scope="module")
def instruments(homes: dict[str, Survey]) -> list[Instrument]:
    return [home.instrument for home in homes.values()]


def stacked(homes: dict[str, Survey], labels: tuple[str, ...], names: tuple[str, ...]) -> Rows:
    """Everybody's scores in one table, the first as the outcome; people who lack one are left out."""
    scores = np.vstack([np.column_stack([homes[label].values(name) for name in names]) for label in labels])
    known = ~np.isnan(scores.sum(axis=1))
    weight = np.concatenate([homes[label].weight() for label in labels])[known]
    country = np.repeat(np.arange(len(labels)), [len(homes[label]) for label in labels])[known]
    units = [(label, *unit) for label in labels for unit in homes[label].units()]
    number = {unit: at for at, unit in enumerate(sorted(set(units)))}
    unit = np.array([number[unit] for unit in units])[known]
    return Rows(scores[known, 0], scores[known, 1:], weight, {"country": country, "unit": unit})


def solved(rows: Rows, effects: str) -> Floats:
    """Weighted least squares with a column for each country or unit: the terms' coefficients."""
    root = np.sqrt(rows.weight)
    columns = np.column_stack([rows.X, rows.dummies(effects)]) * root[:, None]
    found: Floats = np.linalg.lstsq(columns, rows.y * root, rcond=None)[0].astype(np.float64)
    return found[: rows.X.shape[1]]


@pytest.mark.parametrize("labels", [("NO", "DK"), ("NO", "SE"), ("NO", "DK", "SE")])
def test_a_model_of_pooled_instruments_is_that_of_everybodys_scores(
    homes: dict[str, Survey], parts: dict[str, Moments], instruments: list[Instrument], labels: tuple[str, ...]
) -> None:
    pooled = pool({label: parts[label] for label in labels}, instruments)
    instrument = joined(homes[label].instrument for label in labels)
    rows = stacked(homes, labels, ("leave", "motivation", "autonomy", "purpose"))
    how = FitOptions(vcov="CR2", cluster=pooled.schema.by[-1])
    found = fit("leave ~ motivation + autonomy + purpose", pooled, instrument, how)
    np.testing.assert_allclose(found.estimate, solved(rows, "country"), rtol=1e-10)
    assert found.n == len(rows.y)
    assert COUNTRY in found.method


def test_a_product_is_pooled_from_the_means_of_everybody(
    homes: dict[str, Survey], parts: dict[str, Moments], instruments: list[Instrument]
) -> None:
    found = fit(
        "leave ~ motivation * empowerment | UNIT", pool(parts, instruments), joined(instruments), FitOptions(vcov="CR2")
    )
    rows = stacked(homes, tuple(LAYOUTS), ("leave", "motivation", "empowerment"))
    away = rows.X - np.average(rows.X, axis=0, weights=rows.weight)
    rows = replace(rows, X=np.column_stack([rows.X, away[:, 0] * away[:, 1] / 100]))
    np.testing.assert_allclose(found.estimate, solved(rows, "unit"), rtol=1e-9)


def test_everybody_is_there_and_patterns_that_became_one_are_one(
    parts: dict[str, Moments], instruments: list[Instrument]
) -> None:
    pooled = pool(parts, instruments)
    assert pooled.n.sum() == sum(part.n.sum() for part in parts.values())
    assert pooled.products[:, 1, 0].sum() == pooled.n.sum()
    keys = list(zip(pooled.pattern_cell.tolist(), pooled.patterns.tolist(), strict=True))
    assert len(set(keys)) == len(keys) < sum(len(part.patterns) for part in parts.values())
    for names in (("motivation",), ("leave", "peers", "motivation:empowerment")):
        _, people = listwise(pooled, names, weighted=False)
        assert people.sum() == sum(listwise(part, names, weighted=False)[1].sum() for part in parts.values())


def test_what_is_pooled_says_what_it_is_of_and_is_fitted_by_that_name(
    parts: dict[str, Moments], instruments: list[Instrument], tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("pooled") / "all.moments"
    save(pool(parts, instruments), file)
    schema = load(file).schema
    assert schema.instrument == "mainspring-pulse-1+us-fevs-2018+us-fevs-2019"
    assert (schema.wave, schema.by) == (2026, ("COUNTRY", "UNIT"))
    formula = "leave ~ motivation + empowerment"
    found = across_countries(
        formula, load(file), load_instrument(schema.instrument), FitOptions(cluster="UNIT", vcov="CR2")
    )
    assert found[0].countries == ("DK", "NO", "SE")


def test_a_question_on_both_sides_is_seen_in_each_survey(
    parts: dict[str, Moments], instruments: list[Instrument]
) -> None:
    with pytest.raises(ModelError, match=r"mainspring-pulse-1/AUT1.*us-fevs-2018/Q3.* would stand on both sides"):
        fit("empowerment ~ autonomy", pool(parts, instruments), joined(instruments))


def test_what_differs_is_left_out_with_the_reason(parts: dict[str, Moments], instruments: list[Instrument]) -> None:
    left_out = in_common(parts, instruments).left_out
    assert left_out["compliance"] == (
        "a mean of items in us-fevs-2018, us-fevs-2019 and a mean of constructs in mainspring-pulse-1"
    )
    assert left_out["pay"] == left_out["female"] == "mainspring-pulse-1 does not have it"
    assert left_out["observability"] == "us-fevs-2018 and us-fevs-2019 do not have it"
    fevs = {label: parts[label] for label in ("NO", "DK")}
    assert in_common(fevs, instruments).left_out == {}


def test_exactly_what_is_asked_for_is_kept_or_refused(parts: dict[str, Moments], instruments: list[Instrument]) -> None:
    assert pool(parts, instruments, ("leave", "motivation")).schema.variables == ("leave", "motivation")
    with pytest.raises(
        MomentsError, match=r"compliance cannot be pooled: a mean of items in .* and a mean of constructs in"
    ):
        pool(parts, instruments, ("leave", "compliance"))
    with pytest.raises(MomentsError, match=r"nonsense cannot be pooled: us-fevs-2018 and .* do not have it"):
        pool(parts, instruments, ("nonsense",))


def test_a_product_of_what_differs_goes_with_it(homes: dict[str, Survey], instruments: list[Instrument]) -> None:
    options = MomentsOptions(("leave", "compliance"), ("compliance:leave",))
    made = {label: homes[label].moments(options, ()) for label in ("NO", "SE")}
    found = in_common(made, instruments)
    assert found.variables == ("leave",)
    assert found.left_out["compliance:leave"].startswith("compliance: a mean of items")


def of_wave(part: Moments, wave: int, source: str) -> Moments:
    return replace(part, schema=replace(part.schema, wave=wave), sources={"again.csv": source})


def test_codebooks_that_are_missing_or_changed_are_named(
    parts: dict[str, Moments], instruments: list[Instrument]
) -> None:
    with pytest.raises(
        MomentsError, match=r"SE was made with, mainspring-pulse-1, is not here .* Name it with --codebook"
    ):
        pool(parts, instruments[:2])
    other = replace(parts["NO"], schema=replace(parts["NO"].schema, fingerprint="older"))
    with pytest.raises(MomentsError, match="NO and FI were made with codebook us-fevs-2018, but with two versions"):
        pool({**parts, "FI": other}, instruments)
    with pytest.raises(MomentsError, match="NO and FI are of waves 2018 and 2020 of one survey"):
        pool({**parts, "FI": of_wave(parts["NO"], 2020, "1")}, instruments)


def test_nothing_in_common_is_refused(homes: dict[str, Survey], instruments: list[Instrument]) -> None:
    made = {
        "NO": homes["NO"].moments(MomentsOptions(("pay",)), ()),
        "SE": homes["SE"].moments(MomentsOptions(("observability",)), ()),
    }
    with pytest.raises(MomentsError, match=r"no variable in common .*pay: mainspring-pulse-1 does not have it"):
        pool(made, instruments)

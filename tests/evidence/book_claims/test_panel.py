"""C7: changes of units over waves, from published scores and from respondents, against the same model of the rows."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import polars as pl
import pyfixest as pf
import pytest

from mainspring.errors import ModelError
from mainspring.evidence import Claims, Part, claims, claims_published
from mainspring.instrument import Instrument, TrendBreak, load_instrument
from mainspring.moments import PublishedScores
from mainspring.responses.published import Organisation
from tests.evidence.book_claims.cast import INSTRUMENT, Survey, survey
from tests.evidence.book_claims.test_dials import by_hand

pytestmark = pytest.mark.filterwarnings("ignore:The inplace keyword", "ignore:.*singleton fixed effect")

PEOPLE_SURVEY = load_instrument("uk-csps")
CSPS = replace(
    PEOPLE_SURVEY,
    constructs=(
        replace(PEOPLE_SURVEY.construct("autonomy"), id="empowerment"),
        *(PEOPLE_SURVEY.construct(id) for id in ("motivation", "satisfaction")),
    ),
)
"""The People Survey with autonomy alone as empowerment, so that its rows are easily made by hand."""

ITEMS = ("involved", "choice", "interested", "accomplishment", "recommend")
WAVES = range(2011, 2017)


def wave_of(wave: int, names: dict[str, str], values: dict[str, list[float]]) -> PublishedScores:
    return PublishedScores(
        instrument=replace(CSPS, wave=wave),
        wave=wave,
        sources={f"{wave}.csv": f"{wave:064d}"},
        organisations=tuple(Organisation(key, key, name, "") for key, name in names.items()),
        measures=ITEMS,
        values=np.array([values[key] for key in names]),
        marks={},
        flags={},
        benchmarks={},
    )


def panel(seed: int = 1, organisations: int = 60, slope: float = 0.5) -> tuple[list[PublishedScores], pl.DataFrame]:
    """Organisations that differ, waves that differ, and changes of autonomy that go with changes of motivation."""
    rng = np.random.default_rng(seed)
    own, of_wave = rng.normal(60, 8, organisations), {wave: rng.normal(0, 3) for wave in WAVES}
    files, rows = [], []
    for wave in WAVES:
        names, values = {}, {}
        for at in range(organisations):
            if rng.random() < 0.1:
                continue  # not in this wave
            autonomy = own[at] + of_wave[wave] + rng.normal(0, 4)
            motivation = 0.3 * own[at] + slope * autonomy + 2 * of_wave[wave] + rng.normal(0, 2)
            names[f"O{at}"] = f"Office {at}" if wave < 2014 or at % 5 else f"Agency {at}"
            values[f"O{at}"] = [autonomy, autonomy, motivation, motivation, rng.normal(50, 5)]
            rows.append(
                {
                    "unit": f"O{at}",
                    "run": names[f"O{at}"],
                    "wave": wave,
                    "empowerment": autonomy,
                    "motivation": motivation,
                }
            )
        files.append(wave_of(wave, names, values))
    return files, pl.DataFrame(rows)


def part(found: Claims, id: str) -> Part:
    return next(one for one in found.parts() if (one.claim, one.id) == ("C7", id))


def test_changes_are_those_of_two_way_fixed_effects_of_the_rows() -> None:
    """An organisation that takes another name is another one from then on."""
    files, rows = panel(organisations=120)
    fit = pf.feols("motivation ~ empowerment | run + wave", rows, vcov={"CRV1": "unit"})
    kept = rows.filter(pl.len().over("run") > 1)
    size = rows["empowerment"].to_numpy().std() / rows["motivation"].to_numpy().std()
    ours = part(claims_published(files), "motivation")

    assert ours.estimate == pytest.approx(float(fit.coef()["empowerment"]) * size, rel=1e-8)
    assert ours.n == len(kept)
    assert ours.std_error == pytest.approx(float(fit.se()["empowerment"]) * size, rel=1e-8)
    assert ours.verdict == "supported"


def test_changes_that_do_not_go_together_are_not_called_so() -> None:
    told = [part(claims_published(panel(seed, slope=0.0)[0]), "motivation").verdict for seed in range(20)]
    assert told.count("supported") + told.count("contradicted") <= 3


def test_a_break_of_the_trend_begins_a_new_run() -> None:
    broken = replace(CSPS, trend_breaks=(TrendBreak("motivation", 2014, "asked anew"),))
    whole, _ = panel()
    cut = [replace(one, instrument=replace(broken, wave=one.wave)) for one in whole]
    assert part(claims_published(cut), "motivation").estimate != part(claims_published(whole), "motivation").estimate
    assert part(claims_published(cut), "satisfaction") == part(claims_published(whole), "satisfaction")


def test_what_sums_up_others_is_left_out() -> None:
    files, _ = panel()
    doubled = [
        replace(one, organisations=(replace(one.organisations[0], pools_others=True), *one.organisations[1:]))
        for one in files
    ]
    assert part(claims_published(doubled), "motivation").n < part(claims_published(files), "motivation").n


def test_the_dials_of_organisations_are_those_of_the_rows_less_their_waves() -> None:
    """Where a publisher asks about compliance, between organisations and within them, in a layout that is not complete."""
    compliance = replace(CSPS.construct("satisfaction"), id="compliance")
    asked = replace(CSPS, constructs=(CSPS.construct("empowerment"), compliance))
    files, _ = panel(organisations=40)
    files = [replace(one, instrument=replace(asked, wave=one.wave)) for one in files]
    moved = [one.values[:, [0, 4]] - one.values[:, [0, 4]].mean(axis=0) for one in files]
    keys = [organisation.key for one in files for organisation in one.organisations]
    expected = by_hand(np.concatenate(moved), np.unique(keys, return_inverse=True)[1].astype(np.int32))

    found = {part.id: part for part in claims_published(files).parts() if part.claim == "C6"}

    assert found["units"].estimate == pytest.approx(expected[0], rel=1e-10)
    assert found["waves"].estimate == pytest.approx(expected[1], rel=1e-10)
    assert found["waves"].verdict == "supported"


def waves(slope: float) -> list[tuple[Any, Instrument]]:
    """Three waves of one survey: each office's empowerment moves, and its satisfaction with it or not."""
    made = []
    rng = np.random.default_rng(8)
    for year, (moved, _) in zip((2021, 2022, 2023), product((0.0, 1.0, 2.0), (0,)), strict=True):
        some = survey(seed=year, people=4_000, offices=50)
        shift = 6 * rng.normal(size=50)[some.office] + moved
        scores = dict(some.scores)
        scores["empowerment"] = np.clip(np.rint((scores["empowerment"] + shift) / 2) * 2, 0, 100)
        scores["satisfaction"] = np.clip(np.rint((scores["satisfaction"] + slope * shift) / 2) * 2, 0, 100)
        instrument = replace(INSTRUMENT, wave=year, fingerprint=str(year))
        own = Survey(scores, some.leave, some.office, instrument, digest=f"{year:064d}")
        made.append((own.moments(), instrument))
    return made


def test_waves_of_respondents_are_a_panel_of_their_units() -> None:
    told = {}
    for slope in (1.0, -1.0):
        moments, instruments = zip(*waves(slope), strict=True)
        found = claims(moments, instruments)
        told[slope] = part(found, "satisfaction").verdict
        assert found.waves == (2021, 2022, 2023)
        assert part(found, "satisfaction").n == 150
    assert told == {1.0: "supported", -1.0: "contradicted"}


def test_one_wave_has_no_changes() -> None:
    assert (
        part(claims(survey(1).moments(), INSTRUMENT), "leave").reason
        == "Changes need two waves or more, and this is one."
    )


def test_two_files_of_one_wave_are_refused() -> None:
    with pytest.raises(ModelError, match="Two of these are of wave 2024"):
        claims([survey(1).moments(), survey(2).moments()], [INSTRUMENT, INSTRUMENT])

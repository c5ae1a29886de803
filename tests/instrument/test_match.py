"""A file's columns tell which codebook it belongs to, or which come closest and what differs."""

from __future__ import annotations

import gzip
from pathlib import Path

from mainspring.instrument import Instrument, Item, Match, Scale, UnitLevel, closest_instruments

SCALE = Scale("agree", (1, 2), ("No", "Yes"), (2,))


def survey(wave: int, items: int, ignored: tuple[str, ...] = ()) -> Instrument:
    return Instrument(
        id=f"staff-{wave}",
        title="Staff survey",
        survey="staff",
        wave=wave,
        kind="respondents",
        source="",
        items=tuple(Item(f"Q{n}", "A question", SCALE, (f"Q{n}", f"Q0{n}")) for n in range(1, items + 1)),
        constructs=(),
        indices=(),
        attributes=(),
        units=(UnitLevel("AGENCY", "Agency", ("AGENCY",)),),
        weight_columns=("WEIGHT",),
        ignored=ignored,
    )


def test_columns_match_without_case_and_under_any_of_their_names() -> None:
    (match,) = closest_instruments(["agency", "weight", "q1", "Q02"], [survey(2020, 2)])
    assert match == Match("staff-2020", found=4, needed=4, missing=(), extra=())
    assert match.fits


def test_what_is_missing_and_what_is_extra_is_named_as_it_is_written() -> None:
    (match,) = closest_instruments(["Agency", "Weight", "Q1", "Shoe size"], [survey(2020, 3)])
    assert match == Match("staff-2020", found=3, needed=5, missing=("Q2", "Q3"), extra=("Shoe size",))
    assert not match.fits
    assert str(match) == "staff-2020 (3 of 5 columns; lacks Q2, Q3; has besides Shoe size)"


def test_long_lists_are_cut_in_words() -> None:
    (match,) = closest_instruments(["Agency", "Weight"], [survey(2020, 5)])
    assert str(match) == "staff-2020 (2 of 7 columns; lacks Q1, Q2, Q3 and 2 more)"


def test_ignored_columns_are_not_extra() -> None:
    (match,) = closest_instruments(["agency", "weight", "Q1", "dAGE", "note"], [survey(2020, 1, ("D*", "NOTE"))])
    assert match.fits


def test_the_best_match_comes_first() -> None:
    matches = closest_instruments(["agency", "weight", "q1", "q2"], [survey(2018, 1), survey(2019, 2), survey(2020, 9)])
    assert [match.instrument_id for match in matches] == ["staff-2019", "staff-2018", "staff-2020"]


def test_a_year_in_the_file_name_decides_between_those_that_fit() -> None:
    columns, waves = ["agency", "weight", "q1"], [survey(wave, 1) for wave in (2018, 2019, 2020)]
    assert closest_instruments(columns, waves, "staff_2019_final.csv")[0].instrument_id == "staff-2019"
    assert closest_instruments(columns, waves)[0].instrument_id == "staff-2020"


def test_a_year_in_the_file_name_does_not_make_a_misfit_better() -> None:
    matches = closest_instruments(["agency", "weight", "q1"], [survey(2018, 1), survey(2019, 2)], "staff_2019.csv")
    assert matches[0].instrument_id == "staff-2018"


def test_published_scores_are_matched_elsewhere() -> None:
    assert "uk-csps" not in {match.instrument_id for match in closest_instruments(["Organisation", "B01"])}


def test_the_sample_file_finds_its_codebook_among_the_shipped_ones(shared: Path) -> None:
    with gzip.open(shared / "data" / "us-fevs" / "fevs_2018_sample.csv.gz", "rt", encoding="utf-8") as file:
        columns = file.readline().strip().split(",")
    first, second, *_ = closest_instruments(columns, file_name="fevs_2018_sample.csv.gz")
    assert first.fits
    assert first.instrument_id == "us-fevs-2018-sample"
    assert (second.instrument_id, second.missing, second.extra) == ("us-fevs-2018", ("DLEAVING",), ("my_leaving",))

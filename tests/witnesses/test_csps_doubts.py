"""What in the files of the UK Civil Service People Survey does not fit together, and that nothing else is called doubtful."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from tests.witnesses.csps import INSTRUMENT, THEMES, column, each_wave, of, scores, wave

# Organisations and themes that are not the mean of their items within rounding.
EXCEPTIONS: dict[int, set[tuple[str, str]]] = {
    # Small organisations in which some people left items blank: off by 1.1 to 1.3, with both sides rounded to whole per cent.
    2009: {("TRP", "leadership"), ("OPG", "leadership")},
    2010: {("WPEA", "resources")},
    2014: {("HMCPSI", "learning")},
    # The items of these two stand in each other's rows.
    2016: {(key, theme) for key in ("DFID", "DIT") for theme in THEMES},
}


@each_wave
def test_every_theme_is_the_mean_of_its_items(shared: Path, year: int) -> None:
    """In whole percentages within rounding: half a point for the theme and half for the mean of the items.

    From 2021 scores have three decimals, and a theme is a mean over respondents, not over items: items that some people left
    blank move it by some tenths, most in the smallest organisations. Nowhere is that as much as .8; over all civil servants it
    is less than .02.
    """
    found = wave(shared, year)
    assert INSTRUMENT.published is not None
    composition = {index.id: index.items for index in INSTRUMENT.indices} | INSTRUMENT.published.composition_in(year)
    tolerance = 1.0 + 1e-9 if found.decimals == 0 else 0.8
    off = set()
    for theme in THEMES:
        items = [column(found, item) for item in composition[f"uk_theme_{theme}"]]
        for key, score in column(found, f"uk_theme_{theme}").items():
            if abs(score - np.mean([item[key] for item in items])) > tolerance:
                off.add((key, theme))
        mean = found.benchmarks.get("mean")
        if mean and year >= 2021:
            assert abs(mean[f"uk_theme_{theme}"] - np.mean([mean[i] for i in composition[f"uk_theme_{theme}"]])) < 0.02
    assert off == EXCEPTIONS.get(year, set())


def test_one_scale_serves_a_whole_file(shared: Path) -> None:
    """Social Security Scotland in 2021: .964 % want to leave as soon as possible, which a guess per cell would make 96.4."""
    found = wave(shared, 2021)
    row = of(found, "SSS")
    future = [row[answer] for answer in ("leave_asap", "leave_12_months", "stay_1_year", "stay_3_years")]
    assert future == [0.964, 6.345, 23.213, 69.478]
    assert sum(future) == pytest.approx(100, abs=0.001)
    assert ("SSS", "leave_asap") not in found.flags


@pytest.mark.parametrize("publishes_all_answers", [True, False])
def test_96_4_would_be_flagged(shared: Path, tmp_path: Path, publishes_all_answers: bool) -> None:
    found = wave(shared, 2021)
    answers = [
        ("leave_asap", "C01_1"),
        ("leave_12_months", "C01_2"),
        ("stay_1_year", "C01_3"),
        ("stay_3_years", "C01_4"),
    ]
    kept = answers if publishes_all_answers else answers[:1]
    path = tmp_path / "2020.csv"
    with path.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["Department group", "Organisation", "Engagement index", *(number for _, number in kept)])
        for one in found.organisations:
            row = of(found, one.key)
            shares = [row[id] if (one.key, id) != ("SSS", "leave_asap") else 96.4 for id, _ in kept]
            rows.writerow([one.group, one.name, row["uk_engagement"], *shares])
    changed = scores(path)
    assert ("SSS", "leave_asap") in changed.flags
    assert {key for key, _ in changed.flags} == {"SSS"}
    assert of(changed, "SSS")["leave_asap"] == 96.4


NOBODY = {
    2021: {
        "reported": {"AIB", "SHR"},
        "acted_on": {"AIB", "DMO", "NIC", "RS", "SHR", "UKSA"},
        "stopped": {"AIB", "SHR"},
        "culture": {"AIB", "SHR"},
        "punished": {"AIB", "DMO", "NIC", "RS", "SHR", "UKSA"},
    },
    2023: {
        "reported": {"NIC"},
        "acted_on": {"HMCPSI", "NIC", "SHR"},
        "stopped": {"NIC"},
        "culture": {"NIC"},
        "punished": {"HMCPSI", "NIC", "SHR"},
    },
    2024: {
        "reported": {"NIC"},
        "acted_on": {"AIB", "DMO", "HMCPSI", "NIC", "UKSA"},
        "stopped": {"NIC"},
        "culture": {"NIC"},
        "punished": {"AIB", "DMO", "HMCPSI", "NIC", "UKSA"},
    },
}


def expected_flags(year: int, measures: tuple[str, ...]) -> set[tuple[str, str]]:
    """Everything that the rules flag in the thirteen files.

    2009: 43 % bullied at the Meat Hygiene Service, where the next organisation has 22 and the middle one 10.
    2016: all items and themes of two departments whose items stand in each other's rows.
    2020 to 2023: a response rate above 100, which the publisher explains by headcounts that were too low.
    2021 to 2024: follow-up questions on bullying that nobody was asked, published as 0 % for every answer.
    """
    flags = {
        (key, f"bullying_{question}{answer}")
        for question, keys in NOBODY.get(year, {}).items()
        for key in keys
        for answer in ("", "_no", "_unsaid")
    }
    if year == 2009:
        flags.add(("meat-hygiene-service", "bullied"))
    if year == 2016:
        flags |= {(key, m) for key in ("DFID", "DIT") for m in measures if m not in ("response_rate", "uk_engagement")}
    if year in (2020, 2021, 2023):
        flags.add(("GPA", "response_rate"))
    return flags


@each_wave
def test_only_what_can_hardly_be_right_is_flagged(shared: Path, year: int) -> None:
    found = wave(shared, year)
    assert set(found.flags) == expected_flags(year, found.measures)

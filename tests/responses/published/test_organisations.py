from __future__ import annotations

import pytest

from mainspring.responses.published.organisations import NamedRow, Register, benchmark_kind
from tests.responses.published.cast import LAYOUT


def keys(*rows: tuple[str, str]) -> list[str]:
    return [one.key for one in Register(LAYOUT).organisations([NamedRow("Works", code, name) for code, name in rows])]


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("CANALS", "Anything"),
        ("CNL", "Anything"),
        ("canals00", "Anything"),
        ("", "Canal Company"),
        ("", "The Canal  Company (excluding agencies)"),
        ("", "WATERWAYS BOARD [note 5]"),
    ],
)
def test_an_organisation_keeps_its_key_through_renames_and_codes(code: str, name: str) -> None:
    assert keys((code, name)) == ["CANALS"]


def test_an_organisation_that_nothing_is_known_of_is_its_code_or_its_name() -> None:
    assert keys(("MINT", "Royal Mint"), ("", "The Lighthouse & Buoy Service")) == [
        "MINT",
        "the-lighthouse-and-buoy-service",
    ]


def test_two_organisations_of_one_wave_are_never_merged() -> None:
    assert keys(("", "Canal Company"), ("", "Waterways Board")) == ["canal-company", "waterways-board"]


def test_a_row_that_sums_up_its_group_is_told_where_the_others_stand_beside_it() -> None:
    rows = [
        NamedRow("Works", "ALL", "Works, all"),
        NamedRow("Works", "MINT", "Mint"),
        NamedRow("Arts", "FAIRS", "Fairs"),
    ]
    assert [one.pools_others for one in Register(LAYOUT).organisations(rows)] == [True, False, False]
    assert [one.pools_others for one in Register(LAYOUT).organisations(rows[::2])] == [False, False]


@pytest.mark.parametrize(
    ("code", "name", "kind"),
    [
        ("MEDIAN", "", "median"),
        ("", "Office benchmark (Median)", "median"),
        ("mean", "All", "mean"),
        ("X", "Mint", None),
    ],
)
def test_a_benchmark_is_no_organisation(code: str, name: str, kind: str | None) -> None:
    assert benchmark_kind(NamedRow("", code, name), LAYOUT) == kind

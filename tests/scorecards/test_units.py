"""Which units a report has, what they are called, and in which order they stand."""

from __future__ import annotations

import pytest

from mainspring.disclosure import Reason, Released, Withheld
from tests.scorecards.cast import card, names, scored

LARGE = {"AG01": 40, "AG02": 30, "AF02": 20, "AF01": 50}
SMALL = {**LARGE, "AF03": 12, "AF04": 6}
LEFTOVERS = {**LARGE, "AFZZ": 15, "XX01": 25}


def test_everybody_then_each_unit_before_those_below_it_by_name() -> None:
    found = scored({**LARGE, "AH01": 12})

    assert names(found) == [
        "Everybody",
        "  archives",
        "    AG01",
        "    AG02",
        "  Roads",
        "    AF01",
        "    AF02",
        "  Weather",
        "    AH01",
    ]


def test_units_have_the_names_of_the_codebook_and_the_codes_of_the_file() -> None:
    unit = card(scored(LARGE), "AG", "AG01").unit

    assert (unit.path, unit.keys, unit.name, unit.parent) == (("AG", "AG01"), ("AGENCY", "OFFICE"), "AG01", ("AG",))
    assert card(scored(LARGE), "AG").unit.name == "archives"


def test_a_unit_that_is_too_small_is_counted_with_its_smallest_sibling() -> None:
    found = scored(SMALL)

    assert card(found, "AF", "AF04").n == card(found, "AF", "AF03").n == Withheld(Reason.PROTECTED)
    other = card(found, "AF", "*")
    assert (other.unit.name, other.unit.fold) == ("All other units", True)
    assert other.n == Released(value=18.0, n=18)
    assert names(found)[-1] == "    All other units"


def test_people_in_withheld_units_count_in_the_units_above() -> None:
    found = scored(SMALL)

    assert card(found, "AF").n == Released(value=88.0, n=88)
    assert card(found).n == Released(value=158.0, n=158)


def test_a_leftover_group_is_no_unit_among_others() -> None:
    found = scored(LEFTOVERS)

    for path in (("XX",), ("AF", "AFZZ")):
        leftover = card(found, *path)
        assert leftover.unit.fold
        assert isinstance(leftover.n, Released)
        assert leftover.ranks == {}


def test_a_leftover_group_is_not_in_the_median() -> None:
    """The agencies' median is between archives and Roads, whatever the leftovers say."""
    found = scored(LEFTOVERS)

    values = [card(found, agency).constructs["voice"] for agency in ("AG", "AF")]
    assert all(isinstance(value, Released) for value in values)
    middle = sum(value.value for value in values if isinstance(value, Released)) / 2
    assert found.medians[2020, 1, "voice"] == pytest.approx(middle)


def test_ranks_are_intervals_among_units_of_one_level() -> None:
    found = scored({**LARGE, "AH01": 25, "XX01": 25})

    ranks = {agency: card(found, agency).ranks["voice"] for agency in ("AF", "AG", "AH")}
    assert all(1 <= best <= worst <= 3 for best, worst in ranks.values())
    assert card(found).ranks == {}


def test_a_leftover_group_is_the_first_to_be_counted_with_a_unit_that_is_too_small() -> None:
    found = scored({**LARGE, "AFZZ": 15, "AF03": 6})

    assert card(found, "AF", "AFZZ").n == Withheld(Reason.RESIDUAL)
    assert isinstance(card(found, "AF", "AF02").n, Released)
    assert card(found, "AF", "*").n == Released(value=21.0, n=21)


def test_everybody_together_may_be_too_few() -> None:
    found = scored({"AF01": 5, "AG01": 4})

    assert all(isinstance(cell.n, Withheld) for cell in found.cells)
    assert found.item_counts == ()
    assert found.medians == {}

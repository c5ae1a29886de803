"""Two waves side by side: nobody sees by how few people a unit changed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from mainspring.disclosure import POLICIES, Reason, Released, Rosters, Withheld, read_rosters
from mainspring.errors import DisclosureError
from mainspring.scorecards import Scorecards, score
from tests.scorecards.cast import INSTRUMENT, card, moments_of

BEFORE = {"AF01": 40, "AF02": 60, "AG01": 80}
LATER = {"AF01": 43, "AF02": 75, "AG01": 60}
BY = ("AGENCY", "OFFICE")


def waves(policy: str = "rule-of-ten", rosters: Rosters | None = None, later: dict[str, int] = LATER) -> Scorecards:
    instruments = [replace(INSTRUMENT, wave=wave) for wave in (2020, 2021)]
    parts = [moments_of(sizes, one, seed=one.wave) for sizes, one in zip((BEFORE, later), instruments, strict=True)]
    return score(parts, instruments, POLICIES[policy], rosters=rosters)


def rosters(**changed: int) -> Rosters:
    return Rosters(BY, {(2021, (office[:2], office)): n for office, n in changed.items()})


def test_where_a_unit_changed_by_few_numbers_of_people_are_told_to_the_ten_below() -> None:
    found = waves()
    assert card(found, "AF", "AF01", wave=2020).n == Released(40.0, n=40)
    for office, least in (("AF01", 40), ("AF02", 70), ("AG01", 60)):
        now = card(found, office[:2], office, wave=2021)
        assert now.n == Released(float(least), n=least, bound="or_more", n_bound="or_more")
        values = [value for value in now.constructs.values() if isinstance(value, Released)]
        assert {value.n for value in values} <= {least, least - 10}


def test_with_them_values_are_rounded_so_that_no_fraction_tells_the_number() -> None:
    for path, decimals in ((("AF", "AF01"), 0), ((), 1)):
        values = [one for one in card(waves(), *path, wave=2021).constructs.values() if isinstance(one, Released)]
        assert values
        assert all(value.value == round(value.value, decimals) for value in values)


@pytest.mark.parametrize(("policy", "later"), [("open", LATER), ("rule-of-ten", {**LATER, "AF01": 40, "AG01": 100})])
def test_public_data_and_waves_without_small_changes_are_exact(policy: str, later: dict[str, int]) -> None:
    assert card(waves(policy, later=later), "AF", "AF02", wave=2021).n == Released(75.0, n=75)


def test_where_rosters_are_known_a_unit_that_few_joined_or_left_is_withheld_and_counts_are_exact() -> None:
    found = waves(rosters=rosters(AF01=3, AF02=35, AG01=44))
    assert card(found, "AF", "AF01", wave=2021).n == Withheld(Reason.PROTECTED)
    assert card(found, "AF", "AF01", wave=2020).n == Released(40.0, n=40)
    assert card(found, "AG", "AG01", wave=2021).n == Released(60.0, n=60)


def test_many_who_came_and_went_hide_each_other_though_the_number_is_nearly_the_same() -> None:
    found = waves(rosters=rosters(AF01=21, AF02=35, AG01=44))
    assert card(found, "AF", "AF01", wave=2021).n == Released(43.0, n=43)


def test_a_unit_that_the_rosters_leave_out_is_treated_as_unknown() -> None:
    found = waves(rosters=rosters(AF02=35, AG01=44))
    now = card(found, "AG", "AG01", wave=2021).n
    assert isinstance(now, Released)
    assert now.bound == "or_more"


def test_rosters_are_read_from_a_file_and_add_up_the_tree(tmp_path: Path) -> None:
    file = tmp_path / "rosters.csv"
    file.write_text("wave,AGENCY,OFFICE,joined,left\n2021,AF,AF01,2,1\n2021,AF,AF02,20,5\n2021,AG,,4,9\n")
    found = read_rosters(file, BY)
    assert [found.of(2021, path) for path in (("AF", "AF01"), ("AF",), ("AG",), ())] == [3, 28, 13, 41]
    assert found.of(2020, ("AF",)) is None


def test_all_that_is_wrong_with_a_file_of_rosters_is_told_with_its_lines(tmp_path: Path) -> None:
    file = tmp_path / "rosters.csv"
    file.write_text("wave,AGENCY,OFFICE,joined,left\n2021,AF,AF01,2,x\n2021,AF,AF02,-1,5\n")
    with pytest.raises(DisclosureError) as caught:
        read_rosters(file, BY)
    assert [problem.line for problem in caught.value.problems] == [2, 3]
    file.write_text("wave,AGENCY\n2021,AF\n")
    with pytest.raises(DisclosureError, match="no column OFFICE, joined, left"):
        read_rosters(file, BY)

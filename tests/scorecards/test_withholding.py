"""How much is withheld is counted from what is shown: right, each person once, and no more than anybody could count."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from mainspring.disclosure import Choice, Policy, Reason, Released, Withheld, load_policy
from mainspring.moments import Moments, MomentsOptions, summarise
from mainspring.responses import read_responses
from mainspring.scorecards import Scorecard, Scorecards, Withholding, score
from mainspring.scorecards.withholding import to_tens, told, withholding
from tests.responses.cast import people
from tests.scorecards.cast import INSTRUMENT, Sizes

RULE = load_policy("rule-of-ten")
PROTECTED = Withheld(Reason.PROTECTED).sentence


def moments_of(sizes: Sizes, seed: int = 1) -> Moments:
    """Random people of offices, by agency, office and grade."""
    offices = [office for office, n in sizes.items() for _ in range(n)]
    rows = [
        {**row, "AGENCY": office[:2], "OFFICE": office}
        for row, office in zip(people(len(offices), seed), offices, strict=True)
    ]
    return summarise(
        read_responses(pl.DataFrame(rows), INSTRUMENT), ["AGENCY", "OFFICE", "GRADE"], MomentsOptions(variables=())
    )


def scored(sizes: Sizes, seed: int = 1, policy: Policy = RULE) -> tuple[Moments, Scorecards]:
    moments = moments_of(sizes, seed)
    return moments, score(moments, INSTRUMENT, policy, ("GRADE",))


def gone(cards: tuple[Scorecard, ...]) -> set[tuple[tuple[str, ...], str | None]]:
    """Units and groups of which nothing is told, by path and code."""
    return {(card.unit.path, card.breakdown.code if card.breakdown else None) for card in cards if not told(card)}


def people_in(moments: Moments, units: set[tuple[str, ...]]) -> int:
    """People who are in at least one of these units, counted from the moments."""
    return int(
        sum(n for path, n in zip(moments.paths, moments.n, strict=True) if any(path[:d] in units for d in range(3)))
    )


@pytest.mark.parametrize("seed", range(12))
def test_people_of_units_are_those_who_are_in_one_that_is_not_shown_each_once(seed: int) -> None:
    rng = np.random.default_rng(seed)
    sizes = {f"A{a}{o:02}": int(n) for a in "FGH" for o, n in enumerate(rng.geometric(0.03, rng.integers(2, 6)))}
    moments, found = scored(sizes, seed)
    (withheld,) = found.withheld
    units = {path for path, _ in gone(found.cells) if path[-1:] != ("*",)}
    assert withheld.units.hidden == len(units)
    if () not in units:
        assert withheld.units.people == to_tens(people_in(moments, units))


@pytest.mark.parametrize("seed", range(12))
def test_people_of_groups_are_those_who_are_in_one_that_is_not_shown_of_a_unit_that_is(seed: int) -> None:
    rng = np.random.default_rng(100 + seed)
    sizes = {f"A{a}{o:02}": int(n) for a in "FG" for o, n in enumerate(rng.integers(20, 160, rng.integers(2, 5)))}
    moments, found = scored(sizes, seed)
    (withheld,) = found.withheld
    closed, groups = {path for path, _ in gone(found.cells)}, gone(found.groups)
    counted = sum(
        n
        for path, n in zip(moments.paths, moments.n, strict=True)
        if not any(path[:d] in closed for d in range(3)) and any((path[:d], path[2]) in groups for d in range(3))
    )
    told_of = withheld.groups["GRADE"]
    assert told_of.hidden == sum(path not in closed for path, _ in groups)
    if told_of.at_least:
        assert (told_of.people or 0) <= to_tens(int(counted))
    else:
        assert told_of.people == to_tens(int(counted))


def test_no_count_tells_which_of_the_withheld_is_small() -> None:
    """The same people, of whom an office of 3 and one of 14 have changed their names."""
    rest = {"AF03": 160, "AF04": 150, "AG01": 180, "AG02": 150}
    sizes, other = {"AF01": 3, "AF02": 14, **rest}, {"AF01": 14, "AF02": 3, **rest}
    (one,), (two,) = scored(sizes)[1].withheld, scored(other)[1].withheld
    assert one.units.reasons[PROTECTED] == two.units.reasons[PROTECTED] == 2


def test_people_are_not_told_where_the_head_counts_that_tell_them_are_bounds() -> None:
    _, found = scored({"AF01": 3, "AF02": 14, "AF03": 160, "AF04": 150, "AG01": 180, "AG02": 150})
    coarse = [
        replace(cell, n=Released(320.0, n=320, bound="or_more")) if cell.unit.path == ("AF",) else cell
        for cell in found.cells
    ]
    assert withholding(2020, found.cells, found.groups, None).units.people == 20
    assert withholding(2020, coarse, found.groups, None).units.people is None


def test_where_everybody_together_are_too_few_nobody_is_counted() -> None:
    _, found = scored({"AF01": 5, "AG01": 4})
    (withheld,) = found.withheld
    assert withheld.units.people is None
    assert withheld.units.hidden == withheld.units.of == 4
    assert withheld.groups["GRADE"].hidden == 0


def test_single_values_are_counted_where_others_are_shown() -> None:
    _, found = scored({"AF01": 70, "AF02": 60, "AG01": 80})
    place = next(at for at, cell in enumerate(found.cells) if cell.unit.path == ("AF", "AF01"))
    cells = list(found.cells)
    alike = Withheld(Reason.TELLING)
    cells[place] = replace(cells[place], constructs={**cells[place].constructs, "leave": alike})
    assert told(cells[place])
    before = withholding(2020, found.cells, (), None).values.get(alike.sentence, 0)
    assert withholding(2020, cells, (), None).values[alike.sentence] == before + 1


@pytest.mark.parametrize(("cost", "bound", "proven", "spare"), [(40.0, 40.0, True, 0), (64.2, 41.0, False, 30)])
def test_whether_a_cheaper_choice_could_exist_is_told_in_tens(
    cost: float, bound: float, proven: bool, spare: int
) -> None:
    _, found = scored({"AF01": 70, "AG01": 80})
    choice = Choice(np.zeros(0, dtype=bool), (), cost, bound)
    told_of: Withholding = withholding(2020, found.cells, found.groups, choice)
    assert (told_of.proven, told_of.spare) == (proven, spare)


def test_under_a_policy_that_hides_only_the_small_nothing_was_chosen() -> None:
    _, found = scored({"AF01": 3, "AF02": 60, "AG01": 80}, policy=load_policy("open"))
    (withheld,) = found.withheld
    assert withheld.proven is None
    assert withheld.units.reasons == {Withheld(Reason.TOO_FEW, 5).sentence: 1}

"""Attributes are masked until every profile has company: as the publisher of FEVS shows it, and as brute force says it is least."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import numpy as np
import pytest

from mainspring.disclosure.masking import (
    Masking,
    People,
    Profile,
    at_risk,
    collapsed,
    fold_small,
    folded,
    load_collapse,
    mask_profiles,
    masked_people,
)
from mainspring.disclosure.masking.greedy import merge_greedily
from mainspring.disclosure.masking.merges import merges
from mainspring.disclosure.masking.optimum import keeps, loss
from mainspring.errors import MaskingError, PolicyError
from mainspring.instrument import Attribute

Sizes = dict[tuple[str, ...], int]
FOUR = ("DSEX", "DSUPER", "DMINORITY", "DFEDTEN")


def unit(**profiles: int) -> dict[tuple[tuple[str, ...], Profile], int]:
    """People of one unit by profile, written as the publisher does: AAAX, where X is masked."""
    return {(("AR",), tuple(code.replace("X", "") for code in name)): people for name, people in profiles.items()}


def after(people: People, masking: Masking) -> dict[str, int]:
    """The same, once masked."""
    return {"".join(code or "X" for code in name): n for (_, name), n in masked_people(people, masking).items()}


def masked(k: int = 10, **profiles: int) -> tuple[dict[str, int], Masking]:
    people = unit(**profiles)
    masking = mask_profiles(people, FOUR, k)
    return after(people, masking), masking


def test_the_publishers_demonstration_merges_three_people_by_one_substitution() -> None:
    found, masking = masked(AAAA=3, AAAX=13)
    assert found == {"AAAX": 16}
    assert (masking.loss, masking.units[0].values, masking.units[0].proven) == (3, (0, 0, 0, 3), True)


def test_two_small_profiles_meet_where_both_are_masked() -> None:
    found, masking = masked(AAAB=4, AAAC=7)
    assert found == {"AAAX": 11}
    assert masking.loss == 11


def test_masked_people_are_at_risk_like_others() -> None:
    found, masking = masked(AAAX=3, AAAA=20)
    assert found == {"AAAX": 10, "AAAA": 13}  # seven of the twenty keep them company: no more are needed
    assert masking.loss == 7


def test_who_would_leave_too_few_behind_goes_along() -> None:
    found, _ = masked(AAAB=3, AAAA=12)
    assert found == {"AAAX": 15}


def test_two_substitutions_are_made_where_one_costs_more() -> None:
    found, masking = masked(AAAA=1, AABX=9, AAXX=12, ABBB=30, AAAC=30)
    assert found["AAXX"] >= 13
    assert masking.loss == 1 * 2 + 9  # the one person loses two values, the nine one each


def test_all_is_masked_where_nothing_else_is_left() -> None:
    found, masking = masked(AAAA=5, BBBB=6)
    assert found == {"XXXX": 11}
    assert masking.units[0].most == 4


def test_of_two_ways_that_cost_the_same_the_one_that_keeps_what_was_named_first_is_taken() -> None:
    found, _ = masked(AAAA=5, AABB=5, ABAA=0)
    assert found == {"AAXX": 10}
    found, _ = masked(AAAA=3, XAAA=20, AAAX=20)
    assert found == {"XAAA": 20, "AAAX": 23}


def test_whom_nobody_can_hide_is_left_alone() -> None:
    found, masking = masked(AAAA=10, BBBB=10)
    assert found == {"AAAA": 10, "BBBB": 10}
    assert (masking.loss, masking.substitutions) == (0, ())


def draw(seed: int, profiles: int, codes: int, attributes: int, most: int) -> People:
    rng = np.random.default_rng(seed)
    return {
        (("U",), tuple(["", *"ABCDEF"][code] for code in rng.integers(0, codes + 1, attributes))): int(n)
        for n in rng.integers(1, most + 1, profiles)
    }


def brute_force(people: People, k: int) -> int:
    """The fewest values masked over every way to mask every single person, found by counting on from profile to profile."""
    reached: dict[tuple[tuple[Profile, int], ...], int] = {(): 0}
    for (_, profile), n in people.items():
        goals = [
            (tuple("" if hide else code for hide, code in zip(subset, profile, strict=True)), sum(subset))
            for subset in product((0, 1), repeat=len(profile))
            if not any(hide and not code for hide, code in zip(subset, profile, strict=True))
        ]
        following: dict[tuple[tuple[Profile, int], ...], int] = {}
        for state, cost in reached.items():
            for shares in compositions(n, len(goals)):
                there = dict(state)
                for (goal, _), share in zip(goals, shares, strict=True):
                    if share:
                        there[goal] = min(k, there.get(goal, 0) + share)
                total = cost + sum(share * values for (_, values), share in zip(goals, shares, strict=True))
                key = tuple(sorted(there.items()))
                following[key] = min(total, following.get(key, total))
        reached = following
    return min(cost for state, cost in reached.items() if all(n >= k for _, n in state))


def compositions(n: int, parts: int) -> list[tuple[int, ...]]:
    if parts == 1:
        return [(n,)]
    return [(first, *rest) for first in range(n + 1) for rest in compositions(n - first, parts - 1)]


TINY = [people for seed in range(60) if sum((people := draw(seed, 4, 2, 2, 6)).values()) >= 5]


@pytest.mark.parametrize("people", TINY[:40])
def test_no_way_at_all_masks_fewer_values_in_a_tiny_unit(people: People) -> None:
    masking = mask_profiles(people, FOUR[:2], 5)
    assert not at_risk(masked_people(people, masking), 5)
    assert masking.loss == brute_force(people, 5)
    assert masking.units[0].proven


def test_merging_step_by_step_alone_masks_a_quarter_more_in_tiny_units() -> None:
    found, least = 0, 0
    for people in TINY[:40]:
        codes = np.array([[" AB".index(code or " ") for code in profile] for _, profile in people], dtype=np.int64)
        ways = merges(codes, np.array(list(people.values()), dtype=np.int64), 5)
        found += loss(ways, merge_greedily(ways))
        least += brute_force(people, 5)
    assert least < found <= 1.3 * least  # which is why small units are left to the program


@pytest.mark.parametrize("seed", range(12))
def test_every_profile_has_company_in_units_of_any_shape(seed: int) -> None:
    rng = np.random.default_rng(seed)
    people = draw(
        seed, int(rng.integers(5, 400)), int(rng.integers(1, 6)), int(rng.integers(1, 7)), int(rng.integers(3, 40))
    )
    k = int(rng.integers(5, 15))
    if sum(people.values()) < k:
        people = {**people, next(iter(people)): k}
    attributes = [str(at) for at in range(len(next(iter(people))[1]))]
    masking = mask_profiles(people, attributes, k)
    left = masked_people(people, masking)
    assert not at_risk(left, k)
    assert sum(left.values()) == sum(people.values())
    for one in masking.substitutions:
        assert all(new in (old, "") for old, new in zip(one.before, one.after, strict=True))
    assert masking.loss == sum(one.loss for one in masking.substitutions) >= (masking.units[0].least or 0)


def test_the_program_masks_less_than_merging_step_by_step() -> None:
    codes = np.random.default_rng(3).integers(1, 4, (30, 3)).astype(np.int64)
    codes = np.unique(codes, axis=0)
    n = np.random.default_rng(4).integers(1, 9, len(codes))
    ways = merges(codes, n, 10)
    greedy = merge_greedily(ways)
    people: People = {((), tuple(map(str, code))): int(count) for code, count in zip(codes.tolist(), n, strict=True)}
    masking = mask_profiles(people, ["a", "b", "c"], 10)
    assert keeps(ways, greedy)
    assert (masking.units[0].least or 0) <= masking.loss <= loss(ways, greedy)


def test_the_same_counts_in_another_order_are_masked_alike() -> None:
    people = draw(1, 80, 3, 4, 12)
    turned = dict(reversed(list(people.items())))
    assert mask_profiles(people, FOUR, 10) == mask_profiles(turned, FOUR, 10)


def test_a_minimum_under_the_floor_is_refused() -> None:
    with pytest.raises(PolicyError, match="The smallest minimum is 5 people"):
        masked(4, AAAA=20)


def test_units_that_masking_cannot_help_are_all_named() -> None:
    people: People = {(("AR", "ARAA"), ("A",)): 9, (("AR", "ARBB"), ("A",)): 1, (("AF", "AF01"), ("B",)): 50}
    with pytest.raises(MaskingError) as told:
        mask_profiles(people, ["DSEX"], 10)
    said = [str(problem) for problem in told.value.problems]
    assert said[0].startswith("AR/ARAA has 9 people in all, fewer than 10. Masking cannot help it: fold units")
    assert said[1].startswith("AR/ARBB has 1 person in all")
    assert len(said) == 2


def test_small_units_are_folded_into_a_blank_beside_them() -> None:
    sizes: Sizes = {("AR", "ARAA"): 6, ("AR", "ARBB"): 7, ("AR", "ARCC"): 50}
    folds = fold_small(sizes, 10)
    assert folds == {("AR", "ARAA"): ("AR", ""), ("AR", "ARBB"): ("AR", "")}


def test_one_small_unit_takes_the_smallest_beside_it_along_and_a_blank_one_first() -> None:
    sizes: Sizes = {("AR", "ARAA"): 6, ("AR", "ARBB"): 30, ("AR", "ARCC"): 50}
    assert fold_small(sizes, 10) == {("AR", "ARAA"): ("AR", ""), ("AR", "ARBB"): ("AR", "")}
    assert fold_small({**sizes, ("AR", ""): 12}, 10) == {("AR", "ARAA"): ("AR", "")}


def test_an_agency_that_is_too_small_loses_its_own_code_too() -> None:
    sizes: Sizes = {("AB", "ABAA"): 4, ("AR", "ARBB"): 30, ("AR", "ARCC"): 50}
    assert fold_small(sizes, 10) == {("AB", "ABAA"): ("", ""), ("AR", "ARBB"): ("", "")}
    with pytest.raises(MaskingError, match="4 people in all"):
        fold_small({("AB", "ABAA"): 4}, 10)


@pytest.mark.parametrize("seed", range(20))
def test_after_folding_every_unit_is_large_enough(seed: int) -> None:
    rng = np.random.default_rng(seed)
    sizes: Sizes = {
        (f"A{a}", f"A{a}{u}"): int(rng.integers(1, 25)) for a in range(6) for u in range(rng.integers(1, 6))
    }
    people: People = {(name, ("A",)): n for name, n in sizes.items()}
    left = folded(people, fold_small(sizes, 10))
    assert not at_risk(left, 10)
    assert sum(left.values()) == sum(sizes.values())


ATTRIBUTES = [
    Attribute(("DEDUC",), "Education", {"A": "", "B": "", "C": ""}),
    Attribute(("DSEX",), "Sex", {"A": "", "B": ""}),
]


def collapse(folder: Path, text: str) -> dict[str, dict[str, str]]:
    (folder / "c.toml").write_text(text, encoding="utf-8")
    return load_collapse(folder / "c.toml", ATTRIBUTES)


def test_codes_are_made_coarser_before_anything_is_masked(tmp_path: Path) -> None:
    rules = collapse(tmp_path, '[deduc]\n"B" = "A"\n')
    people: People = {((), ("A", "A")): 6, ((), ("B", "A")): 5, ((), ("C", "A")): 10}
    assert collapsed(people, ["DEDUC", "DSEX"], rules) == {((), ("A", "A")): 11, ((), ("C", "A")): 10}


def test_everything_that_is_wrong_with_a_collapse_is_told_at_once(tmp_path: Path) -> None:
    text = '[DEDUC]\n"B" = "A"\n"A" = "C"\n"C" = "C"\n"Z" = "A"\n[DSEX]\n"A" = 1\n[DAGE]\n"A" = "B"\n'
    with pytest.raises(MaskingError) as told:
        collapse(tmp_path, text)
    said = str(told.value)
    for part in ("'B' becomes 'A', which becomes something else", "'C' becomes itself", "know the code 'Z'"):
        assert part in said
    assert "c.toml, column DSEX: Every line must be a code and what it becomes" in said
    assert "DAGE is not one of the attributes to be masked. Use DEDUC, DSEX." in said
    assert said.count("\n") == 5


def test_a_collapse_that_is_no_toml_says_what_to_write(tmp_path: Path) -> None:
    with pytest.raises(MaskingError, match="This is not a TOML file"):
        collapse(tmp_path, "B to A")
    with pytest.raises(MaskingError, match="There is no such file"):
        load_collapse(tmp_path / "none.toml", ATTRIBUTES)

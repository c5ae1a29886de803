"""What follows from indices, from means of constructs, and from standard errors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from mainspring.disclosure.attack import attack_releases
from mainspring.instrument import load_instrument
from tests.disclosure.attack.cast import HELD, cell, count, facts, shown

FEVS = "us-fevs-2018"
ITEMS = {f"pp_{item}": 20 for item in next(i for i in load_instrument(FEVS).indices if i.id == "eei_leaders").items}
"""How many of 30 people agree with each item of an index."""

N = 30


def index(agree: dict[str, int]) -> dict[str, Any]:
    return {"eei_leaders": shown(float(np.mean([100 * hits / N for hits in agree.values()])), N)}


def routes(values: dict[str, Any], instrument: str = FEVS) -> list[tuple[str, str]]:
    other = {id: count(12, N) for id in ITEMS} | index(dict.fromkeys(ITEMS, 12))
    release = facts(cell("A", N, values), cell("B", N, other), instrument=instrument)
    return [(one.route, one.what) for one in attack_releases([release])]


def test_a_coded_item_follows_from_its_index() -> None:
    agree = ITEMS | {"pp_Q53": 30}
    values = {id: count(hits, N) for id, hits in agree.items()} | index(agree)
    values["pp_Q53"] = shown(90.0, N, bound="or_more")
    told = "AGENCY A (2020): pp_Q53 is coded, but 100.0 by what it is part of or made of."
    assert routes(values) == [("index and its parts", told)]


def test_a_withheld_item_follows_from_its_index() -> None:
    values = {id: count(hits, N) for id, hits in ITEMS.items()} | index(ITEMS) | {"pp_Q53": HELD}
    found = routes(values)
    assert (
        "index and its parts",
        "AGENCY A (2020): pp_Q53 is withheld, but 66.7 by what it is part of or made of.",
    ) in found


def test_two_coded_items_leave_each_other_in_the_dark() -> None:
    agree = ITEMS | {"pp_Q53": 29, "pp_Q54": 29}
    coded = dict.fromkeys(("pp_Q53", "pp_Q54"), shown(90.0, N, bound="or_more"))
    assert routes({id: count(hits, N) for id, hits in agree.items()} | index(agree) | coded) == []


def test_nobody_knows_the_recipe_of_an_instrument_of_one_s_own() -> None:
    agree = ITEMS | {"pp_Q53": 30}
    coded = {"pp_Q53": shown(90.0, N, bound="or_more")}
    assert routes({id: count(hits, N) for id, hits in agree.items()} | index(agree) | coded, "our-own") == []


def test_a_recipe_that_the_figures_do_not_keep_to_is_not_relied_on() -> None:
    values = {id: count(hits, N) for id, hits in ITEMS.items()} | {"eei_leaders": shown(40.0, N), "pp_Q53": HELD}
    other = {id: count(12, N) for id in ITEMS} | {"eei_leaders": shown(55.0, N)}
    release = facts(cell("A", N, values), cell("B", N, other), instrument=FEVS)
    assert not [one for one in attack_releases([release]) if one.route == "index and its parts"]


def test_a_construct_follows_from_those_that_it_is_a_mean_of_where_as_many_answered_each() -> None:
    parts = dict(zip(("autonomy", "competence", "peers", "purpose"), (50.0, 60.0, 70.0, 97.0), strict=True))
    values = {id: shown(x, N) for id, x in parts.items()} | {"empowerment": shown(69.25, N)}
    coded = values | {"purpose": shown(90.0, N, bound="or_more")}
    assert routes(coded) == [
        ("index and its parts", "AGENCY A (2020): purpose is coded, but 97.0 by what it is part of or made of.")
    ]
    assert routes(coded | {"peers": shown(70.0, N - 1)}) == []


def error(shares: Sequence[tuple[int, int]], lumped: Sequence[int] = ()) -> float:
    """The standard error of everybody's score, some units as one: the square root of k / (k - 1) times the sum of squares."""
    units = [pair for at, pair in enumerate(shares) if at not in lumped]
    if lumped:
        units.append((sum(shares[at][0] for at in lumped), sum(shares[at][1] for at in lumped)))
    n, hits = sum(n for _, n in units), sum(hits for hits, _ in units)
    moved = [100 * (own - hits / n * people) / n for own, people in units]
    return float(np.sqrt(len(units) / (len(units) - 1) * np.sum(np.square(moved))))


@pytest.mark.parametrize(("lumped", "learned"), [((), ["standard error"]), ((0, 1), [])])
def test_a_standard_error_made_of_withheld_units_tells_them_apart(lumped: tuple[int, ...], learned: list[str]) -> None:
    rng = np.random.default_rng(4)
    shares = [(int(hits), 40) for hits in rng.integers(8, 32, 12)]
    whole = count(sum(hits for hits, _ in shares), 480, std_error=error(shares, lumped))
    units = [
        cell(f"U{at}", 40 if at > 1 else None, {"pp_Q": count(*pair) if at > 1 else HELD})
        for at, pair in enumerate(shares)
    ]
    assert [one.route for one in attack_releases([facts(cell("", 480, {"pp_Q": whole}), *units)])] == learned


def test_few_units_make_no_standard_error() -> None:
    whole = cell("", 120, {"pp_Q": count(60, 120, std_error=4.0)})
    units = [cell(unit, None if unit < "C" else 40, {"pp_Q": HELD if unit < "C" else count(20, 40)}) for unit in "ABC"]
    assert attack_releases([facts(whole, *units)]) == []

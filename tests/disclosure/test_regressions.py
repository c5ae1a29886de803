"""The gate for models, against people who are counted one by one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import combinations, product

import numpy as np
import pytest

from mainspring.disclosure import clear_countries, clear_fit, load_policy
from mainspring.disclosure.regressions import faults
from mainspring.errors import DisclosureError, ModelError
from mainspring.evidence import FitOptions, fit
from mainspring.moments import pool
from tests.disclosure.cast import INSTRUMENT, Rows, moments_of, rows

TEN, OPEN = load_policy("rule-of-ten"), load_policy("open")
MANY = rows(240)

Change = Callable[[dict[str, np.ndarray]], object]


def said(formula: str, people: Rows, options: FitOptions | None = None) -> str:
    return " ".join(fault for fault, _ in faults(formula, moments_of(people), INSTRUMENT, TEN, options))


def changed(change: Change, n: int = 240) -> Rows:
    people = rows(n)
    change(people)
    return people


@pytest.mark.parametrize(
    "formula",
    [
        "joy ~ pay",
        "joy ~ woman * boss",
        "joy ~ woman * pay | office",
        "joy ~ age_20 + age_30 + age_40 + woman",
        "leave ~ woman + pay",
        "joy ~ pay + (1 | office)",
    ],
)
def test_what_passes_is_the_fit_itself(formula: str) -> None:
    found = clear_fit(formula, moments_of(MANY), INSTRUMENT, TEN)
    expected = fit(formula, moments_of(MANY), INSTRUMENT)
    np.testing.assert_array_equal(found.content.estimate, expected.estimate)
    assert (found.people, found.policy, found.kind) == (expected.n, TEN, "fit")


def first(n: int, column: str, value: object) -> Change:
    """The first n people have this, and nobody else does."""
    others = {"woman": "m", "boss": "w", "age": "20", "pay": 30, "going": "n"}

    def change(people: dict[str, np.ndarray]) -> None:
        people[column][:] = others[column]
        people[column][:n] = value

    return change


def none_of_an_age(people: dict[str, np.ndarray]) -> None:
    people["age"][people["age"] == "50"] = "20"
    people["age"][:3] = "50"


def women_happy(people: dict[str, np.ndarray]) -> None:
    people["joy"][people["woman"] == "f"] = 50


def women_bosses_happy(people: dict[str, np.ndarray]) -> None:
    people["joy"][(people["woman"] == "f") & (people["boss"] == "b")] = 49


def women_staying(people: dict[str, np.ndarray]) -> None:
    people["going"][people["woman"] == "f"] = "n"


def two_paid_women(people: dict[str, np.ndarray]) -> None:
    people["pay"][people["woman"] == "f"] = 30
    people["pay"][:3] = 50


def one_woman_boss(people: dict[str, np.ndarray]) -> None:
    people["boss"][people["woman"] == "f"] = "w"
    people["boss"][0] = "b"


REFUSED: dict[str, tuple[str, Change, str]] = {
    "nine women": ("joy ~ woman", first(9, "woman", "f"), "one of the groups by woman"),
    "all but nine women": ("joy ~ woman", first(231, "woman", "f"), "one of the groups by woman"),
    "one woman who is a boss": ("joy ~ woman + boss", one_woman_boss, "one of the groups by woman and boss"),
    "three people of no age that is named": (
        "joy ~ age_20 + age_30 + age_40",
        none_of_an_age,
        "none of age_20, age_30 and age_40",
    ),
    "all women as happy as can be": ("joy ~ woman", women_happy, "a group by woman, or nearly all"),
    "women who are bosses nearly so": (
        "joy ~ woman * boss",
        women_bosses_happy,
        "a group by woman and boss, or nearly",
    ),
    "no woman leaves": ("leave ~ woman", women_staying, "a group by woman"),
    "nine leave": ("leave ~ pay", first(9, "going", "y"), "All of these people"),
    "two are paid otherwise": ("joy ~ pay", first(2, "pay", 50), "pay varies so little"),
    "two women are paid otherwise": ("joy ~ woman * pay", two_paid_women, "in one of the groups by woman"),
}


@pytest.mark.parametrize(("formula", "change", "says"), REFUSED.values(), ids=REFUSED.keys())
def test_a_model_that_tells_of_people_is_refused_and_the_rule_is_named(formula: str, change: Change, says: str) -> None:
    people = changed(change)
    assert says in said(formula, people)
    with pytest.raises(DisclosureError):
        clear_fit(formula, moments_of(people), INSTRUMENT, TEN)


FEW = {
    "nine people": ("joy ~ 1", 9, None, "Fewer than 10 people"),
    "four parameters of eleven": ("joy ~ pay + woman + boss", 11, None, "3 people for each of the 4 parameters"),
    "five offices for two coefficients between them": (
        "joy ~ pay",
        100,
        FitOptions(split="office", vcov="CR2"),
        "3 units of office for each of the 2",
    ),
    "three offices for two that vary": (
        "joy ~ pay + (1 + pay | office)",
        100,
        None,
        "3 units of office for each of the 2",
    ),
}


@pytest.mark.parametrize(("formula", "n", "options", "says"), FEW.values(), ids=FEW.keys())
def test_it_takes_three_people_for_each_parameter(formula: str, n: int, options: FitOptions | None, says: str) -> None:
    assert says in said(formula, rows(n, offices=5), options)


def test_each_fixed_effect_takes_away_what_one_person_tells() -> None:
    people = rows(24)
    people["office"] = np.array([f"o{at // 2:02d}" for at in range(24)])
    assert "3 people for each of the 5 parameters beside" in said(
        "joy ~ pay + woman + boss + age_20 + age_30 | office", people
    )
    assert "beside" not in said("joy ~ pay + woman | office", people)


def test_what_explains_everything_is_everybody_s_answer() -> None:
    people = dict(MANY) | {"joy": MANY["pay"]}
    with pytest.raises(DisclosureError, match="explain everything"):
        clear_fit("joy ~ pay", moments_of(people), INSTRUMENT, TEN)


def test_refusals_do_not_say_how_many_there_are() -> None:
    words = [said("joy ~ woman", changed(first(n, "woman", "f"))) for n in (1, 4, 9)]
    assert len(set(words)) == 1


def test_a_stricter_minimum_refuses_more() -> None:
    moments = moments_of(changed(first(15, "woman", "f")))
    assert not list(faults("joy ~ woman", moments, INSTRUMENT, TEN))
    assert list(faults("joy ~ woman", moments, INSTRUMENT, TEN.stricter(16)))


def smallest(people: Rows, indicators: tuple[str, ...]) -> int:
    """The fewest people, but for nobody, in a group that these indicators make two by two, or three by three."""
    has = {name: people[name] == code for name, code in (("woman", "f"), ("boss", "b"))}
    has |= {f"age_{age}": people["age"] == age for age in ("20", "30", "40")}
    counts = []
    for size in (1, 2):
        for names in combinations(indicators, size):
            for signs in product((True, False), repeat=size):
                counts.append(
                    int(np.all([has[name] == sign for name, sign in zip(names, signs, strict=True)], axis=0).sum())
                )
    return min(count for count in counts if count)


@pytest.mark.parametrize("seed", range(12))
def test_groups_are_those_of_people_counted_one_by_one(seed: int) -> None:
    rng = np.random.default_rng(seed)
    people = rows(90, seed)
    for name in ("woman", "boss", "age"):
        rng.shuffle(people[name])
    refused = "Fewer than 10 people are in" in said("joy ~ woman + boss + age_20", people)
    assert refused == (smallest(people, ("woman", "boss", "age_20")) < 10)


@pytest.mark.parametrize("n", [9, 10])
def test_a_product_counts_people_three_ways(n: int) -> None:
    people = rows(400)
    group = np.flatnonzero((people["woman"] == "f") & (people["boss"] == "b"))
    people["age"][group] = "30"
    people["age"][group[:n]] = "20"
    assert ("groups by woman, boss and age_20" in said("joy ~ woman * boss + age_20", people)) == (n < 10)


def test_weights_that_let_a_few_count_for_most_are_told() -> None:
    moments = moments_of(MANY)
    heavy = replace(moments, weight2=moments.weight**2 / 2)
    weighted = replace(INSTRUMENT, weight_columns=("w",))
    assert any("weights" in fault for fault, _ in faults("joy ~ pay", heavy, weighted, TEN.stricter(20)))
    assert not list(faults("joy ~ pay", heavy, weighted, TEN.stricter(20), FitOptions(weights="none")))


def test_each_country_passes_or_none_is_shown() -> None:
    small, large, other = rows(12, 1), rows(200, 2), rows(200, 3)
    formula, options = "joy ~ pay + woman", FitOptions(vcov="iid")
    pooled = pool({"A": moments_of(small), "B": moments_of(large), "C": moments_of(other)}, [INSTRUMENT])
    assert clear_fit(formula, pooled, INSTRUMENT, TEN, options).content.n == 412
    with pytest.raises(DisclosureError, match=r"^A may not be shown on its own"):
        clear_countries(formula, pooled, INSTRUMENT, TEN, options)
    two = pool({"B": moments_of(large), "C": moments_of(other)}, [INSTRUMENT])
    (term, *_) = clear_countries(formula, two, INSTRUMENT, TEN, options).content
    assert term.countries == ("B", "C")


def test_a_formula_that_does_not_fit_says_so_as_ever() -> None:
    with pytest.raises(ModelError, match="no variable 'joi'"):
        clear_fit("joy ~ joi", moments_of(MANY), INSTRUMENT, OPEN)

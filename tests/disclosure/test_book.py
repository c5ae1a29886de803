"""The book's claims, as far as they may leave."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mainspring.disclosure import clear_claims, load_policy
from mainspring.disclosure.book import WITHHELD
from mainspring.evidence import Claims, Part, claims
from mainspring.moments import pool
from tests.evidence.book_claims.cast import INSTRUMENT, Survey, survey

TEN = load_policy("rule-of-ten")


def part(found: Claims, claim: str, id: str) -> Part:
    return next(one for one in found.parts() if (one.claim, one.id) == (claim, id))


def some(people: Survey, kept: np.ndarray) -> Survey:
    return replace(
        people,
        scores={name: values[kept] for name, values in people.scores.items()},
        leave=people.leave[kept],
        office=people.office[kept],
    )


def test_claims_of_many_people_are_the_claims_themselves() -> None:
    moments = survey(3).moments()
    assert clear_claims(moments, INSTRUMENT).content == claims(moments, INSTRUMENT)


def test_figures_of_few_people_are_withheld_with_one_sentence() -> None:
    """Under a minimum of 2,000 people, 1,500 are few."""
    found = clear_claims(survey(3, people=1_500).moments(), INSTRUMENT, TEN.stricter(2_000))
    assert {one.reason for one in found.content.parts() if one.claim != "C7"} == {WITHHELD}
    assert found.content.who == "fewer than 2,000 people"
    assert found.people is None


def test_a_part_about_leaving_is_withheld_where_nine_leave() -> None:
    people = survey(3)
    leave = np.zeros(len(people.leave), dtype=bool)
    leave[:9] = True
    found = clear_claims(replace(people, leave=leave).moments(), INSTRUMENT).content
    assert part(found, "C5", "product").reason == WITHHELD
    assert part(found, "C2", "satisfaction").reason == ""


def test_the_lowest_and_the_highest_unit_have_enough_people() -> None:
    """One person who is not motivated at all is alone in an office: nobody hears of it."""
    people = survey(3, people=3_000, offices=30)
    motivation = people.scores["motivation"].copy()
    alone = int(np.flatnonzero(people.office == 29)[0])
    kept = (people.office != 29) | (np.arange(3_000) == alone)
    motivation[people.office != 29] = np.maximum(motivation[people.office != 29], 76)
    motivation[:400], motivation[alone] = 40, 0
    found = clear_claims(
        some(replace(people, scores={**people.scores, "motivation": motivation}), kept).moments(), INSTRUMENT
    )
    assert "of those with 10 people or more" in part(found.content, "C1", "majority").sentence


@pytest.mark.parametrize("people", [20, 900])
def test_one_small_country_keeps_all_from_being_shown_on_their_own(people: int) -> None:
    parts = {
        name: survey(seed, people=n, offices=30).moments()
        for name, seed, n in (("A", 1, people), ("B", 2, 900), ("C", 3, 900))
    }
    parts = {name: replace(part, sources={f"{name}.csv": name * 64}) for name, part in parts.items()}
    found = clear_claims(pool(parts, [INSTRUMENT]), INSTRUMENT).content
    assert found.countries == (() if people < 30 else ("A", "B", "C"))

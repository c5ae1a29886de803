"""Advice: every rule has its case; never more than five, never against the fit, and a worse lever never loses rank."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mainspring.disclosure import Released, Value
from mainspring.practices import Advice, Asker, Practice, advise, load_catalogue, questions, words
from mainspring.practices.advice import (
    ALLOWED,
    CONTESTED,
    EVIDENCE,
    MOST,
    MOST_OF_A_LEVER,
    REACH,
    SECOND,
    contradicts,
)
from tests.practices.cast import WITHHELD, catalogue, cited, practice, released, scorecard, scorecards, study

LEVERS = ("autonomy", "competence", "peers", "purpose")
LEVEL = dict.fromkeys(LEVERS, 62.0)

ROOM = dict(zip((one.id for one in questions()), "ddddddaaaaaa", strict=True))
"""Work that nobody above can see, that measuring would bend, that changes, and whose people care."""

CHECKS = dict(zip((one.id for one in questions()), "aaaaaaeeedaa", strict=True))
"""Work that can be seen, is known beforehand, costs much where it goes wrong, and whose people do not care."""

SHUT = ROOM | {"laid-down": "e", "allowed": "e"}


def unit(**values: float) -> dict[str, Value]:
    return {id: released(value) for id, value in (LEVEL | values).items()}


def asked(
    practices: Mapping[str, Practice],
    own: Mapping[str, Value],
    asker: Asker = "manager",
    answers: Mapping[str, str] | None = None,
) -> Advice:
    cards = scorecards(own)
    given = None if answers is None else {"team": answers}
    return advise(cards, cards.cells[0], catalogue(practices, STUDIES), asker, given)


STUDIES = [study("trial"), study("field", design="observational"), study("contrary", "against", levers=("peers",))]

Rule = tuple[Asker, dict[str, str] | None, dict[str, Any], str | None]
"""The asker, answers about the work, changes of a practice of autonomy, and why it is not advised: None where it is."""

CHANGES: dict[str, dict[str, Any]] = {
    "team": {},
    "agency": {"who": "agency"},
    "ministry": {"who": "ministry"},
    "citizen": {"who": "citizen"},
    "policy": {"who": "agency", "powers": "agency policy"},
    "team policy": {"powers": "agency policy"},
    "rules": {"who": "ministry", "powers": "change of rules"},
    "agency rules": {"who": "agency", "powers": "change of rules"},
    "lighter": {"dials": {"empowerment": "more", "compliance": "less"}},
    "peers": {"levers": ["peers"]},
    "tighter": {"levers": ["compliance"], "dials": {"empowerment": "same", "compliance": "more"}},
    "much tighter": {"levers": ["compliance"], "dials": {"empowerment": "less", "compliance": "more"}},
}

TABLE: dict[Asker, dict[str, dict[str, str | None]]] = {
    "manager": {
        "nobody asked": {
            "team": None, "agency": "powers", "ministry": "powers", "citizen": "powers", "policy": "powers",
            "team policy": "powers", "rules": "powers", "agency rules": "powers", "lighter": None, "peers": None,
            "tighter": "work not told", "much tighter": "work not told",
        },
        "room": {
            "team": None, "lighter": None, "peers": None, "tighter": "against the fit", "much tighter": "against the fit",
            "agency": "powers", "team policy": "powers",
        },
        "checks": {
            "team": "against the fit", "lighter": "against the fit", "peers": "against the fit", "tighter": None,
            "much tighter": None, "ministry": "powers",
        },
        "shut": {"team": "no room", "lighter": "no room", "peers": None, "tighter": "against the fit"},
    },
    "agency": {
        "nobody asked": {
            "team": None, "agency": None, "ministry": "powers", "citizen": "powers", "policy": None, "team policy": None,
            "rules": "powers", "agency rules": "powers", "tighter": "work not told", "peers": None, "lighter": None,
        },
        "room": {"team": None, "agency": None, "policy": None, "tighter": "against the fit"},
        "checks": {"policy": "against the fit", "tighter": None, "agency rules": "powers"},
        "shut": {"policy": "no room", "peers": None, "agency": "no room"},
    },
    "ministry": {
        "nobody asked": {
            "team": "powers", "agency": None, "ministry": None, "citizen": "powers", "policy": None, "rules": None,
            "agency rules": None, "tighter": "powers", "peers": "powers",
        },
        "room": {"rules": None, "ministry": None, "team": "powers"},
        "checks": {"rules": "against the fit", "ministry": "against the fit", "agency rules": "against the fit"},
        "shut": {"rules": None, "agency rules": None, "ministry": "no room", "policy": "no room"},
    },
}  # fmt: skip
ANSWERS = {"nobody asked": None, "room": ROOM, "checks": CHECKS, "shut": SHUT}
CASES = [
    (asker, work, what, reason)
    for asker, by_work in TABLE.items()
    for work, rules in by_work.items()
    for what, reason in rules.items()
]


def test_the_table_is_long_enough() -> None:
    assert len(CASES) >= 60


@pytest.mark.parametrize(("asker", "work", "what", "reason"), CASES)
def test_each_rule(asker: Asker, work: str, what: str, reason: str | None) -> None:
    own = unit(autonomy=50.0, peers=50.0) | {"empowerment": released(55.0), "compliance": released(50.0)}
    found = asked({"it": practice(**CHANGES[what])}, own, asker, ANSWERS[work])
    assert [one.entry.id for one in found.practices] == ([] if reason else ["it"])
    assert found.out == ({reason: ("it",)} if reason else {})


def test_the_lever_that_is_furthest_below_its_peers_comes_first() -> None:
    four = {lever: practice(levers=[lever]) for lever in LEVERS}
    found = asked(four, unit(autonomy=61.0, competence=55.0, peers=64.0, purpose=58.0))
    assert [one.entry.id for one in found.practices] == ["competence", "purpose", "autonomy"]
    assert found.out == {"more to gain elsewhere": ("peers",)}  # it is higher than the others'


def test_a_practice_that_serves_two_levers_that_are_low_comes_before_one_that_serves_one() -> None:
    both = {
        "a-one": practice(),
        "b-two": practice(levers=["autonomy", "purpose"]),
        "c-other": practice(levers=["purpose"]),
    }
    assert [one.entry.id for one in asked(both, unit(autonomy=50.0, purpose=52.0)).practices] == [
        "b-two",
        "a-one",
        "c-other",
    ]


def test_better_evidence_comes_first_and_being_contested_costs_something() -> None:
    found = asked(
        {
            "a-reasoned": practice(),
            "b-observed": practice(evidence=[cited("field")]),
            "c-tested": practice(evidence=[cited("trial")]),
        },
        unit(autonomy=50.0),
    )
    assert [one.entry.id for one in found.practices] == ["c-tested", "b-observed"]
    both = asked({"a": practice(levers=["peers"]), "b": practice(levers=["purpose"])}, unit(peers=50.0, purpose=50.0))
    assert [one.entry.id for one in both.practices] == ["b", "a"]  # there is a study against peers


def test_an_agency_s_own_practices_come_before_those_that_it_asks_teams_for() -> None:
    both = {"a-team": practice(), "b-agency": practice(who="agency")}
    assert [one.entry.id for one in asked(both, unit(autonomy=50.0), "agency").practices] == ["b-agency", "a-team"]


def test_where_nothing_presses_two_will_do() -> None:
    four = {f"{lever}{at}": practice(levers=[lever]) for lever in LEVERS for at in range(3)}
    found = asked(four, unit(autonomy=80.0, competence=79.0, peers=78.0, purpose=70.0))
    assert not found.stands_out
    assert [one.entry.id for one in found.practices] == ["purpose0", "purpose1"]


def test_of_like_promise_the_one_with_less_effort_comes_first_then_the_sooner() -> None:
    like = {"a": practice(effort="medium"), "b": practice(weeks_to_effect=20), "c": practice(weeks_to_effect=4)}
    assert [one.entry.id for one in asked(like, unit(autonomy=50.0)).practices] == ["c", "b"]


def test_never_more_than_two_of_a_lever() -> None:
    many = {f"a{at}": practice() for at in range(9)} | {f"p{at}": practice(levers=["peers"]) for at in range(9)}
    found = asked(many, unit(autonomy=40.0, peers=61.0))
    assert [one.entry.id for one in found.practices] == ["a0", "a1", "p0", "p1"]
    assert found.out == {"more to gain elsewhere": tuple(sorted(many.keys() - {"a0", "a1", "p0", "p1"}))}


def test_a_unit_of_which_nothing_is_shown_gets_no_practice() -> None:
    cards = scorecards({})
    card = scorecard("W", dict.fromkeys(LEVERS, WITHHELD), n=WITHHELD)
    found = advise(replace(cards, cells=(*cards.cells, card)), card, catalogue({"it": practice()}))
    assert found.closed == WITHHELD
    assert found.practices == ()


def test_whoever_can_start_nothing_is_told_who_could() -> None:
    found = asked({"it": practice(who="ministry")}, unit(autonomy=40.0))
    assert found.practices == ()
    assert "--powers agency, or ministry" in words.nothing(found)


def test_a_lever_that_is_withheld_or_coded_speaks_for_nothing() -> None:
    coded = Released(value=90.0, bound="or_more", n=100)
    for hidden in (WITHHELD, coded):
        own: dict[str, Value] = {**unit(), "autonomy": hidden}
        assert asked({"it": practice()}, own).out == {"lever not shown": ("it",)}


def test_rows_in_another_order_change_nothing() -> None:
    cards = scorecards(unit(autonomy=50.0, purpose=57.0))
    book = load_catalogue()
    turned = replace(cards, cells=cards.cells[::-1])
    assert advise(cards, cards.cells[0], book).practices == advise(turned, cards.cells[0], book).practices


scores = st.fixed_dictionaries(
    {lever: st.floats(5, 95) for lever in (*LEVERS, "empowerment", "compliance", "motivation")}
)
letters = st.one_of(
    st.none(), st.dictionaries(st.sampled_from([one.id for one in questions()]), st.sampled_from("abcde"), min_size=1)
)
askers: st.SearchStrategy[Asker] = st.sampled_from(["manager", "agency", "ministry"])
BOOK = load_catalogue()


@given(scores, letters, askers)
@settings(deadline=None, max_examples=150)
def test_never_more_than_five_and_never_against_the_fit_or_beyond_the_powers(
    values: dict[str, float], answers: dict[str, str] | None, asker: Asker
) -> None:
    cards = scorecards({id: released(value) for id, value in values.items()})
    found = advise(cards, cards.cells[0], BOOK, asker, None if answers is None else {"team": answers})
    assert len(found.practices) <= MOST
    chosen = [one.entry.practice.levers[0] for one in found.practices]
    assert all(chosen.count(lever) <= MOST_OF_A_LEVER for lever in chosen)
    for one in found.practices:
        assert one.entry.practice.who in REACH[asker]
        assert one.entry.practice.powers in ALLOWED[asker]
        assert found.fit is None or not contradicts(one.entry.practice, found.fit)
        assert found.fit is not None or not one.entry.practice.is_compliance
    told = {one.entry.id for one in found.practices}.union(*(found.out or {}).values())
    assert told == BOOK.entries.keys()


@given(scores, letters, askers, st.sampled_from(LEVERS), st.floats(0, 60))
@settings(deadline=None, max_examples=150)
def test_a_worse_lever_never_loses_rank_for_its_own_practices(
    values: dict[str, float], answers: dict[str, str] | None, asker: Asker, lever: str, lower: float
) -> None:
    def places(given_values: Mapping[str, float]) -> list[int]:
        """Where in the advice the lever's practices stand."""
        cards = scorecards({id: released(value) for id, value in given_values.items()})
        found = advise(cards, cards.cells[0], BOOK, asker, None if answers is None else {"team": answers})
        return [at for at, one in enumerate(found.practices) if one.entry.practice.levers[0] == lever]

    before, after = places(values), places(values | {lever: max(values[lever] - lower, 0.0)})
    assert len(after) >= len(before)
    assert all(now <= then for now, then in zip(after, before, strict=False))


def test_no_second_lever_weighs_more_than_a_first() -> None:
    least = min(EVIDENCE.values()) * CONTESTED
    for reach in REACH.values():
        assert min(reach.values()) * least > SECOND * max(reach.values())

"""Mainspring's own pulse: what it asks, what its statements measure, and the rules by which it was written."""

from __future__ import annotations

from itertools import pairwise

import pytest

from mainspring.instrument import load_instrument
from mainspring.instrument.wording import wording_hash

PULSE = load_instrument("mainspring-pulse-1")

CONSTRUCTS = {  # in brackets: the statements that point the other way
    "autonomy": ("empowerment", "AUT1 AUT2 (AUT3)"),
    "competence": ("empowerment", "COM1 (COM2)"),
    "peers": ("empowerment", "PEE1 PEE2"),
    "purpose": ("empowerment", "PUR1 (PUR2)"),
    "compliance_monitoring": ("compliance", "MON1 (MON2)"),
    "compliance_paperwork": ("compliance", "PAP1 (PAP2)"),
    "compliance_approval": ("compliance", "APP1 (APP2)"),
    "compliance_targets": ("compliance", "TAR1 TAR2"),
    "motivation": ("outcome", "MOT1 MOT2 (MOT3)"),
    "satisfaction": ("outcome", "SAT1"),
    "performance": ("outcome", "PER1"),
    "observability": ("context", "OBS1"),
    "predictability": ("context", "PRE1"),
}
WHOLES = {
    "empowerment": ("autonomy", "competence", "peers", "purpose"),
    "compliance": ("compliance_monitoring", "compliance_paperwork", "compliance_approval", "compliance_targets"),
}
OF_ITEM = {item: construct.id for construct in PULSE.constructs for item in construct.items}


def test_there_are_24_statements_each_in_full_and_each_different() -> None:
    assert len(PULSE.items) == 24
    assert len({wording_hash(item.question) for item in PULSE.items}) == 24
    assert len({item.label for item in PULSE.items}) == 24


@pytest.mark.parametrize(("id", "role", "items"), [(id, role, items) for id, (role, items) in CONSTRUCTS.items()])
def test_a_construct_is_measured_by_its_statements(id: str, role: str, items: str) -> None:
    construct = PULSE.construct(id)
    assert construct.role == role
    assert construct.items == tuple(items.replace("(", "").replace(")", "").split())
    assert construct.reversed == tuple(item.strip("()") for item in items.split() if item.startswith("("))


def test_the_two_dials_are_the_means_of_four_parts_each() -> None:
    assert {each.id: each.of for each in PULSE.constructs if each.of} == WHOLES


def test_every_statement_stands_in_one_construct_only() -> None:
    listed = [item for construct in PULSE.constructs for item in construct.items]
    assert sorted(listed) == sorted(item.id for item in PULSE.items)


def test_intent_to_leave_means_another_job() -> None:
    leave = PULSE.construct("leave")
    assert (leave.column, leave.yes, leave.no) == (("leaving",), ("yes_inside", "yes_outside"), ("no", "other"))
    assert any("Do you think of leaving" in note and "yes_inside" in note for note in PULSE.notes)


def test_answers_are_five_steps_and_a_way_out() -> None:
    assert {item.scale.codes for item in PULSE.items} == {(1, 2, 3, 4, 5)}
    assert {item.scale.do_not_know for item in PULSE.items} == {("X",)}


def test_a_positive_answer_points_to_what_the_construct_measures() -> None:
    reversed_items = {item for construct in PULSE.constructs for item in construct.reversed}
    for item in PULSE.items:
        assert item.scale.positive == ((1, 2) if item.id in reversed_items else (4, 5))


def test_agreeing_with_everything_cannot_raise_both_dials_to_the_top() -> None:
    long = [construct for construct in PULSE.constructs if len(construct.items) > 2]
    assert all(construct.reversed for construct in long)
    for parts in WHOLES.values():
        assert sum(bool(PULSE.construct(part).reversed) for part in parts) >= 3


def test_statements_are_short_and_hold_one_idea() -> None:
    for item in PULSE.items:
        words = item.question.rstrip(".").lower().replace(",", "").split()
        assert len(words) <= 14, item.question
        assert "not" not in words, item.question
        assert not {"and", "or"} & set(words) or item.question.startswith("Forms and reports"), item.question


def test_statements_on_the_same_subject_do_not_stand_side_by_side() -> None:
    assert not [pair for pair in pairwise(OF_ITEM[item.id] for item in PULSE.items) if len(set(pair)) == 1]


def test_no_statement_is_taken_from_the_federal_survey() -> None:
    official = {
        wording
        for year in (2010, 2018)
        for item in load_instrument(f"us-fevs-{year}").items
        for wording in item.wording
    }
    assert not [item.id for item in PULSE.items if wording_hash(item.question) in official]


def test_nothing_is_asked_about_the_person_and_weights_are_optional() -> None:
    assert (PULSE.attributes, PULSE.id_columns, PULSE.ignored) == ((), (), ())
    assert PULSE.weight_columns == ("weight",)
    assert [level.id for level in PULSE.units] == ["directorate", "team"]

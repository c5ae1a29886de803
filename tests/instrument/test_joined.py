"""Instruments joined on what they measure."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mainspring.errors import CodebookError
from mainspring.instrument import Construct, Instrument, Scale, joined, load_instrument, why_apart
from mainspring.instrument.shipped import FOLDER
from tests.moments.cast import INSTRUMENT

PULSE, FEVS = load_instrument("mainspring-pulse-1"), load_instrument("us-fevs-2018")


def test_a_joined_instrument_has_what_all_define_alike() -> None:
    both = load_instrument("us-fevs-2018+mainspring-pulse-1")
    assert both.id == "mainspring-pulse-1+us-fevs-2018"
    alike = "autonomy competence peers purpose empowerment motivation satisfaction performance leave"
    assert [construct.id for construct in both.constructs] == alike.split()
    assert both.construct("motivation").items[2:4] == ("mainspring-pulse-1/MOT3", "us-fevs-2018/Q7")
    assert both.construct("motivation").reversed == ("mainspring-pulse-1/MOT3",)
    assert both.items_of("leave") == {"mainspring-pulse-1/leaving", "us-fevs-2018/DLEAVING"}
    assert both.items_of("empowerment") > both.items_of("autonomy") > {"us-fevs-2018/Q3"}
    assert (both.wave, both.kind, len(both.fingerprint)) == (2026, "respondents", 64)
    assert both.weight_columns


def test_indicators_that_all_have_are_joined() -> None:
    both = load_instrument("us-fevs-2018+us-fevs-2016")
    indicators = [one.id for attribute in both.attributes for one in attribute.indicators]
    assert indicators == ["supervisor_role", "female", "minority"]


def test_the_order_and_the_same_one_twice_do_not_matter() -> None:
    assert load_instrument("us-fevs-2018+us-fevs-2019") == load_instrument("us-fevs-2019+us-fevs-2018+us-fevs-2019")
    assert load_instrument("us-fevs-2018+us-fevs-2018") == FEVS
    assert joined([FEVS, PULSE]).fingerprint != joined([FEVS, load_instrument("us-fevs-2019")]).fingerprint


def test_a_codebook_file_is_joined_by_its_path() -> None:
    assert load_instrument(f"{FOLDER / 'us-fevs-2019.toml'}+us-fevs-2018") == load_instrument(
        "us-fevs-2018+us-fevs-2019"
    )


def test_an_unknown_one_among_several_is_named() -> None:
    with pytest.raises(CodebookError, match="us-fevs-2108"):
        load_instrument("us-fevs-2018+us-fevs-2108")


def with_(construct: Construct, name: str = "other") -> Instrument:
    others = tuple(one for one in INSTRUMENT.constructs if one.id != construct.id)
    return replace(INSTRUMENT, id=name, fingerprint=name, constructs=(*others, construct))


SEVEN = Scale("seven", tuple(range(1, 8)), tuple("1234567"), (6, 7))
LONGER = replace(
    with_(Construct("b", "B", "compliance", items=("b1", "b2"))),
    items=tuple(replace(item, scale=SEVEN) if item.id[0] == "b" else item for item in INSTRUMENT.items),
)


@pytest.mark.parametrize(
    ("id", "other", "why"),
    [
        ("b", with_(Construct("b", "B", "compliance", items=("b1", "c1"), reversed=("c1",))), None),
        ("both", with_(Construct("both", "Both", "outcome", of=("b", "a"))), None),
        ("female", INSTRUMENT, None),
        ("leave", with_(Construct("leave", "L", "outcome", column=("x",), yes=("1",), no=("2",))), None),
        (
            "leave",
            with_(Construct("leave", "L", "outcome", items=("c1",))),
            "a share of yes in small and a mean of items in other",
        ),
        (
            "female",
            replace(with_(Construct("female", "F", "context", items=("c1",))), attributes=()),
            "an attribute of people in small and a mean of items in other",
        ),
        (
            "both",
            with_(Construct("both", "Both", "outcome", of=("a",))),
            "the mean of a, b in small and the mean of a in other",
        ),
        ("b", LONGER, "from 5 answers in small and from 7 answers in other"),
        ("both", LONGER, "it is a mean of b: from 5 answers in small and from 7 answers in other"),
        ("new", with_(Construct("new", "N", "context", items=("c1",))), "small does not have it"),
    ],
)
def test_why_a_variable_is_not_the_same(id: str, other: Instrument, why: str | None) -> None:
    assert why_apart(id, [INSTRUMENT, replace(other, id="other", fingerprint="other")]) == why


def test_what_cannot_be_joined_is_refused() -> None:
    with pytest.raises(CodebookError, match="two versions of small"):
        joined([INSTRUMENT, replace(INSTRUMENT, fingerprint="older")])
    with pytest.raises(CodebookError, match="uk-csps is of published scores"):
        load_instrument("us-fevs-2018+uk-csps")


def test_a_warning_of_one_is_a_warning_of_all() -> None:
    assert "burden" in str(load_instrument("us-fevs-2018+us-fevs-2019").construct("compliance").warning)

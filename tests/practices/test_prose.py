"""A text may say no more than the register does."""

from __future__ import annotations

import pytest

from mainspring.practices.prose import cited_in, overstated, sentences
from tests.practices.cast import study

KNOWN = {"one-2020": study("one-2020"), "two-2021": study("two-2021")}


@pytest.mark.parametrize(
    "text",
    [
        "Offices did it 9 % better [one-2020].",
        "In 40 offices it went better [one-2020]. That study was small.",
        "Both went better [one-2020] [two-2021].",
        "Reasoned, not tested: no study has looked at it.",
        "Nobody has tested this in 12 teams.",
        "Ask for 3 things, and take 20 minutes.",
        "See [a red-tape hunt](red-tape-hunt).",
    ],
)
def test_what_is_grounded_passes(text: str) -> None:
    assert list(overstated(text, KNOWN)) == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("It raised output [three-2022].", "cites three-2022, which is not in the evidence register"),
        ("Offices did it 19 % better [one-2020].", "says 19, which is not what the register says of one-2020"),
        ("Studies show that it works.", "speaks of findings and cites none"),
        ("Output rose by 30 %.", "speaks of findings and cites none"),
        ("A randomised trial found so.", "speaks of findings and cites none"),
        ("That study found 30 %.", "speaks of findings and cites none"),
    ],
)
def test_what_is_not_is_found(text: str, says: str) -> None:
    [(line, what)] = overstated(f"## Why\n\nFine.\n\n{text}\n", KNOWN)
    assert says in what
    assert line == 5


def test_sentences_are_told_apart_with_their_lines() -> None:
    text = "## Why\n\nOne thing. Another\nthing.\n\n- a point\n- “Why?” she asked.\n"
    assert list(sentences(text)) == [
        (1, "## Why"),
        (3, "One thing."),
        (3, "Another\nthing."),
        (6, "a point"),
        (7, "“Why?” she asked."),
    ]


def test_studies_are_named_once_each() -> None:
    assert cited_in("[one-2020] and [two-2021], again [one-2020], not [a link](one-2020).") == ["one-2020", "two-2021"]

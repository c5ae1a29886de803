"""A question is the same question whatever its case, spaces, punctuation and typography."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mainspring.instrument.wording import normalise, wording_hash

SAME = [
    ("I like the kind of work I do.", "  I LIKE the kind\nof work I do "),
    ("my agency’s goals", "My agency's goals"),
    ("pay – and benefits", "pay and benefits"),
    ("ﬁeld oﬃces", "field offices"),
    ("Straße", "STRASSE"),
    ("１２ months", "12 months"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_typography_does_not_matter(one: str, other: str) -> None:
    assert wording_hash(one) == wording_hash(other)


@pytest.mark.parametrize(("one", "other"), [("work unit", "workforce"), ("résumé", "resume"), ("10 days", "1 days")])
def test_words_digits_and_accents_matter(one: str, other: str) -> None:
    assert wording_hash(one) != wording_hash(other)


def test_the_hash_is_sha256_of_the_letters_and_digits() -> None:
    assert wording_hash("Is it 5?") == hashlib.sha256(b"isit5").hexdigest()


@given(st.text())
def test_normalising_keeps_letters_and_digits_only(text: str) -> None:
    assert normalise(text).isalnum() or normalise(text) == ""

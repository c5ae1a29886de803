"""However a codebook is damaged, the answer is an instrument or a list of problems with places: never a traceback."""

from __future__ import annotations

import random
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mainspring.errors import CodebookError
from mainspring.instrument import Instrument, check_codebook
from mainspring.instrument.shipped import FOLDER

EXTENSION = """\
[instrument]
id = "ours"
title = "Ours"
extends = "us-fevs-2020"
[[units]]
id = "AGENCY"
label = "Department"
[scales.ours]
like = "agree"
codes = { 1 = "No" }
[items.Q1]
scale = "ours"
[items.extra]
label = "More"
scale = "ours"
[constructs.autonomy]
absent = true
[constructs.extra]
label = "More"
items = [ "extra", "Q1" ]
reversed = ["Q1"]
[indices.all]
label = "All"
kind = "mean_of"
of = ["eei"]
[attributes.DSEX.indicators.male]
label = "Men"
yes = ["A"]
no = ["B"]
[[trend_breaks]]
measure = "extra"
wave = 2020
reason = "New."
"""
VALID = {"extension": EXTENSION, "published": (FOLDER / "uk-csps.toml").read_text(encoding="utf-8")}


def outcome(text: str) -> Instrument | CodebookError:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "codebook.toml"
        file.write_text(text, encoding="utf-8", newline="")
        try:
            return check_codebook(file)
        except CodebookError as error:
            return error


def has_places(found: Instrument | CodebookError) -> bool:
    return isinstance(found, Instrument) or all(each.file and each.line and each.line > 0 for each in found.problems)


def damaged(text: str, chance: random.Random) -> str:
    """Do one thing to a text: delete, swap or repeat lines, swap characters, put in or take out one, or change a value."""
    lines, at, other = text.split("\n"), chance.randrange(len(text)), chance.randrange(len(text))
    one, two = sorted(chance.choices(range(len(lines)), k=2))
    low, high = sorted((at, other))
    values = ["1", '"x"', "true", "[]", "{}", "[1]", '[""]', "2020-01-01", "[[]]", '{ a = "b" }', '"ours"', '["extra"]']
    key = lines[one].partition("=")[0]
    return chance.choice(
        [
            "\n".join(lines[:one] + lines[one + 1 :]),
            "\n".join(lines[:one] + lines[two:]),
            "\n".join([*lines[:two], lines[one], *lines[two:]]),
            "\n".join([*lines[:one], f"{key}= {chance.choice(values)}", *lines[one + 1 :]]),
            text[:low] + text[high : high + 1] + text[low + 1 : high] + text[low : low + 1] + text[high + 1 :],
            text[:at] + chance.choice("[]{}\"'=.#,\n\\ 0é\0") + text[at:],
            text[:at] + text[at + 1 :],
        ]
    )


@pytest.mark.parametrize("name", VALID)
def test_the_files_are_whole_before_they_are_damaged(name: str) -> None:
    assert isinstance(outcome(VALID[name]), Instrument)


@settings(max_examples=300, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(1, 4))
def test_a_damaged_extension(chance: random.Random, times: int) -> None:
    text = EXTENSION
    for _ in range(times):
        text = damaged(text, chance) or "\n"
    assert has_places(outcome(text))


@settings(max_examples=40, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(1, 4))
def test_a_damaged_codebook_of_published_scores(chance: random.Random, times: int) -> None:
    text = VALID["published"]
    for _ in range(times):
        text = damaged(text, chance) or "\n"
    assert has_places(outcome(text))


@settings(max_examples=100, deadline=None)
@given(st.text())
def test_any_text(text: str) -> None:
    assert has_places(outcome(text))

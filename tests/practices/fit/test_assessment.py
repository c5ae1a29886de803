"""The assessment: twelve questions, answers as ranges, and files that are half filled in or wrong."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from mainspring.errors import CatalogueError
from mainspring.practices.fit import ANYTHING, Range, empty_answers, questions, ranges, read_answers


def test_there_are_twelve_questions_with_five_answers_each() -> None:
    assert len(questions()) == 12
    assert all(len(set(one.answers)) == 5 for one in questions())
    assert Counter(one.input for one in questions()) == {
        "observability": 2, "distortion": 2, "predictability": 2, "stakes": 2, "motivation": 1, "potential": 1, "tightness": 2,
    }  # fmt: skip


def test_answers_run_from_nought_to_one_or_back() -> None:
    noticed, chased = questions()[0], questions()[2]
    assert [noticed.value(letter) for letter in "abcde"] == [1.0, 0.75, 0.5, 0.25, 0.0]
    assert [chased.value(letter) for letter in "abcde"] == [0.0, 0.25, 0.5, 0.75, 1.0]


def test_an_input_lies_between_the_answers_to_its_questions_and_half_a_step_beyond() -> None:
    assert ranges({"team": {"noticed": "b", "figures": "c"}})["observability"] == Range(0.375, 0.875)


def test_whoever_answers_otherwise_widens_it() -> None:
    both = {"team": {"noticed": "b", "figures": "b"}, "manager": {"noticed": "d", "figures": "b"}}
    assert ranges(both)["observability"] == Range(0.125, 0.875)


def test_one_question_of_two_says_less_and_none_says_nothing() -> None:
    found = ranges({"team": {"noticed": "c"}})
    assert found["observability"] == Range(0.25, 0.75)
    assert found["stakes"] == ANYTHING


def test_motivation_runs_from_today_to_what_it_may_become() -> None:
    team = {"unchecked": "c", "could-care": "a"}
    assert ranges({"team": team})["motivation"] == Range(0.375, 1.0)
    asked = ranges({"team": team}, motivation=Range(0.7, 0.8))["motivation"]
    assert [asked.low, asked.high] == pytest.approx([0.7, 1.0])
    assert ranges({"team": {"noticed": "a"}}, motivation=Range(0.7, 0.8))["motivation"] == Range(0.7, 0.8)


def test_the_empty_file_is_one_that_can_be_read_when_something_is_filled_in(tmp_path: Path) -> None:
    file = tmp_path / "answers.toml"
    file.write_text(empty_answers().replace('noticed = ""', 'noticed = "b"', 1), encoding="utf-8")
    assert read_answers(file) == {"team": {"noticed": "b"}, "manager": {}}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[team]\nnoticd = "b"\n', "line 2: there is no question noticd. Did you mean noticed?"),
        ('[team]\nnoticed = "f"\n', 'line 2: noticed must be a letter from "a" to "e", or left empty.'),
        ("[team]\nnoticed = 3\n", 'line 2: noticed must be a letter from "a" to "e", or left empty.'),
        ('noticed = "b"\n', "line 1: noticed has no answers. Answers stand in a table, such as [team]"),
        ('[team]\nnoticed = ""\n', "Nothing is answered. Answer at least one question; the rest may stay empty."),
        ("", "Nothing is answered."),
        ("[team\n", "this is not valid TOML"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(text: str, says: str, tmp_path: Path) -> None:
    file = tmp_path / "answers.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(CatalogueError) as error:
        read_answers(file)
    assert says in str(error.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match=r"nothing\.toml: The answers cannot be read"):
        read_answers(tmp_path / "nothing.toml")

"""Files that carry labels and declare values missing: SPSS, Stata, and texts in place of codes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pyreadstat
import pytest

from mainspring.errors import SurveyFileError
from mainspring.instrument import Instrument
from mainspring.instrument.wording import wording_hash
from mainspring.responses import DO_NOT_KNOW, FIRST_CODE, MASKED, NOT_ANSWERED, read_responses
from tests.responses.cast import LABELS, OFFICE, people, read_all
from tests.responses.files import for_statistics, text, write_dta, write_sav

ROWS = people()


def with_answers(item: str, answers: Mapping[int, object]) -> pd.DataFrame:
    """The survey with other answers to one item in some rows."""
    frame = for_statistics(ROWS)
    column = frame[item].astype(object)
    for row, answer in answers.items():
        column[row] = answer
    return frame.assign(
        **{item: column if any(isinstance(one, str) for one in answers.values()) else column.astype(float)}
    )


def sav(path: Path, frame: pd.DataFrame, **about: Any) -> Path:
    pyreadstat.write_sav(frame, str(path), **about)
    return path


def answers(path: Path, item: int, instrument: Instrument = OFFICE) -> list[int]:
    return read_all(read_responses(path, instrument))[0][item]


def test_a_code_that_the_codebook_does_not_have_is_read_by_its_label(tmp_path: Path) -> None:
    frame = with_answers("Q1", {0: 11, 1: 15})
    path = sav(
        tmp_path / "a.sav", frame, variable_value_labels={"Q1": {11: "Strongly disagree", 15: "Strongly AGREE "}}
    )

    assert answers(path, 0)[:2] == [FIRST_CODE, FIRST_CODE + 4]


def test_labels_in_place_of_codes_are_read_in_any_format(tmp_path: Path) -> None:
    rows = [{**row, "Q1": LABELS[int(row["Q1"]) - 1] if row["Q1"] else "", "GRADE": "head"} for row in ROWS]

    items, categories, _, _ = read_all(read_responses(text(rows, tmp_path / "a.csv"), OFFICE))

    assert items == read_all(read_responses(text(ROWS, tmp_path / "b.csv"), OFFICE))[0]
    assert set(categories[0]) == {FIRST_CODE + 1}


def test_user_missing_values_are_not_answered(tmp_path: Path) -> None:
    frame = with_answers("Q1", {0: 8, 1: 97, 2: 98.5})
    path = sav(tmp_path / "a.sav", frame, missing_ranges={"Q1": [8, {"lo": 90, "hi": 99}]})

    assert answers(path, 0)[:3] == [NOT_ANSWERED] * 3


def test_a_user_missing_value_that_the_codebook_lists_as_do_not_know_is_do_not_know(tmp_path: Path) -> None:
    frame = with_answers("Q1", {0: 8, 1: 9})
    labels = {"Q1": {8: "Do not know", 9: "Refused"}}
    path = sav(tmp_path / "a.sav", frame, missing_ranges={"Q1": [8, 9]}, variable_value_labels=labels)

    assert answers(path, 0)[:2] == [DO_NOT_KNOW, NOT_ANSWERED]


def test_tagged_missing_values_of_stata_are_told_apart_by_their_labels(tmp_path: Path) -> None:
    path = tmp_path / "a.dta"
    tags: dict[str, Any] = {"Q1": {"a": "Do not know", "b": "Refused"}}
    pyreadstat.write_dta(
        with_answers("Q1", {0: "a", 1: "b"}),
        str(path),
        missing_user_values={"Q1": ["a", "b"]},
        variable_value_labels=tags,
    )

    assert answers(path, 0)[:2] == [DO_NOT_KNOW, NOT_ANSWERED]


def test_a_masked_attribute_is_masked_also_where_the_file_declares_it_missing(tmp_path: Path) -> None:
    frame = for_statistics(ROWS).assign(GRADE="Z")
    path = sav(tmp_path / "a.sav", frame, missing_ranges={"GRADE": ["Z"]})

    assert set(read_all(read_responses(path, OFFICE))[1][0]) == {MASKED}


def test_a_reversed_scale_stops_the_import(tmp_path: Path) -> None:
    labels = {"Q2": dict(zip((5.0, 4.0, 3.0, 2.0, 1.0), LABELS, strict=True))}
    path = sav(tmp_path / "a.sav", for_statistics(ROWS), variable_value_labels=labels)

    with pytest.raises(SurveyFileError, match=r"column Q2: The file labels 5 \(Strongly disagree\).* may be reversed"):
        read_responses(path, OFFICE)


def worded(text: str) -> Instrument:
    """The survey with an official wording for Q2."""
    items = [replace(item, wording=(wording_hash(text),)) if item.id == "Q2" else item for item in OFFICE.items]
    return replace(OFFICE, items=tuple(items))


@pytest.mark.parametrize("label", ["I like my work.", "Q2. I like my work", "Q2", ""])
def test_a_label_that_repeats_the_official_wording_is_accepted(label: str, tmp_path: Path) -> None:
    path = write_sav(ROWS, tmp_path / "a.sav", column_labels={"Q2": label})

    assert read_responses(path, worded("I like my work.")).rows == len(ROWS)


def test_a_reworded_item_stops_the_import(tmp_path: Path) -> None:
    path = write_sav(ROWS, tmp_path / "a.sav", column_labels={"Q2": "I like our work."})

    with pytest.raises(SurveyFileError, match=r"column Q2: The question is not worded as .*'I like our work.'"):
        read_responses(path, worded("I like my work."))


def test_a_heading_may_hold_the_question_and_is_compared(tmp_path: Path) -> None:
    rows = [{"Q2: I like my work" if name == "Q2" else name: value for name, value in row.items()} for row in ROWS]
    path = text(rows, tmp_path / "a.csv")

    assert read_all(read_responses(path, worded("I like my work")))[0] == answers_of_plain_file(tmp_path)
    with pytest.raises(SurveyFileError, match="not worded"):
        read_responses(path, worded("I like my boss"))


def answers_of_plain_file(folder: Path) -> list[list[int]]:
    return read_all(read_responses(text(ROWS, folder / "plain.csv"), OFFICE))[0]


def test_a_label_that_may_have_been_cut_is_not_held_against_the_file(tmp_path: Path) -> None:
    official = "I like my work " * 10
    path = write_dta(ROWS, tmp_path / "a.dta")
    pyreadstat.write_dta(for_statistics(ROWS), str(path), column_labels={"Q2": official[:80]})

    assert read_responses(path, worded(official)).rows == len(ROWS)

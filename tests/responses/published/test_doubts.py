from __future__ import annotations

import numpy as np

from mainspring.responses.published.doubts import Panel, find_doubts
from tests.responses.published.cast import LAYOUT, OFFICES


def doubts(measures: tuple[str, ...], *rows: tuple[float, ...], wave: int = 2004) -> dict[tuple[int, str], str]:
    return dict(find_doubts(Panel(np.array(rows, dtype=np.float64), measures, wave), OFFICES, LAYOUT))


def test_answers_to_one_question_must_add_up_to_100() -> None:
    found = doubts(("go", "stay"), (10, 90), (11, 91), (96.4, 90), (0, 0))
    assert set(found) == {(2, "go"), (2, "stay"), (3, "go"), (3, "stay")}
    assert found[2, "go"] == "The answers to this question add up to 186.4 %, not to 100."
    assert "nobody was asked" in found[3, "stay"]


def test_a_theme_must_be_the_mean_of_its_items() -> None:
    found = doubts(("theme", "voice", "craft"), (60, 50, 70), (61, 50, 70), (80, 50, 70))
    assert set(found) == {(2, "theme"), (2, "voice"), (2, "craft")}
    assert found[2, "theme"] == "The theme score of 80.0 is not the mean of its items, 60.0."


def test_a_theme_is_held_against_the_items_it_had_in_its_wave() -> None:
    assert not doubts(("theme", "voice", "craft"), (50, 50, 90), wave=2001)


def test_items_that_fit_no_theme_of_their_row_are_all_in_doubt() -> None:
    found = doubts(("theme", "voice", "craft", "told"), (80, 50, 70, 5), (60, 50, 70, 5))
    assert set(found) == {(0, measure) for measure in ("theme", "voice", "craft", "told")}
    assert "another organisation" in found[0, "told"]


def test_a_value_far_from_all_others_is_in_doubt() -> None:
    usual = [(value,) for value in (5.0, 6.0, 7.0, 8.0, 9.0)]
    found = doubts(("go",), *usual, (96.4,))
    assert found == {
        (5, "go"): "96.4 stands far from every other organisation: the middle one has 7.5, the nearest 9.0."
    }


def test_a_value_that_is_far_out_in_company_is_not_in_doubt() -> None:
    usual = [(value,) for value in (5.0, 6.0, 7.0, 8.0, 9.0)]
    assert not doubts(("go",), *usual, (60.0,), (62.0,))


def test_a_question_put_to_a_few_may_swing() -> None:
    usual = [(value,) for value in (5.0, 6.0, 7.0, 8.0, 9.0)]
    assert not doubts(("told",), *usual, (100.0,))


def test_more_than_everybody_is_in_doubt() -> None:
    assert set(doubts(("response_rate",), (98,), (102,))) == {(1, "response_rate")}

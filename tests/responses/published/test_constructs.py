from __future__ import annotations

from pathlib import Path

import numpy as np

from mainspring.responses.published import PublishedScores, construct_values, read_published
from tests.responses.published.cast import OFFICES, offices, write


def constructs(tmp_path: Path, *rows: tuple[object, ...], headings: tuple[str, ...]) -> dict[str, list[float]]:
    scores = read_published(write(tmp_path, offices(*rows, headings=("Ministry", "Office", *headings))), OFFICES)
    assert isinstance(scores, PublishedScores)
    return {id: values.tolist() for id, values in construct_values(scores, OFFICES).items()}


def test_a_construct_is_the_mean_of_what_is_published(tmp_path: Path) -> None:
    found = constructs(tmp_path, (60, 30), (80, 10), headings=("B01", "B02"))
    assert found == {"voices": [60, 80], "crafts": [70, 90], "both": [65, 85]}


def test_half_of_the_parts_will_do(tmp_path: Path) -> None:
    assert constructs(tmp_path, (60, "[c]"), (80, 40), headings=("B01", "B02"))["both"] == [60, 70]


def test_a_share_is_the_sum_of_the_answers_that_count(tmp_path: Path) -> None:
    assert constructs(tmp_path, (10, 90), (30, 70), headings=("C01", "C02"))["leave"] == [10, 30]


def test_what_a_wave_did_not_publish_has_no_score(tmp_path: Path) -> None:
    found = constructs(tmp_path, (60,), ("[c]",), headings=("B01",))
    assert "leave" not in found
    assert np.isnan(found["voices"][1])

from __future__ import annotations

import math

import pytest

from mainspring.responses.published.cells import scale_of, years_in


@pytest.mark.parametrize(
    ("cells", "scores", "decimals"),
    [
        (["65%", "7%", "100%"], [65, 7, 100], 0),
        (["65", "7", "100"], [65, 7, 100], 0),
        (["0.65", "0.07", "1"], [65, 7, 100], 0),
        (["0.5", "0.57", "1.02"], [50, 57, 102], 0),
        (["65.25", "0.964", "7.1"], [65.25, 0.964, 7.1], 3),
        (["0.1%", "0.2%", "0.3%"], [0.1, 0.2, 0.3], 1),
    ],
)
def test_percentages_mean_the_same_however_a_file_writes_them(
    cells: list[str], scores: list[float], decimals: int
) -> None:
    scale = scale_of(cells)
    assert [scale.percent(cell) for cell in cells] == scores
    assert scale.decimals == decimals


def test_a_small_percentage_is_no_fraction_when_the_rest_of_the_file_is_percentages() -> None:
    scale = scale_of(["0.964", "6.345", "23.213", "69.478"])
    assert scale.percent("0.964") == 0.964


@pytest.mark.parametrize("mark", ["[c]", "[z]", ".", "-", "", "n/a", "NA"])
def test_a_mark_is_no_number(mark: str) -> None:
    percent = scale_of(["65%"]).percent(mark)
    assert percent is not None
    assert math.isnan(percent)


@pytest.mark.parametrize("cell", ["about 60", "6O%", "nan", "inf", "1,234", "60 %%"])
def test_what_is_neither_number_nor_mark_is_told_apart(cell: str) -> None:
    assert scale_of(["65%"]).percent(cell) is None


def test_a_year_is_not_found_inside_a_date() -> None:
    assert years_in(["2009_csps2009_all_20140213.csv"]) == {2009}

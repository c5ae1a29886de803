"""The formula grammar: what it takes, and how it says where it stopped."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mainspring.errors import FormulaError
from mainspring.evidence.formula import Formula, Random, parse


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("m ~ a", Formula("m ~ a", "m", ("a",))),
        ("m~a+b|U", Formula("m~a+b|U", "m", ("a", "b"), ("U",))),
        ("m>=75 ~ a", Formula("m>=75 ~ a", "m>=75", ("a",))),
        ("m ~ a + a | U + T + U", Formula("m ~ a + a | U + T + U", "m", ("a",), ("U", "T"))),
        ("m ~ a*b", Formula("m ~ a*b", "m", ("a", "b", "a:b"))),
        ("m ~ 1", Formula("m ~ 1", "m", ())),
        ("m ~ 1 + (1 | U)", Formula("m ~ 1 + (1 | U)", "m", (), (), Random((), "U"))),
        ("m ~ a + (1 + a | U)", Formula("m ~ a + (1 + a | U)", "m", ("a",), (), Random(("a",), "U"))),
        ("m ~ (1 + a | U) + b", Formula("m ~ (1 + a | U) + b", "m", ("b",), (), Random(("a",), "U"))),
    ],
)
def test_what_is_read(text: str, expected: Formula) -> None:
    assert parse(text) == expected


def test_every_variable_is_named_once_with_the_parts_of_products_first() -> None:
    assert parse("m ~ a:b + c + (1 + c + d | U)").variables == ("m", "a", "b", "a:b", "c", "d")


@pytest.mark.parametrize(
    ("text", "place", "expected"),
    [
        ("", 0, "the outcome"),
        ("motivation", 10, "~ after the outcome"),
        ("m ~ + a", 4, "a variable, 1 or"),
        ("m ~ a b", 6, "+, | or the end"),
        ("m ~ a +", 7, "a variable, 1 or"),
        ("m ~ a | ", 8, "a column of the cells"),
        ("m ~ a | 1", 8, "a column of the cells"),
        ("m ~ (a | U)", 5, "1: the intercept varies"),
        ("m ~ a + (1 | U", 14, ") after the column"),
        ("m ~ (1|U) + (1|T)", 12, "one pair of parentheses"),
        ("m ~ a ^ 2", 6, "+, | or the end"),
        ("m ~ 2", 4, "a variable, 1 or"),
        ("m ~ 1.5", 4, "a variable, 1 or"),
        ("m ~ a:", 6, "the second variable"),
        ("m ~ a + m", 2, "other variables than the outcome"),
    ],
)
def test_the_place_is_underlined(text: str, place: int, expected: str) -> None:
    with pytest.raises(FormulaError) as caught:
        parse(text)
    lines = str(caught.value).splitlines()
    at = lines.index(f"  {text}")
    assert lines[at + 1].index("^") == 2 + place
    assert expected in str(caught.value)
    assert "motivation ~ autonomy + purpose | LEVEL1" in str(caught.value)


@given(st.text(alphabet="mab ~+|:*()1_.é", max_size=20))
def test_whatever_is_typed_is_a_formula_or_a_formula_error(text: str) -> None:
    try:
        found = parse(text)
    except FormulaError:
        return
    assert found.outcome not in found.variables[1:]

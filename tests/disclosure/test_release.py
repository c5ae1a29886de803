"""What leaves is exact, coded at the extremes, or withheld with a sentence."""

from __future__ import annotations

import math

import pytest

from mainspring.disclosure import FLOOR, POLICIES, Policy, Reason, Released, Withheld, load_policy
from mainspring.disclosure.extremes import coded
from mainspring.errors import PolicyError

RULE_OF_TEN = POLICIES["rule-of-ten"]


@pytest.mark.parametrize(
    ("share", "hits", "n", "value", "bound"),
    [
        (100.0, 40, 40, 90, "or_more"),
        (95.0, 38, 40, 90, "or_more"),
        (92.5, 37, 40, 92.5, None),
        (0.0, 0, 40, 10, "or_less"),
        (5.0, 2, 40, 10, "or_less"),
        (7.5, 3, 40, 7.5, None),
        (84.0, 8, 10, 80, "or_more"),  # all but two of ten: "90 or more" would not be true
        (16.0, 2, 10, 20, "or_less"),
    ],
)
def test_a_share_of_all_or_all_but_two_is_coded(
    share: float, hits: int, n: int, value: float, bound: str | None
) -> None:
    found = coded(Released(share, 1.0, share - 2, share + 2, n), hits)
    assert (found.value, found.bound) == (value, bound)


def test_a_coded_value_has_no_interval_to_give_it_away() -> None:
    found = coded(Released(100.0, 0.0, 100.0, 100.0, 40), 40)
    assert (found.std_error, found.conf_low, found.conf_high) == (None, None, None)


@pytest.mark.parametrize(("mean", "bound"), [(100.0, "or_more"), (95.0, "or_more"), (94.9, None), (4.0, "or_less")])
def test_a_mean_at_the_end_of_the_scale_is_coded(mean: float, bound: str | None) -> None:
    assert coded(Released(mean, 1.0, 90.0, 100.0, 40), math.nan).bound == bound


def test_published_figures_without_numbers_of_people_are_shown_as_they_are() -> None:
    assert coded(Released(100.0), 40) == Released(100.0)


def test_no_policy_goes_below_the_floor() -> None:
    with pytest.raises(PolicyError, match=f"smallest minimum any policy may have is {FLOOR}"):
        Policy("weak", FLOOR - 1, code_extremes=True, complements=True)


def test_a_policy_may_be_made_stricter_but_not_weaker() -> None:
    assert RULE_OF_TEN.stricter(15).minimum == 15
    with pytest.raises(PolicyError, match="weaker than the 10 of policy rule-of-ten"):
        RULE_OF_TEN.stricter(9)


def test_an_unknown_policy_names_those_there_are() -> None:
    with pytest.raises(PolicyError, match="Choose one of rule-of-ten, people-survey, pulse, open"):
        load_policy("strict")


@pytest.mark.parametrize(
    ("withheld", "sentence"),
    [
        (Withheld(Reason.TOO_FEW), "Withheld: fewer than ten people answered"),
        (Withheld(Reason.TOO_FEW, 8), "Withheld: fewer than eight people answered"),
        (Withheld(Reason.TOO_FEW, 15), "Withheld: fewer than 15 people answered"),
        (Withheld(Reason.NOT_ASKED), "Withheld: this survey did not ask"),
    ],
)
def test_a_withheld_value_says_why(withheld: Withheld, sentence: str) -> None:
    assert withheld.sentence == sentence

"""Numbers and differences in words: a table of cases."""

from __future__ import annotations

import pytest

from mainspring.disclosure import POLICIES, Policy, Reason, Released, Value, Withheld
from mainspring.report import words
from mainspring.scorecards import Difference

CLEARLY_LOWER = Difference(-3.14, 1.0, -5.1, -1.2)
UNCLEAR = Difference(-3.14, 2.0, -7.1, 0.8)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (Released(61.24), "61.2"),
        (Released(61.0, 1.0, 59.0, 63.0, 120), "61.0"),
        (Released(90.0, bound="or_more"), "90 or more"),
        (Released(10.0, bound="or_less"), "10 or less"),
        (Withheld(Reason.TOO_FEW, 10), "Withheld: fewer than ten people answered"),
        (Withheld(Reason.TOO_FEW, 12), "Withheld: fewer than 12 people answered"),
        (Withheld(Reason.NOT_ASKED), "This survey did not ask"),
    ],
)
def test_a_value_is_said_as_it_may_be_shown(value: Value, said: str) -> None:
    assert words.value_words(value) == said


@pytest.mark.parametrize(
    ("other", "difference", "said", "state"),
    [
        (64.4, CLEARLY_LOWER, "3.1 lower", "lower"),
        (64.4, UNCLEAR, "cannot be told apart", "same"),
        (64.4, None, "3.2 lower", "unclear"),
        (61.22, None, "no difference", "unclear"),
        (None, None, "", "none"),
        (Withheld(Reason.TOO_FEW), None, "", "none"),
        (Released(90.0, bound="or_more"), None, "one of them is shown only as a bound", "none"),
    ],
)
def test_a_difference_is_called_one_only_if_the_data_can_tell(
    other: Value | float | None, difference: Difference | None, said: str, state: str
) -> None:
    comparison = words.compare(Released(61.2), other, difference)
    assert (comparison.words, comparison.state) == (said, state)


def test_a_withheld_value_is_beside_nothing() -> None:
    assert words.compare(Withheld(Reason.PROTECTED), 64.4, None) == words.NOTHING


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (words.number(-0.04), "0.0"),
        (words.number(-3.25), "−3.2"),
        (words.count(51206), "51,206"),
        (words.plural("agency"), "agencies"),
        (words.plural("survey"), "surveys"),
        (words.plural("office branch"), "office branches"),
        (words.some(1, "agency"), "1 agency"),
        (words.listed(["a"]), "a"),
        (words.listed(["a", "b", "c"]), "a, b and c"),
        (words.ordinal(1), "1st"),
        (words.ordinal(12), "12th"),
        (words.ordinal(23), "23rd"),
        (words.lower_first("EEI"), "EEI"),
        (words.lower_first("Intent to leave"), "intent to leave"),
        (words.waves_words([2018]), "2018"),
        (words.waves_words([2009, 2010, 2011]), "2009 to 2011 (3 waves)"),
    ],
)
def test_small_words(given: str, said: str) -> None:
    assert given == said


@pytest.mark.parametrize("policy", POLICIES.values(), ids=POLICIES)
def test_every_policy_says_how_many_people_it_takes(policy: Policy) -> None:
    assert f"fewer than {policy.minimum} people" in words.policy_words(policy)[0]

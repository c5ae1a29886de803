"""What of measurement, and of units' shrunken means, may leave."""

from __future__ import annotations

from pathlib import Path

import pytest

from mainspring.disclosure import Reason, Released, Value, Withheld, clear_measurement, clear_shrunken, load_policy
from mainspring.evidence import shrink
from mainspring.instrument import load_instrument
from mainspring.moments import ItemSet, Moments, MomentsOptions, summarise
from mainspring.responses import read_responses
from mainspring.responses.simulated import SimulationOptions, write_simulated
from mainspring.scores import measure
from tests.disclosure.cast import moments_of, rows

TEN = load_policy("rule-of-ten")
FEVS = load_instrument("us-fevs-2018")
ASKED = ItemSet(("autonomy", "purpose"), "")


def measured(people: int, folder: Path) -> Moments:
    file = folder / f"{people}.csv"
    write_simulated(FEVS, SimulationOptions(rows=people, seed=2), file)
    return summarise(read_responses(file, FEVS), ["AGENCY"], MomentsOptions((), (), (ASKED,)))


def test_what_enough_people_answered_is_as_it_was(tmp_path: Path) -> None:
    moments = measured(400, tmp_path)
    assert clear_measurement(moments, FEVS, ASKED, TEN).content.qualities == measure(moments, FEVS, ASKED).qualities


def test_a_construct_takes_three_people_for_each_item_and_a_factor_model_for_each_parameter(tmp_path: Path) -> None:
    """Autonomy has 3 items, purpose 3: 10 people are enough for an alpha, not for 6 loadings, 6 errors and a correlation."""
    found = clear_measurement(measured(30, tmp_path), FEVS, ASKED, TEN).content
    assert [one.construct for one in found.qualities] == ["autonomy", "purpose"]
    assert found.model is None
    assert "Withheld, since too few people are behind it: the factor model." in found.notes


def test_of_nine_people_nothing_is_told(tmp_path: Path) -> None:
    found = clear_measurement(measured(9, tmp_path), FEVS, ASKED, TEN)
    assert (found.content.qualities, found.content.model, found.people) == ((), None, None)


def test_a_unit_is_shown_where_its_scorecard_shows_it() -> None:
    moments = moments_of(rows(200, offices=4))
    shown: dict[str, Value] = {
        "o00": Released(61.0, n=50),
        "o01": Withheld(Reason.PROTECTED),
        "o02": Released(90.0, bound="or_more"),
    }
    found = clear_shrunken(moments, "joy", "office", shown, TEN).content
    assert found["o01"] == Withheld(Reason.PROTECTED)
    assert [isinstance(found[name], Withheld) for name in ("o02", "o03")] == [True, True]
    row = shrink(moments, "joy", "office").frame().row(0, named=True)
    (value,) = (one for one in found.values() if isinstance(one, Released))
    assert value.value == pytest.approx(row["estimate"])
    assert value.n == row["n"]


def test_a_unit_of_nine_is_not_shown_whatever_a_scorecard_says() -> None:
    people = rows(200, offices=4)
    people["office"][:] = "o00"
    people["office"][:9], people["office"][9:40] = "o01", "o02"
    found = clear_shrunken(
        moments_of(people), "joy", "office", dict.fromkeys(("o00", "o01", "o02"), Released(61.0)), TEN
    )
    assert isinstance(found.content["o01"], Withheld)
    assert isinstance(found.content["o00"], Released)

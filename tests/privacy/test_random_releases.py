"""2,000 random organisations: the attack, written apart from what decides on releases, learns nothing from what is released of them.

Every one goes the whole way, from people to scores to what a reader of the JSON knows. 100 are releases of their own, in one wave or
two, with one breakdown or several, and are also attacked by an insider; the others are the departments of 25 governments, each a
release. `python -m bench.attack_releases` makes a release of its own of all 2,000.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from mainspring.disclosure.attack import attack_releases
from tests.privacy.organisations import Kind, government, organisations

ALONE = 100
DEPARTMENTS = 76
GOVERNMENTS = 25
PARTS = 10


def test_there_are_two_thousand() -> None:
    assert ALONE + DEPARTMENTS * GOVERNMENTS == 2_000


@pytest.mark.parametrize("part", range(PARTS))
def test_nothing_is_learned_from_the_scores_of_an_organisation(part: int, tmp_path: Path) -> None:
    """By whoever has the release, nor by an insider who knows how many people are in every unit and group."""
    for one in organisations(range(part, ALONE, PARTS), tmp_path):
        found = attack_releases([one.facts(one.scorecards())], people_known=one.head_counts())
        # Where rosters are known, a unit may be shown that many joined and left, and that is nearly as large as before.
        learned = [finding for finding in found if one.rosters is None or finding.route != "between waves"]
        assert learned == [], one.number


@pytest.mark.parametrize("number", range(GOVERNMENTS))
def test_nothing_is_learned_from_the_scores_of_a_government_of_many(number: int, tmp_path: Path) -> None:
    first = ALONE + DEPARTMENTS * number
    units = ("AGENCY", "OFFICE", "TEAM")[: 3 if number % 5 == 0 else 2]
    kind = Kind(units, ("GRADE",) if number == 1 else (), weighted=number % 4 == 0)
    one = government(range(first, first + DEPARTMENTS), kind, tmp_path)
    assert attack_releases([one.facts(one.scorecards())]) == []

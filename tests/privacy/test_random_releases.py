"""2,000 random organisations and what is released of them: the attack, written apart from what decides on releases, learns nothing.

Every sixteenth goes the whole way, from people to scores to what a reader of the JSON knows; of the others who is hidden is decided and
attacked. `python -m bench.attack_releases` goes the whole way with all of them.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from mainspring.disclosure import Facts, hide_units
from mainspring.disclosure.attack import attack_releases
from mainspring.disclosure.facts import Group
from tests.disclosure.organisations import Sizes, tree_of
from tests.privacy.organisations import POLICY, organisations

RELEASES = 2_000
PARTS = 10


@pytest.mark.parametrize("part", range(PARTS))
def test_nothing_is_learned_from_the_scores_of_random_organisations(part: int, tmp_path: Path) -> None:
    """By whoever has the release, nor by an insider who knows how many people are in every unit and group."""
    numbers = range(part, RELEASES // 16, PARTS)
    for one in organisations(numbers, tmp_path):
        found = attack_releases([one.facts(one.scorecards())], people_known=one.head_counts())
        # Where rosters are known, a unit may be shown that many joined and left, and that is nearly as large as before.
        learned = [finding for finding in found if one.rosters is None or finding.route != "between waves"]
        assert learned == [], one.number


def random_sizes(rng: np.random.Generator) -> Sizes:
    """Agencies with offices of a few people or many, some of them broken down."""
    codes = int(rng.choice([0, 0, 2, 3]))

    def office() -> int:
        return int(np.ceil(rng.lognormal(np.log(rng.uniform(5, 30)), 0.9)))

    def broken() -> list[int]:
        return [int(part) for part in rng.multinomial(office(), rng.dirichlet(np.ones(codes) * 2))]

    offices = {chr(65 + at): int(rng.integers(1, 7)) for at in range(rng.integers(1, 6))}
    if codes:
        return {agency: [broken() for _ in range(many)] for agency, many in offices.items()}
    return {agency: [office() for _ in range(many)] for agency, many in offices.items()}


@pytest.mark.parametrize("part", range(PARTS))
def test_nobody_hidden_is_counted_by_whoever_has_all_that_is_shown(part: int) -> None:
    for number in range(part, RELEASES - RELEASES // 16, PARTS):
        rng = np.random.default_rng([number, 4])
        tree, n = tree_of(random_sizes(rng))
        residual = (rng.random(len(n)) < 0.05) & (np.arange(len(n)) > 0) & ~tree.grouped
        hidden = hide_units(tree, n, residual, POLICY)
        people = {
            Group(2020, tuple(zip(("agency", "office"), path, strict=False)), (code,) if code else ()): None
            if reason
            else int(size)
            for path, code, reason, size in zip(tree.paths, tree.breakdowns, hidden.reasons, n, strict=True)
        }
        assert attack_releases([Facts("random", {2020: "none"}, POLICY.minimum, True, people, {})]) == [], number

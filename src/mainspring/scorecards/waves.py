"""Scorecards of several waves side by side: nobody sees by how few people a unit changed."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace

from mainspring.disclosure import Policy, Rosters, Value, changed_little, coarse_people, coarse_value
from mainspring.scorecards.model import Scorecard

Who = tuple[Hashable, ...]


def side_by_side(
    waves: Sequence[Sequence[Scorecard]], policy: Policy, rosters: Rosters | None = None
) -> list[Scorecard]:
    """The scorecards of waves in their order, those of a wave coarsened in which some unit changed by fewer than the minimum.

    Each wave is compared with the one before it. A unit whose rosters are known is shown only where more people came or went; of the
    groups of breakdowns, rosters tell nothing.
    """
    done: list[Scorecard] = []
    before: Mapping[Who, Value] = {}
    for cards in waves:
        now = {who(card): card.n for card in cards if not _on_rosters(card, rosters)}
        coarse = policy.complements and changed_little(before, now, policy.minimum)
        done += [_coarse(card, policy.minimum) for card in cards] if coarse else cards
        before = {who(card): card.n for card in cards}
    return done


def who(card: Scorecard) -> Who:
    """What a group of people is known by in every wave."""
    return card.unit.path, card.unit.name, card.breakdown and (card.breakdown.column, card.breakdown.code)


def _on_rosters(card: Scorecard, rosters: Rosters | None) -> bool:
    """Whether it is known how many people joined and left."""
    return rosters is not None and card.breakdown is None and rosters.of(card.wave, card.unit.path) is not None


def _coarse(card: Scorecard, minimum: int) -> Scorecard:
    def values(of: Mapping[str, Value]) -> Mapping[str, Value]:
        return {id: coarse_value(value, minimum) for id, value in of.items()}

    return replace(
        card,
        n=coarse_people(card.n, minimum),
        indices=values(card.indices),
        constructs=values(card.constructs),
        attributes=values(card.attributes),
    )

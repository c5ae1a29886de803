"""Which measures tell of each other: those that are means of others are shown together with them, or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from mainspring.disclosure.measures import Block
from mainspring.instrument import Instrument

FEW_ITEMS: Final = 4
"""An index of fewer items tells so much of each that it is shown with them or not at all: of three items that are nearly all
positive together, each is; of four, an index below 95 leaves each of them twenty points."""


def blocks_of(instrument: Instrument, measures: Sequence[str]) -> tuple[Block, ...]:
    """The blocks of some of an instrument's measures: indices with items' percent positive, constructs, or attributes.

    What is a mean of means goes with all of them. The items of an index may be withheld without it: from a mean of many nobody can
    work out one; but where the index is withheld, they would tell it.
    """
    wholes = {one.id: one.of for one in instrument.constructs} | {one.id: one.of for one in instrument.indices}
    items_of = {one.id: {f"pp_{item}" for item in one.items} & {*measures} for one in instrument.indices}
    near = {id: items if len(items) < FEW_ITEMS else set[str]() for id, items in items_of.items()}
    families = _joined([{id, *wholes[id], *near.get(id, ())} for id in measures if id in wholes])
    blocks = [Block(tuple(id for id in measures if id in family)) for family in families]
    items = [set().union(*(items_of.get(id, set()) for id in family)) - family for family in families]
    done = set[str]().union(*families)
    alone = [{id} for id in measures if id not in done]
    for family in _joined([*(some for some in items if some), *alone]):
        of = tuple(id for at, some in enumerate(items) if some & family for id in blocks[at].measures)
        blocks.append(Block(tuple(id for id in measures if id in family), goes_with=of, broken_down=False))
    return tuple(blocks)


def _joined(sets: Iterable[set[str]]) -> list[set[str]]:
    """Sets that share a member become one, in the order of their first."""
    found: list[set[str]] = []
    for one in sets:
        touching = [other for other in found if other & one]
        found = [other for other in found if not other & one]
        found.append(set().union(one, *touching))
    return found

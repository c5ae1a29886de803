"""How much of a wave is withheld, counted from nothing but what is shown: whoever reads the counts learns nothing new of anybody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from math import ceil

from mainspring.disclosure import Choice, Reason, Released, Value, Withheld
from mainspring.scorecards.model import NotShown, Scorecard, UnitPath, Withholding
from mainspring.scores import FOLD

NOT_WITHHELD = frozenset((Reason.NOT_ASKED, Reason.NOT_COMPARABLE, Reason.NOT_PUBLISHED))
"""What is absent, though nobody holds it back."""

Codes = dict[str, Scorecard]


def withholding(
    wave: int, cells: Sequence[Scorecard], groups: Sequence[Scorecard], choice: Choice | None
) -> Withholding:
    """What is withheld of the units of a wave, of the groups of their people, and of what is shown.

    Parameters
    ----------
    cells, groups : those of the wave. choice : how the hidden ones were chosen; None where no others than the small ones are.
    """
    units = {cell.unit.path: cell for cell in cells if cell.unit.path[-1:] != (FOLD,)}
    shown = {path for path, cell in units.items() if isinstance(cell.n, Released)}
    columns = dict.fromkeys(group.breakdown.column for group in groups if group.breakdown)
    return Withholding(
        wave=wave,
        units=_hidden([units[path] for path in units if path or len(units) == 1], _people_of_units(units)),
        groups={column: _groups(column, groups, units, shown) for column in columns},
        values=_values([*cells, *groups]),
        proven=None if choice is None else choice.optimal,
        spare=0 if choice is None or choice.optimal else 10 * ceil((choice.cost - choice.bound) / 10),
    )


def published_withholding(wave: int, cells: Sequence[Scorecard]) -> Withholding:
    """Of how many organisations of a wave the publisher withholds something; how many people they have it does not say."""
    lowest = max((len(cell.unit.path) for cell in cells), default=0)
    gone = Withheld(Reason.PUBLISHER)
    some = sum(any(value == gone for value in cell.indices.values()) for cell in cells)
    of = sum(len(cell.unit.path) == lowest for cell in cells)
    return Withholding(wave, NotShown(some, of, None, {gone.sentence: some} if some else {}), {}, {}, None)


def _hidden(cards: Sequence[Scorecard], people: tuple[int | None, bool]) -> NotShown:
    reasons = Counter(card.n.sentence for card in cards if isinstance(card.n, Withheld))
    counted, at_least = people
    return NotShown(
        hidden=reasons.total(),
        of=len(cards),
        people=None if counted is None else to_tens(counted),
        reasons=dict(reasons),
        at_least=at_least,
        bare=dict(Counter(_why(card) for card in cards if isinstance(card.n, Released) and not _told(card))),
    )


def to_tens(people: int) -> int:
    """People to the nearest ten."""
    return 10 * ((people + 5) // 10)


def _exact(value: Value) -> int | None:
    """A head count that is shown as it is."""
    return int(value.value) if isinstance(value, Released) and value.bound is None else None


def _left(whole: Value, parts: Sequence[Value]) -> int | None:
    """How many of a whole are in those of its parts that are not shown: what anybody can subtract; None where nobody can."""
    total = _exact(whole)
    shown = [_exact(part) for part in parts if isinstance(part, Released)]
    known = [n for n in shown if n is not None]
    return None if total is None or len(known) < len(shown) else total - sum(known)


def _people_of_units(units: Mapping[UnitPath, Scorecard]) -> tuple[int | None, bool]:
    """How many people are in units that are not shown: all who are in one below units that all are."""
    below: dict[UnitPath, list[Value]] = {}
    for path, cell in units.items():
        if path:
            below.setdefault(path[:-1], []).append(cell.n)
    left = [
        _left(units[path].n, parts)
        for path, parts in below.items()
        if _open(path, units) and any(isinstance(part, Withheld) for part in parts)
    ]
    if () not in units or isinstance(units[()].n, Withheld) or None in left:
        return None, False
    return sum(one for one in left if one is not None), False


def _open(path: UnitPath, units: Mapping[UnitPath, Scorecard]) -> bool:
    """Whether a unit and all above it are shown."""
    return all(isinstance(units[path[:depth]].n, Released) for depth in range(len(path) + 1))


def _groups(
    column: str, groups: Sequence[Scorecard], units: Mapping[UnitPath, Scorecard], shown: set[UnitPath]
) -> NotShown:
    """One breakdown's groups of the units that are shown. Those of a unit that is not are part of it, and not counted again."""
    by_unit: dict[UnitPath, Codes] = {}
    for group in groups:
        if group.breakdown and group.breakdown.column == column and group.unit.path in shown:
            by_unit.setdefault(group.unit.path, {})[group.breakdown.code] = group
    return _hidden([card for codes in by_unit.values() for card in codes.values()], _people_of_groups(by_unit, units))


def _people_of_groups(
    by_unit: Mapping[UnitPath, Codes], units: Mapping[UnitPath, Scorecard]
) -> tuple[int | None, bool]:
    """How many people are in groups that are not shown, each once, and whether there may be more than can be told."""
    gone = {
        path: {code for code, card in codes.items() if isinstance(card.n, Withheld)} for path, codes in by_unit.items()
    }
    total, more = 0, False
    for path, codes in by_unit.items():
        above = {code for depth in range(len(path)) for code in gone.get(path[:depth], ())}
        if not gone[path] - above or not _open(path, units):
            continue  # counted with a unit above
        left = None if gone[path] & above else _left(units[path].n, [card.n for card in codes.values()])
        total, more = total + (left or 0), more or left is None
    return (total or None if more else total), more


def _values(cards: Sequence[Scorecard]) -> dict[str, int]:
    """Single values that are withheld where others are shown, by reason; answers to single questions are left out."""
    return dict(
        Counter(
            value.sentence
            for card in cards
            if _told(card)
            for value in _measures(card)
            if isinstance(value, Withheld) and value.reason not in NOT_WITHHELD
        )
    )


def _measures(card: Scorecard) -> list[Value]:
    return [*card.constructs.values(), *(value for id, value in card.indices.items() if not id.startswith("pp_"))]


def _told(card: Scorecard) -> bool:
    """Whether anything is shown of what its people said."""
    return any(isinstance(value, Released) for value in _measures(card))


def _why(card: Scorecard) -> str:
    """Why most of the values of a unit or a group are withheld."""
    reasons = Counter(value.sentence for value in _measures(card) if isinstance(value, Withheld))
    return reasons.most_common(1)[0][0] if reasons else Withheld(Reason.NOT_ASKED).sentence

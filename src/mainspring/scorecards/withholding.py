"""How much of a wave is withheld, counted from nothing but what is shown: whoever reads the counts learns nothing new of anybody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import ceil

from mainspring.disclosure import Choice, Reason, Released, Value, Withheld
from mainspring.scorecards.model import NotShown, Scorecard, UnitPath, Withholding
from mainspring.scores import FOLD

NOT_WITHHELD = frozenset((Reason.NOT_ASKED, Reason.NOT_COMPARABLE, Reason.NOT_PUBLISHED))
"""What is absent, though nobody holds it back."""

Codes = dict[str, Scorecard]
Units = Mapping[UnitPath, Scorecard]


def withholding(
    wave: int, cells: Sequence[Scorecard], groups: Sequence[Scorecard], choice: Choice | None
) -> Withholding:
    """What is withheld of the units of a wave, of the groups of their people, and of what is shown.

    Parameters
    ----------
    cells, groups : those of the wave. choice : how the hidden ones were chosen; None where no others than the small ones are.
    """
    units = {cell.unit.path: cell for cell in cells if cell.unit.path[-1:] != (FOLD,)}
    columns = dict.fromkeys(group.breakdown.column for group in groups if group.breakdown)
    return Withholding(
        wave=wave,
        units=_hidden([units[path] for path in units if path or len(units) == 1], _people_of_units(units)),
        groups={column: _groups(column, groups, units) for column in columns},
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
    reasons = Counter(_why(card) for card in cards if not told(card))
    counted, at_least = people
    return NotShown(
        hidden=reasons.total(),
        of=len(cards),
        people=None if counted is None else to_tens(counted),
        reasons=dict(reasons),
        at_least=at_least,
    )


def to_tens(people: int) -> int:
    """People to the nearest ten."""
    return 10 * ((people + 5) // 10)


def _left(whole: Scorecard, parts: Iterable[Scorecard]) -> int | None:
    """How many of a whole's people are in those parts of which nothing is shown: what anybody can subtract; None where nobody can."""
    total = _exact(whole.n)
    shown = [_exact(part.n) for part in parts if told(part)]
    known = [n for n in shown if n is not None]
    return None if total is None or len(known) < len(shown) else total - sum(known)


def _exact(value: Value) -> int | None:
    """A head count that is shown as it is."""
    return int(value.value) if isinstance(value, Released) and value.bound is None else None


def _people_of_units(units: Units) -> tuple[int | None, bool]:
    """How many people are in units that are not shown: all who are in one below units that all are."""
    if () not in units or not told(units[()]):
        return (_exact(units[()].n) if () in units else None), False
    below: dict[UnitPath, list[Scorecard]] = {}
    for path, cell in units.items():
        if path:
            below.setdefault(path[:-1], []).append(cell)
    left = [
        _left(units[path], parts)
        for path, parts in below.items()
        if _open(path, units) and not all(told(part) for part in parts)
    ]
    known = [one for one in left if one is not None]
    return (sum(known), False) if len(known) == len(left) else (None, False)


def _open(path: UnitPath, units: Units) -> bool:
    """Whether a unit and all above it are shown."""
    return all(told(units[path[:depth]]) for depth in range(len(path) + 1))


def _groups(column: str, groups: Sequence[Scorecard], units: Units) -> NotShown:
    """One breakdown's groups of the units that are shown. Those of a unit that is not are part of it, and not counted again."""
    by_unit: dict[UnitPath, Codes] = {}
    for group in groups:
        path = group.unit.path
        if group.breakdown and group.breakdown.column == column and told(units[path]):
            by_unit.setdefault(path, {})[group.breakdown.code] = group
    return _hidden([card for codes in by_unit.values() for card in codes.values()], _people_of_groups(by_unit, units))


def _people_of_groups(by_unit: Mapping[UnitPath, Codes], units: Units) -> tuple[int | None, bool]:
    """How many people are in groups that are not shown, each once, and whether there may be more than can be told."""
    gone = {path: {code for code, card in codes.items() if not told(card)} for path, codes in by_unit.items()}
    total, more = 0, False
    for path, codes in by_unit.items():
        above = {code for depth in range(len(path)) for code in gone.get(path[:depth], ())}
        if not gone[path] - above or not _open(path, units):
            continue  # counted with a unit above
        left = None if gone[path] & above else _left(units[path], codes.values())
        total, more = total + (left or 0), more or left is None
    return (total or None if more else total), more


def _values(cards: Sequence[Scorecard]) -> dict[str, int]:
    """Single values that are withheld where others are shown, by reason; answers to single questions are left out."""
    return dict(
        Counter(
            value.sentence
            for card in cards
            if told(card)
            for value in _measures(card)
            if isinstance(value, Withheld) and value.reason not in NOT_WITHHELD
        )
    )


def _measures(card: Scorecard) -> list[Value]:
    return [*card.constructs.values(), *(value for id, value in card.indices.items() if not id.startswith("pp_"))]


def told(card: Scorecard) -> bool:
    """Whether anything is shown of what its people said, but for answers to single questions."""
    return any(isinstance(value, Released) for value in _measures(card))


def _why(card: Scorecard) -> str:
    """Why nothing is shown of a unit or a group: as it is said of its people, else of most of its values."""
    if isinstance(card.n, Withheld):
        return card.n.sentence
    reasons = Counter(value.sentence for value in _measures(card) if isinstance(value, Withheld))
    return reasons.most_common(1)[0][0] if reasons else Withheld(Reason.NOT_ASKED).sentence

"""Why each unit and group is withheld, told to whoever holds the data: with numbers that must not leave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mainspring.disclosure.policy import Policy
from mainspring.disclosure.suppress import Hidden
from mainspring.disclosure.suppression import Choice
from mainspring.scores.tree import Floats


@dataclass(frozen=True, slots=True)
class Because:
    """Why one unit or group is withheld: its `name` below the unit `above`, how many `people` it has, whether it is `small` itself, and
    `why` in words.
    """

    name: str
    above: str
    people: int
    small: bool
    why: str


def account(hidden: Hidden, n: Floats, names: Sequence[tuple[str, str]], policy: Policy) -> list[Because]:
    """Why each of the units and groups of a tree without folds is withheld, in their order.

    Parameters
    ----------
    n : people who answered, float64 (units,). names : what each is called, after the unit above it.
    """
    own = [name for _, name in names]
    found = []
    for cell, reason in enumerate(hidden.reasons):
        if reason is None:
            continue
        people, small = int(n[cell]), bool(n[cell] < policy.minimum)
        why = _few(people, policy) if small else _for_whom(hidden.choice, cell, n, own)
        found.append(Because(own[cell], names[cell][0], people, small, why))
    return found


def _few(people: int, policy: Policy) -> str:
    return f"{_people(people)}, fewer than {policy.minimum}"


def _people(number: int) -> str:
    return {0: "nobody", 1: "1 person"}.get(number, f"{number:,} people")


def _for_whom(choice: Choice | None, cell: int, n: Floats, names: Sequence[str]) -> str:
    """For whose sake a cell is hidden that is large enough itself: the smallest of those whose conditions it helps to satisfy."""
    if choice is None:
        return "withheld in an earlier release"
    helped = [
        (int(n[one.cell]), len(one.cells), one.cell, at)
        for at, one in enumerate(choice.cuts)
        if one.cell is not None and choice.hidden[one.cell] and (one.cells == cell).any()
    ]
    if not helped:
        return "withheld in an earlier release, or because too few joined or left it since the wave before"
    people, _, saved, at = min(helped)
    cut = choice.cuts[at]
    beside = [names[at] for at in cut.cells.tolist() if at != cell and not choice.hidden[at]]
    whole = f"with {_some(beside)} it" if beside else "it"
    return f"{whole} would give {names[saved]}: {_people(people)}"


def _some(names: Sequence[str]) -> str:
    """The first names, the rest counted."""
    if len(names) > 3:
        return f"{', '.join(names[:2])} and {len(names) - 2} others"
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)

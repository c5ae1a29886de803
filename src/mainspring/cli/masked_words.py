"""What masking took from a survey, in words and tables and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from mainspring.cli.masked import Masked
from mainspring.cli.table import piped
from mainspring.disclosure.masking import Unit, UnitLoss

WORST: Final = 10


def as_json(done: Masked) -> dict[str, Any]:
    """Everything as plain values; `least` is null where it was not tried."""
    masking = done.masking
    return {
        "source": done.source.name,
        "file": str(done.out),
        "k": masking.k,
        "by": list(done.by),
        "people": masking.people,
        "touched": sum(unit.touched for unit in masking.units),
        "values_masked": masking.loss,
        "attributes": dict(zip(masking.attributes, _by_attribute(done), strict=True)),
        "people_by_values_masked": {str(values): people for values, people in _passes(done).items()},
        "collapsed": dict(done.collapsed),
        "folded": [{"unit": list(unit), "people": people} for unit, people in done.folds.items()],
        "cleared": list(done.cleared),
        "unmasked": list(done.unmasked),
        "told_by_weight": dict(done.told),
        "units": [
            {
                "unit": list(unit.unit),
                "people": unit.people,
                "touched": unit.touched,
                "values_masked": unit.loss,
                "attributes": dict(zip(masking.attributes, unit.values, strict=True)),
                "least": unit.least,
            }
            for unit in masking.units
        ],
    }


def in_words(done: Masked, *, all_units: bool = False) -> str:
    """The same for a person: as Markdown that reads well on a terminal; the ten units that lost most, or all that lost any."""
    lines = [*_summary(done), "", *piped(_attributes(done)), ""]
    lost = sorted((unit for unit in done.masking.units if unit.loss), key=lambda unit: (-_share(done, unit), unit.unit))
    shown = lost if all_units else lost[:WORST]
    if shown:
        lines += [_heading(len(shown), len(lost)), "", *piped(_units(done, shown)), ""]
    lines += [*_optimum(done), *_notes(done)]
    return "\n".join(lines) + "\n"


def _summary(done: Masked) -> Iterator[str]:
    masking = done.masking
    touched = sum(unit.touched for unit in masking.units)
    yield f"{done.out} has {masking.people:,} people; each profile in a unit has at least {masking.k}. The file was read again and counted."
    if not touched:
        yield "Nothing had to be masked."
        return
    values = masking.people * len(masking.attributes)
    yield (
        f"{touched:,} people ({touched / masking.people:.1%}) have something masked: "
        f"{masking.loss:,} of {values:,} values ({masking.loss / values:.1%})."
    )
    each = [f"{people:,} lost {_counted(count, 'value')}" for count, people in _passes(done).items()]
    yield f"Of these people, {', '.join(each)}."


def _attributes(done: Masked) -> list[list[str]]:
    people = done.masking.people
    rows = [["attribute", "values masked", "share"]]
    for name, values in zip(done.masking.attributes, _by_attribute(done), strict=True):
        rows.append([name, f"{values:,}", f"{values / people:.1%}"])
    return rows


def _units(done: Masked, units: list[UnitLoss]) -> list[list[str]]:
    rows = [["unit", "people", "touched", "values masked", "share"]]
    for unit in units:
        share = f"{_share(done, unit):.1%}"
        rows.append([_name(unit.unit), f"{unit.people:,}", f"{unit.touched:,}", f"{unit.loss:,}", share])
    return rows


def _optimum(done: Masked) -> Iterator[str]:
    needed = [unit for unit in done.masking.units if unit.loss]
    proven = [unit for unit in needed if unit.proven]
    known = [unit for unit in needed if unit.least is not None and not unit.proven]
    if proven:
        yield f"In {_counted(len(proven), 'unit')} it is proven that no other way masks fewer values."
    if known:
        gap = 1 - sum(unit.least or 0 for unit in known) / sum(unit.loss for unit in known)
        yield f"In {_counted(len(known), 'unit')} another way might mask up to {gap:.1%} fewer."
    if rest := len(needed) - len(proven) - len(known):
        yield f"In {_counted(rest, 'unit')} profiles were merged step by step, the cheapest merge first; there may be better ways."


def _notes(done: Masked) -> Iterator[str]:
    for name, values in done.collapsed.items():
        yield f"{name} was made coarser first: {_counted(values, 'value')}."
    if done.folds:
        yield f"Too small, and therefore without its own code now: {_folds(done)}."
    if done.cleared:
        yield f"{', '.join(done.cleared)} is blank for everybody: units so fine are not in --by."
    if done.unmasked:
        yield (
            f"{', '.join(done.unmasked)} stayed as they are. Who knows these of somebody, too, may find fewer than "
            f"{done.masking.k} people: name them in --attributes, or take them out."
        )
    if told := sum(done.told.values()):
        each = ", ".join(f"{name} {values:,}" for name, values in done.told.items() if values)
        yield (
            f"Beware: {done.weight} tells {_counted(told, 'masked value')} ({told / done.masking.loss:.0%}): all others in the unit "
            f"with the same weight have one code ({each}). Take the weights out, or make them coarser, before you give the file away."
        )
    if done.not_marked:
        yield f"The codebook takes a blank {', '.join(done.not_marked)} for not answered: say masked_when_blank = true there."


def _by_attribute(done: Masked) -> list[int]:
    return [sum(unit.values[at] for unit in done.masking.units) for at in range(len(done.masking.attributes))]


def _passes(done: Masked) -> dict[int, int]:
    """How many people had one, two, ... values masked."""
    found: dict[int, int] = {}
    for one in done.masking.substitutions:
        found[len(one.masked)] = found.get(len(one.masked), 0) + one.people
    return dict(sorted(found.items()))


def _folds(done: Masked) -> str:
    named = [f"{_name(unit)} ({people})" for unit, people in list(done.folds.items())[:WORST]]
    more = len(done.folds) - len(named)
    return ", ".join(named) + (f" and {more} more" if more else "")


def _heading(shown: int, lost: int) -> str:
    return (
        "All units that lost something:"
        if shown == lost
        else f"The {shown} of {lost} units that lost the largest share:"
    )


def _share(done: Masked, unit: UnitLoss) -> float:
    return unit.loss / (unit.people * len(done.masking.attributes))


def _name(unit: Unit) -> str:
    return "/".join(code or "(blank)" for code in unit) or "everybody"


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"

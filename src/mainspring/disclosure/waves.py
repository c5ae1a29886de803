"""Between waves: where few people joined or left a group, the difference of its two results is largely theirs.

Where the rosters are known, such a group is not shown beside its previous wave. Where they are not, how many people it has is told to the
nearest ten below, in all of the wave, so that nobody sees by how few it changed; and its values are rounded, since the exact ones would
tell the number they are a share of.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, TypeVar

from mainspring.disclosure.values import Released, Value
from mainspring.errors import DisclosureError, Problem

Path_ = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rosters:
    """How many people joined or left each unit since the wave before: `changed` maps (wave, codes from the top) to their number.

    Attributes
    ----------
    by : the columns that the codes are of.
    """

    by: tuple[str, ...]
    changed: Mapping[tuple[int, Path_], int]

    def of(self, wave: int, path: Path_) -> int | None:
        """For a unit: its own, or those of the units below that are told of; None where nothing is."""
        below = [n for (when, unit), n in self.changed.items() if when == wave and unit[: len(path)] == path]
        return self.changed.get((wave, path), sum(below) if below else None)


def read_rosters(file: Path, by: tuple[str, ...]) -> Rosters:
    """Read who came and went, as numbers: a CSV with the columns wave, those of the units, joined and left.

    A unit of a higher level has its last columns blank.

    Raises
    ------
    DisclosureError : with everything that is wrong with the file.
    """
    import csv

    try:
        with file.open(newline="", encoding="utf-8-sig") as source:
            lines = list(csv.DictReader(source))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DisclosureError(Problem(f"This is no CSV that can be read ({error}).", file=str(file))) from error
    wanted = ("wave", *by, "joined", "left")
    if missing := [name for name in wanted if lines and name not in lines[0]] or ([] if lines else list(wanted)):
        what = f"The rosters have no column {', '.join(missing)}."
        raise DisclosureError(
            Problem(what, file=str(file), remedy=f"Give {','.join(wanted)}, a line for each unit and wave.")
        )
    changed: dict[tuple[int, Path_], int] = {}
    problems = []
    for number, line in enumerate(lines, start=2):
        try:
            counts = [int(line[name]) for name in ("wave", "joined", "left")]
        except ValueError:
            counts = [0, -1, -1]
        if min(counts[1:]) < 0:
            what = "This line has a wave, or people who joined or left, that are not whole numbers from 0."
            problems.append(
                Problem(what, file=str(file), line=number, remedy="Give how many joined, and how many left.")
            )
        path = tuple(line[name] for name in by)
        changed[counts[0], path[: next((at for at, code in enumerate(path) if not code), len(path))]] = sum(counts[1:])
    if problems:
        raise DisclosureError(problems)
    return Rosters(by, changed)


STEPS: Final = (20.0, 10.0, 5.0, 2.0, 1.0, 0.5, 0.2, 0.1)
"""What values are rounded to: of n people the smallest that is no less than what one of them moves a share by, 100 / n. A share that
is rounded more finely could be of some numbers of people and not of others; 30 % of ten to nineteen would be 3 of 10."""

Known = TypeVar("Known", bound=Hashable)


def changed_little(before: Mapping[Known, Value], now: Mapping[Known, Value], minimum: int) -> bool:
    """Whether the number of people of any group that is shown in two waves changed by some, but by fewer than the minimum."""
    for group, value in now.items():
        last = before.get(group)
        if isinstance(value, Released) and isinstance(last, Released) and 0 < abs(value.value - last.value) < minimum:
            return True
    return False


def coarse_people(value: Value, minimum: int) -> Value:
    """How many people a group has, told as a bound: the multiple of the minimum that it is above or at."""
    if not isinstance(value, Released):
        return value
    least = minimum * int(value.value // minimum)
    return replace(value, value=float(least), n=least, bound="or_more", n_bound="or_more")


def coarse_value(value: Value, minimum: int) -> Value:
    """A value of so many people at least, rounded so coarsely that any number of people up to the next multiple could have it.

    It is never rounded to nobody or everybody.
    """
    if not isinstance(value, Released) or value.n is None:
        return value
    least = minimum * (value.n // minimum)
    coarse = replace(value, n=least, n_bound="or_more")
    if value.bound is not None:
        return coarse
    step = min((step for step in STEPS if step * least >= 100), default=STEPS[0])

    def rounded(figure: float | None, way: Callable[[float], float]) -> float | None:
        return None if figure is None else round(step * way(figure / step), 1)

    return replace(
        coarse,
        value=min(max(round(step * round(value.value / step), 1), step), 100 - step),
        std_error=rounded(value.std_error, math.ceil),
        conf_low=rounded(value.conf_low, math.floor),
        conf_high=rounded(value.conf_high, math.ceil),
    )

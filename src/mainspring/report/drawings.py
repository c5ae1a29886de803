"""The pictures of the printed report as places and sizes, all from 0 to 1, for the Typst templates to draw.

Places count from the left and from the bottom, as on the reader's axes; `alt` is the picture in words.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mainspring.disclosure import Released, Value
from mainspring.report.breakdowns import GroupRow
from mainspring.report.charts import ticks
from mainspring.report.dials import Dials, Dot, Level, part
from mainspring.report.profile import Row
from mainspring.report.trend import Panel
from mainspring.report.words import number, some

Drawing = dict[str, Any]
WHOLE = (0.0, 100.0)


def strip(row: Row) -> Drawing | None:
    """A measure on 0-100: value, interval (or the range of a value known only as a bound), parent and median."""
    return _strip(row.value, row.parent, row.median, same=row.beside_median.state == "same")


def group_strip(row: GroupRow) -> Drawing | None:
    """A group's measure on 0-100, the whole unit's mark over it."""
    return _strip(row.value, row.whole, None, same=row.beside.state == "same")


def _strip(value: Value, parent: float | None, median: float | None, *, same: bool) -> Drawing | None:
    if not isinstance(value, Released):
        return None
    low, high = value.conf_low, value.conf_high
    if value.bound is not None:
        low, high = (value.value, 100.0) if value.bound == "or_more" else (0.0, value.value)
    return {
        "at": None if value.bound else _place(value.value),
        "low": _place(low),
        "high": _place(high),
        "bound": value.bound is not None,
        "same": same,
        "parent": _place(parent),
        "median": _place(median),
    }


def _place(value: float | None) -> float | None:
    return None if value is None else round(part(value, WHOLE), 5)


def dials_map(dials: Dials, level: Level) -> Drawing:
    """The map of one level: axes, the lines that cross, the quadrants, each unit's dot with its intervals, and names."""
    return {
        "x_label": dials.x.label,
        "y_label": dials.y.label,
        "x_ticks": [[round(part(value, level.x_domain), 5), str(value)] for value in ticks(level.x_domain)],
        "y_ticks": [[round(part(value, level.y_domain), 5), str(value)] for value in ticks(level.y_domain)],
        "corners": list(dials.corners),
        "crossing": [
            {"name": name, "x": round(part(x, level.x_domain), 5), "y": round(part(y, level.y_domain), 5)}
            for name, x, y in level.crossing
        ],
        "dots": [_dot(dot, level) for dot in level.dots],
        "alt": map_words(dials, level),
    }


def _dot(dot: Dot, level: Level) -> Drawing:
    drawn: Drawing = {"label": dot.label.text if dot.label else None, "side": dot.label.side if dot.label else None}
    for axis, value, domain in (("x", dot.x, level.x_domain), ("y", dot.y, level.y_domain)):
        ends = None if value.conf_low is None or value.conf_high is None else (value.conf_low, value.conf_high)
        drawn[axis] = round(part(value.value, domain), 5)
        drawn[f"{axis}_ends"] = [round(part(end, domain), 5) for end in ends] if ends else None
    return drawn


def map_words(dials: Dials, level: Level) -> str:
    """The map for whoever hears the document: what is drawn, how far it reaches, what crosses, where the figures are."""
    xs, ys = [dot.x.value for dot in level.dots], [dot.y.value for dot in level.dots]
    crossing = "".join(f" The {name} stands at {number(x)} and {number(y)}." for name, x, y in level.crossing)
    return (
        f"Map of {some(len(level.dots), level.name)}, each a dot: {dials.x.name} across, from {number(min(xs))} to {number(max(xs))}; "
        f"{dials.y.name} up, from {number(min(ys))} to {number(max(ys))}.{crossing} {level.title}. The table has each one’s figures."
    )


def small_panel(panel: Panel, waves: Sequence[int]) -> Drawing:
    """One measure over the waves: dots with intervals, joined where waves can be compared, the parent's line, break marks."""

    def across(wave: float) -> float:
        return round((wave - waves[0]) / max(1, waves[-1] - waves[0]), 5)

    def up(value: float) -> float:
        return round(part(value, panel.domain), 5)

    points = [(wave, value.value) for wave, value in panel.points]
    parent = [(wave, value) for wave, value in panel.parent if wave in waves]
    return {
        "label": panel.measure.label,
        "hue": panel.measure.hue,
        "low": f"{panel.domain[0]:.0f}",
        "high": f"{panel.domain[1]:.0f}",
        "dots": [[across(wave), up(value)] for wave, value in points],
        "bars": [
            [across(wave), up(value.conf_low), up(value.conf_high)]
            for wave, value in panel.points
            if value.conf_low is not None and value.conf_high is not None
        ],
        "lines": [[[across(wave), up(value)] for wave, value in run] for run in _runs(points, panel)],
        "parent": [[[across(wave), up(value)] for wave, value in run] for run in _runs(parent, panel)],
        "breaks": [across(at) for start, _ in panel.breaks if (at := _between(start, waves)) is not None],
        "alt": panel.words,
    }


def _runs(points: Sequence[tuple[int, float]], panel: Panel) -> list[list[tuple[int, float]]]:
    """The points in runs of waves that can be compared: a line must not cross a change of the question."""
    runs: list[list[tuple[int, float]]] = []
    for wave, value in points:
        if runs and not any(runs[-1][-1][0] < start <= wave for start, _ in panel.breaks):
            runs[-1].append((wave, value))
        else:
            runs.append([(wave, value)])
    return [run for run in runs if len(run) > 1]


def _between(start: int, waves: Sequence[int]) -> float | None:
    """Halfway between the last wave before a break and the first one after it."""
    earlier, later = [wave for wave in waves if wave < start], [wave for wave in waves if wave >= start]
    return (earlier[-1] + later[0]) / 2 if earlier and later else None

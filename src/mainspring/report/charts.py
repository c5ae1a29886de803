"""The pictures as inline SVG, drawn by the page's style sheet: classes for looks, percentages for places, no colours here.

Altair draws into a fixed size, and several pictures a unit for hundreds of units would make a file too big to send: these scale with
the reader's screen, take its light or dark colours, print in grey, and cost a few hundred bytes each.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Final

from markupsafe import Markup, escape

from mainspring.disclosure import Released, Value
from mainspring.report.breakdowns import GroupRow
from mainspring.report.dials import Dials, Domain, Dot, Level, part
from mainspring.report.labels import shortened
from mainspring.report.profile import Row
from mainspring.report.trend import Panel
from mainspring.report.words import interval_words, number, people

PANEL_WIDTH: Final = 216
PANEL_HEIGHT: Final = 104
LEFT, RIGHT, TOP, BOTTOM = 30, 8, 8, 20


def percent(value: float) -> str:
    """A place as a per cent, short."""
    return f"{value:.1f}".removesuffix(".0") + "%"


def strip(row: Row) -> Markup:
    """A measure on 0-100: the interval, the value's dot (hollow: cannot be told apart from the median), parent and median."""
    return _strip(row.value, row.parent, row.median, hollow=row.beside_median.state == "same")


def group_strip(row: GroupRow) -> Markup:
    """A group's measure on 0-100, hollow where it cannot be told apart from the whole unit, whose mark hangs over it."""
    return _strip(row.value, row.whole, None, hollow=row.beside.state == "same")


def _strip(value: Value, above: float | None, below: float | None, *, hollow: bool) -> Markup:
    if not isinstance(value, Released):
        return Markup()
    marks = ["<svg class=s aria-hidden=true><use href=#g />"]
    if above is not None:
        marks.append(f"<use href=#p x={percent(above)} />")
    if below is not None:
        marks.append(f"<use href=#m x={percent(below)} />")
    if value.bound is not None:
        ends = (value.value, 100.0) if value.bound == "or_more" else (0.0, value.value)
        marks.append(f"<line class=b x1={percent(ends[0])} x2={percent(ends[1])} /></svg>")
        return Markup("".join(marks))
    if value.conf_low is not None and value.conf_high is not None:
        marks.append(f"<line x1={percent(value.conf_low)} x2={percent(value.conf_high)} />")
    marks.append(f"<circle{' class=o' if hollow else ''} cx={percent(value.value)} /></svg>")
    return Markup("".join(marks))


def ticks(domain: Domain) -> list[int]:
    """Round values of an axis: every 5 points, or every 10 or 20 where that would be many."""
    step = next(step for step in (5, 10, 20) if (domain[1] - domain[0]) / step <= 8)
    return [value for value in range(0, 101, step) if domain[0] <= value <= domain[1]]


def background(dials: Dials, level: Level) -> Markup:
    """What the maps of a level share, drawn once in the file: grid, the lines that cross, the quadrants in plain words."""
    marks = []
    for value in ticks(level.x_domain):
        x = percent(100 * part(value, level.x_domain))
        marks.append(
            f'<line class=grid x1="{x}" x2="{x}" y2="100%"/><text class="tick x" x="{x}" y="100%">{value}</text>'
        )
    for value in ticks(level.y_domain):
        y = percent(100 - 100 * part(value, level.y_domain))
        marks.append(f'<line class=grid y1="{y}" x2="100%" y2="{y}"/><text class="tick y" y="{y}">{value}</text>')
    for at, (name, across, up) in enumerate(level.crossing):
        x, y = percent(100 * part(across, level.x_domain)), percent(100 - 100 * part(up, level.y_domain))
        kind = "solid" if at == 0 else "dashed"
        marks.append(
            f'<line class={kind} x1="{x}" x2="{x}" y2="100%"/><line class={kind} y1="{y}" x2="100%" y2="{y}"/>'
        )
        # The upper of two lines is named above itself, the lower one below: names of near lines do not meet.
        lower = any(up < other for _, _, other in level.crossing)
        marks.append(f'<text class="line {"under" if lower else "over"}" x="100%" y="{y}">{escape(name)}</text>')
    for corner, text in zip(("tl", "tr", "bl", "br"), dials.corners, strict=True):
        x, y = ("0" if corner[1] == "l" else "100%"), ("0" if corner[0] == "t" else "100%")
        first, second = text.split(", ")
        lines = f'{escape(first)},<tspan x="{x}" dy="1.2em">{escape(second)}</tspan>'
        marks.append(f'<text class="corner c{corner}" x="{x}" y="{y}">{lines}</text>')
    return Markup(f'<g id="map-{level.depth}">{"".join(marks)}</g>')


def _cross(dot: Dot, level: Level) -> str:
    """The unit's intervals on both dials, as far as the window reaches."""
    x, y = percent(100 * part(dot.x.value, level.x_domain)), percent(100 - 100 * part(dot.y.value, level.y_domain))
    marks = ""
    if dot.x.conf_low is not None and dot.x.conf_high is not None:
        ends = [percent(100 * part(end, level.x_domain)) for end in (dot.x.conf_low, dot.x.conf_high)]
        marks += f'<line x1="{ends[0]}" x2="{ends[1]}" y1="{y}" y2="{y}"/>'
    if dot.y.conf_low is not None and dot.y.conf_high is not None:
        ends = [percent(100 - 100 * part(end, level.y_domain)) for end in (dot.y.conf_low, dot.y.conf_high)]
        marks += f'<line x1="{x}" x2="{x}" y1="{ends[0]}" y2="{ends[1]}"/>'
    return marks


def dot_words(dot: Dot, dials: Dials) -> str:
    """A dot as a sentence: for the line under the map, for whoever hears the page."""
    sides = [
        f"{measure.name} {number(value.value)}" + (f" ({interval})" if (interval := interval_words(value)) else "")
        for measure, value in ((dials.x, dot.x), (dials.y, dot.y))
    ]
    counted = f". {people(dot.n)} people answered" if dot.n is not None else ""
    return f"{dot.name}: {sides[0]}, {sides[1]}{counted}"


def map_dots(dials: Dials, level: Level) -> Markup:
    """Every unit as a link to its page: a dot, its intervals on demand, its name where there is room."""
    marks = []
    for dot in level.dots:
        x, y = percent(100 * part(dot.x.value, level.x_domain)), percent(100 - 100 * part(dot.y.value, level.y_domain))
        label = f'<text class="{dot.label.side}" x="{x}" y="{y}">{escape(dot.label.text)}</text>' if dot.label else ""
        marks.append(
            f'<a href="#{dot.anchor}" aria-label="{escape(dot_words(dot, dials))}">{_cross(dot, level)}'
            f'<circle class=hit cx="{x}" cy="{y}" r="12"/><circle cx="{x}" cy="{y}" r="5"/>{label}</a>'
        )
    return Markup("".join(marks))


def cloud(level: Level) -> Markup:
    """The dots of a level alone, drawn once and used behind each of its units."""
    dots = "".join(
        f'<circle cx="{percent(100 * part(dot.x.value, level.x_domain))}" cy="{percent(100 - 100 * part(dot.y.value, level.y_domain))}" r="3"/>'
        for dot in level.dots
    )
    return Markup(f'<g id="cloud-{level.depth}">{dots}</g>')


def map_unit(dot: Dot, level: Level) -> Markup:
    """One unit on its level's map: its interval cross, its dot and its name."""
    across, down = part(dot.x.value, level.x_domain), 1 - part(dot.y.value, level.y_domain)
    side = "start" if across < 0.3 else "end" if across > 0.7 else "below" if down < 0.2 else "above"
    x, y = percent(100 * across), percent(100 * down)
    return Markup(
        f'<g class=me>{_cross(dot, level)}<circle cx="{x}" cy="{y}" r="7"/>'
        f'<text class="{side}" x="{x}" y="{y}">{escape(shortened(dot.name, 40))}</text></g>'
    )


def panel_picture(panel: Panel, waves: Sequence[int]) -> Markup:
    """One small panel: intervals, a line through comparable waves, the parent's line behind, break marks."""
    low, high = panel.domain
    floor = PANEL_HEIGHT - BOTTOM
    across = _across(waves)

    def up(value: float, decimals: int = 1) -> str:
        inside = max(low, min(high, value))
        return f"{floor - (inside - low) / (high - low) * (floor - TOP):.{decimals}f}".removesuffix(".0")

    def through(points: Sequence[tuple[int, float]], decimals: int = 1) -> str:
        starts = {start for start, _ in panel.breaks}
        steps: list[str] = []
        before = waves[0]
        for wave, value in points:
            joined = steps and not any(before < start <= wave for start in starts)
            steps.append(f"{'L' if joined else 'M'}{across[wave]} {up(value, decimals)}")
            before = wave
        return "".join(steps)

    bars = "".join(
        f"M{across[wave]} {up(value.conf_low)}V{up(value.conf_high)}"
        for wave, value in panel.points
        if value.conf_low is not None and value.conf_high is not None
    )
    marks = [
        f"<text class=y x={LEFT - 4} y={TOP}>{high:.0f}</text><text class=y x={LEFT - 4} y={floor}>{low:.0f}</text>",
        f"<use href=#{_frame(waves)} />",
        *(_break(start, waves, across, floor) for start, _ in panel.breaks),
        f'<path class=pl d="{through([(w, v) for w, v in panel.parent if w in across], 0)}"/>' if panel.parent else "",
        f'<path class=tl d="{through([(wave, value.value) for wave, value in panel.points])}"/>',
        f'<path class=ti d="{bars}"/>' if bars else "",
    ]
    return Markup(
        f'<svg class=t viewBox="0 0 {PANEL_WIDTH} {PANEL_HEIGHT}" role=img aria-label="{escape(panel.words)}">{"".join(marks)}</svg>'
    )


def panel_frames(waves: Sequence[int]) -> Markup:
    """What the panels of units that were in the same waves share, drawn once in the file: two lines, the first and the last wave."""
    floor = PANEL_HEIGHT - BOTTOM
    grid = f'<path class=grid d="M{LEFT} {TOP}H{PANEL_WIDTH - RIGHT}M{LEFT} {floor}H{PANEL_WIDTH - RIGHT}"/>'
    frames = (
        f"<g id={_frame(ends)} class=t>{grid}"
        + "".join(
            f'<text class={side} x="{x}" y="{PANEL_HEIGHT}">{wave}</text>'
            for (wave, x), side in zip(_across(ends).items(), ("start", "end"), strict=True)
        )
        + "</g>"
        for ends in combinations(waves, 2)
    )
    return Markup("".join(frames))


def _frame(waves: Sequence[int]) -> str:
    return f"t-{waves[0]}-{waves[-1]}"


def _across(waves: Sequence[int]) -> dict[int, int]:
    room = PANEL_WIDTH - LEFT - RIGHT - 16
    return {wave: round(LEFT + 8 + (wave - waves[0]) / max(1, waves[-1] - waves[0]) * room) for wave in waves}


def _break(start: int, waves: Sequence[int], across: dict[int, int], floor: int) -> str:
    """A dashed line between the last wave before a break and the first one after it, and a word."""
    earlier, later = [wave for wave in waves if wave < start], [wave for wave in waves if wave >= start]
    if not earlier or not later:
        return ""
    x = (across[earlier[-1]] + across[later[0]]) // 2
    side = "end" if x > PANEL_WIDTH / 2 else "start"
    return f'<path class=br d="M{x} 0V{floor}"/><text class="{side}" x="{x}" y="{TOP + 12}">changed</text>'

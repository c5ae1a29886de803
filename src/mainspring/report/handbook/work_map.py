"""The map of the work: what can be seen across, how much people care up, and at each place the best setting of both dials.

At each place of a lattice stand two bars: on the left how much room is best, on the right how much checking. A unit's place is the
rectangle of what is known of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from markupsafe import Markup

from mainspring.practices import Fit, Work, best_dials

LATTICE: Final = tuple(at / 5 for at in range(6))
SIDE, LEFT, TOP = 520.0, 56.0, 24.0
BAR, HEIGHT = 14.0, 52.0

TYPICAL: Final = Work(observability=0.5, distortion=0.5, predictability=0.5, stakes=0.5, motivation=0.5)
"""Work that is in the middle of everything but what the map shows."""

STYLE: Final = (
    "text{font:15px/20px 'Public Sans','Segoe UI',Arial,sans-serif;fill:#5A6275}.room{fill:#0B6E6E}.checks{fill:#9A5B00}"
    ".frame{fill:none;stroke:#D9D7CF}.foot{stroke:#5A6275}.place{fill:none;stroke:#1D2433;stroke-width:3}.at{fill:#1D2433}"
    "@media(prefers-color-scheme:dark){text{fill:#A7ADBB}.room{fill:#5CC3BF}.checks{fill:#E0A85A}.frame{stroke:#343A48}"
    ".foot{stroke:#A7ADBB}.place{stroke:#ECEBE6}.at{fill:#ECEBE6}}"
)


def work_map(fit: Fit | None = None, *, alone: bool = True) -> Markup:
    """The map as an SVG picture, with its own colours if it stands `alone`; with a unit's place, if its fit is given: then the rest of
    its work is as there.
    """
    work = TYPICAL if fit is None else Work(**{name: known.middle for name, known in fit.inputs.items()})
    width, height = LEFT + SIDE + 24, TOP + SIDE + 92
    what = "Where little can be seen from above and people care, much room is best; where much can be seen and they do not, much checking."
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" role="img" aria-label="{what}">',
        f"<style>{STYLE}</style>" if alone else "",
        f'<rect class="frame" x="{LEFT}" y="{TOP}" width="{SIDE}" height="{SIDE}"/>',
        *_bars(work),
        *(() if fit is None else _place(fit)),
        *_words(fit is not None),
        "</svg>",
    ]
    return Markup("".join(parts))


def settings(work: Work = TYPICAL) -> list[list[str]]:
    """The same as rows of a table: how much people care, how much can be seen, the best room and the best checking, in per cent."""
    rows = []
    for motivation in (1.0, 0.6, 0.2):
        for observability in (0.0, 0.4, 0.8):
            best = best_dials(replace(work, observability=observability, motivation=motivation))
            rows.append([f"{100 * one:.0f}" for one in (motivation, observability, best.empowerment, best.compliance)])
    return rows


def _bars(work: Work) -> Iterator[str]:
    for observability in LATTICE:
        for motivation in LATTICE:
            best = best_dials(replace(work, observability=observability, motivation=motivation))
            x, foot = _across(observability), _up(motivation) + HEIGHT / 2
            for kind, share, left in (("room", best.empowerment, x - BAR - 1), ("checks", best.compliance, x + 1)):
                tall = HEIGHT * share
                yield f'<rect class="{kind}" x="{left:.1f}" y="{foot - tall:.1f}" width="{BAR}" height="{tall:.1f}"/>'
            yield f'<line class="foot" x1="{x - 18:.1f}" x2="{x + 18:.1f}" y1="{foot:.1f}" y2="{foot:.1f}"/>'


def _place(fit: Fit) -> Iterator[str]:
    seen, care = fit.inputs["observability"], fit.inputs["motivation"]
    left, right, low, high = _across(seen.low), _across(seen.high), _up(care.low), _up(care.high)
    yield f'<rect class="place" x="{left:.1f}" y="{high:.1f}" width="{right - left:.1f}" height="{low - high:.1f}"/>'
    yield f'<circle class="at" cx="{_across(seen.middle):.1f}" cy="{_up(care.middle):.1f}" r="6"/>'


def _words(has_place: bool) -> Iterator[str]:
    foot = TOP + SIDE
    yield f'<text x="{LEFT}" y="16">People care for the purpose ↑</text>'
    yield f'<text x="{LEFT + SIDE}" y="{foot + 22}" text-anchor="end">Can be seen from above →</text>'
    yield f'<rect class="room" x="{LEFT}" y="{foot + 36}" width="{BAR}" height="{BAR}"/><text x="{LEFT + 22}" y="{foot + 48}">left bar: best room</text>'
    yield f'<rect class="checks" x="{LEFT + 190}" y="{foot + 36}" width="{BAR}" height="{BAR}"/><text x="{LEFT + 212}" y="{foot + 48}">right bar: best checking</text>'
    if has_place:
        yield f'<text x="{LEFT}" y="{foot + 78}">The dot is this work, the box what is not known of it.</text>'


def _across(share: float) -> float:
    return LEFT + 40 + (SIDE - 80) * share


def _up(share: float) -> float:
    return TOP + SIDE - 40 - (SIDE - 80) * share

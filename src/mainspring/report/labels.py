"""Names beside the dots of a map, as many as find room: the outermost first, none over another, none over a dot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

WIDTH: Final = 900.0
HEIGHT: Final = 560.0
LETTER: Final = 7.3
LINE: Final = 17.0
GAP: Final = 9.0
LONGEST: Final = 32
CORNER: Final = 48.0
MOST: Final = 16

Side = Literal["start", "end", "above", "below"]
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a label stands beside its dot, and its text, shortened where the name is long."""

    side: Side
    text: str


def shortened(name: str, longest: int = LONGEST) -> str:
    """A name that fits on a picture."""
    return name if len(name) <= longest else name[: longest - 1].rstrip(" ,") + "…"


def places(points: Sequence[tuple[str, float, float]]) -> list[Place | None]:
    """Label places for points (name, x, y), x and y as parts of the width and height from the top left corner, 0 to 1."""
    dots = [(x * WIDTH, y * HEIGHT) for _, x, y in points]
    taken: list[Box] = [(0, 0, WIDTH, CORNER), (0, HEIGHT - CORNER, WIDTH, HEIGHT)]
    found: list[Place | None] = [None] * len(points)
    outermost = sorted(range(len(points)), key=lambda at: -((points[at][1] - 0.5) ** 2 + (points[at][2] - 0.5) ** 2))
    for at in outermost[: 3 * MOST]:
        if sum(place is not None for place in found) == MOST:
            break
        text = shortened(points[at][0])
        for side, box in _candidates(dots[at], len(text) * LETTER):
            if _free(box, taken, dots):
                found[at] = Place(side, text)
                taken.append(box)
                break
    return found


def _candidates(dot: tuple[float, float], width: float) -> list[tuple[Side, Box]]:
    x, y = dot
    half = LINE / 2
    return [
        ("start", (x + GAP, y - half, x + GAP + width, y + half)),
        ("end", (x - GAP - width, y - half, x - GAP, y + half)),
        ("above", (x - width / 2, y - GAP - LINE, x + width / 2, y - GAP)),
        ("below", (x - width / 2, y + GAP, x + width / 2, y + GAP + LINE)),
    ]


def _free(box: Box, taken: Sequence[Box], dots: Sequence[tuple[float, float]]) -> bool:
    left, top, right, bottom = box
    if left < 0 or right > WIDTH or top < 0 or bottom > HEIGHT:
        return False
    if any(left < x + 5 and x - 5 < right and top < y + 5 and y - 5 < bottom for x, y in dots):
        return False
    return all(right < other[0] or other[2] < left or bottom < other[1] or other[3] < top for other in taken)

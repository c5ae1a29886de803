"""A small survey of published scores, and files of it in any layout."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from mainspring.instrument import Construct, Index, Instrument, Item, Scale
from mainspring.instrument.published import PublishedLayout
from mainspring.instrument.wording import wording_hash

AGREE = Scale("agree", (1, 2, 3, 4, 5), ("", "", "", "", ""), (4, 5))
SHARE = Scale("share", (0, 1), ("", ""), (1,))

WORDINGS = {
    "voice": "I have a say in [our office]'s plans",
    "craft": "I know my craft",
    "go": "I shall go (% choosing this)",
    "stay": "I shall stay (% choosing this)",
    "told": "Did you tell anybody? (% yes)",
}

LAYOUT = PublishedLayout(
    group=("Ministry",),
    organisation=("Office name", "Office"),
    code=("Office code", "Office"),
    measures={"response_rate": "Response rate"},
    headings={"response_rate": ("Response rate",), "theme": ("th_ts", "Our work")},
    numbers={"2001-2005": {"B01": "voice", "B02": "craft"}, "2004": {"C01": "go", "C02": "stay", "D01": "told"}},
    compositions={"2001-2002": {"theme": ("voice",)}},
    wholes={"plans": ("go", "stay")},
    follow_ups=("told",),
    above_100=("response_rate",),
    benchmarks={"median": ("MEDIAN", "*median*"), "mean": ("MEAN",)},
    organisations={"CANALS": ("CNL", "Canal Company", "Waterways Board"), "FAIRS": ("Fairs Office",)},
    code_endings=("00",),
    pools=("ALL",),
)

OFFICES = Instrument(
    id="offices",
    title="Offices",
    survey="offices",
    wave=2005,
    kind="published",
    source="",
    items=tuple(
        Item(
            id,
            id,
            SHARE if id in ("go", "stay", "told") else AGREE,
            (id,),
            (wording_hash(text.split(" (% strongly")[0]),),
        )
        for id, text in WORDINGS.items()
    ),
    constructs=(
        Construct("both", "Both", "empowerment", of=("voices", "crafts")),
        Construct("voices", "Voice", "empowerment", items=("voice",)),
        Construct("crafts", "Craft", "empowerment", items=("craft",), reversed=("craft",)),
        Construct("leave", "Leave", "outcome", column=("plans",), yes=("go",), no=("stay",)),
    ),
    indices=(Index("theme", "Our work", "percent_positive", items=("voice", "craft")),),
    attributes=(),
    units=(),
    published=LAYOUT,
)

HEADINGS = ("Ministry", "Office", "B01", "B02")


def write(folder: Path, rows: Iterable[Sequence[object]], name: str = "offices_2004.csv") -> Path:
    """Write rows as a CSV file."""
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def offices(*scores: Sequence[object], headings: Sequence[str] = HEADINGS) -> list[list[object]]:
    """Rows of a file: headings, then offices named One, Two, ... with these scores."""
    names = ("One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight")
    return [list(headings), *(["Works", name, *row] for name, row in zip(names, scores, strict=False))]

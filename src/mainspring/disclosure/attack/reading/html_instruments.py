"""Which instruments a report says it is made with, and what the measures are called there."""

from __future__ import annotations

import re
from collections.abc import Mapping

from mainspring.disclosure.attack.reading.markup import Element
from mainspring.errors import CodebookError
from mainspring.instrument import load_instrument


def instruments_of(page: Element) -> dict[int, str]:
    """The codebook of each wave, as the report's table of instruments has them."""
    found: dict[int, str] = {}
    for table in page.all("table"):
        heads = [head.text for head in table.all("th")]
        if heads[:1] != ["Wave"] or "Codebook" not in heads:
            continue
        for row in table.all("tr"):
            cells = [cell.text for cell in row.elements() if cell.tag == "td"]
            if len(cells) == len(heads):
                found |= dict.fromkeys(_waves(cells[0]), cells[heads.index("Codebook")])
    return found


def ids_by_label(id: str) -> Mapping[str, str]:
    """The measures of an instrument by what a report calls them; none where nobody outside has the instrument."""
    try:
        instrument = load_instrument(id)
    except (CodebookError, OSError):
        return {}
    indices = {index.label: index.id for index in instrument.indices}
    return indices | {construct.label: construct.id for construct in instrument.constructs}


def _waves(words: str) -> list[int]:
    """The waves in "2018", "2018 and 2019" or "2009 to 2021 (13 waves)"."""
    years = [int(year) for year in re.findall(r"\b\d{4}\b", words)]
    return list(range(years[0], years[1] + 1)) if len(years) == 2 and " to " in words else years

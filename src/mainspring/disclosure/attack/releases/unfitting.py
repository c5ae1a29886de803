"""Where a release's own numbers of people do not add up, so that nothing was worked out from them: said, not passed over."""

from __future__ import annotations

from collections.abc import Iterator

from mainspring.disclosure.attack.findings import listed, named
from mainspring.disclosure.attack.ranges.components import holding
from mainspring.disclosure.attack.tables.surveys import waves_of
from mainspring.disclosure.attack.tables.table import table_of
from mainspring.disclosure.facts import Facts


def sums_left_out(release: Facts) -> Iterator[str]:
    """Words for each wave in which parts have more or fewer people than their whole, and for what was then not relied on."""
    for wave in sorted(waves_of(release)):
        table = table_of([release], wave)
        wholes = dict.fromkeys(table.wholes[~holding(table)].tolist())
        if wholes:
            names = listed([named(table.groups[whole]) for whole in wholes])
            yield f"{release.name}: not through the parts of {names}, whose numbers of people do not all add up"

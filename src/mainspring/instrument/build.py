"""From a codebook file to an instrument: read, merge, check all of it, and only then build."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Final

from mainspring.errors import CodebookError, Problem
from mainspring.instrument.checks import Finding, check
from mainspring.instrument.codebook import (
    EARLIEST_WAVE,
    LATEST_WAVE,
    PATTERNS,
    AttributeTable,
    Codebook,
    ConstructTable,
    ScaleTable,
    UnitTable,
)
from mainspring.instrument.form import Form, check_form
from mainspring.instrument.inherit import KIND_NAMES, Merged, merge_chain, read_chain
from mainspring.instrument.model import (
    Attribute,
    Construct,
    Index,
    Indicator,
    Instrument,
    Item,
    Scale,
    TrendBreak,
    UnitLevel,
)

FORM: Final = Form(Codebook, PATTERNS, f"a year from {EARLIEST_WAVE} to {LATEST_WAVE}")


def build_instrument(file: Path) -> Instrument:
    """Read the codebook in `file` and those it extends, and build the instrument they describe.

    Raises
    ------
    CodebookError
        with every problem of every file, in the order of the files and their lines.
    """
    trees, unread = read_chain(file)
    merged = merge_chain(trees)
    book, malformed, problems = check_form(merged.tree, FORM)
    problems = [*merged.problems, *problems]
    if not unread:
        # Without all its bases a codebook lacks much that it rightly refers to.
        merged = replace(merged, unreadable=merged.unreadable | malformed)
        problems += _misfits(check(book), merged)
    if unread or problems:
        order = {tree.file: position for position, tree in enumerate(trees)}
        in_order = sorted(dict.fromkeys(problems), key=lambda each: (order[str(each.file)], each.line or 0))
        raise CodebookError([*unread, *in_order])
    return _instrument(book)


def _misfits(findings: Iterable[Finding], merged: Merged) -> list[Problem]:
    problems = []
    for finding in findings:
        prefixes = {finding.path[:length] for length in range(1, len(finding.path) + 1)}
        if merged.unreadable.isdisjoint(prefixes) and finding.needs not in merged.unreadable:
            problems.append(_misfit(finding, merged))
    return problems


def _misfit(finding: Finding, merged: Merged) -> Problem:
    absent = merged.dropped.get(finding.needs)
    node = merged.tree.at(finding.path)
    if absent is None or finding.path[0] == "trend_breaks":
        return Problem(finding.what, node.file, node.line, remedy=finding.remedy or None)
    kind, id = map(str, finding.needs)
    owner_kind, owner = map(str, finding.path[:2])
    what = f"{KIND_NAMES[kind]} {id} is dropped here, but {KIND_NAMES[owner_kind]} {owner} names it ({node.file}, line {node.line})."
    remedy = f"Change [{owner_kind}.{owner}] in this file, or drop it, too, with absent = true."
    return Problem(what, absent.file, absent.line, remedy=remedy)


def _instrument(book: Codebook) -> Instrument:
    header = book.instrument
    instrument = Instrument(
        id=header.id,
        title=header.title,
        survey=header.survey or header.id,
        wave=header.wave,
        kind=header.kind,
        source=header.source,
        items=_items(book),
        constructs=tuple(_construct(id, table) for id, table in book.constructs.items()),
        indices=tuple(Index(id, t.label, t.kind, tuple(t.items), tuple(t.of)) for id, t in book.indices.items()),
        attributes=tuple(_attribute(id, table) for id, table in book.attributes.items()),
        units=tuple(_unit(level) for level in book.units),
        id_columns=tuple(book.columns.id),
        weight_columns=tuple(book.columns.weight),
        ignored=tuple(book.columns.ignored),
        population=header.population,
        trend_breaks=tuple(TrendBreak(each.measure, each.wave, each.reason) for each in book.trend_breaks),
        notes=tuple(header.notes),
        published=book.published,
    )
    content = json.dumps(asdict(instrument))
    return replace(instrument, fingerprint=hashlib.sha256(content.encode()).hexdigest())


def _items(book: Codebook) -> tuple[Item, ...]:
    scales = {id: _scale(id, table) for id, table in book.scales.items()}
    return tuple(
        Item(id, table.label, scales[table.scale], tuple(table.columns or [id]), tuple(table.wording), table.question)
        for id, table in book.items.items()
    )


def _scale(id: str, table: ScaleTable) -> Scale:
    ascending = sorted(table.codes, key=int)
    return Scale(
        id,
        codes=tuple(int(code) for code in ascending),
        labels=tuple(table.codes[code] for code in ascending),
        positive=tuple(sorted(table.positive)),
        do_not_know=tuple(table.do_not_know),
        missing=tuple(table.missing),
    )


def _construct(id: str, table: ConstructTable) -> Construct:
    return Construct(
        id,
        table.label,
        table.role,
        items=tuple(table.items),
        reversed=tuple(table.reversed),
        of=tuple(table.of),
        column=tuple(table.column),
        yes=tuple(table.yes),
        no=tuple(table.no),
        warning=table.warning or None,
    )


def _attribute(id: str, table: AttributeTable) -> Attribute:
    return Attribute(
        tuple(table.columns or [id]),
        table.label,
        codes=dict(table.codes),
        indicators=tuple(
            Indicator(name, indicator.label, tuple(indicator.yes), tuple(indicator.no))
            for name, indicator in table.indicators.items()
        ),
        masked_when_blank=table.masked_when_blank,
    )


def _unit(level: UnitTable) -> UnitLevel:
    columns = tuple(level.columns or [level.id])
    return UnitLevel(level.id, level.label, columns, dict(level.names), tuple(level.residual))

"""Whether the parts of a codebook fit together: each check yields what it finds, with the path of the key at fault."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

from pydantic import BaseModel

from mainspring.instrument.codebook import Codebook, ConstructTable, IndexTable
from mainspring.instrument.nearest import did_you_mean
from mainspring.instrument.tree import TreePath

# A response is kept in one byte, of which a few values are taken for not answered, do not know and masked.
_MOST_CODES: Final = 250


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong at `path`; `needs` is the path of what is referred to and not there, where that is the matter."""

    path: TreePath
    what: str
    remedy: str = ""
    needs: TreePath = ()


def check(book: Codebook) -> Iterator[Finding]:
    """Yield everything in a whole codebook that does not fit together; a shared base need not be whole."""
    if book.instrument.abstract:
        remedy = "Load or check a codebook that extends it."
        return iter(
            [Finding(("instrument", "abstract"), "this is a shared base, which cannot be used itself.", remedy)]
        )
    return chain(
        _header(book),
        _units(book),
        _scales(book),
        _items(book),
        _columns(book),
        _constructs(book),
        _indices(book),
        _attributes(book),
        _ids(book),
        _trend_breaks(book),
        _published(book),
    )


def _header(book: Codebook) -> Iterator[Finding]:
    yield from _lacking(book.instrument, ("instrument",), "the codebook", "id", "title", "wave")


def _units(book: Codebook) -> Iterator[Finding]:
    met: set[str] = set()
    for index, level in enumerate(book.units):
        path = ("units", index)
        yield from _lacking(level, path, f"unit level {level.id or index + 1}", "id", "label")
        if level.id and level.id.casefold() in met:
            yield Finding((*path, "id"), f"there are two unit levels {level.id}.")
        met.add(level.id.casefold())


def _scales(book: Codebook) -> Iterator[Finding]:
    for id, scale in book.scales.items():
        path = ("scales", id)
        codes = [int(code) for code in scale.codes]
        if not 2 <= len(codes) <= _MOST_CODES:
            yield Finding((*path, "codes"), f"scale {id} needs from 2 to {_MOST_CODES} codes; it has {len(codes)}.")
        yield from _lacking(scale, path, f"scale {id}", "positive")
        # A key that another scale copies by `like` is found twice on one line: with no id in the words it is told once.
        yield from _repeated(scale.positive, (*path, "positive"), "the scale")
        for index, code in enumerate(scale.positive):
            if code not in codes:
                known = f"Its codes are {', '.join(map(str, codes))}." if codes else ""
                yield Finding((*path, "positive", index), f"the scale has no code {code} to be positive.", known)
        yield from _overlap(scale.do_not_know, scale.codes, (*path, "do_not_know"), "code", "codes")
        yield from _overlap(scale.missing, scale.codes, (*path, "missing"), "code", "codes")
        yield from _overlap(scale.missing, scale.do_not_know, (*path, "missing"), "code", "do_not_know")


def _items(book: Codebook) -> Iterator[Finding]:
    item_of: dict[str, str] = {}
    for id, item in book.items.items():
        path = ("items", id)
        yield from _lacking(item, path, f"item {id}", "label", "scale")
        if item.scale:
            yield from _unknown([item.scale], (*path, "scale"), book.scales, f"item {id}", "scale")
        for index, wording in enumerate(item.wording):
            if item_of.setdefault(wording, id) != id:
                yield Finding((*path, "wording", index), f"item {id} has the same wording as item {item_of[wording]}.")


def _columns(book: Codebook) -> Iterator[Finding]:
    """One column cannot be two things; only a construct's share may be of a column that is an attribute or unit, too."""
    owner_of: dict[str, str] = {}
    for path, owner, columns in _owned_columns(book):
        names = [column.casefold() for column in columns]
        yield from _repeated(names, path, owner)
        for index, name in enumerate(names):
            if owner_of.setdefault(name, owner) != owner:
                what = f"column {columns[index]} is used twice: for {owner_of[name]} and for {owner}."
                yield Finding((*path, index), what)


def _owned_columns(book: Codebook) -> Iterator[tuple[TreePath, str, list[str]]]:
    yield ("columns", "id"), "the respondent's id", book.columns.id
    yield ("columns", "weight"), "the weight", book.columns.weight
    for index, level in enumerate(book.units):
        yield ("units", index, "columns"), f"unit level {level.id}", level.columns or [level.id]
    for id, item in book.items.items():
        yield ("items", id, "columns"), f"item {id}", item.columns or [id]
    for id, attribute in book.attributes.items():
        yield ("attributes", id, "columns"), f"attribute {id}", attribute.columns or [id]


def _constructs(book: Codebook) -> Iterator[Finding]:
    for id, construct in book.constructs.items():
        path, owner = ("constructs", id), f"construct {id}"
        yield from _lacking(construct, path, owner, "label")
        given = [key for key in ("items", "of", "column") if getattr(construct, key)]
        if len(given) != 1:
            has = " and ".join(given) if given else "none of them"
            yield Finding(path, f"{owner} needs exactly one of items, of and column; it has {has}.")
        if construct.column:
            yield from _yes_and_no(construct.yes, construct.no, path, owner)
        elif construct.yes or construct.no:
            yield Finding((*path, "yes" if construct.yes else "no"), f"{owner} has yes or no but no column.")
        yield from _members(construct, path, owner, book)
        for index, item in enumerate(construct.reversed):
            if item not in construct.items:
                what = f"{owner} reverses {item}, which is not one of its items."
                yield Finding((*path, "reversed", index), what, did_you_mean(item, construct.items))
    yield from _cycles({id: construct.of for id, construct in book.constructs.items()}, "constructs")


def _indices(book: Codebook) -> Iterator[Finding]:
    for id, index in book.indices.items():
        path, owner = ("indices", id), f"index {id}"
        yield from _lacking(index, path, owner, "label")
        needed, other = ("of", "items") if index.kind == "mean_of" else ("items", "of")
        if not getattr(index, needed):
            yield Finding((*path, needed), f"{owner} is of kind {index.kind} and needs {needed}.")
        if getattr(index, other):
            yield Finding((*path, other), f"{owner} is of kind {index.kind} and cannot have {other}.")
        yield from _members(index, path, owner, book)
    yield from _cycles({id: index.of for id, index in book.indices.items()}, "indices")


def _members(table: ConstructTable | IndexTable, path: TreePath, owner: str, book: Codebook) -> Iterator[Finding]:
    siblings, kind = (book.constructs, "construct") if isinstance(table, ConstructTable) else (book.indices, "index")
    yield from _unknown(table.items, (*path, "items"), book.items, owner, "item")
    yield from _repeated(table.items, (*path, "items"), owner)
    yield from _unknown(table.of, (*path, "of"), siblings, owner, kind)
    yield from _repeated(table.of, (*path, "of"), owner)


def _attributes(book: Codebook) -> Iterator[Finding]:
    for id, attribute in book.attributes.items():
        path = ("attributes", id)
        yield from _lacking(attribute, path, f"attribute {id}", "label", "codes")
        for name, indicator in attribute.indicators.items():
            inner, owner = (*path, "indicators", name), f"indicator {name}"
            yield from _lacking(indicator, inner, owner, "label")
            yield from _yes_and_no(indicator.yes, indicator.no, inner, owner)
            for key in ("yes", "no"):
                for index, code in enumerate(getattr(indicator, key)):
                    if code not in attribute.codes:
                        what = f'{owner} counts code "{code}" as {key}, which attribute {id} does not have.'
                        yield Finding((*inner, key, index), what, did_you_mean(code, attribute.codes))


def _yes_and_no(yes: Sequence[str], no: Sequence[str], path: TreePath, owner: str) -> Iterator[Finding]:
    for key, codes in (("yes", yes), ("no", no)):
        if not codes:
            yield Finding((*path, key), f"{owner} needs codes that count as {key}.")
        yield from _repeated(codes, (*path, key), owner)
    yield from _overlap(no, yes, (*path, "no"), f"{owner}: code", "yes")


def _ids(book: Codebook) -> Iterator[Finding]:
    """Scores are looked up by id alone, whatever they are scores of."""
    owner_of = {f"pp_{item}": f"the percent positive of item {item}" for item in book.items}
    named: list[tuple[TreePath, str, str]]
    named = [(("constructs", id), id, f"construct {id}") for id in book.constructs]
    named += [(("indices", id), id, f"index {id}") for id in book.indices]
    for attribute, table in book.attributes.items():
        above: TreePath = ("attributes", attribute, "indicators")
        named += [((*above, id), id, f"indicator {id} of {attribute}") for id in table.indicators]
    for path, id, owner in named:
        if owner_of.setdefault(id, owner) != owner:
            yield Finding(path, f"the id {id} is used twice: by {owner_of[id]} and by {owner}.")


def _trend_breaks(book: Codebook) -> Iterator[Finding]:
    indicators = chain.from_iterable(attribute.indicators for attribute in book.attributes.values())
    items = [name for id in book.items for name in (id, f"pp_{id}")]
    measures = [*items, *book.constructs, *book.indices, *indicators]
    for index, trend_break in enumerate(book.trend_breaks):
        path = ("trend_breaks", index)
        yield from _lacking(trend_break, path, "the trend break", "measure", "wave", "reason")
        if trend_break.measure:
            path_of_item = ("items", trend_break.measure.removeprefix("pp_"))
            for finding in _unknown([trend_break.measure], (*path, "measure"), measures, "the trend break", "measure"):
                yield Finding(finding.path, finding.what, finding.remedy, path_of_item)


def _published(book: Codebook) -> Iterator[Finding]:
    kind = book.instrument.kind
    if book.published is None:
        if kind == "published":
            yield Finding(("published",), "a codebook of kind published needs a table [published].")
    elif kind == "respondents":
        yield Finding(("published",), "only a codebook of kind published can have a table [published].")
    else:
        for path, what in book.published.faults(set(book.items), set(book.indices)):
            yield Finding(("published", *path), f"{path[-1]}: {what}")


def _lacking(table: BaseModel, path: TreePath, owner: str, *keys: str) -> Iterator[Finding]:
    for key in keys:
        if not getattr(table, key):
            yield Finding((*path, key), f"{owner} has no {key}.")


def _unknown(names: list[str], path: TreePath, known: Iterable[str], owner: str, kind: str) -> Iterator[Finding]:
    tables = {"item": "items", "construct": "constructs", "index": "indices", "scale": "scales"}
    for index, name in enumerate(names):
        if name not in known:
            what = f"{owner} names {kind} {name}, which the codebook does not have."
            yield Finding((*path, index), what, did_you_mean(name, known), (tables.get(kind, ""), name))


def _repeated(values: Sequence[str] | Sequence[int], path: TreePath, owner: str) -> Iterator[Finding]:
    for index, value in enumerate(values):
        if value in values[:index]:
            yield Finding((*path, index), f"{owner} lists {value} twice in {path[-1]}.")


def _overlap(codes: Sequence[str], taken: Container[str], path: TreePath, owner: str, other: str) -> Iterator[Finding]:
    for index, code in enumerate(codes):
        if code in taken:
            yield Finding((*path, index), f'{owner} "{code}" stands under {path[-1]} and under {other}.')


def _cycles(parts: Mapping[str, list[str]], kind: str) -> Iterator[Finding]:
    """Ids made, over one or more steps, of themselves; each circle is told once."""
    told: set[str] = set()
    for start in parts:
        way = _way_back(start, parts)
        if way and not told & set(way):
            told |= set(way)
            yield Finding((kind, start, "of"), f"{start} is made of itself: {' of '.join([*way, start])}.")


def _way_back(start: str, parts: Mapping[str, list[str]]) -> list[str]:
    ways, met = [[start]], {start}
    while ways:
        way = ways.pop()
        for part in parts.get(way[-1], []):
            if part == start:
                return way
            if part not in met:
                met.add(part)
                ways.append([*way, part])
    return []

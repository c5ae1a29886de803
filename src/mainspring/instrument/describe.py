"""An instrument as plain text for a terminal; it is valid Markdown, too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from textwrap import fill
from typing import Final

from mainspring.instrument.model import Attribute, Construct, Index, Instrument, Item, Scale, UnitLevel

_WIDTH: Final = 88


def describe(instrument: Instrument) -> str:
    """Describe what an instrument asks and how its scores are made, in lines of at most 88 characters where words allow."""
    sections = {
        "Units, from coarse to fine": [_unit(level) for level in instrument.units],
        "Items by construct": [_construct(construct, instrument) for construct in instrument.constructs],
        "Items in no construct": [_item_line(item) for item in _unused(instrument)],
        "Official indices": [_index(index) for index in instrument.indices],
        "Attributes": [_attribute(attribute) for attribute in instrument.attributes],
        "Scales": [_scale(scale) for scale in _scales(instrument)],
        "Trend breaks": [
            _point(f"{each.measure}, from {each.wave}: {each.reason}") for each in instrument.trend_breaks
        ],
        "Notes": [_point(note) for note in instrument.notes],
    }
    told = [f"## {title}\n\n" + "\n".join(lines) for title, lines in sections.items() if lines]
    return "\n\n".join([_head(instrument), *told]) + "\n"


def _point(text: str, indent: str = "") -> str:
    return fill(
        text,
        _WIDTH,
        initial_indent=f"{indent}- ",
        subsequent_indent=f"{indent}  ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def _head(instrument: Instrument) -> str:
    kind = "answers of respondents" if instrument.kind == "respondents" else "published organisation scores"
    facts = [
        f"{instrument.survey}, wave {instrument.wave}: {kind}",
        f"Source: {instrument.source}" if instrument.source else "",
        f"Items: {len(instrument.items)}; constructs: {len(instrument.constructs)}; indices: {len(instrument.indices)}",
        f"Respondent's id: {_either(instrument.id_columns)}" if instrument.id_columns else "",
        _weight(instrument) if instrument.kind == "respondents" else "",
        f"Columns ignored: {', '.join(instrument.ignored)}" if instrument.ignored else "",
    ]
    title = fill(instrument.title, _WIDTH, break_long_words=False)
    return "\n".join([f"# {instrument.id}", "", title, "", *(_point(fact) for fact in facts if fact)])


def _weight(instrument: Instrument) -> str:
    if not instrument.weight_columns:
        return "Weight: none, everyone counts the same"
    total = " (sums to the population in the complete file)" if instrument.population else ""
    return f"Weight: {_either(instrument.weight_columns)}{total}"


def _either(names: Iterable[str]) -> str:
    return " or ".join(names)


def _unit(level: UnitLevel) -> str:
    parts = [f"{level.id}: {level.label}", f"column {_either(level.columns)}"]
    if level.names:
        parts.append(f"{len(level.names)} named")
    if level.residual:
        parts.append(f"leftovers, never shown: {', '.join(level.residual)}")
    return _point("; ".join(parts))


def _construct(construct: Construct, instrument: Instrument) -> str:
    items = {item.id: item for item in instrument.items}
    how = f"mean of {', '.join(construct.of)}" if construct.of else ""
    if construct.column:
        yes, no = ", ".join(construct.yes), ", ".join(construct.no)
        how = f"share of {_either(construct.column)} that is {yes} (against {no})"
    name = f"{construct.id}: {construct.label} ({construct.role})"
    lines = [_point(f"{name}; {how}" if how else name)]
    lines += [_item_line(items[id], "  ", reversed=id in construct.reversed) for id in construct.items]
    if construct.warning:
        lines.append(_point(f"Warning: {construct.warning}", "  "))
    return "\n".join(lines)


def _item_line(item: Item, indent: str = "", *, reversed: bool = False) -> str:
    columns = "" if item.columns == (item.id,) else f", column {_either(item.columns)}"
    question = f": {item.question}" if item.question else ""
    told = f"{item.id} {item.label} ({item.scale.id}{columns}{', reversed' if reversed else ''}){question}"
    return _point(told, indent)


def _unused(instrument: Instrument) -> Iterator[Item]:
    used = {id for construct in instrument.constructs for id in construct.items}
    return (item for item in instrument.items if item.id not in used)


def _index(index: Index) -> str:
    ways = {
        "percent_positive": "mean percent positive of",
        "scaled_mean": "mean, codes spread over 0-100, of",
        "mean_of": "mean of",
    }
    return _point(f"{index.id}: {index.label}; {ways[index.kind]} {', '.join(index.items or index.of)}")


def _attribute(attribute: Attribute) -> str:
    codes = ", ".join(code if code == label else f"{code} {label}" for code, label in attribute.codes.items())
    blank = "hidden by the publisher" if attribute.masked_when_blank else "not answered"
    lines = [_point(f"{_either(attribute.columns)}: {attribute.label}; {codes}; blank means {blank}")]
    lines += [
        _point(f"{each.id}: {each.label} (yes {', '.join(each.yes)}; no {', '.join(each.no)})", "  ")
        for each in attribute.indicators
    ]
    return "\n".join(lines)


def _scales(instrument: Instrument) -> Iterable[Scale]:
    return {item.scale.id: item.scale for item in instrument.items}.values()


def _scale(scale: Scale) -> str:
    parts = [", ".join(f"{code} {label}" for code, label in zip(scale.codes, scale.labels, strict=True))]
    parts.append(f"positive {', '.join(map(str, scale.positive))}")
    if scale.do_not_know:
        parts.append(f"do not know {', '.join(scale.do_not_know)}")
    if scale.missing:
        parts.append(f"not answered {', '.join(scale.missing)}")
    return _point(f"{scale.id}: {'; '.join(parts)}")

"""Whether a file is what its instrument says, as far as its header tells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase

from mainspring.errors import Problem, SurveyFileError
from mainspring.instrument import Construct, Index, Instrument, closest_instruments
from mainspring.instrument.wording import wording_hash
from mainspring.responses.codes import category_columns
from mainspring.responses.layout import Layout
from mainspring.responses.sources import Table

MOST_LISTED = 12
LONGEST_LABEL = 79
"""Statistics programs cut labels, Stata at 80 letters: one as long as this may not be the whole question."""


def check_header(table: Table, layout: Layout, instrument: Instrument, ignore: Sequence[str] = ()) -> None:
    """Compare a file's header with its instrument; `ignore` are patterns of further columns that it may have.

    Raises
    ------
    SurveyFileError : with every column that is missing, repeated or unknown, every question that was reworded, every label that
        contradicts the codebook, and if there are no rows. Where columns are missing only they are told, with the instrument
        that fits better: the rest would follow from the wrong choice.
    """
    problems = list(_repeated(table, layout))
    missing = list(_missing(table, layout, instrument))
    problems += missing or [
        *_unknown(table, layout, instrument, ignore),
        *_reworded(table, layout, instrument),
        *_contradicted(table, layout, instrument),
    ]
    if table.rows == 0:
        problems.append(no_rows(table))
    if problems:
        raise SurveyFileError(problems)


def no_rows(table: Table) -> Problem:
    """What is wrong with a file that has a header and nothing else."""
    return Problem("There are column names, but no rows.", table.name, remedy="Fetch or export it again.")


def _repeated(table: Table, layout: Layout) -> Iterator[Problem]:
    if names := layout.headings.repeated():
        what = f"More than one column is called {_listed(names)} (upper and lower case are the same)."
        yield Problem(what, table.name, remedy="Rename or remove the copies.")


def _missing(table: Table, layout: Layout, instrument: Instrument) -> Iterator[Problem]:
    absent = dict(_absent(layout, instrument))
    if not absent:
        return
    if len(absent) == 1:
        ((name, purpose),) = absent.items()
        what = f"There is no column {name}, which instrument {instrument.id} needs{purpose}."
    else:
        needs = _listed([f"{name} ({purpose.strip()})" if purpose else name for name, purpose in absent.items()])
        what = f"There are no columns {needs}, which instrument {instrument.id} needs."
    yield Problem(what, table.name, remedy=_better(table, layout, instrument) or _without(layout, instrument, absent))


def _absent(layout: Layout, instrument: Instrument) -> Iterator[tuple[str, str]]:
    """The columns that are not there, as the codebook calls them, each with what it is needed for."""
    for item, field in zip(instrument.items, layout.items, strict=True):
        if field is None:
            scores: list[Construct | Index] = [*instrument.constructs, *instrument.indices]
            users = [one.id for one in scores if item.id in one.items]
            yield " or ".join(item.columns), f' for "{users[0]}"' if users else ""
    for column, field in zip(category_columns(instrument), layout.categories, strict=True):
        if field is None:
            users = [one.id for one in instrument.constructs if one.column[:1] == column.names[:1]]
            labels = [one.label for one in instrument.attributes if one.columns == column.names]
            yield " or ".join(column.names), f' for "{[*users, *labels][0]}"'
    if instrument.weight_columns and layout.weight is None:
        yield " or ".join(instrument.weight_columns), " as the weight"
    if instrument.id_columns and layout.id is None:
        yield " or ".join(instrument.id_columns), " to tell respondents apart"


def _better(table: Table, layout: Layout, instrument: Instrument) -> str | None:
    """Which shipped instrument the columns match better, and what to do then."""
    names = [layout.headings.short_name(position) for position in range(len(table.columns))]
    own, best = closest_instruments(names, [instrument], table.name), closest_instruments(names, file_name=table.name)
    if not own or not best or best[0].found * own[0].needed <= own[0].found * best[0].needed:
        return None
    one = best[0]
    if 2 * one.found < one.needed:
        return "They match no instrument that Mainspring has: draft a codebook with `mainspring codebook new FILE`."
    return (
        f"Its columns match {one.instrument_id} ({one.found} of {one.needed} columns): "
        f"use --codebook {one.instrument_id}."
    )


def _without(layout: Layout, instrument: Instrument, absent: Iterable[str]) -> str:
    """What can be done where no other codebook fits better."""
    several = len(list(absent)) > 1
    ways = {
        "`absent = true` under the item or attribute": None in (*layout.items, *layout.categories),
        "`id = []` under [columns]": bool(instrument.id_columns) and layout.id is None,
        "`weight = []` under [columns]": bool(instrument.weight_columns) and layout.weight is None,
    }
    said = " and ".join(way for way, needed in ways.items() if needed)
    return f"Give a file that has {'them' if several else 'it'}, or a codebook that extends this one and says {said}."


def _unknown(table: Table, layout: Layout, instrument: Instrument, ignore: Sequence[str]) -> Iterator[Problem]:
    """Columns without a name are no trouble: row numbers of the program that wrote the file."""
    repeated = {name.strip().casefold() for name in layout.headings.repeated()}
    patterns = [pattern.strip().casefold() for pattern in (*instrument.ignored, *ignore)]
    names = [
        column.name
        for position, column in enumerate(table.columns)
        if position not in layout.known
        and column.name.strip()
        and column.name.strip().casefold() not in repeated
        and not any(fnmatchcase(column.name.strip().casefold(), pattern) for pattern in patterns)
    ]
    if names:
        columns = "1 column is" if len(names) == 1 else f"{len(names):,} columns are"
        what = f"{columns} not in instrument {instrument.id}: {_listed(names)}."
        remedy = (
            "If they may be left out, add them to `ignored` under [columns] in the codebook, "
            f"or use --ignore-columns '{','.join(names[:MOST_LISTED])}'."
        )
        yield Problem(what, table.name, remedy=remedy)


def _reworded(table: Table, layout: Layout, instrument: Instrument) -> Iterator[Problem]:
    for item, field in zip(instrument.items, layout.items, strict=True):
        wording = "" if field is None else layout.headings.wording(field.position)
        if field is None or not item.wording or not wording or wording_hash(wording) in item.wording:
            continue
        if table.columns[field.position].label and len(wording) >= LONGEST_LABEL:
            continue
        what = f"The question is not worded as in instrument {instrument.id}: {wording!r}."
        remedy = (
            "If it asks the same, add its hash to the codebook: "
            f'under [items.{item.id}], wording = ["{wording_hash(wording)}"]; if not, it needs an item of its own.'
        )
        yield Problem(what, table.name, 1, field.name, remedy)


def _contradicted(table: Table, layout: Layout, instrument: Instrument) -> Iterator[Problem]:
    for field in (*layout.items, *layout.categories):
        if field is not None and field.decoder.conflicts:
            what = (
                f"The file labels {_listed(field.decoder.conflicts)}, which is another code's label "
                f"in instrument {instrument.id}: the scale may be reversed."
            )
            yield Problem(
                what, table.name, 1, field.name, "Correct the codes or the labels, in the file or the codebook."
            )


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:MOST_LISTED])
    return shown if len(names) <= MOST_LISTED else f"{shown} and {len(names) - MOST_LISTED:,} more"

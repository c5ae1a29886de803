"""A first codebook for a file that has none: what can be guessed is written down and marked, for an analyst to complete."""

from __future__ import annotations

import glob
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import chain

from mainspring.instrument.guess import DraftColumn, GuessedScale, Guesses, guess

_OPENING = """\
# A draft, made from the columns and value labels of a file. Lines marked GUESS need a look. Then:
# 1. Put short labels of your own on the items.
# 2. Say which items measure what, under [constructs]: examples are below.
# 3. Check it: mainspring codebook check THIS_FILE
"""

_CONSTRUCTS = """\
# What the items measure. Remove the # and put in your items. Items that count the other way round stand in both lists.
#
# [constructs.autonomy]
# label = "Autonomy"
# role = "empowerment"  # empowerment | compliance | outcome | context
# items = [{first}, {second}]
# reversed = [{second}]
#
# [constructs.empowerment]
# label = "Empowerment"
# role = "empowerment"
# of = ["autonomy", "competence", "peers", "purpose"]
#
# [constructs.leave]
# label = "Intent to leave"
# role = "outcome"
# column = ["LEAVING"]  # a share: the codes that count as yes, and as no
# yes = ["B", "C"]
# no = ["A"]
"""


def draft_codebook(columns: Sequence[DraftColumn], title: str) -> str:
    """Write a commented codebook in TOML for a file with these columns; it passes `check_codebook` as it is.

    Blank column names and those that repeat another, compared without case, are left out and named in a comment.
    """
    title = " ".join(title.split()) or "Untitled survey"
    unique = {column.name.casefold(): column for column in reversed(columns) if column.name.strip()}
    kept = [column for column in columns if unique.get(column.name.casefold()) is column]
    left_out = [column.name for column in columns if not any(column is each for each in kept)]
    guesses = guess(kept)
    scales = _named_scales(scale for _, scale in guesses.items)
    sections = [
        [_OPENING],
        _header(title),
        _columns(guesses, left_out),
        chain.from_iterable(_unit(id, column) for id, column in _ids(guesses.units)),
        chain.from_iterable(_scale(name, scale) for scale, name in scales.items()),
        _items(guesses.items, scales),
        [_constructs(guesses)],
        chain.from_iterable(_attribute(id, column) for id, column in _ids(guesses.attributes)),
    ]
    return "\n".join(line for section in sections for line in section).rstrip("\n") + "\n"


def _header(title: str) -> Iterator[str]:
    id = re.sub(r"[\W_]+", "-", title.casefold()).strip("-") or "survey"
    year = re.search(r"(?<!\d)(19|20)\d\d(?!\d)", title)
    yield "[instrument]"
    yield f"id = {_text(id)}"
    yield f"title = {_text(title)}"
    yield f"survey = {_text(id)}  # the same for all waves of this survey"
    yield f"wave = {year.group() if year else datetime.now(UTC).year}  # GUESS: the year of this wave"
    yield 'kind = "respondents"'
    yield "population = false  # true if the weights of the complete file sum to the population"
    yield "notes = []"
    yield ""


def _columns(guesses: Guesses, left_out: Sequence[str]) -> Iterator[str]:
    yield "[columns]"
    for key, column in (("id", guesses.id), ("weight", guesses.weight)):
        yield f"{key} = {_list([column.name])}  # GUESS, from its name" if column else f"{key} = []"
    yield "# Nothing is read from these. In a pattern * and ? are wildcards."
    ignored = [f"    {_text(glob.escape(column.name))},{_comment(column.label)}" for column in guesses.ignored]
    yield from ["ignored = [", *ignored, "]"] if ignored else ["ignored = []"]
    yield from (f"# Left out, blank or a repeated name:{_comment(name or '(blank)')}" for name in left_out)
    yield ""


def _unit(id: str, column: DraftColumn) -> Iterator[str]:
    yield "# GUESS: a unit, as it has many short codes. Order units from coarse to fine."
    yield "[[units]]"
    yield f"id = {_text(id)}"
    yield f"label = {_label(column)}"
    yield from _columns_unless(id, column)
    yield "residual = []  # codes that pool leftovers, which are no unit to show"
    named = {code: label for code, label in column.codes().items() if label}
    if named:
        yield f"names = {_table(named)}"
    yield ""


def _named_scales(scales: Iterable[GuessedScale]) -> dict[GuessedScale, str]:
    names: dict[GuessedScale, str] = {}
    for scale in dict.fromkeys(scales):
        plain = f"scale_{scale.codes[0]}_to_{scale.codes[-1]}"
        names[scale] = _unused(plain, set(names.values()))
    return names


def _scale(name: str, scale: GuessedScale) -> Iterator[str]:
    if not scale.labelled:
        yield "# GUESS: the file has no labels for these codes."
    if scale.descending:
        yield "# The lowest code has the positive label here: items on this scale are `reversed` in most constructs."
    yield f"[scales.{name}]"
    yield f"codes = {_table(dict(zip(map(str, scale.codes), scale.labels, strict=True)))}"
    yield f"positive = {list(scale.positive)}  # GUESS"
    yield f"do_not_know = {_list(scale.do_not_know)}{_comment('GUESS' if scale.do_not_know else '')}"
    yield f"missing = {_list(scale.missing)}{_comment('GUESS' if scale.missing else '')}"
    yield ""


def _items(items: Sequence[tuple[DraftColumn, GuessedScale]], scales: Mapping[GuessedScale, str]) -> Iterator[str]:
    scale_of = {column.name: scale for column, scale in items}
    for id, column in _ids([column for column, _ in items]):
        yield f"[items.{_key(id)}]"
        yield f"label = {_label(column)}"
        yield f"scale = {_text(scales[scale_of[column.name]])}"
        yield from _columns_unless(id, column)
        yield ""


def _constructs(guesses: Guesses) -> str:
    ids = [_text(id) for id, _ in _ids([column for column, _ in guesses.items])]
    first, second, *_ = [*ids, '"Q1"', '"Q2"']
    return _CONSTRUCTS.format(first=first, second=second)


def _attribute(id: str, column: DraftColumn) -> Iterator[str]:
    yield f"[attributes.{_key(id)}]"
    yield f"label = {_label(column)}"
    yield from _columns_unless(id, column)
    yield f"codes = {_table({code: label or code for code, label in column.codes().items()})}"
    yield "masked_when_blank = false  # true if the publisher blanks it to protect people"
    yield ""


def _ids(columns: Sequence[DraftColumn]) -> Iterator[tuple[str, DraftColumn]]:
    """Columns with ids: their names, made fit for an id."""
    taken: set[str] = set()
    for column in columns:
        id = _unused(re.sub(r"[\s\x00-\x1f\x7f]+", "_", column.name.strip()), taken)
        taken.add(id)
        yield id, column


def _columns_unless(id: str, column: DraftColumn) -> list[str]:
    """The line that names the column, which need not be said where it is the id."""
    return [] if id == column.name else [f"columns = {_list([column.name])}"]


def _unused(name: str, taken: set[str]) -> str:
    numbered = (f"{name}_{number}" for number in range(2, len(taken) + 3))
    folded = {other.casefold() for other in taken}
    return next(each for each in chain([name], numbered) if each.casefold() not in folded)


def _label(column: DraftColumn) -> str:
    return _text(" ".join(column.label.split()) or column.name.strip())


def _text(text: str) -> str:
    """A TOML string: JSON's escapes are TOML's, save for one character that JSON lets stand."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _key(text: str) -> str:
    return text if re.fullmatch(r"[A-Za-z0-9_-]+", text) else _text(text)


def _list(texts: Iterable[str]) -> str:
    return f"[{', '.join(map(_text, texts))}]"


def _table(pairs: Mapping[str, str]) -> str:
    inside = ", ".join(f"{_key(key)} = {_text(value)}" for key, value in pairs.items())
    return f"{{ {inside} }}"


def _comment(text: str) -> str:
    printable = "".join(letter if letter.isprintable() else " " for letter in text)
    words = " ".join(printable.split())
    return f"  # {words}" if words else ""

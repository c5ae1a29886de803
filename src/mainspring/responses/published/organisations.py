"""Which organisation a row is about: one key through renames, typing errors and changes of code."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

from mainspring.instrument.published import PublishedLayout
from mainspring.instrument.wording import normalise
from mainspring.responses.published.headings import NOTE
from mainspring.responses.published.scores import Organisation, Statistic

_OUTSIDE_AGENCIES = re.compile(r"\(\s*excluding agencies\s*\)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NamedRow:
    """What a row says about whose scores it holds, as written."""

    group: str
    code: str
    name: str
    notes: tuple[str, ...] = ()


def normal_name(name: str) -> str:
    """Reduce a name to what tells organisations apart: no articles, ampersands, punctuation, notes, "excluding agencies".

    Examples
    --------
    >>> normal_name("The Rivers & Canals Office (excluding agencies) [note 3]")
    'riversandcanalsoffice'
    """
    kept = _OUTSIDE_AGENCIES.sub(" ", NOTE.sub(" ", name)).casefold().replace("&", " and ")
    return "".join(normalise(word) for word in kept.split() if word != "the")


def benchmark_kind(row: NamedRow, layout: PublishedLayout) -> Statistic | None:
    """The benchmark that a row holds; None where the row is an organisation."""
    kinds: tuple[Statistic, ...] = ("median", "mean")
    texts = [text.casefold() for text in (row.code, row.name) if text]
    for kind in kinds:
        patterns = [pattern.casefold() for pattern in layout.benchmarks.get(kind, ())]
        if any(fnmatchcase(text, pattern) for text in texts for pattern in patterns):
            return kind
    return None


class Register:
    """Finds the keys of organisations by the codes and names that the layout knows."""

    def __init__(self, layout: PublishedLayout) -> None:
        aliases = {key: (key, *others) for key, others in layout.organisations.items()}
        self._by_code = {name.casefold(): key for key, names in aliases.items() for name in names}
        self._pools = set(layout.pools)
        self._endings = layout.code_endings
        self._by_name = {normal_name(name): key for key, names in aliases.items() for name in names}

    def organisations(self, rows: Sequence[NamedRow]) -> list[Organisation]:
        """Give each row's organisation its key.

        Two rows of one wave are two organisations: where they would share a key because one was renamed to what the other is
        called, each keeps its own code or name as key.
        """
        found = [self._organisation(row) for row in rows]
        count = Counter(one.key for one in found)
        found = [
            replace(one, key=own_key(row)) if count[one.key] > 1 else one for one, row in zip(found, rows, strict=True)
        ]
        sizes = Counter(one.group for one in found)
        return [replace(one, pools_others=one.key in self._pools and sizes[one.group] > 1) for one in found]

    def _organisation(self, row: NamedRow) -> Organisation:
        code = row.code
        for ending in self._endings:
            code = code.removesuffix(ending)
        by_name = self._by_name.get(normal_name(row.name))
        key = self._by_code.get(code.casefold(), code) if code else by_name or own_key(row)
        return Organisation(key, row.code or None, clean_name(row.name), row.group, notes=row.notes)


def own_key(row: NamedRow) -> str:
    """The key of an organisation that nothing else is known of: its code, or its name in lower case with hyphens."""
    words = _OUTSIDE_AGENCIES.sub(" ", clean_name(row.name)).casefold().replace("&", " and ")
    return row.code or re.sub(r"[\W_]+", "-", words.replace("'", "").replace("’", "")).strip("-")


def clean_name(name: str) -> str:
    """The name as a reader should see it: without references to notes and doubled spaces."""
    return " ".join(NOTE.sub(" ", name).split())


def note_texts(cells: Iterable[str], texts: Mapping[str, str]) -> tuple[str, ...]:
    """The publisher's notes that `cells` refer to, as "[note 4]", from `texts` by number."""
    numbers = [number for cell in cells for number in NOTE.findall(cell)]
    return tuple(texts[number] for number in dict.fromkeys(numbers) if number in texts)

"""What a mistyped name may have been meant to be."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(name: str, known: Iterable[str]) -> list[str]:
    """Return up to three of the `known` names that come near to `name`, nearest first, compared without case."""
    as_written = {other.casefold(): other for other in known}
    return [as_written[match] for match in get_close_matches(name.casefold(), as_written, n=3)]


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Say which of the `known` names come near to `name`; all of them where none is near and they are few; else "".

    Examples
    --------
    >>> did_you_mean("autonmy", ["autonomy", "peers"])
    'Did you mean autonomy?'
    """
    names = list(dict.fromkeys(known))
    if near := nearest(name, names):
        return f"Did you mean {_joined(near, 'or')}?"
    return f"There is {_joined(names, 'and')}." if 0 < len(names) <= 8 else ""


def _joined(names: list[str], word: str) -> str:
    return f"{', '.join(names[:-1])} {word} {names[-1]}" if len(names) > 1 else names[0]

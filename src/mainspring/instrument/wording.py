"""Whether a question still reads as it did: official wording is compared by hash, never stored."""

from __future__ import annotations

import hashlib
import unicodedata

_STRAIGHT = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"'})


def normalise(text: str) -> str:
    """Reduce a question to its letters and digits, so that case, spaces, punctuation and typography do not matter.

    Examples
    --------
    >>> normalise("My agency’s goals – and priorities.")
    'myagencysgoalsandpriorities'
    """
    folded = unicodedata.normalize("NFKC", text).translate(_STRAIGHT).casefold()
    return "".join(letter for letter in folded if unicodedata.category(letter)[0] in "LN")


def wording_hash(text: str) -> str:
    """Hash a question's wording: SHA-256, as 64 hexadecimal digits, of the normalised text in UTF-8.

    Examples
    --------
    >>> wording_hash("I like the kind of work I do.") == wording_hash("  I LIKE the kind of work I do ")
    True
    """
    return hashlib.sha256(normalise(text).encode()).hexdigest()

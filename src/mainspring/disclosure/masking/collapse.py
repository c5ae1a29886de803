"""Codes that are made coarser before anything is masked: a small TOML file says which becomes which."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from mainspring.disclosure.masking.model import People, Profile, Unit
from mainspring.errors import MaskingError, Problem
from mainspring.instrument import Attribute

Collapse = Mapping[str, Mapping[str, str]]
"""By attribute's column: the codes that become others."""


def load_collapse(path: Path, attributes: Sequence[Attribute]) -> dict[str, dict[str, str]]:
    """Read which codes of these attributes become which others.

    Raises MaskingError with all that is wrong in the file: attributes that are not masked, codes that the codebook does not know,
    and codes that others become but that do not stay themselves.
    """
    try:
        text = path.read_text(encoding="utf-8")
        given = tomllib.loads(text)
    except FileNotFoundError as error:
        raise MaskingError(
            Problem("There is no such file.", str(path), remedy="Check the name and the folder.")
        ) from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        remedy = 'Write a table for each attribute, such as [DEDUC] with "B" = "A" below it.'
        raise MaskingError(Problem(f"This is not a TOML file ({error}).", path.name, remedy=remedy)) from error
    known = {name.casefold(): one for one in attributes for name in one.columns}
    problems: list[Problem] = []
    found: dict[str, dict[str, str]] = {}
    for name, codes in given.items():
        attribute = known.get(name.casefold())
        if attribute is None:
            offer = ", ".join(one.columns[0] for one in attributes)
            problems.append(
                Problem(f"{name} is not one of the attributes to be masked.", path.name, remedy=f"Use {offer}.")
            )
        else:
            problems += _wrong(path.name, attribute, codes)
            found[attribute.columns[0]] = codes
    if problems:
        raise MaskingError(problems)
    return found


def collapsed(people: People, attributes: Sequence[str], collapse: Collapse) -> dict[tuple[Unit, Profile], int]:
    """The people by unit and profile once codes are collapsed."""
    found: dict[tuple[Unit, Profile], int] = {}
    for (unit, profile), count in people.items():
        coarser = tuple(collapse.get(name, {}).get(code, code) for name, code in zip(attributes, profile, strict=True))
        found[unit, coarser] = found.get((unit, coarser), 0) + count
    return found


def _wrong(file: str, attribute: Attribute, codes: Any) -> Iterator[Problem]:
    name, offer = attribute.columns[0], f"Its codes are {', '.join(attribute.codes)}."
    if not isinstance(codes, dict) or not all(isinstance(code, str) for code in codes.values()):
        yield Problem(
            'Every line must be a code and what it becomes, such as "B" = "A".', file, column=name, remedy=offer
        )
        return
    for code in dict.fromkeys(one for pair in codes.items() for one in pair):
        if code not in attribute.codes:
            yield Problem(f"The codebook does not know the code {code!r}.", file, column=name, remedy=offer)
    for code, becomes in codes.items():
        if becomes == code:
            yield Problem(f"{code!r} becomes itself.", file, column=name, remedy="Leave the line out.")
        elif codes.get(becomes, becomes) != becomes:
            remedy = f"Say what {code!r} becomes in the end."
            yield Problem(
                f"{code!r} becomes {becomes!r}, which becomes something else.", file, column=name, remedy=remedy
            )

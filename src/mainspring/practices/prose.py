"""Whether a text says no more than the evidence register does: what speaks of findings cites a study, and its figures are the study's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from mainspring.practices.register import Study

CITATION: Final = re.compile(r"\[([a-z0-9]+(?:-[a-z0-9]+)+)\](?!\()")
SENTENCE: Final = re.compile(r"(?<=[.!?])\s+(?=[\"“A-Z])|\n\s*(?:\n|[-*#|]|\d+\.)\s*")
FINDINGS: Final = re.compile(
    r"\b(?:stud(?:y|ies)|research(?:ers)?|trials?|experiments?|evidence|meta-analys[ie]s|randomi[sz]ed|percentage points?|per cent|"
    r"standard deviations?)\b|%",
    re.IGNORECASE,
)
NOTHING: Final = re.compile(
    r"\b(?:reasoned, not tested|nobody has (?:tested|tried|studied)|no (?:study|trial|research|evidence)|not been (?:tested|tried|studied))\b",
    re.IGNORECASE,
)
SAME_AGAIN: Final = re.compile(
    r"\b(?:that|this|these|those|the|both)(?: same| two)? (?:stud(?:y|ies)|trials?|experiments?)\b", re.I
)
"""A study that the sentence before has cited; it may be spoken of without figures."""

FIGURE: Final = re.compile(r"(?<![\w-])\.?\d[\d,]*(?:\.\d+)?")


def cited_in(text: str) -> list[str]:
    """The ids of the studies that a text cites, each once: "[bandiera-2021]"."""
    return list(dict.fromkeys(CITATION.findall(text)))


def overstated(text: str, studies: Mapping[str, Study]) -> Iterator[tuple[int, str]]:
    """What a text says without grounds, with the line it begins on: studies that are in no register, findings that cite none, and
    figures that are not the study's.
    """
    for line, sentence in sentences(text):
        cited = CITATION.findall(sentence)
        for id in cited:
            if id not in studies:
                yield line, f"cites {id}, which is not in the evidence register."
        known = [studies[id] for id in cited if id in studies]
        if known:
            theirs = {figure for one in known for figure in _figures(f"{one.finding} {one.setting} {one.cite}")}
            for figure in dict.fromkeys(_figures(CITATION.sub("", sentence))):
                if figure not in theirs:
                    yield line, f"says {figure}, which is not what the register says of {', '.join(cited)}."
        elif not cited and FINDINGS.search(SAME_AGAIN.sub("", sentence)) and not NOTHING.search(sentence):
            yield line, f"speaks of findings and cites none: “{' '.join(sentence.split())[:60]}”."


def sentences(text: str) -> Iterator[tuple[int, str]]:
    """The sentences of a text in Markdown, each with the line it begins on."""
    at = 0
    for found in [*SENTENCE.finditer(text), None]:
        end = len(text) if found is None else found.start()
        if text[at:end].strip():
            begins = at + len(text[at:end]) - len(text[at:end].lstrip())
            yield text.count("\n", 0, begins) + 1, text[at:end].strip()
        at = end if found is None else found.end()


def _figures(text: str) -> list[str]:
    return [figure.replace(",", "").lstrip("0") or "0" for figure in FIGURE.findall(text)]

"""What a file that is shared says of itself, for whoever has to agree that it may leave."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

WIDTH: Final = 100
"""Characters in a line of the plain text."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """The facts of a file of moments that is shared.

    Attributes
    ----------
    instrument, title, wave : what was asked, and when. sources : files that went in, with their SHA-256.
    by : the columns that units are made by. variables : ids with what they are called.
    people, left_out : who is in it, and who did not have all variables; to the nearest ten.
    units, units_before : how many there are, and were. folds : the labels of units counted together, with how many they are.
    policy, minimum, fewest : the policy, the fewest people in a group by an indicator, and in a unit.
    content : SHA-256 of everything that the moments hold. version : of Mainspring.
    """

    instrument: str
    title: str
    wave: int
    sources: Mapping[str, str]
    by: tuple[str, ...]
    variables: Mapping[str, str]
    people: int
    left_out: int
    units: int
    units_before: int
    folds: Mapping[str, int]
    policy: str
    minimum: int
    fewest: int
    content: str
    version: str

    def summary(self) -> str:
        """The short version, in three lines."""
        folded = f"{sum(self.folds.values()):,} of {self.units_before:,} units are counted together with others"
        lines = [
            f"{self.people:,} people (to the nearest ten) in {self._units()} of at least {self.fewest}, with {len(self.variables)} variables.",
            f"{folded}; about {self.left_out:,} people are left out, since they did not answer everything.",
            "No answer to a question, no person and no text is in it.",
        ]
        return "\n".join(lines)

    def text(self) -> str:
        """All of it in plain language."""
        parts = [
            "WHAT THIS FILE IS",
            *self._about(),
            "WHAT IS IN IT",
            *self._content(),
            "WHAT IS NOT IN IT",
            "- no person, and no line that stands for one",
            "- no answer to a question, and no count of such answers",
            "- no text that anybody wrote",
            "- nobody's weight: only the sum of a unit's weights",
            f"- no unit with fewer than {self.fewest} people",
            "HOW PEOPLE ARE PROTECTED",
            *self._protection(),
            "WHAT THIS FILE DOES NOT PROTECT AGAINST",
            *self._limits(),
            "HOW TO KNOW IT AGAIN",
            f"- SHA-256 of its content: {self.content}",
            *(f"- made from {name}, SHA-256 {digest}" for name, digest in self.sources.items()),
            f"- by Mainspring {self.version}, under the policy {self.policy}",
        ]
        return "\n".join(line for part in parts for line in _laid_out(part)).lstrip() + "\n"

    def _units(self) -> str:
        return "1 unit" if self.units == 1 else f"{self.units:,} units"

    def _about(self) -> Iterator[str]:
        yield f"Sums over people, from {self.title} ({self.instrument}), wave {self.wave}, made so that they may leave home."
        by = f"{self._units()} by {', '.join(self.by)}" if self.by else "one group, which is everybody"
        yield f"About {self.people:,} people (to the nearest ten), in {by}."

    def _content(self) -> Iterator[str]:
        yield "For each unit: how many people, the sum of their weights, the mean of each variable, how much it varies, and how the variables go together; weighted and not. The variables are scores from 0 to 100, or shares of people:"
        yield from (f"- {id}: {label}" for id, label in self.variables.items())

    def _protection(self) -> Iterator[str]:
        yield f"Each unit has at least {self.fewest} people. Where a variable is a yes or a no, at least {self.minimum} people said each; where there are two such variables, at least {self.minimum} people are in each of the four groups that they make. No score is the same for everybody in a unit, and no such group has everybody at one end of a score."
        if self.folds:
            yield f"Units that would break this are counted together with others, and the smallest unit beside them where they are too few: {sum(self.folds.values()):,} of {self.units_before:,}."
            yield from (f"- {label}: {units:,} units as one" for label, units in self.folds.items())
        else:
            yield "No unit would break this: each is there as it is."
        yield f"About {self.left_out:,} people (to the nearest ten) did not answer everything that these variables need. They are not in the file, and nothing tells where they are."

    def _limits(self) -> Iterator[str]:
        yield "- Comparison with other releases. If a report, or another file for sharing, has the same units with slightly other people or other variables, their difference may tell of single persons. The ledger in which this file is written down refuses a second file for sharing of the same survey, unless it tells the same. It does not know what left without it, and does not compare this file with reports."
        yield "- Weights that differ widely. Weighted sums lean towards people with large weights: where one person has most of a unit's weight, they come near what that person answered."
        yield "- What people know already. Colleagues who pool their answers can work out more than a stranger."
        yield "- A wrong promise. Whether the people who answered were told that such sums may leave is for whoever asked them to know."


def _laid_out(line: str) -> list[str]:
    """A line as it is printed: headings underlined, the rest wrapped."""
    if line.isupper():
        return ["", line, "-" * len(line)]
    indent = "  " if line.startswith("- ") else ""
    return textwrap.wrap(line, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)

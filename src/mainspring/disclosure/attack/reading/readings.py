"""What reading a release gives: its facts, and what was left beside what it withholds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from mainspring.disclosure.attack.findings import Finding
from mainspring.disclosure.facts import Facts
from mainspring.disclosure.policy import FLOOR
from mainspring.disclosure.values import Reason
from mainspring.errors import AttackError, Problem

ROUTE: Final = "left beside"
SPELLED: Final = {word: number for number, word in enumerate(("five", "six", "seven", "eight", "nine", "ten"), start=5)}
FEWER: Final = re.compile(r"(?:fewer than|minimum of) (\w+)(?: people)?")
FIGURES: Final = ("value", "std_error", "conf_low", "conf_high", "n")
"""What belongs to a value that is shown, and to no other."""
NOT_SECRET: Final = ("did not ask", "gives no figure", "not comparable", "not published")
"""What nobody was asked, or nobody counted, is no secret."""
TELLING: Final = Reason.TELLING.value.partition("{minimum}")[2]
"""How the reason of values goes on that are withheld for what they would tell, of people whose number is shown."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One release as it was read: `left` are figures that it shows beside what it says to withhold."""

    facts: Facts
    left: tuple[Finding, ...] = ()


def withheld(reason: str) -> bool:
    """Whether a reason is one of confidentiality, so that there is something to learn."""
    return not any(words in reason.casefold() for words in NOT_SECRET)


def hides_people(reason: str) -> bool:
    """Whether what is withheld for a reason is withheld with the number of people, so that this is a secret, too."""
    return withheld(reason) and TELLING not in reason


def minimum_in(reasons: Sequence[str]) -> int:
    """The fewest people that reasons speak of; the floor of all policies where they do not."""
    found = [SPELLED.get(word, int(word) if word.isdigit() else 0) for r in reasons for word in FEWER.findall(r)]
    return max([FLOOR, *found])


def beside(what: str, file: str, people: int) -> Finding:
    """The finding that a figure was left where nothing should be."""
    return Finding(ROUTE, what, people, file)


def figures_beside(of: Mapping[str, Any], what: str, file: str, people: int) -> Iterator[Finding]:
    """The same, where a value that is withheld has figures all the same; `what` is the value, and whose."""
    if figures := [key for key in FIGURES if of.get(key) is not None]:
        yield beside(f"{what} is withheld, and beside that stand its {', '.join(figures)}.", file, people)


def reach(of: Mapping[str, Any]) -> float | None:
    """How many standard errors the interval of a value reaches, on the side where the scale does not end."""
    value, error, low, high = (of.get(key) for key in ("value", "std_error", "conf_low", "conf_high"))
    if value is None or not error or low is None or high is None:
        return None
    return max(float(high) - float(value), float(value) - float(low)) / float(error)


def unreadable(path: Path, why: str, remedy: str = "") -> AttackError:
    """The error of a file that is no release, or a damaged one."""
    remedy = remedy or "Give what `mainspring scores` or `mainspring report` wrote, or a folder of such files."
    return AttackError(Problem(why, file=str(path), remedy=remedy))

"""The assessment of the work: twelve questions to a team and its manager, and what their answers say, as ranges."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Literal

from pydantic import TypeAdapter

from mainspring.errors import CatalogueError, CodebookError, Problem
from mainspring.instrument.nearest import did_you_mean
from mainspring.instrument.tree import Node, parse
from mainspring.practices.register import Id, Table, Text

Input = Literal["observability", "distortion", "predictability", "stakes", "motivation", "potential", "tightness"]
LETTERS: Final = "abcde"
FILE: Final = Path(__file__).parents[1] / "handbook" / "assessment.toml"


class Question(Table):
    """A question with five answers; they stand for 0 to 1, or for 1 to 0 where `falling`."""

    id: Id
    input: Input
    text: Text
    answers: list[Text]
    falling: bool = False

    def value(self, letter: str) -> float:
        """What an answer, `a` to `e`, stands for."""
        at = LETTERS.index(letter) / (len(LETTERS) - 1)
        return 1 - at if self.falling else at


@dataclass(frozen=True, slots=True)
class Range:
    """From where to where something may lie, from 0 to 1."""

    low: float
    high: float

    @property
    def middle(self) -> float:
        """Half way."""
        return (self.low + self.high) / 2

    @property
    def width(self) -> float:
        """How much is not known."""
        return self.high - self.low


ANYTHING: Final = Range(0.0, 1.0)
HALF_STEP: Final = 1 / (len(LETTERS) - 1) / 2
"""Half of what lies between two answers: whoever gives one means it so exactly."""

Answers = Mapping[str, Mapping[str, str]]
"""The answers of each who gave some (a team, a manager, ...), a letter by question; questions may be left out."""


@cache
def questions() -> tuple[Question, ...]:
    """The twelve questions, in order."""
    asked = tomllib.loads(FILE.read_text(encoding="utf-8"))["question"]
    return tuple(TypeAdapter(list[Question]).validate_python(asked))


def read_answers(file: Path | str) -> dict[str, dict[str, str]]:
    """Read a file of answers: a table for each who answered, such as [team] and [manager], with a letter for each question.

    Raises
    ------
    CatalogueError : with everything that is wrong in it, each with its line.
    """
    try:
        tree = parse(Path(file).read_text(encoding="utf-8"), str(file))
    except (OSError, ValueError) as error:
        raise CatalogueError(Problem(f"The answers cannot be read: {error}.", file=str(file))) from error
    except CodebookError as error:
        raise CatalogueError(error.problems) from error
    problems: list[Problem] = []
    found: dict[str, dict[str, str]] = {}
    for who in tree.value if isinstance(tree.value, dict) else ():
        if not tree.table(who):
            node = tree.at((who,))
            remedy = 'Answers stand in a table, such as [team], with a line such as noticed = "b" for each question.'
            problems.append(Problem(f"{who} has no answers.", node.file, node.line, remedy=remedy))
        problems += _misfits(tree.table(who))
        found[who] = {id: str(node.value) for id, node in tree.table(who).items() if node.value}
    if problems:
        raise CatalogueError(problems)
    if not any(found.values()):
        remedy = "Answer at least one question; the rest may stay empty."
        raise CatalogueError(Problem("Nothing is answered.", file=str(file), remedy=remedy))
    return found


def _misfits(given: Mapping[str, Node]) -> Iterator[Problem]:
    asked = {question.id for question in questions()}
    for id, node in given.items():
        if id not in asked:
            what = f"there is no question {id}."
            yield Problem(what, node.file, node.line, remedy=did_you_mean(id, asked) or None)
        elif node.value not in (*LETTERS, ""):
            yield Problem(f'{id} must be a letter from "a" to "e", or left empty.', node.file, node.line)


def ranges(answers: Answers, motivation: Range | None = None) -> dict[str, Range]:
    """What answers say of each input of the model: from the lowest to the highest that anybody's answers may mean.

    An input of which only one of its questions was answered may lie as far again; one of which none was, anywhere. Motivation runs
    from what it is today, as the survey says if it asked (`motivation`), to what it may become.
    """
    found: dict[str, Range] = {}
    for input in dict.fromkeys(question.input for question in questions()):
        own = [question for question in questions() if question.input == input]
        values = [
            question.value(given[question.id]) for given in answers.values() for question in own if question.id in given
        ]
        answered = {question.id for given in answers.values() for question in own if question.id in given}
        found[input] = _hull(values, HALF_STEP * (1 if len(answered) == len(own) else 2)) if values else ANYTHING
    today, potential = motivation or found["motivation"], found.pop("potential")
    grown = today.high + (1 - today.high) * (
        potential.high if any("could-care" in one for one in answers.values()) else 0
    )
    return {**found, "motivation": Range(today.low, grown)}


def empty_answers() -> str:
    """A file of answers to fill in: every question as a comment, for a team and its manager."""
    lines = [
        "# The work of one team, in ten minutes. Put a letter between the quotes; leave empty what you cannot say.",
        "",
    ]
    for who in ("team", "manager"):
        lines += [f"[{who}]"]
        for number, question in enumerate(questions(), start=1):
            if who == "team":
                lines += [f"# {number}. {question.text}"]
                lines += [f"#    {letter}) {answer}" for letter, answer in zip(LETTERS, question.answers, strict=True)]
            lines += [f'{question.id} = ""']
        lines += [""]
    return "\n".join(lines)


def _hull(values: Iterable[float], more: float) -> Range:
    values = list(values)
    return Range(max(min(values) - more, 0.0), min(max(values) + more, 1.0))

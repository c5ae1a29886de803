"""One error tree. Every error says what is wrong, where, and what would work.

MainspringError
├── CodebookError      a codebook cannot be read, or does not fit together
├── SurveyFileError    a survey file is not what its codebook says
├── FetchError         an official file could not be fetched whole
├── MomentsError       moments cannot be made, merged, saved or read back
├── FormulaError       a formula cannot be read
├── ModelError         a model cannot be fitted to these moments
├── PolicyError        a confidentiality policy does not exist or is too weak
├── AttackError        what was released cannot be read back, so that it cannot be attacked
├── MaskingError       a survey cannot be masked so that everybody has enough company
├── LedgerError        a ledger was altered, or what is to be released must not leave beside what was
├── CatalogueError     practices, their evidence or an assessment cannot be read, or do not fit together
└── ReportError        a report cannot be written

Readers collect every problem before they stop: an error carries a tuple of `Problem`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: `what`, where (`file`, `line`, `column`), and the `remedy` that would work.

    `line` counts from 1 in the file as a text editor shows it (in a workbook or binary file: the row, header included).
    """

    what: str
    file: str | None = None
    line: int | None = None
    column: str | None = None
    remedy: str | None = None

    def __str__(self) -> str:
        places = [
            self.file,
            None if self.line is None else f"line {self.line}",
            None if self.column is None else f"column {self.column}",
        ]
        where = ", ".join(place for place in places if place)
        return "".join([f"{where}: " if where else "", self.what, f" {self.remedy}" if self.remedy else ""])


class MainspringError(Exception):
    """Any error a user can mend; `problems` holds each thing that is wrong, in the order found."""

    def __init__(self, problems: Problem | str | Iterable[Problem]) -> None:
        if isinstance(problems, str):
            problems = Problem(problems)
        self.problems: tuple[Problem, ...] = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class CodebookError(MainspringError):
    """A codebook cannot be read, or does not fit together."""


class SurveyFileError(MainspringError):
    """A survey file is not what its codebook says."""


class FetchError(MainspringError):
    """An official file could not be fetched whole."""


class MomentsError(MainspringError):
    """Moments cannot be made, merged, saved or read back."""


class FormulaError(MainspringError):
    """A formula cannot be read."""


class ModelError(MainspringError):
    """A model cannot be fitted to these moments."""


class PolicyError(MainspringError):
    """A confidentiality policy does not exist or is too weak."""


class DisclosureError(MainspringError):
    """What was asked for would tell of single people, and may not leave."""


class AttackError(MainspringError):
    """What is to be attacked cannot be read."""


class MaskingError(MainspringError):
    """A survey cannot be masked so that everybody has enough company."""


class LedgerError(MainspringError):
    """The ledger of releases was altered, or says that something may not leave."""


class CatalogueError(MainspringError):
    """Practices, their evidence, or an assessment of the work cannot be read, or do not fit together."""


class ReportError(MainspringError):
    """A report cannot be written."""

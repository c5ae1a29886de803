"""A simulated survey as canonical responses, as if a file of it had been read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256

import numpy as np
import numpy.typing as npt

from mainspring.errors import Problem, SurveyFileError
from mainspring.instrument import Instrument
from mainspring.responses.model import FIRST_CODE, Batch, Category, Responses
from mainspring.responses.simulated.draw import Block, Survey, each_block, plan_survey
from mainspring.responses.simulated.options import SimulationOptions

Ints = npt.NDArray[np.int32]


def read_simulated(instrument: Instrument, options: SimulationOptions) -> Responses:
    """Respondents of a survey that never happened, equal to those of the file that `write_simulated` writes.

    Raises MainspringError if the instrument has no respondents, or the numbers of units do not fit its levels.
    """
    survey = plan_survey(instrument, options)
    categories = survey.questionnaire.questions[survey.questionnaire.items :]
    return Responses(
        instrument=instrument,
        wave=instrument.wave,
        sources={f"simulated, seed {options.seed}": sha256(repr((instrument, options)).encode()).hexdigest()},
        rows=options.rows,
        categories=tuple(Category(question.column, question.coding.codes) for question in categories),
        batches=_Simulated(survey).batches,
    )


@dataclass(frozen=True, slots=True)
class _Simulated:
    survey: Survey

    def batches(self, by: Sequence[str]) -> Iterator[Batch]:
        """Draw the respondents; SurveyFileError at once for a name in `by` that the survey does not have."""
        columns = [self._by_column(name) for name in by]
        return (self._batch(block, columns) for block in each_block(self.survey, lambda block: block))

    def _batch(self, block: Block, columns: Sequence[_Labelled]) -> Batch:
        items = self.survey.questionnaire.items
        weighted = bool(self.survey.instrument.weight_columns)
        return Batch(
            items=block.answers[:items],
            categories=block.answers[items:],
            weights=block.weights if weighted else np.ones_like(block.weights),
            units=tuple(column.number(block) for column in columns),
            labels=tuple(column.labels for column in columns),
        )

    def _by_column(self, name: str) -> _Labelled:
        """A unit level by its id or column, or a category by its column, matched without case."""
        wanted = name.strip().casefold()
        units = self.survey.units
        for level, codes, ancestors in zip(self.survey.instrument.units, units.codes, units.ancestors, strict=True):
            if wanted in {known.casefold() for known in (level.id, *level.columns)}:
                return _Labelled(codes, partial(_units, ancestors))
        for place, question in enumerate(self.survey.questionnaire.questions):
            if place >= self.survey.questionnaire.items and wanted == question.column.casefold():
                return _Labelled(("",) * FIRST_CODE + question.coding.codes, partial(_answers, place))
        offer = [level.id for level in self.survey.instrument.units]
        remedy = f"Use {', '.join(offer)}, or the column of a characteristic."
        raise SurveyFileError(Problem(f"There is no column {name} to make cells by.", "simulated", remedy=remedy))


def _units(ancestors: Ints, block: Block) -> Ints:
    found: Ints = ancestors[block.leaves]
    return found


def _answers(place: int, block: Block) -> Ints:
    found: Ints = block.answers[place].astype(np.int32)
    return found


class _Labelled:
    """A column that cells are made by; its labels are numbered in order of their first appearance."""

    def __init__(self, texts: Sequence[str], find: Callable[[Block], Ints]) -> None:
        self.labels: list[str] = []
        self._texts, self._find = texts, find
        self._numbers: Ints = np.full(len(texts), -1, dtype=np.int32)

    def number(self, block: Block) -> Ints:
        """The position in `labels` of each respondent's label, shape (n,)."""
        found = self._find(block)
        values, firsts = np.unique(found, return_index=True)
        for value in values[np.argsort(firsts)].tolist():
            if self._numbers[value] < 0:
                self._numbers[value] = len(self.labels)
                self.labels.append(self._texts[value])
        numbers: Ints = self._numbers[found]
        return numbers

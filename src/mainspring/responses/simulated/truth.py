"""What a simulated survey was drawn from: the answer that an analysis of it ought to find."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mainspring.instrument import Construct, Instrument
from mainspring.responses.simulated import facts
from mainspring.responses.simulated.draw import Survey, plan_survey
from mainspring.responses.simulated.options import SimulationOptions
from mainspring.responses.simulated.questions import Question


@dataclass(frozen=True, slots=True)
class SimulationTruth:
    """What is true of every unit of the finest level (leaf), before anybody is asked.

    Attributes
    ----------
    factors : names of the factors behind the answers.
    units : for each leaf, the codes of the units that it is in, coarse to fine.
    population : float64, shape (leaves,): shares of all staff.
    response_rates : float64, shape (leaves,).
    effects : float64, shape (leaves, factors): how far the unit's people are from all staff, in standard deviations.
    """

    survey: Survey
    factors: tuple[str, ...]
    units: tuple[tuple[str, ...], ...]
    population: npt.NDArray[np.float64]
    response_rates: npt.NDArray[np.float64]
    effects: npt.NDArray[np.float64]

    def question(self, column: str) -> Question:
        """How a column's answers come about; KeyError if there is no such column."""
        return {question.column: question for question in self.survey.questionnaire.questions}[column]

    def probabilities(self, column: str) -> npt.NDArray[np.float64]:
        """How likely each code of a column is in each leaf, among those who answer, shape (leaves, codes).

        For a characteristic: before the masking, which hides rare ones more often.
        """
        question = self.question(column)
        between = facts.UNIT_VARIANCE[question.factor] if self.survey.units.codes else 0.0
        means = question.loading * self.effects[:, question.factor]
        return question.shares_at(means, 1 - question.loading**2 * between)

    def construct_means(self, construct: str) -> npt.NDArray[np.float64]:
        """The construct's expected score in each leaf, 0-100, shape (leaves,)."""
        return _construct_means(self, self.survey.instrument.construct(construct))


def truth(instrument: Instrument, options: SimulationOptions) -> SimulationTruth:
    """What `simulate` with the same instrument and options draws from.

    Raises MainspringError as `simulate` does.
    """
    survey = plan_survey(instrument, options)
    units = survey.units
    paths = tuple(
        tuple(codes[position] for codes, position in zip(units.codes, leaf, strict=True))
        for leaf in units.ancestors.T.tolist()
    )
    return SimulationTruth(survey, facts.FACTORS, paths, units.population, units.response_rates, units.effects)


def _construct_means(truth: SimulationTruth, construct: Construct) -> npt.NDArray[np.float64]:
    if construct.of:
        parts = [truth.construct_means(part) for part in construct.of]
    elif construct.column:
        column = construct.column[0]
        answers = [
            (code in construct.yes, code in construct.yes + construct.no)
            for code in truth.question(column).coding.codes
        ]
        yes, either = (truth.probabilities(column) @ np.array(answers)).T
        parts = [100 * yes / either]
    else:
        parts = [_item_means(truth, id, id in construct.reversed) for id in construct.items]
    means: npt.NDArray[np.float64] = np.array(parts).mean(axis=0)
    return means


def _item_means(truth: SimulationTruth, id: str, is_reversed: bool) -> npt.NDArray[np.float64]:
    item = truth.survey.instrument.item(id)
    codes = np.array(item.scale.codes, dtype=np.float64)
    points = 100 * (codes - codes[0]) / (codes[-1] - codes[0])
    means: npt.NDArray[np.float64] = truth.probabilities(item.columns[0]) @ (100 - points if is_reversed else points)
    return means

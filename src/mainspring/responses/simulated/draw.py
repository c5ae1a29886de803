"""Respondents of a simulated survey, drawn block by block: each block has its own random numbers, whoever draws it and when."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from typing import Final, TypeVar

import numpy as np
import numpy.typing as npt

from mainspring.errors import MainspringError, Problem
from mainspring.instrument import Instrument
from mainspring.responses.model import DO_NOT_KNOW, FIRST_CODE, MASKED
from mainspring.responses.simulated import facts, kernel
from mainspring.responses.simulated.options import SimulationOptions
from mainspring.responses.simulated.questions import Question, Questionnaire, questionnaire
from mainspring.responses.simulated.units import SimulatedUnits, simulated_units

BLOCK_ROWS: Final = 65_536
LEAST_PROFILE: Final = 10
"""The publisher's rule of ten: a profile that fewer respondents of a unit share is made coarser."""
WORKERS: Final = 2
AHEAD: Final = 3
"""Blocks drawn ahead of the one in use: enough to keep the workers busy, few enough to keep memory constant."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Survey:
    """A survey as it is before anybody answers: all that its blocks are drawn from."""

    instrument: Instrument
    options: SimulationOptions
    questionnaire: Questionnaire
    units: SimulatedUnits

    @property
    def blocks(self) -> int:
        """How many blocks of respondents it has."""
        return -(-self.options.rows // BLOCK_ROWS)


@dataclass(frozen=True, slots=True)
class Block:
    """Consecutive respondents.

    Attributes
    ----------
    first_row : the row of the first one, from 0.
    answers : uint8, shape (questions, n): canonical responses.
    leaves : int32, shape (n,): positions in the leaves of the unit tree.
    weights : float64, shape (n,): members of staff that each stands for.
    """

    first_row: int
    answers: npt.NDArray[np.uint8]
    leaves: npt.NDArray[np.int32]
    weights: npt.NDArray[np.float64]


def plan_survey(instrument: Instrument, options: SimulationOptions) -> Survey:
    """Decide what is asked and of which units.

    Raises MainspringError if the instrument has no respondents, or the numbers of units do not fit its levels.
    """
    if instrument.kind != "respondents":
        what = f"Instrument {instrument.id} has published scores, not respondents: there is nobody to simulate."
        raise MainspringError(Problem(what, remedy="Choose an instrument with respondents: mainspring codebook list."))
    return Survey(instrument, options, questionnaire(instrument), simulated_units(instrument, options))


def each_block(survey: Survey, use: Callable[[Block], T]) -> Iterator[T]:
    """Draw all blocks and make something of each, in order: a few threads work ahead of whoever takes the results."""
    numbers = iter(range(survey.blocks))

    def work(number: int) -> T:
        return use(draw_block(survey, number))

    with ThreadPoolExecutor(WORKERS) as pool:
        waiting = deque(pool.submit(work, number) for number in islice(numbers, AHEAD))
        while waiting:
            done = waiting.popleft().result()
            waiting.extend(pool.submit(work, number) for number in islice(numbers, 1))
            yield done


def draw_block(survey: Survey, number: int) -> Block:
    """The respondents of one block, the same ones whatever was drawn before."""
    rng = np.random.Generator(np.random.SFC64(np.random.SeedSequence(survey.options.seed, spawn_key=(1, number))))
    first = number * BLOCK_ROWS
    n = min(BLOCK_ROWS, survey.options.rows - first)
    units, asked = survey.units, survey.questionnaire
    bounds = np.cumsum(units.respondent_shares)
    leaves = np.searchsorted(bounds / bounds[-1], rng.random(n), side="right").astype(np.int32)
    factors = _factors(rng, units, leaves)
    last = len(asked.questions)
    stop = np.where(rng.random(n) < facts.BREAK_OFF, rng.uniform(last / 4, last, n), last)
    quitters = np.flatnonzero(stop < last)
    answers = np.empty((last, n), dtype=np.uint8)
    for place, question in enumerate(asked.questions):
        answers[place] = _answers(rng, question, factors[question.factor])
        answers[place, quitters[stop[quitters] <= place]] = question.coding.blank
    _mask(survey, answers[asked.items :], leaves)
    noise = np.exp(facts.WEIGHT_SPREAD * rng.standard_normal(n) - facts.WEIGHT_SPREAD**2 / 2)
    # Ten decimals, as the official files have.
    weights = np.round(noise / units.response_rates[leaves], 10)
    return Block(first, answers, leaves, weights)


def _factors(rng: np.random.Generator, units: SimulatedUnits, leaves: npt.NDArray[np.int32]) -> npt.NDArray[np.float32]:
    """Each respondent's factors, variance 1 over all of them, shape (factors, n)."""
    within = np.sqrt(1 - facts.UNIT_VARIANCE) if units.codes else np.ones(len(facts.FACTORS))
    root = within[:, None] * np.linalg.cholesky(facts.CORRELATIONS)
    factors = rng.standard_normal((len(facts.FACTORS), leaves.size), dtype=np.float32)
    kernel.correlate(root.astype(np.float32), np.ascontiguousarray(units.effects.T, dtype=np.float32), leaves, factors)
    return factors


def _answers(rng: np.random.Generator, question: Question, factor: npt.NDArray[np.float32]) -> npt.NDArray[np.uint8]:
    """What respondents with these values of the question's factor answer, shape (n,)."""
    bits = rng.bit_generator.random_raw(-(-factor.size // 2)).view(np.uint32)[: factor.size]
    # The cut points are divided by the noise's standard deviation rather than every noise multiplied by it.
    line = np.array([question.loading, *question.cuts]) / np.sqrt(1 - question.loading**2)
    skipped = np.cumsum([question.do_not_know, question.blank]) * 65_536
    codes = [DO_NOT_KNOW, question.coding.blank, *(FIRST_CODE + place for place in question.order)]
    return kernel.answer(
        bits, factor, line.astype(np.float32), skipped.astype(np.uint32), np.array(codes, dtype=np.uint8)
    )


def _mask(survey: Survey, answers: npt.NDArray[np.uint8], leaves: npt.NDArray[np.int32]) -> None:
    """Blank characteristics that would make somebody stand out in their unit."""
    questions = survey.questionnaire.questions[survey.questionnaire.items :]
    most_codes = max((len(question.coding.codes) for question in questions), default=0)
    rarity = np.zeros((len(questions), FIRST_CODE + most_codes))
    for row, question in zip(rarity, questions, strict=True):
        if question.coding.blank == MASKED:
            row[FIRST_CODE : FIRST_CODE + len(question.coding.codes)] = np.log(question.shares)
    expected = np.log(survey.options.rows * survey.units.respondent_shares / LEAST_PROFILE)
    kernel.mask_rarest(expected[leaves], rarity, answers)

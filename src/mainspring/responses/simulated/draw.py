"""Respondents of a simulated survey, drawn block by block: each block has its own random numbers, whoever draws it and when."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
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
    """A survey as it is before anybody answers: all that its blocks are drawn from.

    Attributes
    ----------
    root : float32, shape (factors, factors): turns independent draws into the factors of people of one unit; lower triangular.
    effects : float32, shape (factors, leaves): what being in a leaf adds to them.
    crowding : float64, shape (leaves,): log of how many times LEAST_PROFILE respondents a leaf is expected to have.
    rarity : float64, shape (characteristics, responses): log share of each response, 0 for one that tells nothing of a person.
    """

    instrument: Instrument
    options: SimulationOptions
    questionnaire: Questionnaire
    units: SimulatedUnits
    root: npt.NDArray[np.float32]
    effects: npt.NDArray[np.float32]
    crowding: npt.NDArray[np.float64]
    rarity: npt.NDArray[np.float64]

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
    asked, units = questionnaire(instrument), simulated_units(instrument, options)
    # Factors behind the last one that a question needs are not drawn.
    needed = 1 + max(question.factor for question in asked.questions)
    within = np.sqrt(1 - facts.UNIT_VARIANCE if units.codes else np.ones(len(facts.FACTORS)))
    root = within[:, None] * np.linalg.cholesky(facts.CORRELATIONS)
    return Survey(
        instrument=instrument,
        options=options,
        questionnaire=asked,
        units=units,
        root=root[:needed, :needed].astype(np.float32),
        effects=np.ascontiguousarray(units.effects.T[:needed], dtype=np.float32),
        crowding=np.log(options.rows * units.respondent_shares / LEAST_PROFILE),
        rarity=_rarity(asked.questions[asked.items :]),
    )


def _rarity(characteristics: Sequence[Question]) -> npt.NDArray[np.float64]:
    most_codes = max((len(question.coding.codes) for question in characteristics), default=0)
    rarity = np.zeros((len(characteristics), FIRST_CODE + most_codes))
    for row, question in zip(rarity, characteristics, strict=True):
        if question.coding.blank == MASKED:
            row[FIRST_CODE : FIRST_CODE + len(question.coding.codes)] = np.log(question.shares)
    return rarity


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
    asked, shares = survey.questionnaire, survey.units.respondent_shares
    # Drawing how many are in each leaf, then shuffling, is the same as looking up a leaf for each, and faster.
    leaves = rng.permutation(np.repeat(np.arange(shares.size, dtype=np.int32), rng.multinomial(n, shares)))
    factors = rng.standard_normal((len(survey.root), n), dtype=np.float32)
    kernel.correlate(survey.root, survey.effects, leaves, factors)
    last = len(asked.questions)
    stop = np.where(rng.random(n) < facts.BREAK_OFF, rng.uniform(last / 4, last, n), last)
    quitters = np.flatnonzero(stop < last)
    answers = np.empty((last, n), dtype=np.uint8)
    for place, question in enumerate(asked.questions):
        answers[place] = _answers(rng, question, factors[question.factor])
        answers[place, quitters[stop[quitters] <= place]] = question.coding.blank
    # The publisher masks what would make somebody stand out in their unit.
    kernel.mask_rarest(survey.crowding[leaves], survey.rarity, answers[asked.items :])
    noise = np.exp(facts.WEIGHT_SPREAD * rng.standard_normal(n) - facts.WEIGHT_SPREAD**2 / 2)
    # Ten decimals, as the official files have.
    weights = np.round(noise / survey.units.response_rates[leaves], 10)
    return Block(first, answers, leaves, weights)


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

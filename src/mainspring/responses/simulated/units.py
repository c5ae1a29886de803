"""The units of a simulated survey: their codes, sizes, response rates, and what sets each apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count as count_from
from itertools import islice, product
from typing import Final

import numpy as np
import numpy.typing as npt

from mainspring.errors import MainspringError, Problem
from mainspring.instrument import Instrument, UnitLevel
from mainspring.responses.simulated import facts
from mainspring.responses.simulated.options import SimulationOptions

LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class SimulatedUnits:
    """The unit tree; `leaves` are the units of its finest level, in an order that keeps children of one parent together.

    Attributes
    ----------
    codes : for each level, its units' codes.
    ancestors : int32, shape (levels, leaves): for each leaf, the position in `codes` of the unit of that level that it is in.
    population : float64, shape (leaves,): shares of all staff, sum 1.
    response_rates : float64, shape (leaves,): shares of staff who answer.
    effects : float64, shape (leaves, factors): what being in the leaf, and in each unit above it, adds to a respondent's
        factors, in standard deviations between respondents; weighted by population, they sum to 0.
    """

    codes: tuple[tuple[str, ...], ...]
    ancestors: npt.NDArray[np.int32]
    population: npt.NDArray[np.float64]
    response_rates: npt.NDArray[np.float64]
    effects: npt.NDArray[np.float64]

    @property
    def respondent_shares(self) -> npt.NDArray[np.float64]:
        """Shares of all respondents, shape (leaves,), sum 1."""
        answering = self.population * self.response_rates
        shares: npt.NDArray[np.float64] = answering / answering.sum()
        return shares


def simulated_units(instrument: Instrument, options: SimulationOptions) -> SimulatedUnits:
    """Grow a unit tree level by level.

    Raises MainspringError if the numbers of units do not fit the instrument's levels.
    """
    numbers = _numbers(instrument, options.units)
    rng = np.random.default_rng(np.random.SeedSequence(options.seed, spawn_key=(0,)))
    root = np.linalg.cholesky(facts.CORRELATIONS)
    population, effects, parents = np.ones(1), np.zeros((1, len(facts.FACTORS))), np.zeros((0, 1), dtype=np.int32)
    codes: list[tuple[str, ...]] = []
    standing, leftover = np.zeros(1), np.zeros(1, dtype=np.bool_)
    for depth, (level, number) in enumerate(zip(instrument.units, numbers, strict=True)):
        parent = np.repeat(np.arange(population.size), _children(population, leftover, number))
        draws = rng.standard_normal((number, len(facts.FACTORS))) @ root.T
        standing = _standing(draws)
        spread = facts.SIZE_SPREAD[min(depth, len(facts.SIZE_SPREAD) - 1)]
        size = np.exp(spread * _with_correlation(rng, standing, facts.SIZE_EFFECT))
        # The largest of each parent first: it gets the first of the known codes, and leftovers, which are last, are small.
        order = np.lexsort((-size, parent))
        draws, standing, size = draws[order], standing[order], size[order]
        population = population[parent] * size / np.bincount(parent, size)[parent]
        effects = effects[parent] + draws * np.sqrt(facts.UNIT_VARIANCE / len(numbers))
        codes.append(_codes(instrument.units[depth:], codes[-1] if codes else None, parent))
        leftover = np.array([level.is_residual(code) for code in codes[-1]])
        parents = np.vstack([parents[:, parent], np.arange(number)]).astype(np.int32)
    log_odds = np.log(facts.RESPONSE_RATE / (1 - facts.RESPONSE_RATE))
    log_odds = log_odds + facts.RATE_SPREAD * _with_correlation(rng, standing, facts.RATE_EFFECT)
    rates = 1 / (1 + np.exp(-log_odds))
    return SimulatedUnits(tuple(codes), parents, population, rates, effects - population @ effects)


def _numbers(instrument: Instrument, asked: tuple[int, ...]) -> tuple[int, ...]:
    levels = len(instrument.units)
    if not asked:
        growth = facts.UNITS[1] // facts.UNITS[0]
        return tuple(
            facts.UNITS[depth] if depth < 2 else facts.UNITS[1] * growth ** (depth - 1) for depth in range(levels)
        )
    if len(asked) != levels:
        names = ", ".join(level.id for level in instrument.units) or "none"
        what = f"{len(asked)} numbers of units were given for the levels of instrument {instrument.id}, which are: {names}."
        raise MainspringError(Problem(what, remedy=f"Give {levels}, coarse to fine."))
    return asked


def _children(
    population: npt.NDArray[np.float64], leftover: npt.NDArray[np.bool_], number: int
) -> npt.NDArray[np.int64]:
    """How many of `number` units each parent gets: at least one, more for larger parents, and no more for pooled leftovers."""
    # By the square root: a large parent has more parts, and larger ones.
    weight = np.sqrt(population) * (~leftover | leftover.all())
    wanted = weight / weight.sum() * (number - population.size)
    children: npt.NDArray[np.int64] = np.floor(wanted).astype(np.int64)
    largest_rests = np.argsort(children - wanted, kind="stable")[: number - population.size - children.sum()]
    children[largest_rests] += 1
    children += 1
    return children


def _standing(draws: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """How well off each unit is over all factors, standard normal, shape (units,): the first principal component."""
    values, vectors = np.linalg.eigh(facts.CORRELATIONS)
    first = vectors[:, -1] * np.sign(vectors[0, -1])
    standing: npt.NDArray[np.float64] = draws @ first / np.sqrt(values[-1])
    return standing


def _with_correlation(
    rng: np.random.Generator, standing: npt.NDArray[np.float64], correlation: float
) -> npt.NDArray[np.float64]:
    own = rng.standard_normal(standing.size)
    mixed: npt.NDArray[np.float64] = correlation * standing + np.sqrt(1 - correlation**2) * own
    return mixed


def _codes(levels: Sequence[UnitLevel], above: Sequence[str] | None, parent: npt.NDArray[np.int64]) -> tuple[str, ...]:
    """Codes for units of the first of `levels`: those that its codebook names, then letters; a parent's last pools leftovers."""
    level, finer = levels[0], [code for below in levels[1:] for code in below.names]
    codes: list[str] = []
    for position, count in enumerate(np.bincount(parent).tolist()):
        # A finer unit's code begins with its parent's, as the official ones do, so that no two parents share one.
        prefix = "" if above is None else above[position]
        pooled = [pattern.replace("*", prefix) for pattern in level.residual][: above is not None or count > 1]
        known = [code for code in level.names if code.startswith(prefix)]
        known.sort(key=lambda code: -sum(name.startswith(code) for name in finer))
        needed = count + len(known) + len(level.residual)
        width = next(width for width in count_from(2) if len(LETTERS) ** width >= needed)
        made = [prefix + "".join(letters) for letters in islice(product(LETTERS, repeat=width), needed)]
        units = [code for code in dict.fromkeys([*known, *made]) if not level.is_residual(code)]
        codes += [*units[: count - len(pooled)], *pooled]
    return tuple(codes)

"""The inner loops: plain functions on arrays, compiled by numba without the interpreter's lock."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from mainspring.responses.kernel import compiled
from mainspring.responses.model import MASKED

NOISE: Final = ndtri((np.arange(65_536) + 0.5) / 65_536).astype(np.float32)
"""Standard normal quantiles: sixteen random bits look one up, which is faster than computing it."""


@compiled
def correlate(
    root: npt.NDArray[np.float32],
    effects: npt.NDArray[np.float32],
    leaves: npt.NDArray[np.int32],
    factors: npt.NDArray[np.float32],
) -> None:
    """Turn `factors` (factors, n), independent, into correlated ones by `root`, lower triangular, and add the units' effects.

    `effects` has shape (factors, leaves). From the last factor to the first, so that each finds those above it untouched.
    """
    for k in range(factors.shape[0] - 1, -1, -1):
        mixed = factors[k]
        mixed *= root[k, k]
        for j in range(k):
            mixed += root[k, j] * factors[j]
        for i in range(leaves.size):
            mixed[i] += effects[k, leaves[i]]


@compiled
def answer(
    bits: npt.NDArray[np.uint32],
    factor: npt.NDArray[np.float32],
    line: npt.NDArray[np.float32],
    skipped: npt.NDArray[np.uint32],
    codes: npt.NDArray[np.uint8],
) -> npt.NDArray[np.uint8]:
    """Answers to one question, shape (n,): from the 32 random bits of each respondent, 16 for the answer and 16 for skipping it.

    `line` is the slope on the factor, then the cut points; `skipped` bounds do-not-know and then blanks, of 65,536; `codes` are
    the responses to give for do-not-know, for a blank, and then for each step of the variable behind the answer.
    """
    # One short loop for each step: the compiler makes vector instructions of these, but not of one loop that does it all.
    behind = np.empty(bits.size, dtype=np.float32)
    slope = line[0]
    for i in range(bits.size):
        behind[i] = NOISE[bits[i] & np.uint32(65_535)] + slope * factor[i]
    out = np.full(bits.size, 2, dtype=np.uint8)
    for cut in line[1:]:
        for i in range(bits.size):
            out[i] += np.uint8(behind[i] > cut)
    do_not_know, blank = skipped
    for i in range(bits.size):
        chance = bits[i] >> np.uint32(16)
        out[i] = out[i] if chance >= blank else np.uint8(chance >= do_not_know)
    for i in range(bits.size):
        out[i] = codes[out[i]]
    return out


@compiled
def mask_rarest(
    log_expected: npt.NDArray[np.float64], rarity: npt.NDArray[np.float64], answers: npt.NDArray[np.uint8]
) -> None:
    """Blank one, then two ... of each respondent's characteristics, the rarest first, until enough are expected to share the rest.

    `log_expected` (n,) is the log of how many times the least there are in the respondent's unit; `rarity` (questions, responses)
    the log share of each response, 0 for one that tells nothing; `answers` (questions, n) is changed in place.
    """
    for i in range(answers.shape[1]):
        sharing = log_expected[i]
        for question in range(answers.shape[0]):
            sharing += rarity[question, answers[question, i]]
        while sharing < 0:
            rarest, least = -1, 0.0
            for question in range(answers.shape[0]):
                log_share = rarity[question, answers[question, i]]
                if log_share < least:
                    rarest, least = question, log_share
            if rarest < 0:
                break
            answers[rarest, i] = MASKED
            sharing -= least


@compiled
def look_up(answers: npt.NDArray[np.uint8], table: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
    """What `table` (256,) has for each of `answers` (n,), of the table's type."""
    values = np.empty(answers.size, dtype=table.dtype)
    for i in range(answers.size):
        values[i] = table[answers[i]]
    return values

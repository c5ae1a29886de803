"""Mainspring: all counts, and the cross-products of all constructs; the percent positive is then a division of counts."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyarrow as pa

from bench.peers import UNITS
from bench.peers.question import Question, answer
from mainspring.moments import Moments, MomentsOptions, summarise
from mainspring.responses import FIRST_CODE, read_responses


def work(question: Question) -> Callable[[], pa.Table]:
    """Summarise the file."""
    variables = tuple(construct.id for construct in question.instrument.constructs)
    responses = read_responses(question.file, question.instrument)
    moments = summarise(responses, UNITS, MomentsOptions(variables))
    return lambda: percent_positive(moments, question)


def percent_positive(moments: Moments, question: Question) -> pa.Table:
    """The answer, from the weighted counts."""
    columns = {name: [path[level] for path in moments.paths] for level, name in enumerate(UNITS)}
    shares = {}
    for item, weights in zip(question.items, np.moveaxis(moments.item_weights, 1, 0), strict=True):
        answered = weights[:, FIRST_CODE : FIRST_CODE + len(item.answers)]
        positive = answered[:, [code in set(item.positive) for code in item.answers]]
        with np.errstate(invalid="ignore"):
            shares[item.name] = 100 * positive.sum(axis=1) / answered.sum(axis=1)
    return pa.table({**columns, **shares})


if __name__ == "__main__":
    answer(work)

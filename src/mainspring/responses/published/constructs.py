"""Construct scores from published percentages: what can be had without respondents."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from mainspring.instrument import Construct, Instrument
from mainspring.responses.published.scores import PublishedScores

Scores = npt.NDArray[np.float64]


def construct_values(scores: PublishedScores, instrument: Instrument) -> Mapping[str, Scores]:
    """Compute the instrument's constructs for each organisation, 0-100; NaN where they cannot be had.

    A construct of items is the mean of their percent positive, if at least half of them are published (reversed items count as
    100 minus theirs); one of constructs is the mean of those, if at least half can be had; a share is the sum of the shares of
    the answers that count as yes, if all of these are published.

    Returns
    -------
    for each construct that the file has anything of, an array of shape (organisations,)
    """
    found: dict[str, Scores] = {}
    waiting = list(instrument.constructs)
    while waiting:
        # Constructs of constructs come after their parts; the codebook has been checked for circles.
        construct = next(each for each in waiting if not {other.id for other in waiting} & set(each.of))
        waiting.remove(construct)
        found[construct.id] = _construct(construct, scores, found)
    return {id: values for id, values in found.items() if not np.isnan(values).all()}


def _construct(construct: Construct, scores: PublishedScores, found: Mapping[str, Scores]) -> Scores:
    if construct.column:
        shares: Scores = np.array([_measure(item, scores) for item in construct.yes]).sum(axis=0)
        return shares
    if construct.of:
        return _mean_of_half(np.array([found[part] for part in construct.of]))
    items = [_measure(item, scores) for item in construct.items]
    turned = [
        100 - values if item in construct.reversed else values
        for item, values in zip(construct.items, items, strict=True)
    ]
    return _mean_of_half(np.array(turned))


def _measure(item: str, scores: PublishedScores) -> Scores:
    if item not in scores.measures:
        return np.full(len(scores.organisations), np.nan)
    return scores.values[:, scores.measures.index(item)]


def _mean_of_half(parts: Scores) -> Scores:
    """The mean over the first axis of what is there, NaN where less than half is."""
    there = (~np.isnan(parts)).sum(axis=0)
    total = np.nansum(parts, axis=0)
    enough = 2 * there >= max(len(parts), 1)
    mean: Scores = np.divide(total, there, out=np.full(parts.shape[1], np.nan), where=enough)
    return mean

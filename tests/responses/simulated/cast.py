"""What the tests of simulated surveys measure in them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from mainspring.responses.simulated import SimulationOptions

Floats = npt.NDArray[np.float64]

LARGE = SimulationOptions(rows=200_000, seed=5)


def answers_of(survey: pl.DataFrame, items: tuple[str, ...]) -> Floats:
    return survey.select(pl.col(items).replace("X", None).cast(pl.Float64)).to_numpy()


def score(survey: pl.DataFrame, items: tuple[str, ...]) -> Floats:
    mean: Floats = 25 * (answers_of(survey, items).mean(axis=1) - 1)
    return mean


def share_of(which: pl.Series) -> float:
    return float(which.to_numpy().mean())


def correlation(left: Floats, right: Floats) -> float:
    both = ~np.isnan(left) & ~np.isnan(right)
    return float(np.corrcoef(left[both], right[both])[0, 1])


def icc(values: Floats, groups: pl.Series) -> float:
    """ICC(1) from a one-way analysis of variance, for groups of unequal size."""
    frame = pl.DataFrame({"y": values, "g": groups}).drop_nans()
    by = frame.group_by("g").agg(pl.len().alias("n"), pl.col("y").mean().alias("m"), pl.col("y").var().alias("v"))
    by = by.filter(pl.col("n") > 1)
    n, mean, variance = (by[name].to_numpy() for name in ("n", "m", "v"))
    within = float(((n - 1) * variance).sum() / (n - 1).sum())
    between = float((n * (mean - np.average(mean, weights=n)) ** 2).sum() / (n.size - 1))
    size = (n.sum() - (n**2).sum() / n.sum()) / (n.size - 1)
    tau = (between - within) / size
    return float(tau / (tau + within))

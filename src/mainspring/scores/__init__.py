"""Moments become official indices and construct scores, with uncertainty and reliability."""

from mainspring.scores.compare import Gap, from_fixed, from_whole, rank_intervals, simultaneous
from mainspring.scores.estimate import Estimates, without_clusters
from mainspring.scores.measurement import FactorModel, Invariance, Measurement, Quality, measure, measured_constructs
from mainspring.scores.reliability import alphas
from mainspring.scores.tree import FOLD, UnitTree, unit_tree, with_folds
from mainspring.scores.units import UnitScores, score_units

__all__ = [
    "FOLD",
    "Estimates",
    "FactorModel",
    "Gap",
    "Invariance",
    "Measurement",
    "Quality",
    "UnitScores",
    "UnitTree",
    "alphas",
    "from_fixed",
    "from_whole",
    "measure",
    "measured_constructs",
    "rank_intervals",
    "score_units",
    "simultaneous",
    "unit_tree",
    "with_folds",
    "without_clusters",
]

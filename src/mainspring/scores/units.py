"""The scores of every unit in one wave."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mainspring.instrument import Index, Instrument
from mainspring.moments import Moments
from mainspring.scores.estimate import Estimates, contributions, estimate
from mainspring.scores.ratios import (
    Ratios,
    category_shares,
    item_means,
    percent_positive,
    score_means,
    side_by_side,
)
from mainspring.scores.tree import Floats, UnitTree


@dataclass(frozen=True, slots=True)
class UnitScores:
    """Every unit's scores in one wave: official indices and items' percent positive (`pp_...`), constructs, attributes.

    `n` and `weight`, float64 (units,), are of all respondents.
    """

    tree: UnitTree
    wave: int
    n: Floats
    weight: Floats
    indices: Estimates
    constructs: Estimates
    attributes: Estimates


def score_units(moments: Moments, instrument: Instrument, tree: UnitTree) -> UnitScores:
    """Every score of every unit of the tree.

    Source: indices as their publishers define them (OPM's FEVS technical report; the Cabinet Office's People Survey technical
    guide); a construct's score is the weighted mean of respondents' scores.
    """
    n, weight = tree.total(moments.n), tree.total(moments.weight)
    with np.errstate(invalid="ignore", divide="ignore"):
        fraction = np.clip(n / weight, 0, 1) if instrument.population else np.zeros_like(n)
    scores = score_means(moments, tree)
    shares = {one.id: (one.column[0], one.yes, one.no) for one in instrument.constructs if one.column}
    means = scores.chosen([one.id for one in instrument.constructs if not one.column])
    constructs = side_by_side(means, category_shares(moments, tree, shares))
    indicators = {
        one.id: (attribute.columns[0], one.yes, one.no)
        for attribute in instrument.attributes
        for one in attribute.indicators
    }
    positive = percent_positive(moments, instrument, tree)
    items = side_by_side(positive, item_means(moments, instrument, tree))
    recipe = _recipe(instrument, items.ids)
    official = estimate(
        scores.chosen([index.id for index in instrument.indices]),
        _combined(items.value, recipe),
        contributions(items, tree) @ recipe.T,
        tree,
        fraction,
    )
    return UnitScores(
        tree=tree,
        wave=moments.schema.wave,
        n=n,
        weight=weight,
        indices=official.joined(_ratios(positive, tree, fraction)),
        constructs=_ratios(constructs.chosen([one.id for one in instrument.constructs]), tree, fraction),
        attributes=_ratios(category_shares(moments, tree, indicators), tree, fraction),
    )


def _ratios(ratios: Ratios, tree: UnitTree, fraction: Floats) -> Estimates:
    return estimate(ratios, ratios.value, contributions(ratios, tree), tree, fraction)


def _recipe(instrument: Instrument, ingredients: tuple[str, ...]) -> Floats:
    """How much of each item's ratio goes into each index, float64 (indices, ingredients): means of means multiply out."""
    by_id = {index.id: index for index in instrument.indices}

    def amounts(index: Index) -> Floats:
        if index.kind == "mean_of":
            return np.asarray(np.mean([amounts(by_id[id]) for id in index.of], axis=0))
        row = np.zeros(len(ingredients))
        for item in index.items:
            row[ingredients.index(f"pp_{item}" if index.kind == "percent_positive" else item)] += 1 / len(index.items)
        return row

    return np.array([amounts(index) for index in instrument.indices]).reshape(len(by_id), len(ingredients))


def _combined(values: Floats, recipe: Floats) -> Floats:
    """Each index as its recipe says, NaN where one of its items has no answer (units, indices)."""
    missing = np.isnan(values).astype(float) @ (recipe > 0).T
    return np.where(missing > 0, np.nan, np.nan_to_num(values) @ recipe.T)

"""From the counts and sums of moments to the ratios that scores are made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np

from mainspring.instrument import Instrument, Item
from mainspring.moments import CENTRE, Moments
from mainspring.scores.tree import Floats, UnitTree

FIRST_CODE = 3
"""Responses are counted as not answered, do not know, masked, and then the codes."""


@dataclass(frozen=True, slots=True)
class Ratios:
    """Sums of which scores are ratios, in every unit: float64 (units, ratios).

    Attributes
    ----------
    top, bottom : 100 times the weight of those who count (or the weighted sum of a score), and the weight of those who answered.
    n : people who answered. hits : how many of them count towards a share; NaN for means.
    spread : the variance of top / bottom if respondents answer independently of each other.
    """

    ids: tuple[str, ...]
    top: Floats
    bottom: Floats
    n: Floats
    hits: Floats
    spread: Floats

    @property
    def value(self) -> Floats:
        """The ratios; NaN where nobody answered."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return self.top / self.bottom

    def chosen(self, ids: Sequence[str]) -> Ratios:
        """Some of the ratios, in the order of `ids`."""
        at = [self.ids.index(id) for id in ids]
        return Ratios(tuple(ids), *(getattr(self, field.name)[:, at] for field in fields(self)[1:]))


def side_by_side(*parts: Ratios) -> Ratios:
    """Ratios of the same units, one set after the other."""
    ids = tuple(id for part in parts for id in part.ids)
    columns = [np.hstack([getattr(part, field.name) for part in parts]) for field in fields(Ratios)[1:]]
    return Ratios(ids, *columns)


def percent_positive(moments: Moments, instrument: Instrument, tree: UnitTree) -> Ratios:
    """The share of positive answers among all answers to each item, as `pp_<item>`; do-not-know is not an answer."""
    counts = tree.total(moments.item_counts)
    weights = tree.total(moments.item_weights)
    worth = _worth(instrument.items, moments.schema.width, lambda item, code: float(code in item.scale.positive))
    asked = (np.arange(moments.schema.width) >= FIRST_CODE).astype(float)
    return _shares(
        tuple(f"pp_{item.id}" for item in instrument.items),
        ((counts * worth).sum(-1), counts @ asked),
        ((weights * worth).sum(-1), weights @ asked),
        design_effect(moments, tree),
    )


def item_means(moments: Moments, instrument: Instrument, tree: UnitTree) -> Ratios:
    """The mean of each item with its codes scaled to 0-100, as the item's id."""
    weights = tree.total(moments.item_weights)

    def scaled(item: Item, code: int) -> float:
        low, high = item.scale.codes[0], item.scale.codes[-1]
        return 100.0 * (code - low) / (high - low)

    worth = _worth(instrument.items, moments.schema.width, scaled)
    bottom = weights[..., FIRST_CODE:].sum(-1)
    nothing = np.full_like(bottom, np.nan)
    ids = tuple(item.id for item in instrument.items)
    return Ratios(ids, (weights * worth).sum(-1), bottom, nothing, nothing, nothing)


def score_means(moments: Moments, tree: UnitTree) -> Ratios:
    """The mean of each score that respondents have: constructs, and official indices as each respondent's share."""
    n, w, wx, _, ww, wwx, wwxx = np.moveaxis(tree.total(moments.power_sums), -1, 0)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = wx / w
        squares = wwxx - 2 * mean * wwx + mean**2 * ww
        spread = np.maximum(squares, 0) / w**2 * n / (n - 1)
    return Ratios(moments.schema.scores, wx + CENTRE * w, w, n, np.full_like(n, np.nan), spread)


def category_shares(
    moments: Moments, tree: UnitTree, wanted: Mapping[str, tuple[str, Sequence[str], Sequence[str]]]
) -> Ratios:
    """The share of `yes` among `yes` and `no` codes of a column: `wanted` maps an id to (column, yes, no)."""
    counts, weights = tree.total(moments.category_counts), tree.total(moments.category_weights)
    sums: list[list[Floats]] = [[], [], [], []]
    for column, yes, no in wanted.values():
        at = list(moments.schema.categories).index(column)
        codes = moments.schema.categories[column]
        hit, miss = ([FIRST_CODE + i for i, code in enumerate(codes) if code in chosen] for chosen in (yes, no))
        for table, into in ((counts, sums[:2]), (weights, sums[2:])):
            into[0].append(table[:, at, hit].sum(-1))
            into[1].append(table[:, at, hit + miss].sum(-1))
    hits, n, top, bottom = (np.array(one).reshape(len(wanted), len(tree.paths)).T for one in sums)
    return _shares(tuple(wanted), (hits, n), (top, bottom), design_effect(moments, tree))


def design_effect(moments: Moments, tree: UnitTree) -> Floats:
    """How much unequal weights enlarge variances (Kish 1965): n times the sum of w^2 over the square of the sum of w."""
    n, w, w2 = tree.total(moments.n), tree.total(moments.weight), tree.total(moments.weight2)
    with np.errstate(invalid="ignore", divide="ignore"):
        return n * w2 / w**2


def _shares(ids: tuple[str, ...], counts: tuple[Floats, Floats], sums: tuple[Floats, Floats], design: Floats) -> Ratios:
    hits, n = counts
    top, bottom = sums
    with np.errstate(invalid="ignore", divide="ignore"):
        p = top / bottom
        spread = 1e4 * p * (1 - p) / (n - 1) * design[:, None]
    return Ratios(ids, 100 * top, bottom, n, hits, np.maximum(spread, 0))


def _worth(items: Sequence[Item], width: int, of: Callable[[Item, int], float]) -> Floats:
    """What each response is worth, float64 (items, width); 0 where it is no answer."""
    worth = np.zeros((len(items), width))
    for row, item in zip(worth, items, strict=True):
        row[FIRST_CODE : FIRST_CODE + len(item.scale.codes)] = [of(item, code) for code in item.scale.codes]
    return worth

"""What respondents are asked, in the order they are asked it: every column of answers is one kind of thing.

An item, a characteristic and an intention to leave are all ordered categories with a normal variable behind them: it loads on
one factor, and cut points turn it into a code.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr, ndtri

from mainspring.instrument import Construct, Instrument, Item
from mainspring.responses.codes import CodedColumn, Coding, category_columns, item_columns
from mainspring.responses.simulated import facts


@dataclass(frozen=True, slots=True)
class Question:
    """A column of answers and how they come about.

    Attributes
    ----------
    column : the name that a file has for it; `coding` its codes, numbered as the readers number them.
    factor, loading : position in `facts.FACTORS`, and the correlation with it of the variable behind the answer.
    order : positions of codes from the lowest value of that variable to the highest.
    cuts : values of it (mean 0, variance 1) that part one code from the next in `order`, ascending.
    do_not_know, blank : shares of respondents who say so, and who leave a blank.
    """

    column: str
    coding: Coding
    factor: int
    loading: float
    order: tuple[int, ...]
    cuts: npt.NDArray[np.float64]
    do_not_know: float
    blank: float

    @property
    def shares(self) -> npt.NDArray[np.float64]:
        """Share of each code among those who answer, shape (codes,)."""
        return self.shares_at(np.zeros(1), 1.0).reshape(-1)

    def shares_at(self, mean: npt.NDArray[np.float64], variance: float) -> npt.NDArray[np.float64]:
        """Share of each code where the variable behind the answer has these means (m,) and this variance, shape (m, codes)."""
        below = ndtr((self.cuts - mean[:, None]) / np.sqrt(variance))
        steps: npt.NDArray[np.float64] = np.diff(below, axis=1, prepend=0.0, append=1.0)
        return steps[:, np.argsort(self.order)]


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """All columns of answers in the official order: `items` of them are items, the rest characteristics and intentions."""

    questions: tuple[Question, ...]
    items: int


def questionnaire(instrument: Instrument) -> Questionnaire:
    """Every column of answers that a file of this instrument has."""
    items, categories = item_columns(instrument), category_columns(instrument)
    blanks = np.linspace(*facts.BLANK, len(items) + len(categories)).tolist()
    questions = [
        *(_item(instrument, *each) for each in zip(instrument.items, items, blanks, strict=False)),
        *(_category(instrument, *each) for each in zip(categories, blanks[len(items) :], strict=True)),
    ]
    return Questionnaire(tuple(questions), len(items))


def _item(instrument: Instrument, item: Item, column: CodedColumn, blank: float) -> Question:
    like, known = _like(instrument, item)
    size = len(column.coding.codes)
    is_reversed = any(item.id in construct.reversed for construct in instrument.constructs)
    return Question(
        column=column.names[0],
        coding=column.coding,
        factor=facts.FACTORS.index(known.factor),
        loading=known.loading,
        order=tuple(reversed(range(size))) if is_reversed else tuple(range(size)),
        cuts=_cuts(known.cumulative, size),
        do_not_know=facts.DO_NOT_KNOW.get(like, facts.OTHER_DO_NOT_KNOW) if column.coding.do_not_know else 0.0,
        blank=blank,
    )


def _like(instrument: Instrument, item: Item) -> tuple[str, facts.ItemFacts]:
    """The item of the 2018 survey that this one is like ("" if there is none), and the facts to give it."""
    # FEVS kept its numbers from 2010 to 2019; from 2020 on the same question is found by its place in an index or construct.
    if instrument.survey == "us-fevs" and instrument.wave < 2020 and item.id in facts.ITEMS:
        return item.id, facts.ITEMS[item.id]
    same = [
        *((index.items, facts.INDEX_ITEMS.get(index.id, ())) for index in instrument.indices),
        *((construct.items, facts.CONSTRUCT_ITEMS.get(construct.id, ())) for construct in instrument.constructs),
    ]
    for items, known in same:
        if item.id in items and known:
            like = known[items.index(item.id) % len(known)]
            return like, facts.ITEMS[like]
    for construct in instrument.constructs:
        if item.id in construct.items:
            factor = construct.id if construct.id in facts.FACTORS else facts.ROLE_FACTORS[construct.role]
            return "", facts.ItemFacts(factor, facts.OTHER_ITEM.loading, facts.OTHER_ITEM.cumulative)
    return "", facts.OTHER_ITEM


def _cuts(cumulative: Sequence[float], size: int) -> npt.NDArray[np.float64]:
    """Cut points for a scale of `size` codes, shape (size - 1,): those of the known scale, read off at even places along it."""
    known: npt.NDArray[np.float64] = ndtri(np.asarray(cumulative))
    if size == known.size + 1:
        return known
    # Past the outermost known cuts the line goes on as steeply as between the last two: a longer scale keeps its ends.
    places = np.arange(known.size + 2) / (known.size + 1)
    ends = 2 * known[0] - known[1], 2 * known[-1] - known[-2]
    cuts: npt.NDArray[np.float64] = np.interp(np.arange(1, size) / size, places, [ends[0], *known, ends[1]])
    return cuts


def _category(instrument: Instrument, column: CodedColumn, blank: float) -> Question:
    name, codes = column.names[0], column.coding.codes
    sharing = [construct for construct in instrument.constructs if construct.column[:1] == (name,)]
    known = facts.ATTRIBUTES.get(name.upper())
    halves = 0.5 ** np.arange(len(codes))
    if sharing:
        known = facts.AttributeFacts(tuple(_code_shares(codes, sharing).values()), *_share_factor(sharing))
        codes = tuple(_code_shares(codes, sharing))
    elif known is None or len(known.shares) != len(codes):
        known = facts.AttributeFacts(tuple((halves / halves.sum()).tolist()))
    return Question(
        column=name,
        coding=column.coding,
        factor=facts.FACTORS.index(known.factor),
        loading=known.loading,
        order=tuple(column.coding.codes.index(code) for code in codes),
        cuts=ndtri(np.cumsum(known.shares)[:-1]),
        do_not_know=0.0,
        blank=blank,
    )


def _share_factor(sharing: Sequence[Construct]) -> tuple[str, float]:
    if any(construct.id in facts.LEAVE_SHARES for construct in sharing):
        return "leave", facts.SHARE_LOADING
    return facts.ROLE_FACTORS[sharing[0].role], facts.SHARE_LOADING


def _code_shares(codes: Sequence[str], sharing: Sequence[Construct]) -> dict[str, float]:
    """How common each code is, from the code that says no to all constructs to the one that says yes to the rarest."""
    shares: dict[str, float] = {}
    yes = {construct.id: facts.LEAVE_SHARES.get(construct.id, facts.OTHER_YES) for construct in sharing}
    for construct in sorted(sharing, key=lambda construct: yes[construct.id]):
        added = [code for code in construct.yes if code in codes and code not in shares]
        # A construct that holds a rarer one has that one's codes too, and needs only the rest of its share.
        left = max(yes[construct.id] - sum(shares.values()), 0.01)
        shares = dict.fromkeys(added, left / max(len(added), 1)) | shares
    no = [code for code in codes if code not in shares]
    shares = dict.fromkeys(no, (1 - sum(shares.values())) / max(len(no), 1)) | shares
    return {code: share / sum(shares.values()) for code, share in shares.items()}

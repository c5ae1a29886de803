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

from mainspring.instrument import Attribute, Construct, Instrument, Item
from mainspring.responses.model import MASKED, NOT_ANSWERED
from mainspring.responses.simulated import facts


@dataclass(frozen=True, slots=True)
class Question:
    """A column of answers.

    Attributes
    ----------
    codes : substantive codes as text; a canonical response is FIRST_CODE + the position here.
    order : positions in `codes` from the lowest value of the variable behind the answer to the highest.
    cuts : values of that variable (mean 0, variance 1) that part one code from the next in `order`, ascending.
    do_not_know : the raw code for it, None where the scale has none; `do_not_know_share` say so.
    blank : the canonical response that a blank stands for; `blank_share` leave one.
    """

    column: str
    codes: tuple[str, ...]
    factor: int
    loading: float
    order: tuple[int, ...]
    cuts: npt.NDArray[np.float64]
    do_not_know: str | None
    do_not_know_share: float
    blank: int
    blank_share: float

    @property
    def shares(self) -> npt.NDArray[np.float64]:
        """Share of each code among those who answer, in the order of `codes`, shape (codes,)."""
        return self.shares_at(np.zeros(1), 1.0)[0]

    def shares_at(self, mean: npt.NDArray[np.float64], variance: float) -> npt.NDArray[np.float64]:
        """Share of each code where the variable behind the answer has these means (m,) and this variance, shape (m, codes)."""
        below = ndtr((self.cuts - mean[:, None]) / np.sqrt(variance))
        steps = np.diff(below, axis=1, prepend=0.0, append=1.0)
        return steps[:, np.argsort(self.order)]


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """All columns of answers, in the official order: items, characteristics, then columns that constructs take a share from."""

    questions: tuple[Question, ...]
    items: int
    attributes: int

    @property
    def attribute_slice(self) -> slice:
        """Where the characteristics are."""
        return slice(self.items, self.items + self.attributes)


def questionnaire(instrument: Instrument) -> Questionnaire:
    """Every column of answers that a file of this instrument has."""
    shares = share_columns(instrument)
    attributes = [attribute for attribute in instrument.attributes if attribute.columns[0] not in shares]
    total = len(instrument.items) + len(attributes) + len(shares)
    blank_shares = iter(np.linspace(*facts.BLANK, total).tolist())
    questions = [
        *(_item(instrument, item, next(blank_shares)) for item in instrument.items),
        *(_attribute(attribute, next(blank_shares)) for attribute in attributes),
        *(_share(column, constructs, next(blank_shares)) for column, constructs in shares.items()),
    ]
    return Questionnaire(tuple(questions), len(instrument.items), len(attributes))


def share_columns(instrument: Instrument) -> dict[str, list[Construct]]:
    """Columns that constructs take a share from, each with those constructs."""
    found: dict[str, list[Construct]] = {}
    for construct in instrument.constructs:
        if construct.column:
            found.setdefault(construct.column[0], []).append(construct)
    return found


def _item(instrument: Instrument, item: Item, blank_share: float) -> Question:
    scale = item.scale
    like, known = _like(instrument, item)
    size = len(scale.codes)
    order = tuple(range(size))
    if any(item.id in construct.reversed for construct in instrument.constructs):
        order = order[::-1]
    return Question(
        column=item.columns[0],
        codes=tuple(str(code) for code in scale.codes),
        factor=facts.FACTORS.index(known.factor),
        loading=known.loading,
        order=order,
        cuts=_cuts(known.cumulative, size),
        do_not_know=scale.do_not_know[0] if scale.do_not_know else None,
        do_not_know_share=facts.DO_NOT_KNOW.get(like, facts.OTHER_DO_NOT_KNOW) if scale.do_not_know else 0.0,
        blank=NOT_ANSWERED,
        blank_share=blank_share,
    )


def _like(instrument: Instrument, item: Item) -> tuple[str, facts.ItemFacts]:
    """The item of the 2018 survey that this one is like, and its facts."""
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
    known = ndtri(np.asarray(cumulative))
    if size == known.size + 1:
        return known
    # Past the outermost known cuts the line goes on as steeply as between the last two: a longer scale keeps its ends.
    steps = np.arange(1, known.size + 1) / (known.size + 1)
    slopes = (known[1] - known[0]) / (steps[1] - steps[0]), (known[-1] - known[-2]) / (steps[-1] - steps[-2])
    at = np.array([0.0, *steps, 1.0])
    values = np.array([known[0] - slopes[0] * steps[0], *known, known[-1] + slopes[1] * (1 - steps[-1])])
    return np.interp(np.arange(1, size) / size, at, values)


def _attribute(attribute: Attribute, blank_share: float) -> Question:
    column = attribute.columns[0]
    size = len(attribute.codes)
    halves = 0.5 ** np.arange(size)
    known = facts.ATTRIBUTES.get(column.upper())
    if known is None or len(known.shares) != size:
        known = facts.AttributeFacts(tuple((halves / halves.sum()).tolist()))
    return Question(
        column=column,
        codes=tuple(attribute.codes),
        factor=facts.FACTORS.index(known.factor),
        loading=known.loading,
        order=tuple(range(size)),
        cuts=ndtri(np.cumsum(known.shares)[:-1]),
        do_not_know=None,
        do_not_know_share=0.0,
        blank=MASKED if attribute.masked_when_blank else NOT_ANSWERED,
        blank_share=blank_share,
    )


def _share(column: str, constructs: Sequence[Construct], blank_share: float) -> Question:
    codes = tuple(dict.fromkeys(code for construct in constructs for code in sorted((*construct.yes, *construct.no))))
    shares = _code_shares(codes, constructs)
    leave = any(construct.id in facts.LEAVE_SHARES for construct in constructs)
    return Question(
        column=column,
        codes=codes,
        factor=facts.FACTORS.index("leave" if leave else facts.ROLE_FACTORS[constructs[0].role]),
        loading=facts.SHARE_LOADING,
        order=tuple(codes.index(code) for code in shares),
        cuts=ndtri(np.cumsum(list(shares.values()))[:-1]),
        do_not_know=None,
        do_not_know_share=0.0,
        blank=NOT_ANSWERED,
        blank_share=blank_share,
    )


def _code_shares(codes: Sequence[str], constructs: Sequence[Construct]) -> dict[str, float]:
    """How common each code is, from the code that says no to all constructs to the one that says yes to the rarest."""
    shares: dict[str, float] = {}
    yes = {construct.id: facts.LEAVE_SHARES.get(construct.id, facts.OTHER_YES) for construct in constructs}
    for construct in sorted(constructs, key=lambda construct: yes[construct.id]):
        added = [code for code in construct.yes if code not in shares]
        # A construct that holds a rarer one has that one's codes too, and needs only the rest of its share.
        left = max(yes[construct.id] - sum(shares.values()), 0.01)
        shares = dict.fromkeys(added, left / max(len(added), 1)) | shares
    no = [code for code in codes if code not in shares]
    shares = dict.fromkeys(no, (1 - sum(shares.values())) / max(len(no), 1)) | shares
    return {code: share / sum(shares.values()) for code, share in shares.items()}

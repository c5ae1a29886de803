"""A small survey made by hand, and the same figures worked out respondent by respondent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mainspring.instrument import Attribute, Construct, Index, Indicator, Instrument, Item, Scale, UnitLevel
from mainspring.responses import FIRST_CODE, Batch, Category, Responses

AGREE = Scale("agree", (1, 2, 3, 4, 5), ("1", "2", "3", "4", "5"), (4, 5), ("X",))
OFTEN = Scale("often", (1, 2, 3), ("1", "2", "3"), (3,))

INSTRUMENT = Instrument(
    id="small",
    title="A small survey",
    survey="small",
    wave=2024,
    kind="respondents",
    source="made by hand",
    items=(
        Item("a1", "a1", AGREE, ("a1",)),
        Item("a2", "a2", OFTEN, ("a2",)),
        Item("a3", "a3", AGREE, ("a3",)),
        Item("b1", "b1", AGREE, ("b1",)),
        Item("b2", "b2", AGREE, ("b2",)),
        Item("c1", "c1", AGREE, ("c1",)),
    ),
    constructs=(
        Construct("both", "Both", "outcome", of=("a", "b")),
        Construct("a", "A", "empowerment", items=("a1", "a2", "a3"), reversed=("a3",)),
        Construct("b", "B", "compliance", items=("b1", "b2")),
        Construct("long", "Long", "context", items=("a1", "a2", "a3", "b1", "b2", "c1"), reversed=("c1",)),
        Construct("leave", "Leave", "outcome", column=("leaving",), yes=("y",), no=("n",)),
    ),
    indices=(
        Index("top", "Top", "mean_of", of=("first", "second")),
        Index("first", "First", "percent_positive", items=("a1", "a2")),
        Index("second", "Second", "percent_positive", items=("b1",)),
        Index("scaled", "Scaled", "scaled_mean", items=("b1", "b2")),
    ),
    attributes=(
        Attribute(("sex",), "Sex", {"m": "men", "f": "women"}, (Indicator("female", "Women", ("f",), ("m",)),)),
    ),
    units=(UnitLevel("agency", "Agency", ("agency",)), UnitLevel("office", "Office", ("office",))),
    fingerprint="f",
)
CATEGORIES = (Category("sex", ("m", "f")), Category("leaving", ("y", "n", "other")))
AGENCIES = ["B", "A", ""]
OFFICES = ["o3", "o1", "o2", "o4"]

Bytes = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class People:
    """Canonical responses of n respondents, with their weights and units."""

    items: Bytes
    categories: Bytes
    weights: npt.NDArray[np.float64]
    agency: npt.NDArray[np.int32]
    office: npt.NDArray[np.int32]

    def some(self, rows: slice) -> People:
        return People(
            np.ascontiguousarray(self.items[:, rows]),
            np.ascontiguousarray(self.categories[:, rows]),
            self.weights[rows],
            self.agency[rows],
            self.office[rows],
        )

    def responses(self, batch: int) -> Responses:
        """These people as a survey file that is read so many at a time."""

        def batches(by: Sequence[str]) -> Iterator[Batch]:
            for start in range(0, len(self.weights), batch):
                some = self.some(slice(start, start + batch))
                units = {"agency": (some.agency, AGENCIES), "office": (some.office, OFFICES)}
                chosen = [units[name.casefold()] for name in by]
                yield Batch(
                    some.items,
                    some.categories,
                    some.weights,
                    tuple(codes for codes, _ in chosen),
                    tuple(labels for _, labels in chosen),
                )

        return Responses(INSTRUMENT, 2024, {"people.csv": "0" * 64}, len(self.weights), CATEGORIES, batches)

    def answers(self) -> npt.NDArray[np.float64]:
        """Codes 1, 2, ... of each item (6, n), NaN where there is no answer."""
        return np.where(self.items >= FIRST_CODE, self.items.astype(float) - FIRST_CODE + 1, np.nan)


def people(n: int, seed: int) -> People:
    """Random people with every kind of missing answer."""
    rng = np.random.default_rng(seed)
    items = rng.integers(0, FIRST_CODE + 5, size=(6, n)).astype(np.uint8)
    items[1] = rng.integers(0, FIRST_CODE + 3, size=n)
    categories = np.stack([rng.integers(0, FIRST_CODE + 2, n), rng.integers(0, FIRST_CODE + 3, n)]).astype(np.uint8)
    return People(
        items,
        categories,
        rng.lognormal(size=n),
        rng.integers(0, 3, n).astype(np.int32),
        rng.integers(0, 4, n).astype(np.int32),
    )


def by_hand(some: People) -> dict[str, npt.NDArray[np.float64]]:
    """Every score of every respondent, worked out from the definitions with plain numpy."""
    answers = some.answers()
    scaled = np.stack([(answers[i] - 1) / (2 if i == 1 else 4) * 100 for i in range(6)])
    positive = np.stack(
        [np.where(np.isnan(answers[i]), np.nan, 100.0 * (answers[i] >= (3 if i == 1 else 4))) for i in range(6)]
    )

    def mean(columns: npt.ArrayLike, at_least: int) -> npt.NDArray[np.float64]:
        known = (~np.isnan(columns)).sum(axis=0)
        return np.where(known >= at_least, np.nansum(columns, axis=0) / np.maximum(known, 1), np.nan)

    a, b = mean([scaled[0], scaled[1], 100 - scaled[2]], 2), mean(scaled[3:5], 1)
    first, second = mean(positive[:2], 1), mean(positive[3:4], 1)
    leaving = some.categories[1]
    return {
        "a": a,
        "b": b,
        "both": mean([a, b], 1),
        "long": mean([*scaled[:5], 100 - scaled[5]], 3),
        "leave": np.select([leaving == FIRST_CODE, leaving == FIRST_CODE + 1], [100.0, 0.0], np.nan),
        "first": first,
        "second": second,
        "top": mean([first, second], 1),
        "scaled": mean(scaled[3:5], 1),
        "female": np.select(
            [some.categories[0] == FIRST_CODE + 1, some.categories[0] == FIRST_CODE], [100.0, 0.0], np.nan
        ),
    }

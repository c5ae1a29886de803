"""Staff of offices in agencies, their moments, and the same people as columns for whoever works with rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from mainspring.moments import Moments, MomentsOptions, summarise
from mainspring.responses import Batch, Responses
from tests.moments.cast import CATEGORIES, INSTRUMENT, People, by_hand, people

SURVEY = replace(INSTRUMENT, weight_columns=("w",))
PRODUCTS = ("a:b",)
VARIABLES = ("both", "a", "b", "long", "leave", "female")

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Staff:
    """People with an office each; four offices make an agency, and grades go across both."""

    people: People
    office: npt.NDArray[np.int32]
    grade: npt.NDArray[np.int32]

    @property
    def units(self) -> dict[str, tuple[npt.NDArray[np.int32], list[str]]]:
        offices = int(self.office.max()) + 1
        return {
            "agency": ((self.office // 4).astype(np.int32), [f"A{i}" for i in range(-(-offices // 4))]),
            "office": (self.office, [f"o{i:02d}" for i in range(offices)]),
            "grade": (self.grade, ["low", "mid", "high"]),
        }

    def moments(self, by: Sequence[str] = ("agency", "office")) -> Moments:
        """These people's moments by some of their units."""

        def batches(columns: Sequence[str]) -> Iterator[Batch]:
            chosen = [self.units[name.casefold()] for name in columns]
            yield Batch(
                self.people.items,
                self.people.categories,
                self.people.weights,
                tuple(codes for codes, _ in chosen),
                tuple(labels for _, labels in chosen),
            )

        responses = Responses(SURVEY, 2024, {"staff.csv": "0" * 64}, len(self.office), CATEGORIES, batches)
        return summarise(responses, by, MomentsOptions(VARIABLES, PRODUCTS))

    def rows(self, outcome: str, terms: Sequence[str], *, weighted: bool) -> Rows:
        """The rows that have all of the variables, products from the means of their parts and over 100."""
        scores = by_hand(self.people)
        parts = [part for term in terms for part in term.split(":")]
        known = ~np.isnan(np.stack([scores[name] for name in (outcome, *parts)])).any(axis=0)
        weight = self.people.weights[known] if weighted else np.ones(int(known.sum()))
        columns = []
        for term in terms:
            values = [scores[part][known] for part in term.split(":")]
            if len(values) == 2:
                first, second = (value - np.average(value, weights=weight) for value in values)
                columns.append(first * second / 100)
            else:
                columns.append(values[0] / (100 if term == "female" else 1))
        labels = {name: codes[known] for name, (codes, _) in self.units.items()}
        return Rows(scores[outcome][known], np.column_stack(columns), weight, labels)


@dataclass(frozen=True)
class Rows:
    """An outcome (n,), its terms (n, k), weights (n,), and the number of each row's units."""

    y: Floats
    X: Floats
    weight: Floats
    labels: dict[str, npt.NDArray[np.int32]]

    def dummies(self, name: str) -> Floats:
        codes = self.labels[name]
        found: Floats = (codes[:, None] == np.unique(codes)).astype(np.float64)
        return found

    def with_intercept(self) -> Floats:
        return np.column_stack([np.ones(len(self.y)), self.X])


def staff(n: int = 700, seed: int = 0, offices: int = 20) -> Staff:
    """Random people in offices of uneven size."""
    rng = np.random.default_rng(seed + 1000)
    share = rng.pareto(2.0, offices) + 0.3
    office = rng.choice(offices, n, p=share / share.sum()).astype(np.int32)
    return Staff(people(n, seed), office, rng.integers(0, 3, n).astype(np.int32))

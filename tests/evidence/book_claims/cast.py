"""A survey whose truth is known: every score is one question of 51 answers, and the same people are there as rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import polars as pl

from mainspring.evidence import for_claims
from mainspring.instrument import Construct, Instrument, Item, Scale, UnitLevel
from mainspring.instrument.model import Role
from mainspring.moments import Moments, summarise
from mainspring.responses import FIRST_CODE, Batch, Category, Responses

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int32]

STEPS = 50
SCALE = Scale("fine", tuple(range(STEPS + 1)), tuple(map(str, range(STEPS + 1))), (STEPS,))
ROLES: dict[str, Role] = {
    "empowerment": "empowerment",
    "compliance": "compliance",
    "motivation": "outcome",
    "satisfaction": "outcome",
    "performance": "outcome",
    "pay": "context",
    "observability": "context",
}
INSTRUMENT = Instrument(
    id="known",
    title="A survey whose truth is known",
    survey="known",
    wave=2024,
    kind="respondents",
    source="made by hand",
    items=tuple(Item(f"q_{name}", name, SCALE, (f"q_{name}",)) for name in ROLES),
    constructs=(
        *(Construct(name, name.capitalize(), role, items=(f"q_{name}",)) for name, role in ROLES.items()),
        Construct("leave", "Leave", "outcome", column=("leaving",), yes=("y",), no=("n",)),
    ),
    indices=(),
    attributes=(),
    units=(UnitLevel("office", "Office", ("office",)),),
    fingerprint="known",
)
LEAVING = (Category("leaving", ("y", "n")),)


@dataclass(frozen=True)
class Survey:
    """Scores (n,) on 0-100 in steps of 2, who wants to leave, and everybody's office."""

    scores: Mapping[str, Floats]
    leave: npt.NDArray[np.bool_]
    office: Ints
    instrument: Instrument = INSTRUMENT
    digest: str = "0" * 64

    def responses(self) -> Responses:
        items = np.stack([np.rint(self.scores[name] / 2) + FIRST_CODE for name in ROLES]).astype(np.uint8)
        categories = np.where(self.leave, FIRST_CODE, FIRST_CODE + 1).astype(np.uint8)[None]
        labels = [f"o{at:04d}" for at in range(int(self.office.max()) + 1)]

        def batches(by: Sequence[str]) -> Iterator[Batch]:
            assert list(by) == ["office"]
            yield Batch(items, categories, np.ones(len(self.leave)), (self.office,), (labels,))

        sources = {"known.csv": self.digest}
        return Responses(self.instrument, self.instrument.wave, sources, len(self.leave), LEAVING, batches)

    def moments(self) -> Moments:
        return summarise(self.responses(), ["office"], for_claims(self.instrument))

    def rows(self) -> pl.DataFrame:
        return pl.DataFrame({**self.scores, "leave": 100.0 * self.leave, "office": self.office})


def fine(values: Floats) -> Floats:
    """Values as the questions can take them."""
    found: Floats = np.clip(np.rint(values / 2) * 2, 0, 100)
    return found


def survey(seed: int, people: int = 3_000, offices: int = 60, **truth: float) -> Survey:
    """People of uneven offices.

    `truth`: `on_satisfaction` and `on_performance` of empowerment; `of_compliance` on motivation and satisfaction; `product` of
    motivation and empowerment on leaving; `slope`, by how much motivation's slope on performance falls with an office's compliance;
    `together`, the correlation of the two dials.
    """
    rng = np.random.default_rng(seed)
    office = np.sort(rng.integers(0, offices, people)).astype(np.int32)
    of_office = rng.normal(size=(offices, 3))
    together = truth.get("together", 0.3)

    def pair() -> tuple[Floats, Floats]:
        first, second = rng.normal(size=(2, people))
        return first, together * first + np.sqrt(1 - together**2) * second

    e, c = pair()
    dial = together * of_office[:, 0] + np.sqrt(1 - together**2) * of_office[:, 1]
    empowerment, compliance = e + 0.6 * of_office[office, 0], c + 0.6 * dial[office]
    motivation = 0.4 * e + rng.normal(size=people) + truth.get("of_compliance", 0.0) * c
    slope = 0.5 - truth.get("slope", 0.0) * dial[office]
    noise = rng.normal(size=(4, people))
    satisfaction = truth.get("on_satisfaction", 0.5) * e + truth.get("of_compliance", 0.0) * c + noise[0]
    performance = truth.get("on_performance", 0.4) * e + slope * motivation + 0.3 * of_office[office, 2] + noise[1]
    wish = -1 - 0.5 * e + truth.get("product", 0.0) * motivation * e + noise[2]
    scores = {
        "empowerment": empowerment,
        "compliance": compliance,
        "motivation": motivation + 1.2,
        "satisfaction": satisfaction,
        "performance": performance,
        "pay": noise[3] + 0.3 * e,
        "observability": rng.normal(size=people),
    }
    return Survey({name: fine(50 + 12 * values) for name, values in scores.items()}, wish > 0, office)


def without(some: Survey, *names: str) -> Survey:
    """The same survey if it had not asked about these."""
    kept = tuple(one for one in INSTRUMENT.constructs if one.id not in names)
    return replace(some, instrument=replace(INSTRUMENT, constructs=kept, fingerprint="-".join(names)))

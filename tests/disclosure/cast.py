"""People whose every answer a story sets, as rows and as moments: two scores, a share, and indicators of three attributes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from mainspring.instrument import Attribute, Construct, Indicator, Instrument, Item, Scale, UnitLevel
from mainspring.moments import Moments, MomentsOptions, summarise
from mainspring.responses import read_responses

Column = npt.NDArray[Any]
Rows = Mapping[str, Column]

SCALE = Scale("fine", tuple(range(51)), tuple(map(str, range(51))), (50,))
CODES = {"woman": {"f": 1, "m": 0}, "boss": {"b": 1, "w": 0}, "age": {"20": 0, "30": 1, "40": 2, "50": 3}}
INSTRUMENT = Instrument(
    id="small",
    title="A small survey",
    survey="small",
    wave=2024,
    kind="respondents",
    source="made by hand",
    items=tuple(Item(name, name, SCALE, (name,)) for name in ("joy", "pay")),
    constructs=(
        Construct("joy", "Joy", "outcome", items=("joy",)),
        Construct("pay", "Pay", "context", items=("pay",)),
        Construct("leave", "Leave", "outcome", column=("going",), yes=("y",), no=("n",)),
    ),
    indices=(),
    attributes=(
        Attribute(("woman",), "Sex", {"f": "woman", "m": "man"}, (Indicator("woman", "Women", ("f",), ("m",)),)),
        Attribute(("boss",), "Role", {"b": "boss", "w": "worker"}, (Indicator("boss", "Bosses", ("b",), ("w",)),)),
        Attribute(
            ("age",),
            "Age",
            {code: code for code in CODES["age"]},
            tuple(
                Indicator(f"age_{code}", code, (code,), tuple(one for one in CODES["age"] if one != code))
                for code in ("20", "30", "40")
            ),
        ),
    ),
    units=(UnitLevel("office", "Office", ("office",)),),
    fingerprint="small",
)
PRODUCTS = ("woman:boss", "woman:pay", "joy:pay")


def rows(n: int, seed: int = 0, offices: int = 8) -> dict[str, Column]:
    """So many people, with half of them in each group."""
    rng = np.random.default_rng(seed)
    return {
        "joy": rng.integers(5, 46, n),
        "pay": rng.integers(0, 51, n),
        "going": rng.choice(["y", "n"], n),
        "woman": np.array(["f", "m"])[np.arange(n) % 2],
        "boss": np.array(["b", "w"])[np.arange(n) // 2 % 2],
        "age": np.array(list(CODES["age"]))[np.arange(n) // 4 % 4],
        "office": np.array([f"o{at:02d}" for at in range(offices)])[rng.integers(0, offices, n)],
    }


def moments_of(people: Rows) -> Moments:
    """What the pass makes of them."""
    frame = pl.DataFrame({name: [str(value) for value in column] for name, column in people.items()})
    variables = ("joy", "pay", "leave", "woman", "boss", "age_20", "age_30", "age_40", "joy>=80")
    return summarise(read_responses(frame, INSTRUMENT), ["office"], MomentsOptions(variables, PRODUCTS))

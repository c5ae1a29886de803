"""pyfixest: polars reads the columns of the models and makes the scores, feols fits each from the rows."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pyfixest

from bench.models import FIRST, FURTHER, TERMS, UNIT, WEIGHT, formula
from bench.models.timed import Estimates, Fit, timed
from bench.peers import LAYOUT
from mainspring.instrument import Construct, Instrument, load_instrument


def score(construct: Construct, instrument: Instrument) -> pl.Expr:
    """The mean of answered items on 0-100, if at least half are."""
    items = []
    for id in construct.items:
        low, high = (instrument.item(id).scale.codes[place] for place in (0, -1))
        points = 100 * (pl.col(id).cast(pl.String).cast(pl.Float64, strict=False) - low) / (high - low)
        items.append(100 - points if id in construct.reversed else points)
    answered = pl.sum_horizontal(item.is_not_null() for item in items)
    return pl.when(2 * answered >= len(items)).then(pl.mean_horizontal(*items)).alias(construct.id)


def read(file: Path) -> Fit:
    """The rows with the models' variables."""
    instrument = load_instrument(LAYOUT)
    scores = [score(instrument.construct(id), instrument) for id in (*TERMS, FIRST, *FURTHER)]
    rows = pl.scan_parquet(file).select(pl.col(UNIT).cast(pl.String), WEIGHT, *scores).collect().to_pandas()

    def fitted(outcome: str) -> Estimates:
        found = pyfixest.feols(formula(outcome), data=rows, weights=WEIGHT, vcov={"CRV1": UNIT})
        return dict(zip(found.coef().index, zip(found.coef().tolist(), found.se().tolist(), strict=True), strict=True))

    return fitted


if __name__ == "__main__":
    timed(read)

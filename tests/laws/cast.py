"""Simulated surveys in official layouts, as files and as rows with every score worked out by hand."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from mainspring.instrument import Construct, Instrument, load_instrument
from mainspring.moments import CellPath, Moments, MomentsOptions, summarise
from mainspring.responses import read_responses
from mainspring.responses.simulated import SimulationOptions, write_simulated

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Survey:
    """A survey file of one instrument, with its rows."""

    file: Path
    instrument: Instrument
    rows: pl.DataFrame

    def moments(self, options: MomentsOptions | None = None, by: tuple[str, ...] = ("AGENCY", "LEVEL1")) -> Moments:
        """What the pass makes of the file."""
        return summarise(read_responses(self.file, self.instrument), by, options)

    def values(self, name: str) -> Floats:
        """A construct, the indicator `female`, or a product of two, of every respondent; NaN where it is not known."""
        if ":" in name:
            first, second = (self.values(part) for part in name.split(":"))
            product: Floats = (first - 50) * (second - 50) / 100
            return product
        if name == "female":
            return self.shares("DSEX", ["B"], ["A"])
        return self.construct(self.instrument.construct(name))

    def construct(self, construct: Construct) -> Floats:
        if construct.column:
            return self.shares(construct.column[0], list(construct.yes), list(construct.no))
        if construct.of:
            return mean(np.column_stack([self.values(of) for of in construct.of]))
        answers = self.rows.select(pl.col(construct.items).replace(["X", ""], None).cast(pl.Float64)).to_numpy()
        scaled = np.column_stack(
            [
                100 * (given - codes[0]) / (codes[-1] - codes[0])
                for item, given in zip(construct.items, answers.T, strict=True)
                for codes in [self.instrument.item(item).scale.codes]
            ]
        )
        turned = np.isin(construct.items, construct.reversed)
        return mean(np.where(turned, 100 - scaled, scaled))

    def shares(self, column: str, yes: list[str], no: list[str]) -> Floats:
        given = self.rows[column].to_numpy()
        return np.select([np.isin(given, yes), np.isin(given, no)], [100.0, 0.0], np.nan)

    def weight(self) -> Floats:
        (column,) = self.instrument.weight_columns
        return self.rows[column].cast(pl.Float64).to_numpy()

    def units(self) -> list[CellPath]:
        """Everybody's unit, from the coarsest level on."""
        return self.rows.select(level.id for level in self.instrument.units).fill_null("").rows()

    def __len__(self) -> int:
        return len(self.rows)


def mean(columns: Floats) -> Floats:
    """The mean of what is known in each row, if at least half is."""
    known = (~np.isnan(columns)).sum(axis=1)
    enough = 2 * known >= columns.shape[1]
    return np.where(enough, np.nansum(columns, axis=1) / np.maximum(known, 1), np.nan)


def survey(layout: str, folder: Path, options: SimulationOptions) -> Survey:
    """Simulate a survey in an official layout."""
    instrument, file = load_instrument(layout), folder / f"{layout}-{options.seed}.csv"
    write_simulated(instrument, options, file)
    return Survey(file, instrument, pl.read_csv(file, infer_schema=False))

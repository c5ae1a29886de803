"""Mainspring: one pass over the people, then every model from its moments: what `mainspring fit SURVEY` does."""

from __future__ import annotations

from pathlib import Path

from bench.models import UNIT, VARIABLES, formula
from bench.models.timed import Estimates, Fit, timed
from bench.peers import LAYOUT
from mainspring.evidence import FitOptions, fit
from mainspring.instrument import load_instrument
from mainspring.moments import MomentsOptions, summarise
from mainspring.responses import ReadOptions, read_responses


def read(file: Path) -> Fit:
    """The moments of the file."""
    instrument = load_instrument(LAYOUT)
    responses = read_responses(file, instrument, ReadOptions(only=VARIABLES))
    moments = summarise(responses, [UNIT], MomentsOptions(VARIABLES))

    def fitted(outcome: str) -> Estimates:
        found = fit(formula(outcome), moments, instrument, FitOptions(vcov="CR1"))
        return dict(zip(found.terms, zip(found.estimate.tolist(), found.std_error.tolist(), strict=True), strict=True))

    return fitted


if __name__ == "__main__":
    timed(read)

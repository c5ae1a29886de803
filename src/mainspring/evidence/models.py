"""From a formula and moments to a fitted model."""

from __future__ import annotations

from mainspring.evidence.linear import fit_linear
from mainspring.evidence.model import Fit, FitOptions
from mainspring.evidence.question import ask
from mainspring.evidence.varying import fit_varying
from mainspring.instrument import Instrument
from mainspring.moments import Moments


def fit(formula: str, moments: Moments, instrument: Instrument, options: FitOptions | None = None) -> Fit:
    """Fit a model to moments.

    Parameters
    ----------
    formula : see `mainspring.evidence.formula`. instrument : the one that the moments were made with.

    Raises
    ------
    FormulaError : if the formula cannot be read.
    ModelError : if the moments do not have what it needs, an item stands on both sides, or the clusters are too few.
    """
    question = ask(formula, moments, instrument, options or FitOptions())
    return fit_linear(question) if question.formula.random is None else fit_varying(question)

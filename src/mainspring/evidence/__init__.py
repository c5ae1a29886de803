"""Evidence: models of the variables of moments, solved from them alone."""

from __future__ import annotations

from mainspring.evidence.countries import AcrossCountries, across_countries
from mainspring.evidence.formula import Formula, parse
from mainspring.evidence.model import Fit, FitOptions, Varying
from mainspring.evidence.models import fit
from mainspring.evidence.plot import coefficient_plot
from mainspring.evidence.shrinkage import Shrunken, shrink

__all__ = [
    "AcrossCountries",
    "Fit",
    "FitOptions",
    "Formula",
    "Shrunken",
    "Varying",
    "across_countries",
    "coefficient_plot",
    "fit",
    "parse",
    "shrink",
]

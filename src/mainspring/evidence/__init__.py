"""Evidence: models of the variables of moments, solved from them alone."""

from __future__ import annotations

from mainspring.evidence.book_claims import (
    STATEMENTS,
    VERDICTS,
    Claim,
    Claims,
    ClaimsOptions,
    Part,
    Verdict,
    claims,
    claims_published,
    for_claims,
)
from mainspring.evidence.countries import AcrossCountries, across_countries
from mainspring.evidence.formula import Formula, parse
from mainspring.evidence.model import Fit, FitOptions, Varying
from mainspring.evidence.models import fit
from mainspring.evidence.people import People, farthest, own_variation, people_of
from mainspring.evidence.plot import coefficient_plot
from mainspring.evidence.shrinkage import Shrunken, shrink

__all__ = [
    "STATEMENTS",
    "VERDICTS",
    "AcrossCountries",
    "Claim",
    "Claims",
    "ClaimsOptions",
    "Fit",
    "FitOptions",
    "Formula",
    "Part",
    "People",
    "Shrunken",
    "Varying",
    "Verdict",
    "across_countries",
    "claims",
    "claims_published",
    "coefficient_plot",
    "farthest",
    "fit",
    "for_claims",
    "own_variation",
    "parse",
    "people_of",
    "shrink",
]

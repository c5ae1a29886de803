"""The book's claims, tested on anybody's survey."""

from mainspring.evidence.book_claims.build import claims, claims_published
from mainspring.evidence.book_claims.model import STATEMENTS, Claim, Claims, ClaimsOptions, Part, Verdict
from mainspring.evidence.book_claims.sample import for_claims
from mainspring.evidence.book_claims.words import VERDICTS

__all__ = [
    "STATEMENTS",
    "VERDICTS",
    "Claim",
    "Claims",
    "ClaimsOptions",
    "Part",
    "Verdict",
    "claims",
    "claims_published",
    "for_claims",
]

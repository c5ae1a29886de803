"""The book's claims, tested on anybody's survey."""

from mainspring.evidence.book_claims.build import Tested, claims, claims_published, concluded, examined, with_countries
from mainspring.evidence.book_claims.effects import ASKED
from mainspring.evidence.book_claims.model import STATEMENTS, Claim, Claims, ClaimsOptions, Part, Verdict, untested
from mainspring.evidence.book_claims.sample import DRIVEN, FEWEST_PEOPLE, for_claims
from mainspring.evidence.book_claims.words import VERDICTS

__all__ = [
    "ASKED",
    "DRIVEN",
    "FEWEST_PEOPLE",
    "STATEMENTS",
    "VERDICTS",
    "Claim",
    "Claims",
    "ClaimsOptions",
    "Part",
    "Tested",
    "Verdict",
    "claims",
    "claims_published",
    "concluded",
    "examined",
    "for_claims",
    "untested",
    "with_countries",
]

"""What a test of the book's claims gives: parts with a verdict each, and the claims that they make up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal

from mainspring.errors import ModelError, Problem
from mainspring.evidence.countries import AcrossCountries
from mainspring.evidence.model import plain

if TYPE_CHECKING:
    import polars as pl

Verdict = Literal["supported", "contradicted", "negligible", "not settled", "not tested"]
Scale = Literal["sd", "points", "share", "correlation"]

STATEMENTS: Final[Mapping[str, str]] = {
    "C1": "Mission-driven people are nearly everywhere",
    "C2": "Empowerment goes with satisfaction and performance",
    "C3": "Compliance goes with less motivation and less satisfaction",
    "C4": "Where compliance dominates, motivation does less for performance",
    "C5": "The motivated want to leave when empowerment is low",
    "C6": "Empowerment and compliance are two dials, not one",
    "C7": "When empowerment changes, what goes with it changes too",
    "C8": "Empowerment pays more where work is hard to observe",
}
"""The book's claims, each in one sentence."""


@dataclass(frozen=True, slots=True)
class ClaimsOptions:
    """What counts as too small to matter, and who is in.

    Attributes
    ----------
    smallest_effect : standard deviations of the outcome for each of the term. smallest_share : points of a share (per cent).
    same_people : every model is of the people who have all the claims' variables, as in moments that were shared.
    smallest_unit : people that a unit must have to be spoken of for itself (the lowest, the highest), or to be a row of a panel.
    """

    smallest_effect: float = 0.05
    smallest_share: float = 2.0
    same_people: bool = False
    smallest_unit: int = 10

    def __post_init__(self) -> None:
        for name, value in (("effect", self.smallest_effect), ("share", self.smallest_share)):
            if not value > 0:
                what = f"The smallest {name} that matters cannot be {value:g}."
                raise ModelError(Problem(what, remedy="Give a number above 0."))


@dataclass(frozen=True, slots=True)
class Part:
    """One test of a claim.

    Attributes
    ----------
    claim, id : as in "C2" and "satisfaction". label : for a table. model : the formula, or what was done, for whoever checks it.
    scale : of the estimate: "sd" are standard deviations of the outcome for one of the term, "points" are per cent of people for
        one standard deviation of the term, "share" is per cent of units, "correlation" has no unit.
    direction : 1 or -1, the sign that the claim says; 0 where the claim is about the band.
    estimate, std_error, conf_low, conf_high, df, p_value : of the difference from 0, the interval of 95 %; NaN where there is none.
    p_equivalence : of the test that the effect is within the band (two one-sided tests).
    band : what is too small to matter; of correlations, where two things share less than half of what varies.
    p_adjusted, p_equivalence_adjusted : the same over all tests of the claims (Benjamini and Hochberg 1995).
    steps : one standard deviation of the term, in points of 0-100; of a product those of its parts. outcome : one of the outcome, or 1
        where the scale is points.
    sentence : the finding in plain words. reason : why it was not tested; "" if it was.
    """

    claim: str
    id: str
    label: str
    model: str
    scale: Scale
    direction: int = 0
    estimate: float = float("nan")
    std_error: float = float("nan")
    conf_low: float = float("nan")
    conf_high: float = float("nan")
    df: float = float("nan")
    p_value: float = float("nan")
    p_equivalence: float = float("nan")
    p_adjusted: float = float("nan")
    p_equivalence_adjusted: float = float("nan")
    band: tuple[float, float] | None = None
    n: int = 0
    clusters: int | None = None
    steps: tuple[float, ...] = ()
    outcome: float = 1.0
    verdict: Verdict = "not settled"
    sentence: str = ""
    reason: str = ""
    notes: tuple[str, ...] = ()
    countries: AcrossCountries | None = None


def untested(claim: str, id: str, label: str, reason: str) -> Part:
    """A part that this survey cannot tell of."""
    return Part(claim, id, label, "", "sd", verdict="not tested", reason=reason)


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim of the book's: `statement` in one sentence, `sentences` say what was found, `cautions` what a reader must know first."""

    id: str
    statement: str
    verdict: Verdict
    parts: tuple[Part, ...]
    sentences: tuple[str, ...]
    cautions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Claims:
    """The book's claims, tested on one survey or on several countries' together.

    Attributes
    ----------
    title, source : of the instrument. waves : those that were used, ascending. who : how many people or organisations, in words.
    unit : what a unit is called, in a sentence. countries : of pooled moments.
    warnings : what holds of all verdicts. method : how they were given.
    """

    title: str
    source: str
    waves: tuple[int, ...]
    who: str
    unit: str
    claims: tuple[Claim, ...]
    warnings: tuple[str, ...]
    method: tuple[str, ...]
    options: ClaimsOptions = field(default_factory=ClaimsOptions)
    countries: tuple[str, ...] = ()

    def parts(self) -> Iterator[Part]:
        """Every part of every claim."""
        return (part for claim in self.claims for part in claim.parts)

    def frame(self) -> pl.DataFrame:
        """A row for each part: claim, part, verdict, estimate, std_error, conf_low, conf_high, df, p_value and more."""
        import polars as pl

        return pl.DataFrame(self.rows(), infer_schema_length=None)

    def rows(self) -> list[dict[str, Any]]:
        """The same rows as plain values; None where there is no number."""
        numbers = ("estimate", "std_error", "conf_low", "conf_high", "df", "p_value", "p_adjusted", "p_equivalence")
        return [
            {
                "claim": part.claim,
                "part": part.id,
                "verdict": part.verdict,
                "scale": part.scale,
                **{name: plain(getattr(part, name)) for name in (*numbers, "p_equivalence_adjusted")},
                "band_low": part.band[0] if part.band else None,
                "band_high": part.band[1] if part.band else None,
                "n": part.n,
                "clusters": part.clusters,
                "model": part.model,
                "reason": part.reason or None,
            }
            for part in self.parts()
        ]

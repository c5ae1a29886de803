"""Verdicts: what the data can tell, with so many tests made at once, and of effects that are large enough to matter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
from scipy import special

from mainspring.evidence.book_claims.model import Part, Verdict

LEVEL = 0.05
"""How often a verdict other than "not settled" may be wrong, of those that are given."""


def equivalence(estimate: float, std_error: float, df: float, smallest: float) -> float:
    """The p value of two one-sided tests that an effect is nearer to 0 than `smallest` (Schuirmann 1987)."""
    return float(special.stdtr(df, (abs(estimate) - smallest) / std_error))


def judged(parts: Iterable[Part]) -> list[Part]:
    """The parts with their verdicts, their p values adjusted over all of them."""
    parts = list(parts)
    tested = [at for at, part in enumerate(parts) if part.p_value == part.p_value]
    differs = _adjusted([parts[at].p_value for at in tested])
    within = _adjusted([parts[at].p_equivalence for at in tested])
    for at, p_adjusted, p_within in zip(tested, differs, within, strict=True):
        part = replace(parts[at], p_adjusted=p_adjusted, p_equivalence_adjusted=p_within)
        parts[at] = replace(part, verdict=_verdict(part))
    return parts


def _verdict(part: Part) -> Verdict:
    if part.p_equivalence_adjusted < LEVEL:
        return "negligible"
    if part.p_adjusted < LEVEL:
        return "supported" if np.sign(part.estimate) == part.direction else "contradicted"
    return "not settled"


def against_band(low: float, high: float, band: tuple[float, float]) -> Verdict:
    """Whether an interval lies in a band where the claim says the value is: within, outside, or on an edge of it."""
    if band[0] < low and high < band[1]:
        return "supported"
    return "contradicted" if high < band[0] or low > band[1] else "not settled"


def together(parts: Sequence[Part]) -> Verdict:
    """The verdict of a claim: that of its parts where they agree; against it, if some part is and none is for it."""
    found = {part.verdict for part in parts} - {"not tested"}
    if not found:
        return "not tested"
    if len(found) == 1:
        return found.pop()
    if "contradicted" in found and "supported" not in found:
        return "contradicted"
    return "not settled"


def _adjusted(values: Sequence[float]) -> list[float]:
    """Adjusted as in Benjamini and Hochberg (1995)."""
    from scipy import stats  # slow to load, and little else needs it

    return list(map(float, stats.false_discovery_control(values))) if values else []

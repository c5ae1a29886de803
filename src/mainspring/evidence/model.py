"""What a fit gives, whatever the model: one frozen type in one vocabulary."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from mainspring.errors import ModelError, Problem
from mainspring.evidence.sums import Floats

if TYPE_CHECKING:
    import polars as pl

Weights = Literal["survey", "none"]
Vcov = Literal["iid", "CR1", "CR2", "CR3", "wild"]

WEIGHTS: tuple[Weights, ...] = ("survey", "none")
VCOVS: tuple[Vcov, ...] = ("iid", "CR1", "CR2", "CR3", "wild")


@dataclass(frozen=True, slots=True)
class FitOptions:
    """How a model is to be fitted.

    Attributes
    ----------
    weights : "survey" or "none"; None for the survey's in least squares and none in mixed models.
    cluster : the column of the cells whose units are independent of each other; None for the fixed effects' own.
    vcov : how standard errors are had; None for what the number and the balance of clusters allow.
    split : a column of the cells: each term becomes its mean by unit, and people's difference from it.
    reml : restricted likelihood in mixed models. seed : of the wild bootstrap.
    """

    weights: Weights | None = None
    cluster: str | None = None
    vcov: Vcov | None = None
    split: str | None = None
    reml: bool = True
    seed: int = 0

    def __post_init__(self) -> None:
        for name, value, choices in (("weights", self.weights, WEIGHTS), ("vcov", self.vcov, VCOVS)):
            if value is not None and value not in choices:
                raise ModelError(
                    Problem(f"There is no {name} {value!r}.", remedy=f"Choose one of {', '.join(choices)}.")
                )


@dataclass(frozen=True, slots=True)
class Varying:
    """A coefficient that varies by unit: its standard deviation, and its correlation with those before it."""

    term: str
    std_dev: float
    correlations: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Fit:
    """A fitted model, p terms.

    Attributes
    ----------
    formula : as it was written. method : in words. weights, vcov, cluster : as they were used.
    terms : p names. estimate, std_error, conf_low, conf_high, df, p_value : float64 (p,), intervals of 95 %; outcomes are on 0-100,
        and so are constructs as terms; indicators are 0 or 1; a product is of deviations from the means, over 100.
    covariance : float64 (p, p), of the estimates; the wild bootstrap has none of its own, and it is CR1's.
    n : people. clusters : their clusters or units; None without.
    explained : share of the variance, within the fixed effects, that the terms explain; None for mixed models.
    varying, residual_sd, criterion : of mixed models; the criterion is -2 log likelihood, restricted or not.
    notes : what a reader must know.
    """

    formula: str
    method: str
    weights: Weights
    vcov: str
    cluster: str | None
    terms: tuple[str, ...]
    estimate: Floats
    std_error: Floats
    conf_low: Floats
    conf_high: Floats
    df: Floats
    p_value: Floats
    covariance: Floats
    n: int
    clusters: int | None
    explained: float | None = None
    varying: tuple[Varying, ...] = ()
    residual_sd: float | None = None
    criterion: float | None = None
    notes: tuple[str, ...] = ()

    def frame(self) -> pl.DataFrame:
        """A row for each term: term, estimate, std_error, conf_low, conf_high, df, p_value, n, clusters."""
        import polars as pl

        return pl.DataFrame(self.rows(), infer_schema_length=None)

    def rows(self) -> list[dict[str, Any]]:
        """The same rows as plain values; None where there is no number."""
        names = ("estimate", "std_error", "conf_low", "conf_high", "df", "p_value")
        columns = {name: [plain(value) for value in getattr(self, name)] for name in names}
        return [
            {"term": term, **{name: columns[name][row] for name in names}, "n": self.n, "clusters": self.clusters}
            for row, term in enumerate(self.terms)
        ]


def plain(value: float) -> float | None:
    """A number for JSON or a table; None for NaN."""
    return float(value) if value == value else None


def about(people: int) -> str:
    """How many people, in words that do not count a few: "a few", or to the nearest ten."""
    return "a few" if people < 10 else f"about {10 * round(people / 10):,}"

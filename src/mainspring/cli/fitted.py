"""A fitted model for a terminal, and as JSON."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mainspring.cli.table import aligned
from mainspring.disclosure import Cleared
from mainspring.errors import MainspringError, Problem
from mainspring.evidence import AcrossCountries, Fit, coefficient_plot
from mainspring.evidence.model import plain

WIDTH = 100
PICTURES = ("svg", "png", "html")


def as_json(found: Cleared[Fit], over: Cleared[tuple[AcrossCountries, ...]] | None = None) -> dict[str, Any]:
    """The fit, and its terms over countries, as plain values; null where there is no number."""
    fit = found.content
    return {
        **({"countries": [countries_as_json(one) for one in over.content]} if over else {}),
        "formula": fit.formula,
        "method": fit.method,
        "weights": fit.weights,
        "vcov": fit.vcov,
        "cluster": fit.cluster,
        "n": fit.n,
        "clusters": fit.clusters,
        "explained": fit.explained,
        "terms": fit.rows(),
        "varying": [
            {"term": one.term, "std_dev": one.std_dev, "correlations": list(one.correlations)} for one in fit.varying
        ],
        "residual_sd": fit.residual_sd,
        "criterion": fit.criterion,
        "notes": list(fit.notes),
    }


def countries_as_json(one: AcrossCountries) -> dict[str, Any]:
    """A term over countries as plain values."""
    rows = zip(one.countries, one.own, one.std_error, one.without, strict=True)
    return {
        "term": one.term,
        "countries": [
            {"country": name, "estimate": plain(own), "std_error": plain(error), "without": plain(without)}
            for name, own, error, without in rows
        ],
        "q": one.q,
        "df": one.df,
        "p_value": plain(one.p_value),
        "i2": one.i2,
        "reasons": list(one.reasons),
    }


def table(found: Cleared[Fit], over: Cleared[tuple[AcrossCountries, ...]] | None = None) -> str:
    """A row for each term, what varies between units or countries, and the notes."""
    fit = found.content
    head = ["", "estimate", "std. error", "95 % interval", "df", "p"]
    rows = [
        [
            row["term"],
            _number(row["estimate"]),
            _number(row["std_error"]),
            f"{_number(row['conf_low'])} to {_number(row['conf_high'])}",
            _number(row["df"], 0),
            _p(row["p_value"]),
        ]
        for row in fit.rows()
    ]
    return "\n".join(
        [
            fit.formula,
            *_about(fit),
            "",
            *aligned([head, *rows]),
            *_between(fit),
            *_over(over.content if over else ()),
            *_notes(fit),
            "",
        ]
    )


def picture_format(path: Path) -> Any:
    """The format that a picture's name asks for; MainspringError if it cannot be had."""
    kind = path.suffix.lstrip(".").lower()
    if kind not in PICTURES:
        remedy = f"Name it with one of {', '.join(f'.{name}' for name in PICTURES)}."
        raise MainspringError(Problem("A picture cannot be written in this format.", str(path), remedy=remedy))
    return kind


def draw(found: Cleared[Fit], path: Path, kind: Any) -> None:
    """Write the fit's picture, of a kind that `picture_format` gives."""
    coefficient_plot(found.content).save(str(path), format=kind, inline=kind == "html", scale_factor=2)


def _about(fit: Fit) -> list[str]:
    who = f"{fit.n:,} people" + (f" in {fit.clusters:,} clusters of {fit.cluster}" if fit.cluster else "")
    how = {"survey": "survey weights", "none": "no weights"}[fit.weights]
    errors = {"model": "the model's standard errors", "iid": "errors for independent people"}.get(
        fit.vcov, f"{fit.vcov} standard errors"
    )
    return [f"{fit.method}; {who}; {how}; {errors}"]


def _between(fit: Fit) -> list[str]:
    if not fit.varying:
        return []
    head = [f"between {fit.cluster}", "std. dev.", "correlations"]
    rows = [
        [one.term, _number(one.std_dev), ", ".join(_number(value, 2) for value in one.correlations)]
        for one in fit.varying
    ]
    return ["", *aligned([head, *rows, ["within", _number(fit.residual_sd), ""]]), f"criterion {fit.criterion:,.4f}"]


def _over(over: Sequence[AcrossCountries]) -> list[str]:
    """Each term's countries: alone, and in parentheses all without it."""
    if not over:
        return []
    head = ["countries: alone (without)", *over[0].countries, "I2", "p"]
    rows = []
    for one in over:
        pairs = zip(one.own, one.without, strict=True)
        shown = [f"{_number(plain(own))} ({_number(plain(without))})" for own, without in pairs]
        rows.append([one.term, *shown, f"{100 * one.i2:.0f} %", _p(plain(one.p_value))])
    return [
        "",
        *aligned([head, *rows]),
        "p: that all countries have the same coefficient; I2: variation that is more than chance",
        *(
            line
            for why in over[0].reasons
            for line in textwrap.wrap(why, WIDTH, initial_indent="– ", subsequent_indent="  ")
        ),
    ]


def _notes(fit: Fit) -> list[str]:
    explained = [] if fit.explained is None else [f"The terms explain {100 * fit.explained:.1f} % of what varies."]
    said = [*explained, *fit.notes, "An association is not an effect: nothing here says what a change would do."]
    return [
        "",
        *(line for note in said for line in textwrap.wrap(note, WIDTH, initial_indent="– ", subsequent_indent="  ")),
    ]


def _number(value: float | None, decimals: int = 4) -> str:
    return "–" if value is None else f"{value:,.{decimals}f}".replace("-", "−")


def _p(value: float | None) -> str:
    return "–" if value is None else "< .001" if value < 0.001 else f"{value:.3f}"

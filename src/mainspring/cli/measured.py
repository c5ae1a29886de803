"""How constructs are measured, for a terminal and as JSON."""

from __future__ import annotations

import textwrap
from typing import Any

from mainspring.cli.table import aligned
from mainspring.disclosure import Cleared
from mainspring.scores import FactorModel, Invariance, Measurement
from mainspring.scores.factors import Fitted

WIDTH = 100


def as_json(cleared: Cleared[Measurement]) -> dict[str, Any]:
    """The same as plain values."""
    found = cleared.content
    return {
        "wave": found.wave,
        "constructs": [
            {
                "construct": one.construct,
                "items": list(one.items),
                "n": one.n,
                "alpha": one.alpha,
                "alpha_weighted": one.alpha_weighted,
                "omega": one.omega,
            }
            for one in found.qualities
        ],
        "factors": None if found.model is None else _factors(found.model),
        "invariance": None if found.invariance is None else _steps(found.invariance),
        "notes": list(found.notes),
    }


def people_in(cleared: Cleared[Measurement]) -> dict[str, int]:
    """How many people each figure is of: all of a construct, and all in each group."""
    found = cleared.content
    people = {f"alpha of {one.construct} ({', '.join(one.items)})": one.n for one in found.qualities}
    if found.invariance is None:
        return people
    return people | {f"{found.invariance.groups} {label}": n for label, n in found.invariance.people.items()}


def _fit(fitted: Fitted) -> dict[str, Any]:
    names = ("n", "chi2", "df", "p_value", "cfi", "tli", "rmsea", "srmr", "converged")
    return {name: getattr(fitted, name) for name in names}


def _factors(model: FactorModel) -> dict[str, Any]:
    pairs = [(a, b) for a in range(len(model.constructs)) for b in range(a + 1, len(model.constructs))]
    return {
        **_fit(model.fitted),
        "loadings": [
            {"construct": of, "item": item, "loading": float(value)}
            for of, item, value in zip(model.of, model.items, model.fitted.standardised[0], strict=True)
        ],
        "pairs": [
            {
                "constructs": [model.constructs[a], model.constructs[b]],
                "correlation": float(model.fitted.correlations[0, a, b]),
                "htmt": float(model.htmt[a, b]),
            }
            for a, b in pairs
        ],
    }


def _steps(invariance: Invariance) -> dict[str, Any]:
    return {
        "groups": invariance.groups,
        "people": dict(invariance.people),
        "left_out": list(invariance.left_out),
        "verdict": invariance.verdict,
        **{step: {**_fit(fitted), "holds": invariance.holds(step)} for step, fitted in invariance.fits.items()},
    }


def table(cleared: Cleared[Measurement]) -> str:
    """Reliability, then the factor model, then the groups, then what to bear in mind."""
    found = cleared.content
    rows = [
        [
            one.construct,
            str(len(one.items)),
            f"{one.n:,}",
            _number(one.alpha),
            _number(one.alpha_weighted),
            _number(one.omega),
        ]
        for one in found.qualities
    ]
    lines = aligned([["", "items", "people", "alpha", "weighted", "omega"], *rows])
    if found.model is not None:
        lines += ["", *_factor_table(found.model)]
    if found.invariance is not None:
        lines += ["", *_group_table(found.invariance)]
    said = [f"– {line}" for line in found.notes]
    return "\n".join([*lines, *([""] if said else []), *(_wrapped(line) for line in said), ""])


def _factor_table(model: FactorModel) -> list[str]:
    names = list(model.constructs)
    head = ["correlations of factors (below: HTMT)", *names]
    rows = [
        [
            name,
            *(
                "1" if a == b else _number(float(model.fitted.correlations[0, a, b] if b > a else model.htmt[a, b]))
                for b in range(len(names))
            ),
        ]
        for a, name in enumerate(names)
    ]
    alike = "; ".join(f"{one} and {other} ({value:.2f})" for one, other, value in model.alike)
    told = f"Hard to tell apart (HTMT above .85): {alike}." if alike else "All of these constructs can be told apart."
    return [f"One factor for each construct: {_in_words(model.fitted)}", *aligned([head, *rows]), told]


def _group_table(invariance: Invariance) -> list[str]:
    people = ", ".join(f"{label} ({n:,})" for label, n in invariance.people.items())
    rows = [
        [
            step,
            f"{fit.chi2:,.1f}",
            str(fit.df),
            _number(fit.cfi),
            _number(fit.rmsea),
            _number(fit.srmr),
            "yes" if invariance.holds(step) else "no",
        ]
        for step, fit in invariance.fits.items()
    ]
    head = ["", "chi2", "df", "CFI", "RMSEA", "SRMR", "holds"]
    return [
        _wrapped(f"The same over {invariance.groups}: {people}"),
        *aligned([head, *rows]),
        _wrapped(invariance.verdict),
    ]


def _in_words(fit: Fitted) -> str:
    return f"chi2 {fit.chi2:,.1f} on {fit.df} df, CFI {_number(fit.cfi)}, TLI {_number(fit.tli)}, RMSEA {_number(fit.rmsea)}, SRMR {_number(fit.srmr)}; {fit.n:,} people"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _wrapped(text: str) -> str:
    return "\n".join(textwrap.wrap(text, WIDTH, subsequent_indent="  "))

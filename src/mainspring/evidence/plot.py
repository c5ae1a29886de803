"""A fit as a picture: each term's estimate with its interval, and the line where it would be nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from mainspring.evidence.model import Fit

if TYPE_CHECKING:
    import altair as alt

INK: Final = "#1D2433"
QUIET: Final = "#5A6275"
LINE: Final = "#D9D7CF"
PAPER: Final = "#FBFAF7"
FONT: Final = "Public Sans, Helvetica, Arial, sans-serif"
WIDTH: Final = 520


def coefficient_plot(fit: Fit) -> alt.LayerChart:
    """Terms below one another in the order of the formula, without the intercept, which is on another scale.

    A dot is filled where the data can tell the term from nothing, and hollow where they cannot. `.save("fit.svg")` writes it.
    """
    import altair as alt

    outcome = fit.formula.partition("~")[0].strip()
    title = alt.Title(
        _title(fit, outcome), subtitle=[fit.formula, _about(fit)], anchor="start", fontWeight="normal", offset=12
    )
    chart: Any = alt.layer(*_marks(fit, outcome)).properties(
        title=title, width=WIDTH, height=alt.Step(30), background=PAPER, padding=20, description=_in_words(fit)
    )
    axes: dict[str, Any] = {
        "labelColor": INK,
        "titleColor": QUIET,
        "gridColor": LINE,
        "labelFontSize": 14,
        "labelLimit": 260,
    }
    axes |= {"domain": False, "ticks": False, "titleFontSize": 13, "titleFontWeight": "normal"}
    titles: dict[str, Any] = {"color": INK, "subtitleColor": QUIET, "fontSize": 17, "subtitleFontSize": 13}
    drawn: alt.LayerChart = (
        chart.configure(font=FONT).configure_axis(**axes).configure_title(**titles).configure_view(stroke=None)
    )
    return drawn


def _marks(fit: Fit, outcome: str) -> list[alt.Chart]:
    """The line at nothing, the intervals and the dots."""
    import altair as alt

    rows = _shown(fit)
    data: Any = {"values": [{**row, "told": row["conf_low"] > 0 or row["conf_high"] < 0} for row in rows]}
    origin: Any = {"values": [{"at": 0}]}
    terms = alt.Y("term:N", sort=[row["term"] for row in rows], title=None)
    across = alt.X("conf_low:Q", title=f"points of {outcome} for one more of the term", axis=alt.Axis(tickCount=6))
    fill: Any = alt.condition("datum.told", alt.value(INK), alt.value(PAPER))
    tooltip = ["term:N", "estimate:Q", "conf_low:Q", "conf_high:Q"]
    return [
        alt.Chart(origin).mark_rule(color=QUIET, strokeDash=[4, 3]).encode(x="at:Q"),
        alt.Chart(data).mark_rule(color=INK, strokeWidth=2).encode(x=across, x2="conf_high:Q", y=terms),
        alt.Chart(data)
        .mark_point(size=70, color=INK, strokeWidth=2, opacity=1)
        .encode(x="estimate:Q", y=terms, fill=fill, tooltip=tooltip),
    ]


def _shown(fit: Fit) -> list[dict[str, Any]]:
    return [row for row in fit.rows() if row["term"] != "Intercept" and row["std_error"] is not None]


def _title(fit: Fit, outcome: str) -> str:
    told = [row["term"] for row in _shown(fit) if row["p_value"] < 0.05]
    return f"What goes with {outcome}: {', '.join(told)}" if told else f"Nothing here can be told to go with {outcome}"


def _about(fit: Fit) -> str:
    clusters = f" in {fit.clusters:,} clusters of {fit.cluster}" if fit.cluster else ""
    return f"{fit.n:,} people{clusters}; intervals of 95 %; hollow: cannot be told from nothing"


def _in_words(fit: Fit) -> str:
    """The text alternative."""
    said = [
        f"{row['term']} {row['estimate']:.3f} ({row['conf_low']:.3f} to {row['conf_high']:.3f})" for row in _shown(fit)
    ]
    return f"Estimates with intervals of 95 %: {'; '.join(said)}."

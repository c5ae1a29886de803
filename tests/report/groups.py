"""The made-up survey broken down by role: managers see more room than staff do, in small units nobody's group is shown."""

from __future__ import annotations

from dataclasses import replace

from mainspring.disclosure import Reason, Released, Value, Withheld
from mainspring.scorecards import Breakdown, Scorecard, Scorecards
from mainspring.scorecards.withholding import withholding
from tests.report.cast import differences, respondents_survey

ROLES = {"S": ("Staff", -1.0, 0.8), "M": ("Managers, with <two> & more", 4.0, 0.2)}
"""By code: the name, how many points above the unit, and which part of its people."""
FEWEST = 100


def broken_down_survey(
    tops: int = 8, leaves: int = 16, waves: tuple[int, ...] = (2018,), of: Scorecards | None = None
) -> Scorecards:
    """A survey whose units of at least 100 people show both roles; in A03 performance is withheld of both."""
    survey = of or respondents_survey(tops, leaves, waves)
    groups = tuple(group for cell in survey.cells if cell.unit.path[-1:] != ("~other",) for group in _groups(cell))
    withheld = tuple(
        withholding(
            wave,
            [cell for cell in survey.cells if cell.wave == wave],
            [one for one in groups if one.wave == wave],
            None,
        )
        for wave in survey.waves
    )
    return replace(survey, groups=groups, breakdowns=("ROLE",), withheld=withheld)


def _groups(cell: Scorecard) -> list[Scorecard]:
    return [_group(cell, code) for code in ROLES]


def _group(cell: Scorecard, code: str) -> Scorecard:
    name, above, part = ROLES[code]
    n = int(cell.n.value * part) if isinstance(cell.n, Released) else 0
    closed = Withheld(Reason.PROTECTED)
    shown = isinstance(cell.n, Released) and cell.n.value >= FEWEST

    def told(id: str, value: Value) -> Value:
        if not shown or not isinstance(value, Released) or value.std_error is None:
            return value if shown else closed
        middle = value.value - above if id == "leave" else value.value + above
        error = 24 / n**0.5
        return Released(middle, error, middle - 1.96 * error, middle + 1.96 * error, n)

    constructs = {id: told(id, value) for id, value in cell.constructs.items()}
    indices = {id: told(id, value) for id, value in cell.indices.items()}
    whole = {**cell.constructs, **cell.indices}
    return replace(
        cell,
        breakdown=Breakdown("ROLE", code, "Role", name),
        n=Released(float(n), n=n) if shown else closed,
        constructs=constructs,
        indices=indices,
        from_parent=differences({**constructs, **indices}, whole),
        from_median={},
        from_previous={},
        ranks={},
    )

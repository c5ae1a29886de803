"""The cast: two surveys that never happened, as the scorecards a report is made of.

`respondents_survey` is like FEVS (agencies and sub-agencies, intervals, small units withheld); `published_survey` is like the UK
Civil Service People Survey (organisation scores of many waves, no intervals, nobody counted, compliance not asked).
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

import numpy as np

from mainspring.disclosure import Policy, Reason, Released, Value, Withheld, load_policy
from mainspring.instrument import Construct, Index, Instrument, Item, Scale, TrendBreak, UnitLevel
from mainspring.scorecards.model import (
    Difference,
    ItemCount,
    Provenance,
    Reliability,
    Scorecard,
    Scorecards,
    Unit,
    UnitPath,
)
from mainspring.scorecards.withholding import published_withholding, withholding

KINDS = ("Department of", "Office of", "Agency for", "Bureau of", "Commission on")
SUBJECTS = (
    "Rivers and Harbours",
    "Public Works",
    "Weather",
    "Grain",
    "Labour Statistics",
    "Forests",
    "Roads",
    "Archives",
    "Fair Dealing",
)
PARTS = (
    "Northern Region",
    "Southern Region",
    "Inspectorate",
    "Laboratories",
    "Grants and Awards",
    "Field Offices",
    "Corporate Services",
)
HOSTILE_NAME = """Office of "Quotes" & <script>alert('x')</script>"""
FULL_WARNING = (
    "The items stand in for compliance: they ask about accountability and standards, not about burden, and go closely with empowerment "
    "from person to person (correlation 0.8)."
)

AGREE = Scale("agree", (1, 2, 3, 4, 5), ("no", "rather no", "neither", "rather yes", "yes"), (4, 5), ("X",))
CONSTRUCTS = (
    Construct("autonomy", "Autonomy", "empowerment", items=("Q3",)),
    Construct("competence", "Competence", "empowerment", items=("Q1",)),
    Construct("peers", "Peers", "empowerment", items=("Q20",)),
    Construct("purpose", "Purpose", "empowerment", items=("Q12",)),
    Construct("empowerment", "Empowerment", "empowerment", of=("autonomy", "competence", "peers", "purpose")),
    Construct("compliance", "Compliance", "compliance", items=("Q16",), warning=FULL_WARNING),
    Construct("motivation", "Motivation", "outcome", items=("Q7",)),
    Construct("satisfaction", "Satisfaction", "outcome", items=("Q40",)),
    Construct("performance", "Performance of the unit, as staff see it", "outcome", items=("Q28",)),
    Construct(
        "leave", "Intent to leave for another job", "outcome", column=("DLEAVING",), yes=("B", "C"), no=("A", "D")
    ),
)
LEVELS = {"autonomy": 60.0, "competence": 64.0, "peers": 70.0, "purpose": 77.0, "compliance": 69.0, "motivation": 81.0}
LEVELS |= {
    "satisfaction": 62.0,
    "performance": 73.0,
    "leave": 31.0,
    "eei": 68.0,
    "eei_leaders": 58.0,
    "gsi": 64.0,
    "uk_engagement": 61.0,
}
INDICES = (
    Index("eei", "Employee Engagement Index", "mean_of", of=("eei_leaders",)),
    Index("eei_leaders", "Engagement: leaders lead", "percent_positive", items=("Q3",)),
    Index("gsi", "Global Satisfaction Index", "percent_positive", items=("Q40",)),
)
ITEMS = tuple(
    Item(id, label, AGREE, (id,))
    for id, label in (
        ("Q1", "Real chance to improve skills"),
        ("Q3", "Encouraged to find better ways"),
        ("Q7", "Puts in extra effort"),
        ("Q12", "Knows how the work fits the goals"),
        ("Q16", "Held accountable for results"),
        ("Q20", "People cooperate"),
        ("Q28", "Quality of the unit's work"),
        ("Q40", "Recommends the organisation"),
    )
)


def instrument(wave: int) -> Instrument:
    """A made-up respondent survey's instrument for one wave; satisfaction's question changed in 2018."""
    return Instrument(
        id=f"made-up-{wave}",
        title="Survey of Federal Staff",
        survey="made-up",
        wave=wave,
        kind="respondents",
        source="Made up for tests",
        items=ITEMS,
        constructs=CONSTRUCTS,
        indices=INDICES,
        attributes=(),
        units=(UnitLevel("AGENCY", "Agency", ("AGENCY",)), UnitLevel("LEVEL1", "Sub-agency", ("LEVEL1",))),
        population=True,
        trend_breaks=(TrendBreak("satisfaction", 2018, "Reworded in 2018."),) if wave >= 2018 else (),
        notes=("Rows with blank demographics were dropped by the publisher.",),
        fingerprint="ab" * 32,
    )


def published_instrument(wave: int) -> Instrument:
    """A made-up survey of organisation scores: nothing on compliance, nothing on performance."""
    asked = tuple(construct for construct in CONSTRUCTS if construct.id not in ("compliance", "performance"))
    themes = tuple(Index(f"uk_theme_{n}", label, "percent_positive", items=("Q1",)) for n, label in enumerate(PARTS))
    return Instrument(
        id="made-up-published",
        title="Civil Servants' Survey, organisation scores",
        survey="made-up-published",
        wave=wave,
        kind="published",
        source="Made up for tests",
        items=ITEMS,
        constructs=asked,
        indices=(Index("uk_engagement", "Engagement index", "scaled_mean", items=("Q40",)), *themes),
        attributes=(),
        units=(UnitLevel("group", "Departmental group", ()), UnitLevel("organisation", "Organisation", ())),
    )


def tree(tops: int, leaves: int, seed: int, keys: tuple[str, str]) -> list[Unit]:
    """Everybody, then units depth first by name; every third top has an "all other units", one name is hostile."""
    rng = np.random.default_rng(seed)
    shares = rng.dirichlet(np.full(tops, 0.8))
    units = []
    for at in range(tops):
        name = f"{KINDS[at % len(KINDS)]} {SUBJECTS[at % len(SUBJECTS)]}"
        units.append(Unit((f"A{at:02}",), keys[:1], HOSTILE_NAME if at == 7 else name))
        for below in range(round(shares[at] * leaves)):
            part = PARTS[below % len(PARTS)] + (f" {below // len(PARTS) + 1}" if below >= len(PARTS) else "")
            units.append(Unit((f"A{at:02}", f"A{at:02}{below:02}"), keys, f"{part}, {SUBJECTS[at % len(SUBJECTS)]}"))
        if at % 3 == 0:
            units.append(Unit((f"A{at:02}", "~other"), keys, "All other units", fold=True))
    return [Unit((), (), "Everybody"), *units]


@dataclass
class Stage:
    """Draws values for units: a shared lean towards empowerment, each measure's own noise, drift over waves."""

    rng: np.random.Generator
    measures: tuple[str, ...]
    uncertain: bool
    policy: Policy

    def values(self, n: int, lean: float, drift: float) -> dict[str, Value]:
        """One unit's values: released with an interval (or none), empowerment the mean of its parts."""
        drawn: dict[str, Value] = {}
        for measure in self.measures:
            if measure == "empowerment":
                parts = [part.value for part in list(drawn.values())[:4] if isinstance(part, Released)]
                drawn[measure] = self.released(sum(parts) / len(parts) if parts else 50.0, n)
                continue
            sign = -1.0 if measure == "leave" else 1.0
            centre = LEVELS.get(measure, 60.0) + sign * (lean + drift) + self.rng.normal(0, 2.5)
            drawn[measure] = self.released(float(np.clip(centre, 2, 98)), n)
        return drawn

    def released(self, value: float, n: int) -> Released:
        """A released value with a standard error of a person's spread of 24 points."""
        if not self.uncertain:
            return Released(value)
        error = 24 / float(np.sqrt(n))
        low, high = max(0.0, value - 1.96 * error), min(100.0, value + 1.96 * error)
        return Released(value, error, low, high, n)


def difference(one: Value | None, other: Value | None) -> Difference | None:
    """One value minus another with the interval of independent samples; None where either has no standard error."""
    if (
        not isinstance(one, Released)
        or not isinstance(other, Released)
        or one.std_error is None
        or other.std_error is None
    ):
        return None
    error = (one.std_error**2 + other.std_error**2) ** 0.5
    gap = one.value - other.value
    return Difference(gap, error, gap - 1.96 * error, gap + 1.96 * error)


def differences(values: dict[str, Value], other: dict[str, Value]) -> dict[str, Difference]:
    """Differences of every measure that both have."""
    found = {measure: difference(value, other.get(measure)) for measure, value in values.items()}
    return {measure: gap for measure, gap in found.items() if gap is not None}


def assemble(
    units: list[Unit],
    drawn: dict[tuple[UnitPath, int], tuple[Value, dict[str, Value]]],
    instruments: dict[int, Instrument],
) -> tuple[list[Scorecard], dict[tuple[int, int, str], float]]:
    """Scorecards with their differences, and the medians of each level."""
    released: dict[tuple[int, int, str], list[float]] = {}
    for (path, wave), (_, values) in drawn.items():
        for measure, value in values.items():
            if isinstance(value, Released) and value.bound is None:
                released.setdefault((wave, len(path), measure), []).append(value.value)
    medians = {key: median(values) for key, values in released.items()}
    cells = []
    for unit in units:
        for wave, used in instruments.items():
            if (unit.path, wave) not in drawn:
                continue
            n, values = drawn[unit.path, wave]
            middle: dict[str, Value] = {
                measure: Released(medians[wave, len(unit.path), measure], 0.2 if isinstance(n, Released) else None)
                for measure in values
                if unit.path and (wave, len(unit.path), measure) in medians
            }
            above = drawn[unit.path[:-1], wave][1] if unit.path else {}
            before = drawn.get((unit.path, wave - 1), (None, {}))[1]
            ids = {index.id for index in used.indices}
            cells.append(
                Scorecard(
                    unit=unit,
                    wave=wave,
                    n=n,
                    indices={key: value for key, value in values.items() if key in ids},
                    constructs={key: value for key, value in values.items() if key not in ids},
                    attributes={},
                    from_parent=differences(values, above),
                    from_median=differences(values, middle),
                    from_previous=differences(values, before),
                    ranks={"empowerment": (5, 31)} if len(unit.path) == 1 and isinstance(n, Released) else {},
                )
            )
    return cells, medians


def respondents_survey(
    tops: int = 44, leaves: int = 215, waves: tuple[int, ...] = (2018,), seed: int = 1
) -> Scorecards:
    """A survey of respondents: `tops` agencies, about `leaves` sub-agencies, small ones withheld, one coded, one not comparable."""
    rng = np.random.default_rng(seed)
    policy = load_policy("rule-of-ten")
    measures = tuple(c.id for c in CONSTRUCTS) + tuple(i.id for i in INDICES)
    stage = Stage(rng, measures, uncertain=True, policy=policy)
    units = tree(tops, leaves, seed, ("AGENCY", "LEVEL1"))
    sizes = {unit.path: int(rng.lognormal(7 if len(unit.path) == 1 else 4.6, 1.1)) + 4 for unit in units}
    leans = {unit.path: rng.normal(0, 5) for unit in units}
    drawn: dict[tuple[UnitPath, int], tuple[Value, dict[str, Value]]] = {}
    for unit in units:
        for wave in waves:
            size = 51_206 if unit.path == () else sizes[unit.path]
            reason = closed_because(unit, size)
            if reason is not None:
                closed = Withheld(reason, policy.minimum)
                drawn[unit.path, wave] = (closed, dict.fromkeys(measures, closed))
                continue
            lean = leans[unit.path] if unit.path else 0.0
            values = stage.values(size, lean, drift=(wave - waves[0]) * 0.6)
            if unit.path == ("A03",):
                values |= special_values(size)
            drawn[unit.path, wave] = (Released(size, n=size), values)
    instruments = {wave: instrument(wave) for wave in waves}
    cells, medians = assemble(units, drawn, instruments)
    return Scorecards(
        instruments=instruments,
        policy=policy,
        cells=tuple(cells),
        medians=medians,
        reliability=reliabilities(waves),
        item_counts=tuple(ItemCount(item.id, w, 50_000, 721, 485, 0) for w in waves for item in ITEMS),
        withheld=tuple(withholding(wave, [cell for cell in cells if cell.wave == wave], (), None) for wave in waves),
        provenance=Provenance(
            {f"survey_{w}.csv": "0123456789abcdef" * 4 for w in waves}, 51_206, ("AGENCY", "LEVEL1"), True, "0.1.0"
        ),
        notices=("2018: 12 rows carried a weight of zero and count in no result.",),
    )


def reliabilities(waves: tuple[int, ...]) -> tuple[Reliability, ...]:
    """The same for every construct of items in every wave."""
    return tuple(Reliability(c.id, w, max(1, len(c.items)), 40_123, 0.81, 0.8) for w in waves for c in CONSTRUCTS[:9])


def special_values(size: int) -> dict[str, Value]:
    """One value coded, one withheld to protect another, one not comparable."""
    return {
        "leave": Released(10.0, n=size, bound="or_less"),
        "performance": Withheld(Reason.PROTECTED),
        "satisfaction": Withheld(Reason.NOT_COMPARABLE),
    }


def closed_because(unit: Unit, size: int) -> Reason | None:
    """Why this unit is shown nothing, or None."""
    if len(unit.path) < 2 or unit.fold:
        return None
    if size < 10:
        return Reason.TOO_FEW
    if unit.path[1].endswith("05"):
        return Reason.PROTECTED
    if unit.path[1].endswith("06"):
        return Reason.PROTECTED
    if unit.path[1].endswith("07"):
        return Reason.RESIDUAL
    return None


def published_survey(
    tops: int = 18, leaves: int = 100, waves: tuple[int, ...] = tuple(range(2009, 2022)), seed: int = 2
) -> Scorecards:
    """Organisation scores as published: groups carry none of their own, a few organisations miss waves, one value is doubtful."""
    rng = np.random.default_rng(seed)
    instruments = {wave: published_instrument(wave) for wave in waves}
    first = instruments[waves[0]]
    measures = tuple(c.id for c in first.constructs) + tuple(i.id for i in first.indices)
    stage = Stage(rng, measures, uncertain=False, policy=load_policy("people-survey"))
    units = [unit for unit in tree(tops, leaves, seed, ("group", "organisation")) if not unit.fold]
    leans = {unit.path: rng.normal(0, 6) for unit in units}
    nobody = Withheld(Reason.NOT_PUBLISHED)
    drawn: dict[tuple[UnitPath, int], tuple[Value, dict[str, Value]]] = {}
    for at, unit in enumerate(units):
        for wave in waves:
            if len(unit.path) == 2 and (at + wave) % 17 == 0:
                continue
            values = stage.values(100, leans[unit.path] if unit.path else 0.0, drift=(wave - waves[0]) * 0.4)
            if len(unit.path) == 1:
                values = dict.fromkeys(measures, nobody)
            if at == 5 and wave == waves[-1]:
                values["leave"] = Released(96.4, flag="96.4 is far from every other year: columns may be swapped.")
            drawn[unit.path, wave] = (nobody, values)
    cells, medians = assemble(units, drawn, instruments)
    return Scorecards(
        instruments=instruments,
        policy=load_policy("people-survey"),
        cells=tuple(cells),
        medians=medians,
        reliability=(),
        item_counts=(),
        withheld=tuple(published_withholding(wave, [cell for cell in cells if cell.wave == wave]) for wave in waves),
        provenance=Provenance(
            {f"{w}_scores.csv": "fedcba9876543210" * 4 for w in waves},
            100 * len(waves),
            ("organisation",),
            False,
            "0.1.0",
        ),
    )

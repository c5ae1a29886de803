"""One wave: from moments to every unit's released and withheld values, and what they are compared with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from mainspring.disclosure import (
    Hidden,
    Policy,
    Reason,
    Released,
    Value,
    Withheld,
    hide_units,
    hide_values,
    judge,
    people_counted,
)
from mainspring.instrument import Instrument
from mainspring.moments import Moments
from mainspring.scorecards.model import Difference, Scorecard, Unit, UnitPath
from mainspring.scores import (
    FOLD,
    Estimates,
    Gap,
    UnitScores,
    UnitTree,
    from_fixed,
    from_whole,
    rank_intervals,
    score_units,
    simultaneous,
    unit_tree,
    with_folds,
)
from mainspring.scores.tree import Bools, Floats

Judged = list[Mapping[str, Value]]


@dataclass(frozen=True, slots=True)
class JudgedWave:
    """One wave's units with what may be shown of them.

    Attributes
    ----------
    hidden : why a unit is not shown, None where it is.
    leftover : whether a unit pools others, the publisher's doing or ours: shown, but never compared as a unit, bool (units,).
    values : by group of measures, a mapping for every unit.
    """

    instrument: Instrument
    scores: UnitScores
    hidden: tuple[Reason | None, ...]
    leftover: Bools
    values: Mapping[str, Judged]


def judge_wave(moments: Moments, instrument: Instrument, policy: Policy) -> JudgedWave:
    """Score every unit of a wave and decide what may be shown."""
    bare = unit_tree(moments)
    n = bare.total(moments.n)
    hidden: Hidden = hide_units(bare, n, leftovers(bare, instrument, moments.schema.by), policy)
    tree = with_folds(bare, hidden.folds)
    reasons = (*hidden.reasons, *(None for _ in hidden.folds))
    scores = score_units(moments, instrument, tree)
    shown = np.array([reason is None for reason in reasons])
    values = {
        group: judge(estimates, _with_units(hide_values(tree, estimates.n, shown, policy), reasons), policy)
        for group, estimates in groups(scores)
    }
    return JudgedWave(instrument, scores, reasons, leftovers(tree, instrument, moments.schema.by), values)


def groups(scores: UnitScores) -> Iterator[tuple[str, Estimates]]:
    """The groups of measures that a scorecard has."""
    yield from (("indices", scores.indices), ("constructs", scores.constructs), ("attributes", scores.attributes))


def leftovers(tree: UnitTree, instrument: Instrument, by: tuple[str, ...]) -> Bools:
    """Which units pool others, or are part of such: folded siblings, blanks, and what the instrument says, bool (units,)."""
    levels = {level.id: level for level in instrument.units}

    def pools(label: str, depth: int) -> bool:
        level = levels.get(by[depth])
        return label in (FOLD, "") or (level is not None and level.is_residual(label))

    return np.array([any(pools(label, depth) for depth, label in enumerate(path)) for path in tree.paths])


def unit_of(path: UnitPath, instrument: Instrument, by: tuple[str, ...], leftover: bool) -> Unit:
    """A unit with the name that people know it by."""
    keys = by[: len(path)]
    if not path:
        return Unit(path, keys, "Everybody")
    named = {attribute.columns[0]: attribute.codes for attribute in instrument.attributes}
    names = (named | {level.id: level.names for level in instrument.units}).get(keys[-1], {})
    pooled = {FOLD: "All other units", "": "Not stated"}.get(path[-1], f"All other units ({path[-1]})")
    return Unit(path, keys, names.get(path[-1], pooled if leftover else path[-1]), fold=leftover)


def medians(wave: JudgedWave) -> Mapping[tuple[int, str], float]:
    """The median of the units that are shown at each depth below everybody, folded groups left out, by measure."""
    found: dict[tuple[int, str], list[float]] = {}
    for unit, path in enumerate(wave.scores.tree.paths):
        if not path or wave.leftover[unit]:
            continue
        for values in wave.values.values():
            for id, value in values[unit].items():
                if isinstance(value, Released) and value.bound is None:
                    found.setdefault((len(path), id), []).append(value.value)
    return {key: float(np.median(values)) for key, values in found.items()}


def scorecards_of(wave: JudgedWave, by: tuple[str, ...], policy: Policy) -> list[Scorecard]:
    """A scorecard for every unit of the wave; comparisons with earlier waves are still to come."""
    tree = wave.scores.tree
    middle = medians(wave)
    parent: list[dict[str, Difference]] = [{} for _ in tree.paths]
    median: list[dict[str, Difference]] = [{} for _ in tree.paths]
    for group, estimates in groups(wave.scores):
        marks = np.array([[middle.get((depth, id), np.nan) for id in estimates.ids] for depth in tree.depths])
        judged = wave.values[group]
        above = [judged[max(int(unit), 0)] for unit in tree.parents]
        _differences(parent, from_whole(estimates, tree), estimates, zip(judged, above, strict=True))
        _differences(median, from_fixed(estimates, marks), estimates, zip(judged, judged, strict=True))
    ranks = _ranks(wave)
    return [
        Scorecard(
            unit=unit_of(path, wave.instrument, by, bool(wave.leftover[unit])),
            wave=wave.scores.wave,
            n=_people(wave, unit, policy),
            indices=wave.values["indices"][unit],
            constructs=wave.values["constructs"][unit],
            attributes=wave.values["attributes"][unit],
            from_parent=parent[unit],
            from_median=median[unit],
            from_previous={},
            ranks=ranks[unit],
        )
        for unit, path in enumerate(tree.paths)
    ]


def _with_units(values: list[list[Reason | None]], units: tuple[Reason | None, ...]) -> list[list[Reason | None]]:
    """Reasons of values, a unit that is not shown passing its own to all of its."""
    return [row if reason is None else [reason] * len(row) for row, reason in zip(values, units, strict=True)]


def _people(wave: JudgedWave, unit: int, policy: Policy) -> Value:
    reason = wave.hidden[unit]
    n = int(wave.scores.n[unit])
    return people_counted(n) if reason is None else Withheld(reason, policy.minimum)


def _differences(
    into: list[dict[str, Difference]],
    gap: Gap,
    estimates: Estimates,
    pairs: Iterator[tuple[Mapping[str, Value], Mapping[str, Value]]],
) -> None:
    """Add the differences between values that are both shown as they are."""
    for unit, (own, other) in enumerate(pairs):
        for measure, id in enumerate(estimates.ids):
            if exact(own[id]) and exact(other[id]) and not np.isnan(gap.conf_low[unit, measure]):
                parts = (gap.value, gap.std_error, gap.conf_low, gap.conf_high)
                into[unit][id] = Difference(*(float(part[unit, measure]) for part in parts))


def exact(value: Value) -> bool:
    """Whether a value is shown, and as it is rather than coded."""
    return isinstance(value, Released) and value.bound is None


def _ranks(wave: JudgedWave) -> list[dict[str, tuple[int, int]]]:
    """Rank intervals by construct among the shown units of one depth."""
    tree, estimates = wave.scores.tree, wave.scores.constructs
    ranks: list[dict[str, tuple[int, int]]] = [{} for _ in tree.paths]
    for depth in range(1, int(tree.depths.max(initial=0)) + 1):
        for measure, id in enumerate(estimates.ids):
            units = [
                unit
                for unit in np.flatnonzero((tree.depths == depth) & ~wave.leftover)
                if exact(wave.values["constructs"][unit][id]) and not np.isnan(estimates.std_error[unit, measure])
            ]
            columns: list[Floats] = [
                part[units, measure] for part in (estimates.value, estimates.std_error, estimates.df)
            ]
            best, worst = rank_intervals(*simultaneous(*columns))
            for unit, first, last in zip(units, best, worst, strict=True):
                ranks[unit][id] = (int(first), int(last))
    return ranks

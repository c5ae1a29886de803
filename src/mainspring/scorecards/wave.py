"""One wave: from moments to every unit's released and withheld values, and what they are compared with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from mainspring.disclosure import (
    Cells,
    Choice,
    Earlier,
    Facts,
    Policy,
    Reason,
    Released,
    Rosters,
    Value,
    Withheld,
    blocks_of,
    extreme,
    hide_units,
    hide_values,
    judge,
    people_counted,
    relations_of,
)
from mainspring.instrument import Instrument
from mainspring.moments import Moments
from mainspring.scorecards.model import Breakdown, Difference, Scorecard, Unit, UnitPath
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
    without_clusters,
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
    choice : which units are hidden for others, and how that was found; None where a policy hides only small ones.
    """

    instrument: Instrument
    scores: UnitScores
    hidden: tuple[Reason | None, ...]
    leftover: Bools
    values: Mapping[str, Judged]
    choice: Choice | None


@dataclass(frozen=True, slots=True)
class Beside:
    """What a wave is shown beside: the releases of it there were `earlier`, and `rosters` if another wave comes before it."""

    earlier: Sequence[Facts] = ()
    rosters: Rosters | None = None


ALONE: Final = Beside()


def judge_wave(
    moments: Moments,
    instrument: Instrument,
    policy: Policy,
    breakdowns: Sequence[str] = (),
    beside: Beside = ALONE,
) -> JudgedWave:
    """Score every unit of a wave, and every breakdown's groups of its people, and decide what may be shown."""
    by = levels_of(moments, breakdowns)
    bare = unit_tree(moments, breakdowns)
    earlier = Earlier(beside.earlier, moments.schema.wave, by)
    told = earlier.of_cells(bare)
    told = replace(told, withheld=told.withheld | little_changed(bare, moments.schema.wave, beside.rosters, policy))
    hidden = hide_units(bare, bare.total(moments.n), leftovers(bare, instrument, by), policy, told)
    tree = with_folds(bare, hidden.folds)
    reasons = (*hidden.reasons, *(None for _ in hidden.folds))
    scores = score_units(moments, instrument, tree)
    closed = np.array([reason is not None for reason in reasons])
    relations = relations_of(tree), relations_of(tree, grouped=False)
    values, shown = {}, {}
    for group, estimates in groups(scores):
        cells = Cells(*relations, closed, earlier.of_values(tree, estimates.ids))
        withheld = hide_values(cells, estimates, blocks_of(instrument, estimates.ids), policy)
        untold = _withheld(withheld) | (extreme(estimates) & policy.code_extremes)
        telling = _above(tree, untold) & policy.complements
        shown[group] = without_clusters(estimates, telling)
        values[group] = judge(shown[group], _with_units(withheld, reasons), policy)
    scores = replace(scores, indices=shown["indices"], constructs=shown["constructs"], attributes=shown["attributes"])
    return JudgedWave(instrument, scores, reasons, leftovers(tree, instrument, by), values, hidden.choice)


def little_changed(tree: UnitTree, wave: int, rosters: Rosters | None, policy: Policy) -> Bools:
    """Units that some people joined or left since the wave before, but fewer than the minimum, bool (units,); with their groups."""
    if rosters is None:
        return np.zeros(len(tree.paths), dtype=bool)
    changed = [rosters.of(wave, path) for path in tree.paths]
    return np.array([n is not None and 0 < n < policy.minimum for n in changed])


def levels_of(moments: Moments, breakdowns: Sequence[str]) -> tuple[str, ...]:
    """The columns of the unit tree: those of the cells that are no breakdowns."""
    return tuple(name for name in moments.schema.by if name not in breakdowns)


def _withheld(reasons: Sequence[Sequence[Reason | None]]) -> Bools:
    return np.array([[reason is not None for reason in row] for row in reasons], dtype=bool)


def _above(tree: UnitTree, untold: Bools) -> Bools:
    """Which values have one below them that is withheld or coded though its unit is shown, bool (units, measures) as `untold`.

    An error that comes from the units below would tell of it.
    """
    found = np.zeros_like(untold)
    below = np.flatnonzero(tree.apart)
    np.logical_or.at(found, tree.parents[below], untold[below])
    return found


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
        if not path or wave.leftover[unit] or wave.scores.tree.breakdowns[unit]:
            continue
        for values in wave.values.values():
            for id, value in values[unit].items():
                if isinstance(value, Released) and value.bound is None:
                    found.setdefault((len(path), id), []).append(value.value)
    return {key: float(np.median(values)) for key, values in found.items()}


def breakdown_of(column: str, code: str, instrument: Instrument) -> Breakdown:
    """A breakdown's group with the names that people know it by."""
    attributes = [one for one in instrument.attributes if column in one.columns]
    label = attributes[0].label if attributes else column
    name = attributes[0].codes.get(code, code) if attributes else code
    return Breakdown(column, code, label, name or "Not stated")


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
        marks[tree.grouped] = np.nan  # a group of a unit's people is no unit among units
        _differences(median, from_fixed(estimates, marks), estimates, zip(judged, judged, strict=True))
    ranks = _ranks(wave)
    return [
        Scorecard(
            unit=unit_of(path, wave.instrument, by, bool(wave.leftover[unit])),
            breakdown=None if code is None else breakdown_of(*code, wave.instrument),
            wave=wave.scores.wave,
            n=_people(wave, unit, policy),
            indices=_told(wave.values["indices"][unit], code),
            constructs=wave.values["constructs"][unit],
            attributes={} if code else wave.values["attributes"][unit],
            from_parent=parent[unit],
            from_median=median[unit],
            from_previous={},
            ranks=ranks[unit],
        )
        for unit, (path, code) in enumerate(zip(tree.paths, tree.breakdowns, strict=True))
    ]


def _told(indices: Mapping[str, Value], code: tuple[str, str] | None) -> Mapping[str, Value]:
    """What is told of a unit; of a breakdown's groups not the answers to single questions."""
    return indices if code is None else {id: value for id, value in indices.items() if not id.startswith("pp_")}


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
                for unit in np.flatnonzero((tree.depths == depth) & ~wave.leftover & ~tree.grouped)
                if exact(wave.values["constructs"][unit][id]) and not np.isnan(estimates.std_error[unit, measure])
            ]
            columns: list[Floats] = [
                part[units, measure] for part in (estimates.value, estimates.std_error, estimates.df)
            ]
            best, worst = rank_intervals(*simultaneous(*columns))
            for unit, first, last in zip(units, best, worst, strict=True):
                ranks[unit][id] = (int(first), int(last))
    return ranks

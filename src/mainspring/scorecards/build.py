"""Moments of one wave or several become scorecards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

import numpy as np
from scipy import special

from mainspring import __version__
from mainspring.disclosure import POLICIES, Facts, Policy, Released, Rosters, fewest_for
from mainspring.errors import MomentsError, Problem
from mainspring.instrument import Instrument
from mainspring.moments import Moments, not_made_with
from mainspring.scorecards.model import (
    Difference,
    ItemCount,
    Provenance,
    Reliability,
    Scorecard,
    Scorecards,
    Withholding,
)
from mainspring.scorecards.wave import Beside, JudgedWave, exact, judge_wave, levels_of, medians, scorecards_of
from mainspring.scorecards.waves import side_by_side, who
from mainspring.scorecards.withholding import withholding
from mainspring.scores import alphas

MOST_BREAKDOWNS: Final = 3
"""Each one more cuts the same people another way, and hides more of them for the sake of the small groups it makes."""


def score(
    moments: Moments | Sequence[Moments],
    instrument: Instrument | Sequence[Instrument],
    policy: Policy = POLICIES["rule-of-ten"],
    breakdowns: Sequence[str] = (),
    rosters: Rosters | None = None,
    earlier: Sequence[Facts] = (),
) -> Scorecards:
    """Turn moments into what may be shown: every value released, or withheld with a reason.

    Parameters
    ----------
    moments : of one wave, or of several waves with the same cells.
    instrument : the instrument of each, in the same order.
    breakdowns : columns of the cells that are no levels of the unit tree: every unit's people are also shown by their codes.
    rosters : how many people joined and left each unit between the waves, where that is known: units that few joined or left are
        withheld in the later wave. Where it is not known, numbers of people are coarsened in waves in which a unit changed by few.
    earlier : releases of the same survey that were made before: what they withheld is withheld again.

    Raises
    ------
    MomentsError : if two moments are of one wave, or have other cells, or an instrument is not the one they were made with, or a
        breakdown is none of the columns of the cells.
    """
    parts = [moments] if isinstance(moments, Moments) else list(moments)
    instruments = [instrument] if isinstance(instrument, Instrument) else list(instrument)
    pairs = sorted(zip(parts, instruments, strict=True), key=lambda pair: pair[0].schema.wave)
    _check(pairs, breakdowns)
    by = levels_of(parts[0], breakdowns)
    waves: list[JudgedWave] = []
    for part, own in pairs:
        beside = Beside([one for one in earlier if own.id in one.instruments.values()], rosters if waves else None)
        waves.append(judge_wave(part, own, policy, breakdowns, beside))
    cells = side_by_side([scorecards_of(wave, by, policy) for wave in waves], policy, rosters)
    compared = in_order(with_previous(cells, {part.schema.wave: own for part, own in pairs}))
    units = tuple(cell for cell in compared if cell.breakdown is None)
    groups = tuple(cell for cell in compared if cell.breakdown is not None)
    return Scorecards(
        instruments={part.schema.wave: own for part, own in pairs},
        policy=policy,
        cells=units,
        groups=groups,
        breakdowns=tuple(breakdowns),
        medians={(wave.scores.wave, *key): value for wave in waves for key, value in medians(wave).items()},
        reliability=tuple(one for part, own in pairs for one in _reliability(part, own, policy)),
        item_counts=tuple(count for wave, (part, _) in zip(waves, pairs, strict=True) for count in _counts(wave, part)),
        withheld=tuple(_withheld(wave, units, groups) for wave in waves),
        provenance=Provenance(
            sources={name: digest for part in parts for name, digest in part.sources.items()},
            rows=int(sum(part.n.sum() for part in parts)),
            by=by,
            weighted=any(own.weight_columns for own in instruments),
            version=__version__,
        ),
    )


def in_order(cells: Iterable[Scorecard]) -> list[Scorecard]:
    """Everybody first, then each unit before those below it, by name, "all other units" last, waves ascending."""
    cells = list(cells)
    names = {cell.unit.path: (cell.unit.fold, cell.unit.name.casefold()) for cell in cells}

    def place(cell: Scorecard) -> tuple[object, ...]:
        path = cell.unit.path
        above = [
            (*names.get(path[:depth], (False, path[depth - 1])), path[depth - 1]) for depth in range(1, len(path) + 1)
        ]
        return (above, cell.wave, cell.breakdown is not None)  # a breakdown's groups stay in the order of their codes

    return sorted(cells, key=place)


def with_previous(cells: Sequence[Scorecard], instruments: Mapping[int, Instrument]) -> list[Scorecard]:
    """The scorecards, each compared with the same unit's in the wave before, save across a break of the trend.

    A unit is the same if its codes and its name are: publishers give old codes to new units. What is pooled under "all other
    units" is never the same.
    """
    by_unit = {(who(cell), cell.wave): cell for cell in cells if not cell.unit.fold}
    waves = sorted(instruments)
    before = dict(zip(waves[1:], waves, strict=False))
    done = []
    for cell in cells:
        last = by_unit.get((who(cell), before.get(cell.wave, -1)))
        broken = broken_measures(last.wave, cell.wave, instruments) if last else set()
        done.append(replace(cell, from_previous=_changes(last, cell, broken)) if last else cell)
    return done


def broken_measures(last: int, now: int, instruments: Mapping[int, Instrument]) -> set[str]:
    """Measures whose trend breaks after wave `last` and up to wave `now`, with those that are means of them."""
    stops = {
        stop.measure
        for instrument in instruments.values()
        for stop in instrument.trend_breaks
        if last < stop.wave <= now
    }
    parts = {one.id: set(one.of) for one in instruments[now].constructs}
    parts |= {one.id: set(one.of) for one in instruments[now].indices}
    while more := {id for id, of in parts.items() if stops & of} - stops:
        stops |= more
    return stops | {f"pp_{measure}" for measure in stops}


def _changes(last: Scorecard, now: Scorecard, broken: set[str]) -> dict[str, Difference]:
    changes = {}
    for one, other in ((last.indices, now.indices), (last.constructs, now.constructs)):
        for id in one.keys() & other.keys() - broken:
            a, b = one[id], other[id]
            if isinstance(a, Released) and isinstance(b, Released) and exact(a) and exact(b):
                if a.std_error is None or b.std_error is None:
                    continue
                error = float(np.hypot(a.std_error, b.std_error))
                half = float(special.ndtri(0.975)) * error
                changes[id] = Difference(b.value - a.value, error, b.value - a.value - half, b.value - a.value + half)
    return changes


def _reliability(moments: Moments, instrument: Instrument, policy: Policy) -> list[Reliability]:
    """How the items of each construct hang together, where enough people answered them all."""
    found = alphas(moments)
    single = (None, None, None)
    return [
        Reliability(
            construct=construct.id,
            wave=moments.schema.wave,
            items=len(construct.items),
            n=found.get(construct.id, single)[0] or 0,
            alpha=found.get(construct.id, single)[1],
            alpha_weighted=found.get(construct.id, single)[2],
        )
        for construct in instrument.constructs
        if construct.items
        and (construct.id not in found or found[construct.id][0] >= fewest_for(len(construct.items), policy))
    ]


def _counts(wave: JudgedWave, moments: Moments) -> list[ItemCount]:
    """Counts over everybody; none where even everybody together are too few."""
    if wave.hidden[0] is not None:
        return []
    total = moments.item_counts.sum(axis=0)
    return [
        ItemCount(item, moments.schema.wave, int(row[3:].sum()), int(row[1]), int(row[0]), int(row[2]))
        for item, row in zip(moments.schema.items, total, strict=True)
    ]


def _withheld(wave: JudgedWave, units: Sequence[Scorecard], groups: Sequence[Scorecard]) -> Withholding:
    own = wave.scores.wave
    return withholding(
        own, [cell for cell in units if cell.wave == own], [cell for cell in groups if cell.wave == own], wave.choice
    )


def _check(pairs: Sequence[tuple[Moments, Instrument]], breakdowns: Sequence[str]) -> None:
    problems = list(_undeclared(pairs[0][0].schema.by, breakdowns))
    for (a, _), (b, _) in pairwise(pairs):
        if a.schema.wave == b.schema.wave:
            names = " and ".join([*a.sources, *b.sources])
            what = f"{names} are two files of one wave, {a.schema.wave}."
            problems.append(Problem(what, remedy="Give one file for each wave, or merge their moments first."))
        if a.schema.by != b.schema.by:
            what = f"Waves {a.schema.wave} and {b.schema.wave} have other cells: {a.schema.by} and {b.schema.by}."
            problems.append(Problem(what, remedy="Make both with the same --by."))
    for part, own in pairs:
        if wrong := not_made_with(part, own):
            problems.append(wrong)
        if own.items and not part.schema.items:
            what = f"{' and '.join(part.sources)}: these moments hold no counts of answers, which scores are made of."
            remedy = "Take the survey, or its moments from before they were made for sharing or pooled."
            problems.append(Problem(what, remedy=remedy))
    if problems:
        raise MomentsError(problems)


def _undeclared(by: Sequence[str], breakdowns: Sequence[str]) -> Iterator[Problem]:
    """What is wrong with breakdowns: which people a release tells of is declared before the pass over them, and not too finely."""
    for name in breakdowns:
        if name not in by:
            what = f"There is no breakdown by {name}: these moments have cells by {', '.join(by) or 'nothing'}."
            yield Problem(what, remedy="Declare it before: make them with --breakdown, after the units' columns.")
    if len(breakdowns) > MOST_BREAKDOWNS:
        what = f"{len(breakdowns)} breakdowns are more than the {MOST_BREAKDOWNS} that one release may have."
        yield Problem(what, remedy="Choose those that people will act on.")

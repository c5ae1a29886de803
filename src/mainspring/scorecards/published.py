"""Published organisation scores become scorecards: what the publisher shows is shown, what it withholds stays withheld."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from mainspring import __version__
from mainspring.disclosure import POLICIES, Policy, Reason, Released, Value, Withheld, published
from mainspring.errors import MomentsError, Problem
from mainspring.moments import PublishedBenchmark, PublishedScores, construct_values, why_absent
from mainspring.scorecards.build import in_order
from mainspring.scorecards.model import Provenance, Scorecard, Scorecards, Unit, UnitPath
from mainspring.scorecards.withholding import published_withholding

REASONS = {"withheld": Reason.PUBLISHER, "not asked": Reason.NOT_ASKED, "not published": Reason.NOT_PUBLISHED}
NOT_PUBLISHED = Withheld(Reason.NOT_PUBLISHED)


def score_published(
    files: Sequence[PublishedScores | PublishedBenchmark], policy: Policy = POLICIES["people-survey"]
) -> Scorecards:
    """Turn published organisation scores of one wave or several into scorecards.

    An organisation stands under the departmental group of the latest wave, in all waves; one that is not in the latest wave, in a
    group of such. Everybody's values are the publisher's
    mean over all who answered, from the file itself or from a benchmark over the years.

    Raises
    ------
    MomentsError : if no file has organisations, or two are of one wave.
    """
    waves = sorted((one for one in files if isinstance(one, PublishedScores)), key=lambda one: one.wave)
    series = [one for one in files if isinstance(one, PublishedBenchmark)]
    series += [one for wave in waves for one in wave.series]
    _check(waves, series)
    gone = f"Not in the survey of {waves[-1].wave}"
    groups = {one.key: gone for wave in waves for one in wave.organisations}
    groups |= {one.key: one.group for one in waves[-1].organisations}
    cells = [cell for wave in waves for cell in _cells(wave, groups, _means(wave, series))]
    return Scorecards(
        instruments={wave.wave: replace(wave.instrument, wave=wave.wave) for wave in waves},
        policy=policy,
        cells=tuple(in_order(cells)),
        medians=_medians(cells),
        reliability=(),
        item_counts=(),
        withheld=tuple(
            published_withholding(wave.wave, [cell for cell in cells if cell.wave == wave.wave]) for wave in waves
        ),
        provenance=Provenance(
            sources={name: digest for one in files for name, digest in one.sources.items()},
            rows=sum(len(wave.organisations) for wave in waves),
            by=tuple(level.id for level in waves[-1].instrument.units),
            weighted=False,
            version=__version__,
        ),
        notices=tuple(_notices(waves, [one for one in files if isinstance(one, PublishedBenchmark)])),
    )


def _cells(wave: PublishedScores, groups: Mapping[str, str], means: Mapping[str, float]) -> list[Scorecard]:
    """Everybody, the departmental groups (which have no scores of their own) and the organisations of a wave."""
    group_level, level = (one.id for one in wave.instrument.units)
    nothing = np.full((1, len(wave.measures)), np.nan)
    everybody = replace(
        wave,
        organisations=wave.organisations[:1],
        values=nothing if not means else np.array([[means.get(id, np.nan) for id in wave.measures]]),
        marks={},
        flags={},
    )
    cells = [_card(everybody, 0, Unit((), (), "Everybody"), construct_values(everybody, wave.instrument))]
    for group in sorted({groups[one.key] for one in wave.organisations}):
        unit = Unit((group,), (group_level,), group, ids={group_level: group})
        empty = replace(everybody, values=nothing)
        cells.append(_card(empty, 0, unit, {}))
    constructs = construct_values(wave, wave.instrument)
    for at, one in enumerate(wave.organisations):
        path: UnitPath = (groups[one.key], one.key)
        unit = Unit(path, (group_level, level), one.name, fold=one.pools_others, ids={level: one.name})
        cells.append(_card(wave, at, unit, constructs))
    return cells


def _card(wave: PublishedScores, at: int, unit: Unit, constructs: Mapping[str, np.ndarray]) -> Scorecard:
    instrument = wave.instrument
    official, items = {index.id for index in instrument.indices}, {item.id for item in instrument.items}
    indices: dict[str, Value] = {}
    others: dict[str, Value] = {}
    for id in wave.measures:
        value = _value(wave, at, id)
        if id in official:
            indices[id] = value
        elif id in items:
            indices[f"pp_{id}"] = value
        else:
            others[id] = value
    return Scorecard(
        unit=unit,
        wave=wave.wave,
        n=NOT_PUBLISHED,
        indices=indices,
        constructs={one.id: _construct(constructs, one.id, at) for one in instrument.constructs},
        attributes=others,
        from_parent={},
        from_median={},
        from_previous={},
        ranks={},
    )


def _value(wave: PublishedScores, at: int, id: str) -> Value:
    column = wave.measures.index(id)
    key = wave.organisations[at].key, id
    x = wave.values[at, column]
    if not np.isnan(x):
        return published(float(x), wave.flags.get(key))
    return Withheld(REASONS[why_absent(wave.marks.get(key, ""))])


def _construct(constructs: Mapping[str, np.ndarray], id: str, at: int) -> Value:
    x = constructs[id][at] if id in constructs else np.nan
    return NOT_PUBLISHED if np.isnan(x) else published(float(x))


def _means(wave: PublishedScores, series: Sequence[PublishedBenchmark]) -> Mapping[str, float]:
    """The publisher's mean over all who answered in this wave, by measure: the file's own first."""
    found: dict[str, float] = {}
    for one in series:
        if one.kind == "mean" and wave.wave in one.years:
            column = one.values[:, one.years.index(wave.wave)]
            found |= {id: float(x) for id, x in zip(one.measures, column, strict=True) if not np.isnan(x)}
    return found | dict(wave.benchmarks.get("mean", {}))


def _medians(cells: Sequence[Scorecard]) -> Mapping[tuple[int, int, str], float]:
    found: dict[tuple[int, int, str], list[float]] = {}
    for cell in cells:
        for values in (
            (cell.indices, cell.constructs, cell.attributes) if len(cell.unit.path) == 2 and not cell.unit.fold else ()
        ):
            for id, value in values.items():
                if isinstance(value, Released):
                    found.setdefault((cell.wave, 2, id), []).append(value.value)
    return {key: float(np.median(values)) for key, values in found.items()}


def _notices(waves: Sequence[PublishedScores], series: Sequence[PublishedBenchmark]) -> list[str]:
    notices = ["Everybody’s figures are the publisher’s mean over all who answered, where it gives one."]
    for one in series:
        years = f"{one.years[0]}–{one.years[-1]}"
        notices.append(f"{', '.join(one.sources)} is the publisher’s {one.kind} over the years {years}, not a wave.")
    for wave in waves:
        names = {one.key: one.name for one in wave.organisations}
        doubts: dict[tuple[str, str], list[str]] = {}
        for (key, id), doubt in wave.flags.items():
            doubts.setdefault((names[key], doubt), []).append(id)
        notices += [f"{wave.wave}, {name} ({', '.join(ids)}): {doubt}" for (name, doubt), ids in doubts.items()]
    return notices


def _check(waves: Sequence[PublishedScores], series: Sequence[PublishedBenchmark]) -> None:
    problems = []
    if not waves:
        names = ", ".join(name for one in series for name in one.sources)
        problems.append(
            Problem(f"{names}: benchmarks only.", remedy="Give a file with the scores of organisations too.")
        )
    for a, b in pairwise(waves):
        if a.wave == b.wave:
            what = f"{' and '.join([*a.sources, *b.sources])} are two files of one wave, {a.wave}."
            problems.append(Problem(what, remedy="Give one file for each wave."))
    if problems:
        raise MomentsError(problems)

"""C7, and C6 where there are no respondents: units and waves, a row each, from moments of several waves or from published scores."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from mainspring.errors import MainspringError
from mainspring.evidence.book_claims import dials
from mainspring.evidence.book_claims.effects import Asked, part_of
from mainspring.evidence.book_claims.model import ClaimsOptions, Part, untested
from mainspring.evidence.book_claims.sample import DIALS, NOUNS, OUTCOMES, Sample, check
from mainspring.evidence.book_claims.words import plural
from mainspring.evidence.formula import Formula
from mainspring.evidence.linear import fit_linear
from mainspring.evidence.model import FitOptions
from mainspring.evidence.question import Question
from mainspring.evidence.sums import CellSums, Floats, cell_sums, grouped, summed
from mainspring.instrument import Instrument
from mainspring.moments import PublishedScores, construct_values, normal_name

FEWEST_ROWS: Final = 10

RUN, WAVE, ORGANISATION = "run", "wave", "unit"
CHANGES: Final = tuple(
    Asked("C7", outcome, f"{NOUNS[outcome].capitalize()}, with a change in empowerment", outcome, "empowerment",
          -1 if outcome == "leave" else 1)
    for outcome in ("motivation", "satisfaction", "performance", "leave")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Panel:
    """Scores of units in waves, r rows.

    Attributes
    ----------
    unit : r labels, the same through all waves. name : r names; where one changes, the unit may be another.
    wave : r. values : for each construct float64 (r,), NaN where there is none.
    instruments : of each wave. level : what a unit is called.
    """

    unit: tuple[str, ...]
    name: tuple[str, ...]
    wave: tuple[int, ...]
    values: Mapping[str, Floats]
    instruments: Mapping[int, Instrument]
    level: str
    options: ClaimsOptions

    def sums(self, names: Sequence[str]) -> CellSums:
        """The rows that have all of these constructs, as cells of one."""
        table = np.column_stack([self.values[name] for name in names])
        kept = ~np.isnan(table).any(axis=1)
        x, origin = table[kept], table[kept].mean(axis=0)
        runs = self._runs(names)
        labels = {
            RUN: [runs[row] for row in np.flatnonzero(kept)],
            WAVE: [str(self.wave[row]) for row in np.flatnonzero(kept)],
            ORGANISATION: [self.unit[row] for row in np.flatnonzero(kept)],
        }
        total = x - origin
        return CellSums(
            names=tuple(names),
            groups={column: grouped(names) for column, names in labels.items()},
            n=np.ones(len(x), dtype=np.int64),
            weight=np.ones(len(x)),
            total=total,
            products=total[:, :, None] * total[:, None, :],
            origin=origin,
        )

    def _runs(self, names: Sequence[str]) -> list[str]:
        """What a row belongs to: its unit for as long as that has one name, and each construct one meaning."""
        breaks = sorted({wave for name in names for wave in breaks_of(name, self.instruments)})
        found: list[str] = [""] * len(self.unit)
        before: dict[str, tuple[str, int, int]] = {}
        for row in sorted(range(len(self.unit)), key=self.wave.__getitem__):
            unit, name, stage = self.unit[row], self.name[row], sum(wave <= self.wave[row] for wave in breaks)
            last_name, last_stage, run = before.get(unit, (name, stage, 0))
            run += (name, stage) != (last_name, last_stage)
            before[unit] = (name, stage, run)
            found[row] = f"{unit}#{run}"
        return found


def breaks_of(construct: str, instruments: Mapping[int, Instrument]) -> set[int]:
    """The waves in which a construct, or one that it is a mean of, begins to mean something else."""
    last = instruments[max(instruments)]
    parts = {construct} | {part for one in last.constructs if one.id == construct for part in one.of}
    return {stop.wave for used in instruments.values() for stop in used.trend_breaks if stop.measure in parts}


def panel_of_moments(samples: Sequence[Sample]) -> Panel:
    """The means of units in each wave, those of enough people to be spoken of."""
    rows: list[tuple[str, int, dict[str, float]]] = []
    for sample in samples:
        wave, means = sample.moments.schema.wave, {}
        for name in (*DIALS[:1], *OUTCOMES):
            if not sample.lacks([name]):
                means[name] = _means(sample, name)
        for unit in sorted({unit for found in means.values() for unit in found}):
            rows.append((unit, wave, {name: found.get(unit, np.nan) for name, found in means.items()}))
    names = tuple(dict.fromkeys(name for *_, found in rows for name in found))
    return Panel(
        unit=tuple(unit for unit, _, _ in rows),
        name=tuple(unit for unit, _, _ in rows),
        wave=tuple(wave for _, wave, _ in rows),
        values={name: np.array([found.get(name, np.nan) for *_, found in rows]) for name in names},
        instruments={sample.moments.schema.wave: sample.instrument for sample in samples},
        level=samples[-1].level,
        options=samples[-1].options,
    )


def _means(sample: Sample, name: str) -> dict[str, float]:
    """A construct's mean by unit, weighted as the survey is; a unit's label is its path, which tells it from one of the same code."""
    sums = cell_sums(sample.moments, [name], weighted=bool(sample.instrument.weight_columns))
    by = sample.moments.schema.by
    columns = by[: by.index(str(sample.unit)) + 1]
    labels = ["/".join(path) for path in zip(*(sums.groups[column].labels for column in columns), strict=True)]
    units = grouped(labels)
    number = len(units.names)
    people = np.bincount(units.numbers, sums.n, minlength=number)
    mean = summed(sums.total, units.numbers, number)[:, 0] / np.bincount(units.numbers, sums.weight, minlength=number)
    return {
        label: float(value + sums.origin[0])
        for label, value, n in zip(units.names, mean, people, strict=True)
        if n >= sample.options.smallest_unit and label.rpartition("/")[2]
    }


def panel_of_published(files: Sequence[PublishedScores], options: ClaimsOptions) -> Panel:
    """Organisations in each wave; not those that sum up others that stand beside them."""
    unit, name, wave, tables = [], [], [], []
    for one in sorted(files, key=lambda file: file.wave):
        found = construct_values(one, one.instrument)
        kept = [at for at, organisation in enumerate(one.organisations) if not organisation.pools_others]
        unit += [one.organisations[at].key for at in kept]
        name += [normal_name(one.organisations[at].name) for at in kept]
        wave += [one.wave] * len(kept)
        tables.append({id: values[kept] for id, values in found.items()} | {"": np.zeros(len(kept))})
    ids = tuple(dict.fromkeys(id for table in tables for id in table if id))
    return Panel(
        unit=tuple(unit),
        name=tuple(name),
        wave=tuple(wave),
        values={id: np.concatenate([table.get(id, np.full(len(table[""]), np.nan)) for table in tables]) for id in ids},
        instruments={one.wave: one.instrument for one in files},
        level="organisation",
        options=options,
    )


def changes(panel: Panel) -> Iterator[Part]:
    """C7: what changes with empowerment inside units, less what changes everywhere in that wave."""
    if len(set(panel.wave)) < 2:
        yield from no_changes()
        return
    for one in CHANGES:
        missing = [NOUNS[name] for name in (one.outcome, one.term) if name not in panel.values]
        if missing:
            yield untested(one.claim, one.id, one.label, f"This survey does not ask about {' and '.join(missing)}.")
        else:
            yield _change(one, panel)


def no_changes() -> Iterator[Part]:
    """C7 where there is one wave."""
    reason = "Changes need two waves or more, and this is one."
    return (untested(one.claim, one.id, one.label, reason) for one in CHANGES)


def _change(one: Asked, panel: Panel) -> Part:
    names = (one.outcome, one.term)
    formula = Formula(f"{one.outcome} ~ {one.term} | {RUN} + {WAVE}", one.outcome, (one.term,), (RUN, WAVE))
    options = FitOptions(cluster=ORGANISATION)
    try:
        sums = panel.sums(names)
        check(sums, FEWEST_ROWS)
        question = Question(formula, sums, frozenset(), weighted=False, options=options, notes=())
        part = part_of(one, panel.options, question, fit_linear(question))
        return replace(part, notes=(_rows(sums, panel.level),))
    except MainspringError as error:
        return untested(one.claim, one.id, one.label, error.problems[0].what)


def _rows(sums: CellSums, level: str) -> str:
    """What the figure rests on: results that have another one of the same unit, before its name or its questions changed."""
    run = sums.groups[RUN].numbers
    kept = np.bincount(run)[run] > 1
    units = len(np.unique(sums.groups[ORGANISATION].numbers[kept]))
    return f"{int(kept.sum()):,} results of {units:,} {plural(level)}; one that was renamed counts as a new one."


def dials_over_time(panel: Panel) -> Iterator[Part]:
    """C6 without respondents: the dials between units, and within them from wave to wave."""
    tests = (dials.UNITS, ("C6", "waves", "Correlation of the dials within a unit, over the waves"))
    missing = [NOUNS[name] for name in DIALS if name not in panel.values]
    if missing:
        reason = f"This survey does not ask about {' and '.join(missing)}."
        yield from (untested(*test, reason) for test in tests)
        return
    yield from dials.correlations(dials.without(panel.sums(DIALS), WAVE), ORGANISATION, tests)

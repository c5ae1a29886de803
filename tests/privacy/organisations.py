"""Random organisations, and the scorecards that are released of them, by the whole way from rows to JSON; the same for the same seed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import polars as pl

from mainspring.disclosure import Policy, Rosters, load_policy
from mainspring.disclosure.attack import read_cells
from mainspring.disclosure.facts import Facts, Group
from mainspring.instrument import Instrument, load_instrument
from mainspring.moments import Moments, MomentsOptions, summarise
from mainspring.moments.model import PER_CELL
from mainspring.responses import read_responses
from mainspring.scorecards import Scorecards, as_json, score

Column = npt.NDArray[Any]
Floats = npt.NDArray[np.float64]

CODEBOOK: Final = """
[instrument]
id = "random-office"
title = "A survey of random organisations"
survey = "random-office"
wave = 2020
kind = "respondents"
source = "made up"

[columns]
{weight}

[[units]]
id = "ORG"
label = "Organisation"
[[units]]
id = "AGENCY"
label = "Agency"
[[units]]
id = "OFFICE"
label = "Office"
residual = ["*ZZ"]
[[units]]
id = "TEAM"
label = "Team"

[scales.agree]
codes = {{ 1 = "Never", 2 = "Seldom", 3 = "At times", 4 = "Often", 5 = "Always" }}
positive = [4, 5]
do_not_know = ["X"]

{items}

[constructs.autonomy]
label = "Autonomy"
role = "empowerment"
items = ["Q1", "Q2"]
[constructs.peers]
label = "Peers"
role = "empowerment"
items = ["Q3"]
[constructs.empowerment]
label = "Empowerment"
role = "empowerment"
of = ["autonomy", "peers"]
[constructs.leave]
label = "Intent to leave"
role = "outcome"
column = ["LEAVE"]
yes = ["B"]
no = ["A"]

[indices.mood]
label = "Mood"
kind = "percent_positive"
items = ["Q1", "Q3"]
[indices.drive]
label = "Drive"
kind = "percent_positive"
items = ["Q2", "Q4", "Q5", "Q6"]
[indices.both]
label = "Mood and drive"
kind = "mean_of"
of = ["mood", "drive"]

[attributes.GRADE]
label = "Grade"
codes = {{ A = "Clerk", B = "Head", C = "Chief" }}
[attributes.SEX]
label = "Sex"
codes = {{ F = "Woman", M = "Man" }}
[attributes.SEX.indicators.female]
label = "Women"
yes = ["F"]
no = ["M"]
"""
ITEMS: Final = ("Q1", "Q2", "Q3", "Q4", "Q5", "Q6")
WEIGHTED: Final = 'weight = ["WEIGHT"]'
BREAKDOWNS: Final = ((), (), ("GRADE",), ("GRADE", "SEX"))
POLICY: Final = load_policy("rule-of-ten")


@dataclass(frozen=True, slots=True)
class Kind:
    """What organisations have in common that are counted in one pass: levels of units, breakdowns, weights."""

    units: tuple[str, ...]
    breakdowns: tuple[str, ...]
    weighted: bool

    @property
    def by(self) -> tuple[str, ...]:
        """The columns of the cells."""
        return (*self.units, *self.breakdowns)


@dataclass(frozen=True, slots=True)
class Organisation:
    """One organisation: its moments in one wave or two, with all that `score` wants to know.

    `rosters` say who came and went, of organisations that know.
    """

    number: int
    kind: Kind
    waves: tuple[Moments, ...]
    instruments: tuple[Instrument, ...]
    codebook: Path
    rosters: Rosters | None

    def scorecards(self, policy: Policy = POLICY) -> Scorecards:
        """What may be shown of it."""
        return score(self.waves, self.instruments, policy, self.kind.breakdowns, self.rosters)

    def facts(self, scorecards: Scorecards) -> Facts:
        """What a release of it tells; the codebook is public."""
        name = f"{self.number}.json"
        facts = read_cells(as_json(scorecards), name, Path(name)).facts
        return replace(facts, instruments=dict.fromkeys(facts.instruments, str(self.codebook)))

    def head_counts(self) -> dict[Group, int]:
        """What an insider may know who knows how many people every unit and group has."""
        known: dict[Group, int] = {}
        units, breakdowns = len(self.kind.units), self.kind.breakdowns
        for wave in self.waves:
            for path, n in zip(wave.paths, wave.n.tolist(), strict=True):
                codes = [(), *(((column, path[units + at]),) for at, column in enumerate(breakdowns))]
                for depth in range(units + 1):
                    unit = tuple(zip(self.kind.units, path[:depth], strict=False))
                    for code in codes:
                        group = Group(wave.schema.wave, unit, code)
                        known[group] = known.get(group, 0) + n
        return known


def organisations(numbers: Sequence[int], folder: Path) -> Iterator[Organisation]:
    """The organisations with these numbers, in order of their kinds; codebooks are written to the folder."""
    kinds: dict[Kind, list[int]] = {}
    for number in numbers:
        kinds.setdefault(kind_of(number), []).append(number)
    for kind, members in kinds.items():
        yield from _of_kind(kind, members, folder)


def kind_of(number: int) -> Kind:
    """The kind of an organisation: every combination turns up again and again."""
    return Kind(
        ("AGENCY", "OFFICE", "TEAM") if number % 3 == 0 else ("AGENCY", "OFFICE"),
        BREAKDOWNS[number // 3 % 4],
        weighted=number // 12 % 3 == 0,
    )


def government(numbers: Sequence[int], kind: Kind, folder: Path) -> Organisation:
    """One organisation whose departments are these organisations, in one wave."""
    codebook = _codebook(kind, folder)
    instrument = load_instrument(codebook)
    whole = replace(kind, units=("ORG", *kind.units))
    rows = pl.concat([_people(kind, number)[0] for number in numbers])
    moments = summarise(read_responses(rows, instrument), whole.by, MomentsOptions(variables=()))
    return Organisation(numbers[0], whole, (moments,), (instrument,), codebook, None)


def _codebook(kind: Kind, folder: Path) -> Path:
    codebook = folder / f"random-office{'-weighted' * kind.weighted}.toml"
    items = "\n".join(f'[items.{id}]\nlabel = "{id}"\nscale = "agree"' for id in ITEMS)
    codebook.write_text(CODEBOOK.format(items=items, weight=WEIGHTED * kind.weighted), encoding="utf-8")
    return codebook


def _of_kind(kind: Kind, numbers: Sequence[int], folder: Path) -> Iterator[Organisation]:
    codebook = _codebook(kind, folder)
    instrument = load_instrument(codebook)
    people = {number: _people(kind, number) for number in numbers}
    waves = [
        _by_organisation([one[wave] for one in people.values() if len(one) > wave], instrument, kind, wave)
        for wave in (0, 1)
    ]
    for number in numbers:
        mine = tuple(wave[str(number)] for wave in waves if str(number) in wave)
        yield Organisation(
            number,
            kind,
            mine,
            tuple(replace(instrument, wave=one.schema.wave) for one in mine),
            codebook,
            _rosters(people[number], kind) if number % 8 == 0 else None,
        )


def _by_organisation(rows: Sequence[pl.DataFrame], instrument: Instrument, kind: Kind, wave: int) -> dict[str, Moments]:
    """The moments of each organisation, from one pass over all of them."""
    if not rows:
        return {}
    fielding = replace(instrument, wave=instrument.wave + wave)
    all_of_them = summarise(read_responses(pl.concat(rows), fielding), ["ORG", *kind.by], MomentsOptions(variables=()))
    cells: dict[str, list[int]] = {}
    for at, path in enumerate(all_of_them.paths):
        cells.setdefault(path[0], []).append(at)
    return {name: _part(all_of_them, name, np.array(at)) for name, at in cells.items()}


def _part(moments: Moments, name: str, at: Column) -> Moments:
    return replace(
        moments,
        schema=replace(moments.schema, by=moments.schema.by[1:], blocks={}),
        paths=tuple(moments.paths[cell][1:] for cell in at.tolist()),
        **{array: getattr(moments, array)[at] for array in PER_CELL},
        pattern_cell=np.zeros(0, dtype=np.int32),
        patterns=np.zeros(0, dtype=np.uint64),
        products=moments.products[:0],
        blocks={},
        sources={f"{name}-{moments.schema.wave}.csv": f"{int(name):064x}"},
    )


def _people(kind: Kind, number: int) -> list[pl.DataFrame]:
    """The people of an organisation as rows, in one wave or, of every fourth, two."""
    rng = np.random.default_rng([20181, number])
    units = list(_units(kind, number, rng))
    mean = rng.uniform(5, 30)
    sizes = np.ceil(rng.lognormal(np.log(mean), rng.uniform(0.3, 1.2), len(units))).astype(int)
    likes = _opinions(len(units), rng)
    grades, silent = rng.dirichlet((4, 2, 0.7)), rng.choice([0.0, 0.03, 0.3])
    found = []
    for _ in range(2 if number % 4 == 0 else 1):
        at = np.repeat(np.arange(len(units)), sizes)
        columns = {name: np.array(units)[at, level] for level, name in enumerate(kind.units)}
        found.append(
            pl.DataFrame(
                {
                    "ORG": np.full(len(at), str(number)),
                    **columns,
                    **_answers(likes[at], silent, rng),
                    "GRADE": rng.choice(["A", "B", "C"], len(at), p=grades),
                    "SEX": rng.choice(["F", "M"], len(at)),
                    **({"WEIGHT": (rng.integers(4, 40, len(at)) / 16).astype(str)} if kind.weighted else {}),
                }
            )
        )
        sizes = np.maximum(1, sizes + rng.choice([0, 0, -2, 1, 3, 15], len(sizes)))
    return found


def _units(kind: Kind, number: int, rng: np.random.Generator) -> Iterator[tuple[str, ...]]:
    """The lowest units, by their codes from the top; some offices are leftover groups, some people have no office's code."""
    for agency in (f"{number}.{letter}" for letter in "ABCD"[: rng.integers(1, 5)]):
        for office in range(rng.integers(1, 5)):
            code = rng.choice([f"{agency}{office}", f"{agency}ZZ", ""], p=(0.9, 0.07, 0.03))
            for team in range(rng.integers(1, 3) if "TEAM" in kind.units else 1):
                yield (agency, code, f"{code}/{team}" if code else "")[: len(kind.units)]


def _opinions(units: int, rng: np.random.Generator) -> Floats:
    """How likely people of each unit like a thing, float64 (units, items): in some organisations nearly everybody, or nobody, does."""
    centre = rng.choice([0.5, 0.65, 0.9, 0.985, 0.04])
    spread = rng.uniform(0.02, 0.4)
    found: Floats = np.clip(centre + rng.normal(0, spread, (units, 1)) + rng.normal(0, 0.08, (units, len(ITEMS))), 0, 1)
    return found


def _answers(likes: Floats, silent: float, rng: np.random.Generator) -> dict[str, Column]:
    found: dict[str, Column] = {}
    for at, item in enumerate(ITEMS):
        positive = rng.random(len(likes)) < likes[:, at]
        answer = np.where(positive, rng.choice(["4", "5"], len(likes)), rng.choice(["1", "2", "3"], len(likes)))
        found[item] = np.where(rng.random(len(likes)) < silent, rng.choice(["X", ""], len(likes)), answer)
    leaving = np.where(rng.random(len(likes)) < 1 - likes[:, 0], "B", "A")
    found["LEAVE"] = np.where(rng.random(len(likes)) < silent, "", leaving)
    return found


def _rosters(people: Sequence[pl.DataFrame], kind: Kind) -> Rosters | None:
    """Who came and went, if nobody moved within the organisation and as few as can be moved in or out."""
    if len(people) < 2:
        return None
    before, after = (Counter(rows.select(kind.units).rows()) for rows in people)
    return Rosters(kind.units, {(2021, path): abs(after[path] - before[path]) for path in before | after})

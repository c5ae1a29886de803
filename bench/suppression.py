"""Claim: of 2,000 units by a breakdown the fewest respondents are hidden within ten seconds, of 3,000 within a minute.

And the attack on the release takes no longer than a minute, and learns nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.hiding.release import MEASURES
from bench.hiding.ways import OURS, WAYS
from bench.measure import Run, Size, Table, asked, in_turns, middle, progress, publish, python, run, verdict

UNITS = 2_000
PEOPLE = (25, 60)
LARGER = 1.5

HIDE, ATTACK, SCORES = "hide", "attack", "scores"

Told = Mapping[str, Mapping[str, Any]]
"""How much is hidden, and what was learned, by release."""


def named(way: str, units: int, people: int) -> str:
    return f"{way}, {units:,} units, teams of {people}"


def tables(size: Size) -> list[tuple[str, int, int]]:
    """Ways, units and people: all ways on the smaller organisations, ours on the larger ones, too."""
    ways = [(way, size.rows, people) for people in PEOPLE for way in WAYS]
    return [*ways, *((OURS, int(LARGER * size.rows), people) for people in PEOPLE)]


def measured(size: Size) -> tuple[dict[str, list[Run]], Told]:
    with TemporaryDirectory() as name:
        folder = Path(name)
        commands, files, values = {}, {}, {}
        for number, (way, units, people) in enumerate(tables(size)):
            title = named(way, units, people)
            file = files[title] = folder / f"{number}.release"
            made = ("--units", units, "--people", people)
            commands[f"{HIDE}: {title}"] = python("bench.hiding.hide", way, file, *made)
            commands[f"{ATTACK}: {title}"] = python("bench.hiding.attack", file)
            if (way, units) == (OURS, size.rows):
                scored = files[f"{SCORES}: {title}"] = folder / f"{number}-scores.release"
                progress(f"the scores of {title}")
                values[f"{HIDE}: {SCORES}: {title}"] = [
                    run(python("bench.hiding.hide", way, scored, *made, "--scores"))
                ]
                commands[f"{ATTACK}: {SCORES}: {title}"] = python("bench.hiding.attack", scored)
        runs = in_turns(commands, size.times)
        told = {
            title: json.loads(file.with_suffix(".json").read_text())
            | json.loads(file.with_suffix(".learned").read_text())
            for title, file in files.items()
        }
        return {**runs, **values}, told


def table(runs: Mapping[str, Sequence[Run]], told: Told, size: Size) -> Table:
    seconds = {name: middle(of).seconds for name, of in runs.items()}
    lines = []
    for way, units, people in tables(size):
        title = named(way, units, people)
        one = told[title]
        lines.append(
            (
                f"{title}, {one['all cells']:,} cells",
                f"{one['respondents']:,}",
                f"{one['cells']:,}",
                f"{seconds[f'{HIDE}: {title}']:.2f}",
                f"{one['exact']:,}",
                f"{one['groups']:,}",
            )
        )
    header = ("", "respondents hidden", "cells hidden", "seconds", "told exactly", "told to within ten")
    title = "Units in three levels, each by a breakdown of three; whatever has fewer than ten people is small."
    return Table(title, header, lines, notes(seconds, told, size))


def notes(seconds: Mapping[str, float], told: Told, size: Size) -> list[str]:
    ours = {units: [named(OURS, units, people) for people in PEOPLE] for units in (size.rows, int(LARGER * size.rows))}
    scored = [f"{SCORES}: {title}" for title in ours[size.rows]]

    def slowest(what: str, titles: Sequence[str]) -> float:
        return max(seconds[f"{what}: {title}"] for title in titles)

    times = [
        f"- {units:,} units, hidden in {verdict(slowest(HIDE, titles), most, ' s')}; no choice hides fewer: "
        f"{'proven' if all(told[title]['cheapest'] for title in titles) else '**not proven**'}"
        for (units, titles), most in zip(ours.items(), (10, 60), strict=True)
    ]
    return [
        *times,
        f"- the attack on {size.rows:,} units' head counts and {MEASURES} scores: {verdict(slowest(ATTACK, scored), 60, ' s')}",
        "- groups that it learns of: "
        + ", ".join(
            f"{verdict(sum(told[title]['groups'] for title in titles), 0)} {where}"
            for where, titles in (("from head counts", [*chain(*ours.values())]), ("from scores besides", scored))
        ),
        "",
        *ABOUT,
    ]


ABOUT = (
    "Respondents are the sum of the hidden cells: somebody counts for each cell. The attack is `mainspring attack`'s, on what is shown: "
    "it tells a hidden cell exactly, or to within less than ten people. Small cells alone is the plain threshold; the smallest "
    "siblings are hidden with them until those hidden are two, with ten people between them; rolling up hides all parts of what has a "
    "hidden part. Gaussian elimination is the method of the R package GaussSuppression (Langsrud 2024), written anew for this in plain "
    "Python after its publication: its seconds are not the package's. It sees to it that nothing can be told exactly, and is not meant "
    "to do more.",
)


if __name__ == "__main__":
    size = asked(__doc__, UNITS, "units")
    runs, told = measured(size)
    publish("suppression", size, table(runs, told, size), {**runs, "releases": told}, ("scipy", "highspy"))

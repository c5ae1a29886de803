"""`mainspring attack` tells what a release lets out, and is content where that is nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.cast import mainspring
from tests.disclosure.attack.cast import cell, release, written

LEAKY = release(cell("", 60), cell("A", 53), cell("B", None))
TIGHT = release(cell("", 60), cell("A", 30), cell("B", 30))


def test_a_leak_is_told_with_its_people_and_its_route(tmp_path: Path) -> None:
    done = mainspring("attack", written(LEAKY, tmp_path / "scores.json"))
    assert done.code == 1
    lines = done.out.splitlines()
    assert lines[:3] == [
        "One thing was learned that the release does not show.",
        "By subtraction, 1:",
        "  AGENCY B (2020) has 7 people. About 7 people. (scores.json)",
    ]
    assert lines[3].startswith("Tried: ")
    assert "scores.json: figures beside what is withheld; " in lines[3]


def test_nothing_learned_says_what_was_tried(tmp_path: Path) -> None:
    done = mainspring("attack", written(TIGHT, tmp_path / "scores.json"))
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("Nothing was learned.\nTried: ")
    assert "scores.json: " in done.out


def test_several_files_are_attacked_together(tmp_path: Path) -> None:
    units = {"A": 40, "B": 20, "C": 18}
    first, second = (
        written(
            release(cell("", 78), *(cell(unit, units[unit] if unit == told else None) for unit in units)),
            tmp_path / name,
        )
        for told, name in (("A", "first.json"), ("B", "second.json"))
    )
    assert mainspring("attack", first).code == mainspring("attack", second).code == 0
    assert "first.json and second.json" in mainspring("attack", first, second).out


def test_a_program_gets_every_finding(tmp_path: Path) -> None:
    many = release(cell("", 300), *(cell(f"U{at:02}", 9) for at in range(30)))
    path = written(many, tmp_path / "scores.json")
    found = json.loads(mainspring("attack", path, "--json").out)
    assert len(found["findings"]) == 30
    assert found["findings"][0].keys() == {"route", "what", "people", "where"}
    assert "and 10 more: --json has them all." in mainspring("attack", path).out


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("scores.json", "{", "scores.json: This is not JSON that can be read"),
        ("notes.txt", "60", "There is nothing here that can be attacked. Give a release (.csv, "),
        ("", "", "nowhere: There is no such file or folder."),
    ],
)
def test_what_cannot_be_attacked_is_refused(name: str, content: str, says: str, tmp_path: Path) -> None:
    path = tmp_path / (name or "nowhere")
    if name:
        path.write_text(content, encoding="utf-8")
    done = mainspring("attack", path)
    assert (done.code, done.out) == (1, "")
    assert says in done.err

"""Somebody who is asked, two years on, what left, and whether it was all of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.cast import Done, everything_in, mainspring


def shared(survey: Path, variables: str, *options: str | Path) -> Done:
    return mainspring("moments", survey, "--by", "AGENCY", "--share", "--variables", variables, *options)


@pytest.fixture
def first(survey: Path, tmp_path: Path) -> Path:
    """A file that left."""
    out = tmp_path / "first.moments"
    assert shared(survey, "leave,motivation", "-o", out).code == 0
    return out


@pytest.mark.usefixtures("first")
def test_what_left_is_listed(ledger: Path) -> None:
    done = mainspring("ledger", "show")
    assert (done.code, done.err) == (0, "")
    head, row = done.out.splitlines()
    assert head.split() == ["when", "(UTC)", "what", "by", "policy", "people", "file", "hash"]
    entry = json.loads(ledger.read_text(encoding="utf-8"))
    assert row.split()[3:] == [
        "shared", "moments", "AGENCY", "rule-of-ten", "(10)", str(entry["people"]), "first.moments", entry["hash"][:12],
    ]  # fmt: skip
    assert json.loads(mainspring("ledger", "show", "--json").out) == [entry]


def test_the_file_that_left_has_the_hash_that_is_written_down(first: Path, ledger: Path) -> None:
    import hashlib

    assert json.loads(ledger.read_text(encoding="utf-8"))["sha256"] == hashlib.sha256(first.read_bytes()).hexdigest()


def test_a_second_file_of_the_survey_is_refused_and_nothing_is_written(first: Path, survey: Path, ledger: Path) -> None:
    before, written = everything_in(first.parent), ledger.read_bytes()
    done = shared(survey, "leave,motivation,empowerment", "-o", first.with_name("second.moments"))
    assert done.code == 1
    assert f"second.moments may not leave beside first.moments (entry 1 of {ledger}, " in done.err
    assert "only one of the two has empowerment" in done.err
    assert (everything_in(first.parent), ledger.read_bytes()) == (before, written)


def test_another_ledger_is_for_other_people(first: Path, survey: Path) -> None:
    own = first.with_name("own.jsonl")
    options = ("--ledger", own, "-o", first.with_name("second.moments"))
    assert shared(survey, "leave,motivation,empowerment", *options).code == 0
    assert json.loads(own.read_text(encoding="utf-8"))["number"] == 1


@pytest.mark.usefixtures("first")
def test_a_ledger_is_verified_against_a_hash_kept_elsewhere(ledger: Path) -> None:
    said = json.loads(mainspring("ledger", "verify", "--json").out)
    assert said == {"entries": 1, "head": json.loads(ledger.read_text(encoding="utf-8"))["hash"], "since": None}
    done = mainspring("ledger", "verify", "--head", said["head"])
    assert (done.code, "0 entries since" in done.out, said["head"] in done.out) == (0, True, True)
    gone = mainspring("ledger", "verify", "--head", "0" * 64)
    assert gone.code == 1
    assert "None of its 1 entries has the hash" in gone.err
    assert mainspring("ledger", "verify", "--head", "abc").code == 2


def test_a_ledger_that_was_altered_lets_nothing_leave(first: Path, survey: Path, ledger: Path) -> None:
    ledger.write_text(ledger.read_text(encoding="utf-8").replace('"people":', '"people":1'), encoding="utf-8")
    assert "Entry 1 was altered" in mainspring("ledger", "verify").err
    done = shared(survey, "leave,motivation", "-o", first.with_name("again.moments"))
    assert (done.code, "Entry 1 was altered" in done.err) == (1, True)
    assert not first.with_name("again.moments").exists()


def test_no_ledger_is_nothing_to_verify() -> None:
    done = mainspring("ledger", "verify")
    assert (done.code, "There is no such ledger" in done.err) == (1, True)


def test_what_is_printed_is_written_down_too_and_a_person_fewer_is_refused(survey: Path, tmp_path: Path) -> None:
    asked = ("fit", "motivation ~ autonomy")
    for _ in range(2):
        assert mainspring(*asked, survey).code == 0
    (entry,) = json.loads(mainspring("ledger", "show", "--json").out)
    assert (entry["what"], entry["file"]) == ("fit", "(screen)")
    fewer = tmp_path / "fewer.csv"
    fewer.write_text("".join(survey.read_text(encoding="utf-8").splitlines(keepends=True)[:-1]), encoding="utf-8")
    done = mainspring(*asked, fewer)
    assert (done.code, done.out) == (1, "")
    assert "This fit may not leave beside the fit on the screen (entry 1 of " in done.err

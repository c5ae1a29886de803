"""The ledger: nothing in it can be changed unnoticed, and what must not leave beside what is in it is refused."""

from __future__ import annotations

import json
import multiprocessing
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mainspring.disclosure.attack.findings import Finding
from mainspring.disclosure.facts import Facts, Group, Shown
from mainspring.disclosure.ledger import Ledger, ModelFacts, Release, SharedFacts, Told, releasing
from mainspring.errors import LedgerError
from mainspring.moments import CellPath

NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)
UNITS: dict[CellPath, int] = {("AR", "ARCE"): 120, ("AR", "ARMC"): 40}
SHARED = SharedFacts("us-fevs-2018", 2018, ("AGENCY", "LEVEL1"), ("leave", "pay"), 10, UNITS, "a" * 64, {"a.csv": "1"})
NEXT_WAVE = replace(SHARED, instrument="us-fevs-2019", wave=2019, sources={"b.csv": "2"}, sums="b" * 64)


def release(facts: Told, file: str = "new.moments") -> Release:
    return Release("shared moments", file, ("AGENCY", "LEVEL1"), "rule-of-ten", facts)


def write(path: Path, *facts: Told) -> Ledger:
    for number, told in enumerate(facts):
        with releasing(path, release(told, f"{number}.moments"), NOON) as record:
            record(f"{number:064}")
    return Ledger.open(path)


def refused(path: Path, facts: Told) -> str:
    with pytest.raises(LedgerError) as caught:
        write(path, facts)
    return str(caught.value)


def altered(path: Path) -> str:
    with pytest.raises(LedgerError) as caught:
        Ledger.open(path)
    return str(caught.value)


@pytest.fixture
def lines(ledger: Path) -> list[str]:
    """The lines of a ledger of four releases."""
    waves = [replace(NEXT_WAVE, wave=2019 + more, sums=str(more), sources={}) for more in range(4)]
    write(ledger, *waves)
    return ledger.read_text(encoding="utf-8").splitlines(keepends=True)


def test_a_release_is_written_down_with_all_that_is_to_be_known_of_it(ledger: Path) -> None:
    (entry,) = write(ledger, SHARED).entries
    assert (entry.number, entry.time, entry.what) == (1, "2024-05-01T12:00:00+00:00", "shared moments")
    assert (entry.file, entry.policy, entry.minimum, entry.people) == ("0.moments", "rule-of-ten", 10, 160)
    assert (entry.sources, entry.instruments) == ({"a.csv": "1"}, {"2018": "us-fevs-2018"})
    assert entry.facts["units"] == [[["AR", "ARCE"], 120], [["AR", "ARMC"], 40]]


def test_the_hash_can_be_had_without_mainspring(ledger: Path, lines: list[str]) -> None:
    import hashlib

    previous = "0" * 64
    for line in lines:
        entry = json.loads(line)
        said = entry.pop("hash")
        text = json.dumps(entry, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        assert entry["previous"] == previous
        assert hashlib.sha256(text.encode()).hexdigest() == said
        previous = said
    assert Ledger.open(ledger).head == previous


def test_a_ledger_that_is_not_there_yet_is_empty(tmp_path: Path) -> None:
    assert Ledger.open(tmp_path / "none.jsonl").entries == ()


def forged(line: str) -> str:
    """An entry that was altered and given the hash that it now has."""
    from mainspring.disclosure.ledger.entry import entry_of

    entry = replace(entry_of(line.encode()), people=1)
    return replace(entry, hash=entry.digest).line


ALTERED: dict[str, tuple[Callable[[list[str]], list[str]], str]] = {
    "a number in the third": (
        lambda one: [*one[:2], one[2].replace('"people":160', '"people":161'), one[3]],
        "line 3: Entry 3 was altered",
    ),
    "a space": (lambda one: [one[0], one[1].replace(":", ": ", 1), *one[2:]], "line 2: Entry 2 was altered"),
    "the third, with a new hash": (lambda one: [*one[:2], forged(one[2]), one[3]], "line 4: Entry 3 was altered"),
    "the second is gone": (
        lambda one: [one[0], *one[2:]],
        "line 2: Entry 3 stands after entry 1: entries were removed",
    ),
    "the first is gone": (lambda one: one[1:], "line 1: Entry 2 stands in line 1: entries were removed"),
    "two changed places": (lambda one: [one[0], one[2], one[1], one[3]], "line 2: Entry 3 stands after entry 1"),
    "the last is cut": (lambda one: [*one[:3], one[3][:90]], "line 4: Entry 4 cannot be read: it is not JSON"),
    "an empty line": (lambda one: [*one[:2], "\n", *one[2:]], "line 3: Entry 3 cannot be read: it is not JSON"),
    "not an entry": (lambda one: [*one, "[1, 2]\n"], "line 5: Entry 5 cannot be read: it is not an entry"),
    "another format": (lambda one: [*one, '{"format":"mainspring ledger 9"}\n'], "reads 'mainspring ledger 1'"),
    "a field too few": (lambda one: [one[0].replace('"cells"', '"cell"'), *one[1:]], "it has cell, cells too many"),
    "a wrong kind": (lambda one: [one[0].replace('"number":1', '"number":"1"'), *one[1:]], "its number is"),
}


@pytest.mark.parametrize(("change", "says"), ALTERED.values(), ids=ALTERED.keys())
def test_what_was_altered_is_named(
    ledger: Path, lines: list[str], change: Callable[[list[str]], list[str]], says: str
) -> None:
    ledger.write_text("".join(change(lines)), encoding="utf-8")
    assert says in altered(ledger)


@pytest.mark.usefixtures("lines")
def test_every_byte_counts(ledger: Path) -> None:
    content = ledger.read_bytes()
    for at in range(0, len(content), 37):
        ledger.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
        altered(ledger)


def test_a_cut_line_says_what_to_do_and_nothing_is_released_meanwhile(ledger: Path, lines: list[str]) -> None:
    ledger.write_text("".join(lines)[:-40], encoding="utf-8")
    assert "delete this line" in refused(ledger, SHARED)


def test_entries_removed_from_the_end_show_against_a_hash_kept_elsewhere(ledger: Path, lines: list[str]) -> None:
    head = Ledger.open(ledger).head
    assert Ledger.open(ledger).since(head) == 0
    ledger.write_text("".join(lines[:3]), encoding="utf-8")
    with pytest.raises(LedgerError, match="None of its 3 entries has the hash"):
        Ledger.open(ledger).since(head)


def test_a_ledger_that_grew_still_has_the_hash(ledger: Path, lines: list[str]) -> None:
    assert Ledger.open(ledger).since(json.loads(lines[1])["hash"]) == 2


def test_the_same_file_is_written_down_once(ledger: Path) -> None:
    write(ledger, SHARED)
    assert len(write(ledger, SHARED).entries) == 1


def test_a_release_that_fails_before_it_is_whole_is_not_written_down(ledger: Path) -> None:
    with pytest.raises(RuntimeError), releasing(ledger, release(SHARED)):
        raise RuntimeError
    assert Ledger.open(ledger).entries == ()


def test_where_no_ledger_can_be_written_nothing_is_released(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with (
        pytest.raises(LedgerError, match="Without it nothing is released"),
        releasing(tmp_path / "file" / "ledger.jsonl", release(SHARED)),
    ):
        pytest.fail("it went on")


def _one_of_many(path: Path, wave: int) -> None:
    with releasing(path, release(replace(SHARED, wave=wave, sums=str(wave), sources={}))) as record:
        record(f"{wave:064}")


def test_two_processes_at_once_leave_a_whole_ledger(ledger: Path) -> None:
    context = multiprocessing.get_context("fork")
    workers = [context.Process(target=_one_of_many, args=(ledger, wave)) for wave in range(12)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    entries = Ledger.open(ledger).entries
    assert sorted(int(entry.sha256) for entry in entries) == list(range(12))


REFUSED = {
    "one variable more": (replace(SHARED, variables=("leave", "pay", "sex"), sums="c"), "only one of the two has sex"),
    "nine people more in one unit": (
        replace(SHARED, people={**UNITS, ("AR", "ARMC"): 49}, sums="c"),
        "AR/ARMC has fewer than 10 people more or fewer than before",
    ),
    "one person fewer in two": (
        replace(SHARED, people={("AR", "ARCE"): 119, ("AR", "ARMC"): 39}, sums="c"),
        "AR/ARCE and 1 more unit have fewer than 10 people more or fewer",
    ),
    "coarser units": (replace(SHARED, by=("AGENCY",), people={("AR",): 160}, sums="c"), "their units are not the same"),
    "other folds": (replace(SHARED, people={("AR", "*"): 160}, sums="c"), "their units are not the same"),
    "another answer": (replace(SHARED, sums="c"), "those whose answers were changed"),
    "a codebook of another name": (replace(SHARED, instrument="own", variables=("leave",), sums="c"), "has pay"),
    "the same survey saved again": (replace(SHARED, sources={"b.sav": "9"}, variables=("pay",), sums="c"), "has leave"),
}


@pytest.mark.parametrize(("facts", "says"), REFUSED.values(), ids=REFUSED.keys())
def test_a_second_file_of_a_survey_is_refused_with_the_pair_named(ledger: Path, facts: SharedFacts, says: str) -> None:
    write(ledger, SHARED)
    said = refused(ledger, facts)
    assert f"0.moments may not leave beside 0.moments (entry 1 of {ledger}, 2024-05-01): " in said
    assert says in said
    assert len(Ledger.open(ledger).entries) == 1


def test_what_tells_the_same_may_leave_again_whatever_it_was_made_from(ledger: Path) -> None:
    write(ledger, SHARED)
    with releasing(ledger, release(replace(SHARED, sources={"a.sav": "7"}))) as record:
        assert record("f" * 64).number == 2


def test_another_wave_is_another_survey(ledger: Path) -> None:
    assert len(write(ledger, SHARED, NEXT_WAVE).entries) == 2


AR, ARXX, ARZZ = (
    Group(2018, tuple(zip(("AGENCY", "LEVEL1"), path, strict=False))) for path in (["AR"], ["AR", "XX"], ["AR", "ZZ"])
)
SCORES = Facts(
    "a.json",
    {2018: "us-fevs-2018"},
    10,
    True,
    {Group(2018): 900, AR: 160, ARXX: None, ARZZ: None},
    {(AR, "leave"): Shown(31.5, 150), (ARXX, "leave"): None, (Group(2018), "leave"): Shown(25.0, 890)},
)


def test_scores_are_remembered_without_their_values(ledger: Path) -> None:
    (entry,) = write(ledger, SCORES).entries
    assert entry.facts["groups"][0] == [2018, [], [], 900, [890]]
    assert "31.5" not in ledger.read_text(encoding="utf-8")
    assert entry.people == 900


def test_the_same_scores_in_another_format_may_leave(ledger: Path) -> None:
    assert len(write(ledger, SCORES, replace(SCORES, name="a.csv")).entries) == 2


def test_scores_of_the_same_group_with_a_few_people_more_are_refused(ledger: Path) -> None:
    write(ledger, SCORES)
    said = refused(ledger, replace(SCORES, people={AR: 163}))
    assert "AR in 2018 has fewer than 10 people more or fewer than before" in said
    assert "fewer than 10" in refused(ledger, replace(SCORES, values={(AR, "leave"): Shown(30.0, 149)}))


def test_ten_people_more_are_enough(ledger: Path) -> None:
    write(ledger, SCORES)
    with releasing(ledger, release(replace(SCORES, people={AR: 170}))):
        pass


def test_what_was_withheld_is_not_shown_later(ledger: Path) -> None:
    write(ledger, SCORES)
    assert "AR/ZZ in 2018 shows what was withheld before" in refused(ledger, replace(SCORES, people={ARZZ: 156}))


def test_models_of_a_few_people_more_are_refused(ledger: Path) -> None:
    model = ModelFacts({2018: "us-fevs-2018"}, 10, {"leave ~ pay": 700})
    write(ledger, model)
    assert "leave ~ pay has fewer than 10 people more" in refused(ledger, replace(model, people={"leave ~ pay": 699}))
    with releasing(ledger, release(replace(model, people={"leave ~ joy": 699}))):
        pass


def one_missing(releases: Sequence[Facts], *, attacked: int = 0) -> list[Finding]:
    """An attack that is easily checked: of a unit and the units in it, the one that nobody shows is what is left."""
    people = {group: n for facts in releases for group, n in facts.people.items() if n is not None}
    where = " and ".join(facts.name for facts in releases)
    missing = [group for group in (AR, ARXX, ARZZ) if group not in people]
    new = any(facts.people for facts in releases[attacked:])
    return [
        Finding("subtraction", f"{one.unit[-1][1]} can be worked out", 4, where)
        for one in missing
        if new and len(missing) == 1
    ]


def test_what_only_two_releases_together_give_is_refused_with_both_named(ledger: Path) -> None:
    all_but_two = replace(SCORES, people={AR: 160, ARXX: None})
    with releasing(ledger, release(all_but_two, "a.json"), NOON, one_missing) as record:
        record("1" * 64)
    second = release(replace(SCORES, people={ARZZ: 156}), "b.json")
    with pytest.raises(LedgerError) as caught, releasing(ledger, second, attack=one_missing):
        pytest.fail("it may leave")
    said = str(caught.value)
    both = f"a.json (entry 1 of {ledger}, 2024-05-01) and b.json"
    assert f"b.json may not leave beside what did: XX can be worked out ({both})." in said


def test_what_a_release_gives_alone_is_not_what_the_ledger_refuses(ledger: Path) -> None:
    alone = replace(SCORES, people={AR: 160, ARXX: None, ARZZ: 156})
    for name in ("a.json", "b.json"):
        with releasing(ledger, release(replace(alone, name=name), name), NOON, one_missing) as record:
            record(name.ljust(64, "0"))
    assert len(Ledger.open(ledger).entries) == 2

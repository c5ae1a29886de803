"""Somebody gives a survey file away: nobody in it stands out, and everything else in it says what it said."""

from __future__ import annotations

import csv
import gzip
import json
from collections import Counter
from pathlib import Path

import pytest

from tests.cli.cast import Table, everything_in, mainspring

ALL = "DSUPER,DSEX,DMINORITY,DFEDTEN,DEDUC"
THREE = "DSEX,DSUPER,DFEDTEN"


def rows_of(path: Path) -> list[dict[str, str]]:
    text = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return list(csv.DictReader(text.decode("utf-8").splitlines()))


def profiles(path: Path, *columns: str) -> Counter[tuple[str, ...]]:
    """How many people have each string of codes, as anybody who opens the file can count."""
    return Counter(tuple(row[name] for name in columns) for row in rows_of(path))


@pytest.mark.parametrize(("attributes", "k"), [(THREE, 10), (ALL, 10), ("DSEX", 5), (ALL, 25)])
def test_whoever_counts_the_file_finds_at_least_k_people_to_each_profile(
    attributes: str, k: int, survey: Path, tmp_path: Path
) -> None:
    out = tmp_path / "masked.csv"
    done = mainspring("mask", survey, "--attributes", attributes, "--k", str(k), "--fold-units", "--out", out)
    assert (done.code, done.err) == (0, "")
    assert f"each profile in a unit has at least {k}" in done.out
    assert min(profiles(out, "AGENCY", "LEVEL1", *attributes.split(",")).values()) >= k
    assert min(profiles(survey, "AGENCY", "LEVEL1", *attributes.split(",")).values()) < k


def test_everything_but_the_attributes_is_as_it_was(survey: Path, tmp_path: Path) -> None:
    out = tmp_path / "masked.csv.gz"
    by = ("--by", "AGENCY,LEVEL1", "--k", "5")
    text = Table(survey.read_text(encoding="utf-8"))
    kept = tmp_path / "survey.csv"
    text.rows = [row for row in text.rows if row[text.column("AGENCY")] != "AB"]
    kept.write_text(text.text, encoding="utf-8")
    assert mainspring("mask", kept, "--attributes", THREE, *by, "--out", out).code == 0
    after = {row["RANDOM"]: row for row in rows_of(out)}
    for row in rows_of(kept):
        own = after[row["RANDOM"]]
        assert {name for name in row if own[name] != row[name]} <= set(THREE.split(","))
        assert all(own[name] in (row[name], "") for name in THREE.split(","))


def test_scores_of_answers_stay_the_same(survey: Path, tmp_path: Path) -> None:
    text = Table(survey.read_text(encoding="utf-8"))
    text.rows = [row for row in text.rows if row[text.column("AGENCY")] != "AB"]
    (tmp_path / "a.csv").write_text(text.text, encoding="utf-8")
    assert mainspring("mask", tmp_path / "a.csv", "--attributes", ALL, "--out", tmp_path / "b.csv").code == 0
    before, after = (
        mainspring("scores", tmp_path / name, "--csv", "--ledger", tmp_path / f"{name}.jsonl").out.splitlines()
        for name in ("a.csv", "b.csv")
    )
    assert len(before) == len(after) > 100
    for one, other in zip(csv.DictReader(before), csv.DictReader(after), strict=True):
        for name, value in one.items() if one["group"] != "attributes" else ():
            same = value == other[name]  # or nearly: sums of weights in another order may differ in their last digit
            assert same or float(value) == pytest.approx(float(other[name]), rel=1e-12), (name, one, other)


def test_what_was_lost_is_told_and_adds_up(survey: Path, tmp_path: Path) -> None:
    report = tmp_path / "loss.json"
    asked = ("--attributes", THREE, "--fold-units", "--out", tmp_path / "m.csv", "--report", report, "--json")
    done = mainspring("mask", survey, *asked)
    told = json.loads(done.out)
    assert json.loads(report.read_text(encoding="utf-8")) == told
    before, after = rows_of(survey), {row["RANDOM"]: row for row in rows_of(tmp_path / "m.csv")}
    lost = {name: sum(after[row["RANDOM"]][name] != row[name] for row in before) for name in THREE.split(",")}
    assert told["attributes"] == lost
    assert told["values_masked"] == sum(lost.values()) == sum(unit["values_masked"] for unit in told["units"])
    touched = sum(any(after[row["RANDOM"]][name] != row[name] for name in lost) for row in before)
    assert told["touched"] == touched == sum(told["people_by_values_masked"].values())
    assert told["unmasked"] == ["DMINORITY", "DEDUC"]
    assert all(unit["least"] <= unit["values_masked"] for unit in told["units"])


def test_a_report_in_words_has_every_unit(survey: Path, tmp_path: Path) -> None:
    report = tmp_path / "loss.md"
    mainspring("mask", survey, "--attributes", ALL, "--fold-units", "--out", tmp_path / "m.csv", "--report", report)
    words = report.read_text(encoding="utf-8")
    assert "| attribute | values masked | share |" in words
    assert "All units that lost something:" in words
    assert "AF/AF0J" in words


def test_a_finer_unit_than_was_asked_for_does_not_stay_in_the_file(survey: Path, tmp_path: Path) -> None:
    out = tmp_path / "m.csv"
    done = mainspring("mask", survey, "--attributes", THREE, "--by", "AGENCY", "--fold-units", "--out", out)
    assert "LEVEL1 is blank for everybody" in done.out
    assert {row["LEVEL1"] for row in rows_of(out)} == {""}
    assert min(profiles(out, "AGENCY", "LEVEL1", *THREE.split(",")).values()) >= 10


def test_the_level_above_is_counted_though_only_the_finer_is_named(survey: Path, tmp_path: Path) -> None:
    out = tmp_path / "m.csv"
    assert mainspring("mask", survey, "--attributes", THREE, "--by", "LEVEL1", "--fold-units", "--out", out).code == 0
    assert min(profiles(out, "AGENCY", "LEVEL1", *THREE.split(",")).values()) >= 10


def test_codes_become_coarser_first(survey: Path, tmp_path: Path) -> None:
    (tmp_path / "c.toml").write_text('[DFEDTEN]\n"B" = "A"\n', encoding="utf-8")
    rules = ("--collapse", tmp_path / "c.toml")
    done = mainspring("mask", survey, "--attributes", THREE, "--fold-units", *rules, "--out", tmp_path / "m.csv")
    assert "DFEDTEN was made coarser first: " in done.out
    assert {row["DFEDTEN"] for row in rows_of(tmp_path / "m.csv")} <= {"A", "C", ""}


def test_the_real_sample_is_masked_with_its_labels_and_its_weights_are_found_to_tell(
    shared: Path, tmp_path: Path
) -> None:
    sample, out = shared / "data" / "us-fevs" / "fevs_2018_sample.csv.gz", tmp_path / "m.csv"
    done = mainspring("mask", sample, "--attributes", "DSUPER,DSEX", "--fold-units", "--out", out)
    assert (done.code, done.err) == (0, "")
    found = profiles(out, "AGENCY", "LEVEL1", "DSUPER", "DSEX")
    assert min(found.values()) >= 10
    assert {key[3] for key in found} == {"Male", "Female", ""}
    assert "Beware: POSTWT tells" in done.out
    assert mainspring("scores", out).code == 0


def wrong(survey: Path, tmp_path: Path, *options: str | Path) -> str:
    """What is said; nothing is left behind."""
    before = everything_in(tmp_path)
    done = mainspring("mask", survey, *options)
    assert done.code == 1
    assert everything_in(tmp_path) == before
    return done.err


def test_what_is_wrong_is_told_and_nothing_is_written(survey: Path, tmp_path: Path) -> None:
    out = ("--out", tmp_path / "m.csv")
    said = wrong(survey, tmp_path, "--attributes", "DSEX,DAGE,DLEAVING,dsex", *out)
    assert "Instrument us-fevs-2018 has no attribute DAGE. Its attributes are " in said
    assert "DLEAVING is what leave" in said
    assert "dsex is named twice" in said
    assert "3 problems; nothing was written." in said
    assert "The smallest minimum is 5 people" in wrong(survey, tmp_path, "--k", "4", *out)
    small = wrong(survey, tmp_path, "--attributes", THREE, *out)
    assert "AB/ABAA has 4 people in all, fewer than 10." in small
    assert "LEVEL1 is to be masked" not in small
    assert "There is no column REGION to make cells by" in wrong(survey, tmp_path, "--by", "REGION", *out)
    assert "DSEX is to be masked and to make units, too" in wrong(survey, tmp_path, "--by", "AGENCY,DSEX", *out)


def test_the_survey_itself_is_never_written_over(survey: Path, tmp_path: Path) -> None:
    own = tmp_path / "survey.csv"
    own.write_bytes(survey.read_bytes())
    assert "would take the survey's place" in wrong(own, tmp_path, "--out", own)
    assert own.read_bytes() == survey.read_bytes()
    assert "Name it .csv or .csv.gz" in wrong(own, tmp_path, "--out", tmp_path / "m.parquet")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "The file is empty"),
        ("header", "There are column names, but no rows"),
        ("Z", "1 answer has the code 'Z'"),
    ],
)
def test_a_broken_survey_is_refused(content: str, says: str, survey: Path, tmp_path: Path) -> None:
    table = Table(survey.read_text(encoding="utf-8"))
    path = tmp_path / "a.csv"
    text = {"": "", "header": ",".join(table.rows[0]) + "\n", "Z": table.set(5, "DSEX", "Z").text}[content]
    path.write_text(text, encoding="utf-8")
    said = wrong(path, tmp_path, "--codebook", "us-fevs-2018", "--fold-units", "--out", tmp_path / "m.csv")
    assert says in said


def test_a_report_must_say_by_its_name_what_it_is(survey: Path, tmp_path: Path) -> None:
    done = mainspring("mask", survey, "--out", tmp_path / "m.csv", "--report", tmp_path / "loss.html")
    assert done.code == 2
    assert "name it .md or .json" in done.err

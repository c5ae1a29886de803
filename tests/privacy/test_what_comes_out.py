"""Every command that lets something out, run on surveys with very few people in them: nothing of these is in a byte that comes out."""

from __future__ import annotations

import json
import re
import struct
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

import mainspring as ms
from mainspring.disclosure import load_policy
from mainspring.instrument import load_instrument
from mainspring.responses.simulated import SimulationOptions, write_simulated
from tests.cli.cast import Done, Table, mainspring
from tests.privacy.test_every_way_out import COMMANDS

TINY_OFFICE = "ABAA"
OFFICES = {"AF0J": 120, "AF0M": 90, "AF0K": 3, "AF0L": 60, "AG01": 80, "AGZZ": 40, TINY_OFFICE: 3}
"""An agency of one office of three people, and an office of three in a large agency."""

BY = ("--by", "AGENCY,LEVEL1")
WAYS: dict[str, tuple[str, ...]] = {
    "report": ("report", "{survey}", *BY, "--out", "{out}", "--pdf", "overview", "--pdf", "AF", "--pdf", "AF/AF0J"),
    "scores": ("scores", "{survey}", *BY),
    "scores, json": ("scores", "{survey}", *BY, "--json"),
    "scores, csv": ("scores", "{survey}", *BY, "--csv", "--out", "{out}/scores.csv"),
    "scores, parquet": ("scores", "{survey}", *BY, "--parquet", "--out", "{out}/scores.parquet"),
    "advise": ("advise", "{survey}", *BY, "--unit", "AF/AF0J"),
    "advise, agency": ("advise", "{survey}", *BY, "--unit", "AF", "--powers", "agency"),
    "advise, json": ("advise", "{survey}", *BY, "--unit", "AF/AF0J", "--json"),
    "claims": ("claims", "{survey}", *BY),
    "claims, json": ("claims", "{survey}", *BY, "--json", "--out", "{out}/claims.json"),
    "fit": ("fit", "motivation ~ autonomy + purpose | LEVEL1", "{survey}", *BY, "--plot", "{out}/fit.svg"),
    "fit, json": ("fit", "motivation ~ autonomy | LEVEL1", "{survey}", *BY, "--json", "--plot", "{out}/fit.html"),
    "fit, split": ("fit", "motivation ~ autonomy", "{survey}", *BY, "--split", "LEVEL1", "--plot", "{out}/fit.png"),
    "fit, varying": ("fit", "motivation ~ autonomy + (1 | LEVEL1)", "{survey}", *BY),
    "measure": ("measure", "{survey}", "--constructs", "autonomy,purpose", "--groups", "DSUPER"),
    "measure, json": ("measure", "{survey}", "--constructs", "autonomy,purpose", "--json"),
    "moments --share": (
        "moments",
        "{survey}",
        *BY,
        "--share",
        "--variables",
        "motivation,leave",
        "-o",
        "{out}/m.moments",
    ),
}


def test_every_command_that_lets_something_out_is_run() -> None:
    assert {" ".join(way[:1]) for way in WAYS.values()} | {"moments --share"} == COMMANDS["leaves"] | {"moments"}


def survey_of(offices: dict[str, int], path: Path) -> Path:
    """A survey of 2018 with so many people in each office; each weight is a number that nobody else has."""
    people = [office for office, n in offices.items() for _ in range(n)]
    write_simulated(load_instrument("us-fevs-2018"), SimulationOptions(rows=len(people), seed=5), path)
    table = Table(path.read_text(encoding="utf-8"))
    for line, office in enumerate(people, start=2):
        table.set(line, "AGENCY", office[:2]).set(line, "LEVEL1", office).set(
            line, "POSTWT", f"{1 + line * 0.00917 % 1:.5f}"
        )
    path.write_text(table.text, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def survey(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return survey_of(OFFICES, tmp_path_factory.mktemp("privacy") / "survey.csv")


@pytest.fixture(scope="module")
def seven(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return survey_of({"AF0J": 7}, tmp_path_factory.mktemp("privacy") / "survey.csv")


def needles(survey: Path, office: str) -> list[float]:
    """What nobody may learn of an office: its constructs' means, and how much its people weigh, together and each."""
    instrument = load_instrument("us-fevs-2018")
    options = ms.MomentsOptions(variables=())
    responses = ms.read_responses(survey, instrument)
    raw = ms.score(ms.summarise(responses, ["LEVEL1"], options), instrument, NO_POLICY)
    card = raw.of((office,)) or raw.of(())
    assert card is not None
    found = [value.value for value in card.constructs.values() if hasattr(value, "value")]
    assert len(found) > 5
    table = Table(survey.read_text(encoding="utf-8"))
    at = table.column("LEVEL1")
    weights = [float(row[table.column("POSTWT")]) for row in table.rows[1:] if row[at] == office]
    found += [sum(weights), *weights[:3]]
    return [value for value in found if abs(value - round(value)) > 1e-3]


NO_POLICY = load_policy("open")
object.__setattr__(NO_POLICY := replace(NO_POLICY), "minimum", 1)  # what no option can do


def run(way: tuple[str, ...], survey: Path, out: Path) -> Done:
    out.mkdir(exist_ok=True)
    return mainspring(*(part.format(survey=survey, out=out) for part in way))


def everything(done: Done, out: Path) -> bytes:
    """All that came out: the screen, errors, and every file."""
    files = [path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()]
    tables = [pl.read_parquet(path).write_csv().encode() for path in out.rglob("*.parquet")]
    for path in out.rglob("*.moments"):
        shared = ms.load(path)
        tables += [np.array2string(getattr(shared, name), threshold=10**6, precision=4).encode() for name in ARRAYS]
    return b"\n".join([done.out.encode(), done.err.encode(), *files, *tables])


@pytest.mark.parametrize("way", WAYS)
def test_no_figure_of_three_people_is_in_anything_that_comes_out(way: str, survey: Path, tmp_path: Path) -> None:
    done = run(WAYS[way], survey, tmp_path / "out")
    assert (done.code, done.err) == (0, "")
    content = everything(done, tmp_path / "out")
    assert len(content) > 100
    for office in (TINY_OFFICE, "AF0K"):
        for value in needles(survey, office):
            assert f"{value:.4f}".encode() not in content, (way, office)
            assert struct.pack("<d", value) not in content, (way, office)


def test_the_needles_would_be_found(survey: Path) -> None:
    done = mainspring("scores", survey, *BY, "--json")
    (card,) = (cell for cell in json.loads(done.out)["cells"] if cell["unit"].get("LEVEL1") == "AF0J")
    shown = {
        f"{value['value']:.4f}" for value in card["constructs"].values() if "value" in value and not value.get("bound")
    }
    assert len(shown & {f"{value:.4f}" for value in needles(survey, "AF0J")}) > 5


ARRAYS = ("weight", "weight2", "power_sums", "item_weights", "category_weights", "products")

COUNTED = re.compile(r"\b(7|seven) (people|persons|respondents|rows|answers)\b")


@pytest.mark.parametrize("way", WAYS)
def test_seven_people_alone_are_withheld_and_not_even_counted(way: str, seven: Path, tmp_path: Path) -> None:
    done = run(WAYS[way], seven, tmp_path / "out")
    assert done.code in (0, 1)
    content = everything(done, tmp_path / "out")
    for value in needles(seven, "AF0J"):
        assert f"{value:.4f}".encode() not in content
        assert struct.pack("<d", value) not in content
    assert not COUNTED.search(content.decode("utf-8", errors="replace"))
    if "json" in way and done.code == 0:
        text = done.out or (tmp_path / "out" / "claims.json").read_text(encoding="utf-8")
        assert not set(numbers(json.loads(text))) & {7, 6, 5}  # people who answered, or all but one or two


def numbers(value: Any, key: str = "") -> Iterator[float]:
    """Every count of people in JSON."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from numbers(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from numbers(inner, key)
    elif key in ("n", "people", "clusters") and isinstance(value, int):
        yield value


def swapped(survey: Path, path: Path) -> Path:
    """The same survey with two of its hidden offices' people exchanged: three of each have gone to the other."""
    table = Table(survey.read_text(encoding="utf-8"))
    office = table.column("LEVEL1")
    one, other = ([at for at, row in enumerate(table.rows) if row[office] == name][:3] for name in ("AF0K", "AF0L"))
    for a, b in zip(one, other, strict=True):
        table.rows[a][office], table.rows[b][office] = table.rows[b][office], table.rows[a][office]
    path.write_text(table.text, encoding="utf-8")
    return path


def test_whoever_answered_what_in_hidden_offices_the_release_is_the_same(survey: Path, tmp_path: Path) -> None:
    """The offices of 3 and of 60 are withheld together: which of the two somebody is in changes nothing that is shown."""
    other = swapped(survey, tmp_path / "survey.csv")
    assert other.read_bytes() != survey.read_bytes()
    one, two = (mainspring("scores", file, *BY, "--csv").out for file in (survey, other))
    hidden = pl.read_csv(one.encode()).filter(pl.col("unit").is_in(["AF / AF0K", "AF / AF0L"]))
    assert set(hidden["status"]) == {"withheld"}
    before, after = (pl.read_csv(text.encode()) for text in (one, two))
    # Sums of the same people in another order differ in the last digit.
    assert_frame_equal(before, after, rel_tol=1e-9)


# Errors are output, too.

WRONG = {
    "an answer that is no code": ("Q5", "99", "line 40"),
    "a code of sex that is none": ("DSEX", "Q", "line 40"),
    "a weight that is no number": ("POSTWT", "many", "line 40"),
}


@pytest.mark.parametrize(("column", "value", "says"), WRONG.values(), ids=WRONG.keys())
def test_a_reader_s_error_tells_where_and_what_cannot_be_read_and_no_other_answer(
    column: str, value: str, says: str, survey: Path, tmp_path: Path
) -> None:
    table = Table(survey.read_text(encoding="utf-8")).set(40, column, value)
    wrong = tmp_path / "wrong.csv"
    wrong.write_text(table.text, encoding="utf-8")
    done = mainspring("scores", wrong, *BY)
    assert done.code == 1
    assert says in done.err
    assert ",".join(table.rows[39][:6]) not in done.err
    assert table.rows[39][table.column("POSTWT" if column != "POSTWT" else "RANDOM")] not in done.err


@pytest.mark.parametrize(
    "formula",
    [
        "motivation ~ autonomy",
        "leave ~ motivation | LEVEL1",
        "motivation ~ female",
        "motivation ~ autonomy + (1 | LEVEL1)",
    ],
)
def test_an_error_after_the_pass_never_counts_people_or_names_a_figure(formula: str, seven: Path) -> None:
    done = mainspring("fit", formula, seven, *BY)
    assert done.code == 1
    assert not COUNTED.search(done.err)
    assert not re.search(r"\d+\.\d", done.err)

"""Every public function and every command that lets something out, and the gate that it passes.

Who adds a function or a command must say here what it does; until then these tests fail. There are four kinds:

- `reads`: takes something in, or says what could be asked; nothing about people comes out.
- `home`: gives the holder of the data what is the holder's own, and is not for readers: moments with every cell, models as they are. An
  error of these names files, lines, columns and codes, since only who has the file can mend it; it never names a figure.
- `gate`: makes what may leave. What it gives can only be made there.
- `leaves`: writes or prints for readers, and takes nothing but what a gate gave.
"""

from __future__ import annotations

import ast
import json
import re
import struct
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, get_type_hints

import polars as pl
import pytest
import typer
from polars.testing import assert_frame_equal

import mainspring as ms
from mainspring.cli import app, claimed, fitted, measured
from mainspring.disclosure import Cleared, Shared, load_policy
from mainspring.disclosure.outgoing import cleared
from mainspring.errors import ReportError
from mainspring.evidence import Claims
from mainspring.instrument import load_instrument
from mainspring.responses.simulated import SimulationOptions, write_simulated
from mainspring.scorecards import Scorecards
from tests.cli.cast import Done, Table, mainspring
from tests.conftest import PROJECT
from tests.report.cast import respondents_survey

FUNCTIONS = {
    "reads": {
        "ClaimsOptions", "FitOptions", "ItemSet", "MomentsOptions", "ReadOptions", "for_claims", "load_instrument", "load_policy",
    },
    "home": {
        "claims", "claims_published", "fit", "load", "measure", "merge", "pool", "read_published", "read_responses", "save", "shrink",
        "summarise", "summarise_on_spark",
    },
    "gate": {
        "clear_claims", "clear_fit", "clear_measurement", "clear_published_claims", "clear_shrunken", "score", "score_published", "share",
    },
    "leaves": {"as_frame", "as_json", "write_pdf", "write_report"},
}  # fmt: skip
COMMANDS = {
    "reads": {
        "codebook list", "codebook show", "codebook check", "codebook schema", "policy list", "policy show", "simulate", "fetch",
    },
    "home": {"codebook new", "moments", "pool"},
    "leaves": {"report", "scores", "claims", "fit", "measure", "moments --share"},
}  # fmt: skip
"""`moments` is for the holder, and for readers with --share. `pool` writes what it was given, and counts it."""

GATED = (Scorecards, Shared, Cleared)
HARMLESS = {"Path", "str", "NoneType", "tuple", "bool", "int", "float"}
PACKAGE = PROJECT / "src" / "mainspring"


def test_every_public_function_is_of_one_kind() -> None:
    named = [name for names in FUNCTIONS.values() for name in names]
    assert sorted(named) == sorted(ms.__all__)


def commands(group: Any, before: str = "") -> Iterator[str]:
    for name, one in sorted(group.commands.items()):
        full = f"{before}{name}"
        if hasattr(one, "commands"):
            yield from commands(one, f"{full} ")
        else:
            yield full


def test_every_command_is_of_one_kind() -> None:
    named = [name for names in COMMANDS.values() for name in names if "--" not in name]
    assert sorted(named) == sorted(commands(typer.main.get_command(app)))


def kinds(annotation: Any) -> set[str]:
    """The names of all types in an annotation; what a gate gave counts as one, whatever is in it."""
    origin = getattr(annotation, "__origin__", annotation)
    if origin in GATED:
        return {origin.__name__}
    parts = getattr(annotation, "__args__", ())
    own = {getattr(origin, "__name__", str(origin))} if not parts else set()
    return own.union(*(kinds(part) for part in parts if part is not Ellipsis))


@pytest.mark.parametrize("name", sorted(FUNCTIONS["leaves"]))
def test_what_writes_takes_only_what_a_gate_gave(name: str) -> None:
    hints = get_type_hints(getattr(ms, name))
    hints.pop("return")
    assert set().union(*map(kinds, hints.values())) <= {one.__name__ for one in GATED} | HARMLESS


@pytest.mark.parametrize("name", sorted(FUNCTIONS["gate"]))
def test_what_a_gate_gives_can_only_come_from_it(name: str) -> None:
    assert kinds(get_type_hints(getattr(ms, name))["return"]) <= {one.__name__ for one in GATED}


@pytest.mark.parametrize(
    "function",
    [fitted.as_json, fitted.table, fitted.draw, claimed.as_json, claimed.document, measured.as_json, measured.table],
)
def test_what_a_command_prints_a_gate_gave(function: Any) -> None:
    hints = get_type_hints(function)
    hints.pop("return")
    assert set().union(*map(kinds, hints.values())) <= {"Cleared", "Path", "NoneType"}


def test_nobody_makes_what_a_gate_gives_by_hand() -> None:
    with pytest.raises(TypeError, match="cannot be made by hand"):
        Cleared(1, load_policy("open"), "fit", 7, object())
    with pytest.raises(TypeError, match="cannot be made by hand"):
        Shared(None, None, None)  # type: ignore[arg-type]
    passed = cleared(1, load_policy("open"), "fit", 10)
    with pytest.raises(ValueError, match="key"):
        replace(passed, content=2)


MADE_IN = {
    "Released": "disclosure",
    "Cleared": "disclosure",
    "Shared": "disclosure",
    "cleared": "disclosure",
    "Scorecards": "scorecards",
}
"""What is made in one room only. `Withheld` may be made anywhere: it tells nothing."""

ABOVE = ("scorecards", "report", "cli")
"""The rooms that may import `disclosure` at all; tests/gates sees to that."""

DOORS = {"KEY", "check_key", "cleared"}
"""What of `disclosure.outgoing` is for gates only."""


def made_elsewhere(tree: ast.AST, room: str) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if MADE_IN.get(called, room) != room:
                yield f"{node.lineno} makes a {called}"
            changed = {keyword.arg for keyword in node.keywords} & {"value", "content"}
            if called == "replace" and changed and room != "disclosure":
                yield f"{node.lineno} replaces the {' and '.join(map(str, changed))} of something"
            if called in ("__new__", "__setattr__"):
                yield f"{node.lineno} goes round a constructor"
        if (
            isinstance(node, ast.ImportFrom)
            and room != "disclosure"
            and (node.module or "").startswith("mainspring.disclosure")
        ):
            for name in node.names:
                if name.name in DOORS or (name.name in MADE_IN and name.asname):
                    yield f"{node.lineno} imports {name.name}"


def test_no_other_room_makes_what_may_leave() -> None:
    found = [
        f"{path.relative_to(PROJECT)}:{what}"
        for room in ABOVE
        for path in (PACKAGE / room).rglob("*.py")
        for what in made_elsewhere(ast.parse(path.read_text(encoding="utf-8")), room)
    ]
    assert found == []


@pytest.mark.parametrize(
    "code",
    [
        "Released(71.3)",
        "values.Released(value=71.3)",
        "from mainspring.disclosure import Released as R",
        "from mainspring.disclosure.outgoing import KEY",
        "replace(shown, value=71.3)",
        "object.__new__(Cleared)",
    ],
)
def test_making_it_elsewhere_would_be_found(code: str) -> None:
    assert list(made_elsewhere(ast.parse(code), "report"))


def test_a_report_refuses_claims_that_passed_no_gate(tmp_path: Path) -> None:
    raw: Any = Claims("", "", (2018,), "", "", (), (), ())
    with pytest.raises(ReportError, match="passed a gate"):
        ms.write_report(respondents_survey(tops=2, leaves=3), tmp_path, raw)


# What follows runs every command that lets something out.

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
    "claims": ("claims", "{survey}", *BY),
    "claims, json": ("claims", "{survey}", *BY, "--json", "--out", "{out}/claims.json"),
    "fit": ("fit", "motivation ~ autonomy + purpose | LEVEL1", "{survey}", *BY, "--plot", "{out}/fit.svg"),
    "fit, json": ("fit", "motivation ~ autonomy | LEVEL1", "{survey}", *BY, "--json", "--plot", "{out}/fit.html"),
    "fit, split": ("fit", "motivation ~ autonomy", "{survey}", *BY, "--split", "LEVEL1", "--plot", "{out}/fit.png"),
    "fit, varying": ("fit", "motivation ~ autonomy + (1 | LEVEL1)", "{survey}", *BY),
    "measure": ("measure", "{survey}", "--constructs", "autonomy,purpose", "--groups", "AGENCY"),
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
    """What nobody may learn of an office: its constructs' means, weighted and not."""
    instrument = load_instrument("us-fevs-2018")
    options = ms.MomentsOptions(variables=())
    responses = ms.read_responses(survey, instrument)
    raw = ms.score(ms.summarise(responses, ["LEVEL1"], options), instrument, NO_POLICY)
    card = raw.of((office,)) or raw.of(())
    assert card is not None
    found = [value.value for value in card.constructs.values() if hasattr(value, "value")]
    assert len(found) > 5
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
    # Sums of the same people in another order differ in the last digit.
    assert_frame_equal(pl.read_csv(one.encode()), pl.read_csv(two.encode()), rel_tol=1e-9)


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

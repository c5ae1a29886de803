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
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, get_type_hints

import pytest
import typer

import mainspring as ms
from mainspring.cli import app, claimed, fitted, measured
from mainspring.disclosure import Cleared, Shared, load_policy
from mainspring.disclosure.outgoing import cleared
from mainspring.errors import ReportError
from mainspring.evidence import Claims
from mainspring.scorecards import Scorecards
from tests.conftest import PROJECT
from tests.report.cast import respondents_survey

FUNCTIONS = {
    "reads": {
        "ClaimsOptions", "FitOptions", "ItemSet", "MomentsOptions", "ReadOptions", "find_unit", "for_claims", "load_catalogue", "load_instrument",
        "load_policy", "read_answers",
    },
    "home": {
        "claims", "claims_published", "fit", "load", "measure", "merge", "pool", "read_published", "read_responses", "save", "shrink",
        "summarise", "summarise_on_spark",
    },
    "gate": {
        "clear_claims", "clear_fit", "clear_measurement", "clear_published_claims", "clear_shrunken", "score", "score_published", "share",
    },
    "leaves": {"advise", "as_frame", "as_json", "write_pdf", "write_report"},
}  # fmt: skip
COMMANDS = {
    "reads": {
        "codebook list", "codebook show", "codebook check", "codebook schema", "policy list", "policy show", "simulate", "fetch",
        "attack", "ledger show", "ledger verify", "assess", "handbook build", "handbook check", "handbook copy", "handbook list",
    },
    "home": {"codebook new", "moments", "pool", "withheld"},
    "leaves": {"report", "scores", "advise", "claims", "fit", "measure", "moments --share"},
    "rows": {"mask"},
}  # fmt: skip
"""`moments` is for the holder, and for readers with --share. `pool` writes what it was given, and counts it. `withheld` tells the holder
how many people small groups have. What `attack` says is what readers have already. `mask` lets rows out: it reads what it wrote and counts it before it
gives the file its name, and tests/cli/test_mask.py counts once more.
"""

GATED = (Scorecards, Shared, Cleared)
HARMLESS = {
    "Path",
    "str",
    "NoneType",
    "tuple",
    "bool",
    "int",
    "float",
    "Scorecard",
    "Catalogue",
    "manager",
    "agency",
    "ministry",
}
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
    assert set().union(*map(kinds, hints.values())) - {"Any"} <= {"Cleared", "Path", "NoneType"}


def test_nobody_makes_what_a_gate_gives_by_hand() -> None:
    with pytest.raises(TypeError, match="cannot be made by hand"):
        Cleared(1, load_policy("open"), "fit", 7, object())
    with pytest.raises(TypeError, match="cannot be made by hand"):
        Shared(None, None, None)  # type: ignore[arg-type] # the guard comes first
    passed = cleared(1, load_policy("open"), "fit", 10)
    with pytest.raises(ValueError, match="key"):
        replace(passed, content=2)  # type: ignore[call-arg] # what a type checker says, too


MADE_IN = {
    "Released": "disclosure",
    "Cleared": "disclosure",
    "Shared": "disclosure",
    "cleared": "disclosure",
    "Scorecards": "scorecards",
}
"""What is made in one room only. `Withheld` may be made anywhere: it tells nothing."""

ABOVE = ("scorecards", "practices", "report", "cli")
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

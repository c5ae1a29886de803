"""What import-linter cannot say: rooms do not go through the public face, and have names that say what is in them."""

from __future__ import annotations

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import grimp
import pytest

import mainspring

PROJECT = Path(__file__).parents[2]
PACKAGE = PROJECT / "src" / "mainspring"
FACE = PACKAGE / "__init__.py"


def takes_from_the_face(node: ast.Import | ast.ImportFrom) -> bool:
    if isinstance(node, ast.Import):
        return any(name.name == "mainspring" for name in node.names)
    rooms = {path.stem for path in PACKAGE.iterdir()}
    return node.module == "mainspring" and not {name.name for name in node.names} <= rooms | {"__version__"}


def test_no_room_imports_the_public_face() -> None:
    """The face hands out `read_responses`; a room that took it from there would get round the contract on responses."""
    through = [
        f"{path.relative_to(PROJECT)}:{node.lineno}"
        for path in PACKAGE.rglob("*.py")
        if path != FACE
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, (ast.Import, ast.ImportFrom)) and takes_from_the_face(node)
    ]
    assert through == []


@pytest.mark.parametrize("name", mainspring.__all__)
def test_the_public_face_hands_out_what_a_room_makes(name: str) -> None:
    room = getattr(mainspring, name).__module__.split(".")[1]
    assert (PACKAGE / room).is_dir()


def test_no_module_imports_itself_in_a_circle() -> None:
    """A module that imports its own room's `__init__` is a cycle that import-linter, which compares siblings, does not see."""
    graph = grimp.build_graph("mainspring", cache_dir=None)
    imports = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules - {"mainspring"}}
    TopologicalSorter(imports).prepare()


def test_no_room_is_a_drawer_for_leftovers() -> None:
    leftovers = {"utils", "util", "common", "core", "helpers", "misc"}
    assert [
        path for path in PACKAGE.rglob("*.py") if leftovers & {part.strip("_") for part in path.with_suffix("").parts}
    ] == []

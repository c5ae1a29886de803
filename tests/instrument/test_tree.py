"""Every key and list element of a TOML file knows the line it stands on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mainspring.errors import CodebookError
from mainspring.instrument.shipped import FOLDER
from mainspring.instrument.tree import Node, TreePath, parse

ODD = '''\
# every form that TOML has
top = 1   # comment with [brackets] = "and quotes
"quoted.key"."in two" = 'literal # no comment'
dotted . key = """
a = "not a key"
[not.a.table]""""
[table."x # y"]
inline = { a = [1, { b = 2 }], "c" = 'd' }
list = [  # one
    1979-05-27 07:32:00, 1.5e3,

    "]", [
        'nested',
    ],
]
after = true
[[things]]
name = "first"
[things.part]
size = 1
[[things.bolt]]
turn = 1
[[things.bolt]]
turn = 2
[[things]]
name = \'\'\'
second
\'\'\'
[[things.bolt]]
turn = 3
'''

PLACES: list[tuple[TreePath, int]] = [
    (("top",), 2),
    (("quoted.key", "in two"), 3),
    (("dotted", "key"), 4),
    (("table",), 7),
    (("table", "x # y"), 7),
    (("table", "x # y", "inline", "a", 1, "b"), 8),
    (("table", "x # y", "inline", "c"), 8),
    (("table", "x # y", "list"), 9),
    (("table", "x # y", "list", 1), 10),
    (("table", "x # y", "list", 2), 12),
    (("table", "x # y", "list", 3, 0), 13),
    (("table", "x # y", "after"), 16),
    (("things", 0), 17),
    (("things", 0, "part", "size"), 20),
    (("things", 0, "bolt", 1, "turn"), 24),
    (("things", 1, "name"), 26),
    (("things", 1, "bolt", 0, "turn"), 30),
]


@pytest.mark.parametrize(("path", "line"), PLACES)
def test_the_line_of_a_key(path: TreePath, line: int) -> None:
    assert parse(ODD, "odd.toml").at(path).line == line


def test_where_a_path_leads_nowhere_the_nearest_node_above_it_is_meant() -> None:
    assert parse(ODD, "odd.toml").at(("things", 0, "bolt", 7, "turn")).line == 21


def texts(node: Node) -> Iterator[tuple[str, int]]:
    """Keys and one-line texts of a tree with the lines they should stand on."""
    if isinstance(node.value, dict):
        for key, inner in node.value.items():
            yield key, inner.line
            yield from texts(inner)
    elif isinstance(node.value, list):
        for inner in node.value:
            yield from texts(inner)
    elif isinstance(node.value, str) and '"' not in node.value:
        yield node.value, node.line


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.toml")), ids=lambda file: file.stem)
def test_in_the_shipped_files_every_key_and_text_stands_on_its_line(file: Path) -> None:
    content = file.read_text(encoding="utf-8")
    lines = content.splitlines()
    assert [(text, line) for text, line in texts(parse(content, file.name)) if text not in lines[line - 1]] == []


def test_a_tree_without_some_paths() -> None:
    tree = parse("a = [1, 2, 3]\nb = { c = 1, d = 2 }", "file.toml")
    assert tree.without({("a", 1), ("b", "d")}).plain() == {"a": [1, 3], "b": {"c": 1}}


@pytest.mark.parametrize("text", ["a = ", "[a", "a = 1\na = 2", "a = '\x00'", "a = 1979-99-99", "a" + 9000 * "1"])
def test_what_is_not_toml_is_said_with_its_line(text: str) -> None:
    with pytest.raises(CodebookError) as caught:
        parse(f"# title\n{text}", "file.toml")
    (problem,) = caught.value.problems
    assert problem.file == "file.toml"
    assert problem.line in (2, 3)

"""The budgets: functions of 40 code lines, files of 400 lines, six parameters, and a reason beside every exception.

A function's code lines run from its `def` to its end; its docstring, blank lines and lines that hold only a comment are not
counted. A function inside a function counts in both.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
FOLDERS = ("src", "tests", "bench")

Function = ast.FunctionDef | ast.AsyncFunctionDef
Findings = Iterator[tuple[int, str]]
Check = Callable[[str], Findings]

NO_CODE = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENCODING,
    tokenize.ENDMARKER,
}
EXCEPTION = re.compile(r"#\s*(type:\s*ignore(\[[\w\-, ]*\])?|noqa(:\s*[A-Z]+\d+([, ]+[A-Z]+\d+)*)?|pragma:\s*no cover)")
MARK = re.compile(r"\b(TODO|FIXME)\b(?!\s*\(#\d+\))")


def functions(tree: ast.AST) -> Iterator[Function]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def lines_of_code(source: str) -> set[int]:
    lines: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in NO_CODE:
            lines.update(range(token.start[0], token.end[0] + 1))
    return lines


def docstring_lines(function: Function) -> set[int]:
    first = function.body[0]
    if ast.get_docstring(function, clean=False) is None:
        return set()
    return set(range(first.lineno, (first.end_lineno or first.lineno) + 1))


def long_functions(source: str, budget: int = 40) -> Findings:
    code = lines_of_code(source)
    for function in functions(ast.parse(source)):
        own = set(range(function.lineno, (function.end_lineno or function.lineno) + 1))
        length = len(code & own - docstring_lines(function))
        if length > budget:
            yield function.lineno, f"{function.name} has {length} code lines, the budget is {budget}"


def wide_functions(source: str, budget: int = 6) -> Findings:
    for function in functions(ast.parse(source)):
        given = function.args
        named = [*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg]
        count = len([argument for argument in named if argument and argument.arg not in ("self", "cls")])
        if count > budget:
            yield function.lineno, f"{function.name} has {count} parameters, the budget is {budget}"


def long_file(source: str, budget: int = 400) -> Findings:
    length = len(source.splitlines())
    if length > budget:
        yield length, f"the file has {length} lines, the budget is {budget}: is there a seam?"


def marks_without_issue(source: str) -> Findings:
    for line, comment in comments(source):
        if mark := MARK.search(comment):
            yield line, f"{mark[1]} needs an issue number, as in {mark[1]}(#12)"


def exceptions_without_reason(source: str) -> Findings:
    for line, comment in comments(source):
        found = EXCEPTION.search(comment)
        if found and len(re.findall(r"[^\W\d_]+", EXCEPTION.sub("", comment))) < 2:
            yield line, f"{found[0]} needs a reason beside it"


def comments(source: str) -> Findings:
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


CHECKS = (long_functions, wide_functions, long_file, marks_without_issue, exceptions_without_reason)


@pytest.mark.parametrize("check", CHECKS, ids=[check.__name__ for check in CHECKS])
def test_every_file_keeps_the_budget(check: Check) -> None:
    files = sorted(path for folder in FOLDERS for path in (PROJECT / folder).rglob("*.py"))
    broken = [
        f"{path.relative_to(PROJECT)}:{line} {what}"
        for path in files
        for line, what in check(path.read_text(encoding="utf-8"))
    ]
    assert not broken, "\n".join(broken)


BODY = "".join(f"    x{i} = {i}\n" for i in range(39))

CASES = [
    # a function of exactly 40 code lines, docstring, blank line and comment not counted
    (long_functions, f'def f():\n    """One.\n\n    Two.\n    """\n\n    # why\n{BODY}', 0),
    (long_functions, f"def f():\n{BODY}    y = 1\n", 1),
    (long_functions, f'async def f():\n{BODY}    y = """\n    """\n', 1),
    (wide_functions, "class A:\n    def f(self, a, b, c, d, e, f): ...\n", 0),
    (wide_functions, "def f(a, /, b, c, *d, e, f, **g): ...\n", 1),
    (long_file, "\n" * 400, 0),
    (long_file, "\n" * 401, 1),
    (marks_without_issue, "x = 'TODO'  # TODO(#12) finish\n", 0),
    (marks_without_issue, "# FIXME later\n", 1),
    (exceptions_without_reason, "import a  # noqa: F401 re-exported for users\n", 0),
    (exceptions_without_reason, "import a  # noqa: F401\n", 1),
    (exceptions_without_reason, "f()  # type: ignore[misc]  # the stub lacks this\n", 0),
    (exceptions_without_reason, "f()  # type: ignore[misc, arg-type]\n", 1),
]


@pytest.mark.parametrize(("check", "source", "found"), CASES)
def test_a_gate_finds_what_breaks_it_and_nothing_else(check: Check, source: str, found: int) -> None:
    assert len(list(check(source))) == found

"""Text files: encodings, delimiters, and the lines that messages point to."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from mainspring.errors import SurveyFileError
from mainspring.responses.options import ReadOptions
from mainspring.responses.sources import open_table, text
from mainspring.responses.sources.delimited import open_delimited
from mainspring.responses.sources.text import open_text
from mainspring.responses.sources.unpack import find_data


def content(raw: bytes) -> bytes:
    return open_text(io.BytesIO(raw), "a.csv").read()


@pytest.fixture(params=[1, 7, 1 << 20], autouse=True)
def chunk(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """Letters of several bytes must survive wherever the file is cut into chunks."""
    monkeypatch.setattr(text, "CHUNK", request.param)
    return int(request.param)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("written", ["a", "ab", "aé漢🙂\r\nb", "é" * 50, ""])
def test_unicode_is_read_whatever_its_encoding(encoding: str, written: str) -> None:
    assert content(written.encode(encoding)).decode() == written


@pytest.mark.parametrize("written", ["aé", "abc,d\ne\u2019s €", "£"])
def test_windows_text_is_recognised(written: str) -> None:
    assert content(written.encode("cp1252")).decode() == written


@pytest.mark.parametrize(
    ("raw", "line"),
    [
        (b"a\nb\nc\0d", 3),
        (b"a\rb\rc\0d", 3),
        (b"a\r\nb\r\nc\0d", 3),
        (b"\0", 1),
        ("é\né".encode() + b"\n\xe9", 3),
        (b"a\nb\x81", 2),
        (b"\xef\xbb\xbfa\n\xe9", 2),
    ],
)
def test_bytes_that_are_no_text_are_found_with_their_line(raw: bytes, line: int) -> None:
    with pytest.raises(SurveyFileError) as raised:
        content(raw)

    assert raised.value.problems[0].line == line


@pytest.mark.parametrize(
    ("written", "delimiter", "names"),
    [
        ("a,b\n1,2\n", ",", ["a", "b"]),
        ("a;b\n1;2\n", ";", ["a", "b"]),
        ("a\tb\n1\t2\n", "\t", ["a", "b"]),
        ("a|b\n1|2\n", "|", ["a", "b"]),
        ("a;b\n1;2,5\n", ";", ["a", "b"]),
        ("Q1. Is it, or not?\tQ2. Yes, and no, or so\n1\t2\n", "\t", ["Q1. Is it, or not?", "Q2. Yes, and no, or so"]),
        ('"a,b";"c\nd"\n1;2\n', ";", ["a,b", "c\nd"]),
        ("a\n1\n", ",", ["a"]),
        ("\n\n a , b \n1,2\n", ",", ["a", "b"]),
    ],
)
def test_the_delimiter_is_the_one_that_fits(written: str, delimiter: str, names: list[str], tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(written.encode())

    table = open_delimited(find_data(path))

    assert (table.delimiter, [column.name for column in table.columns]) == (delimiter, names)
    assert [cell.as_py() for batch in table.batches([0]) for cell in batch.columns[0]] == ["1"]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_lines_are_those_that_an_editor_shows(newline: str, tmp_path: Path) -> None:
    written = ["a,b", "1,x", "", '2,"two', 'lines"', "only one field", "3,x", "4,x"]
    path = tmp_path / "a.csv"
    path.write_bytes(newline.join(written).encode())
    table = open_table(path, ReadOptions())

    with pytest.raises(SurveyFileError, match="line 6: 1 row has more or fewer fields"):
        list(table.batches([0]))
    assert table.lines([0, 1, 2, 3, 9]) == {0: 2, 1: 4, 2: 7, 3: 8}

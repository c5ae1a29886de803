"""Whatever format a survey comes in, the same responses come out."""

from __future__ import annotations

from pathlib import Path

import pytest

from mainspring.responses import read_responses
from tests.responses.cast import OFFICE, people, read_all
from tests.responses.files import FORMATS, text

ROWS = [{**row, "NOTE": "çà"} if row["ID"] == "1000" else {**row, "NOTE": ""} for row in people()]


@pytest.mark.parametrize("format", FORMATS)
def test_every_format_gives_the_same_responses(format: str, tmp_path: Path) -> None:
    expected = read_all(read_responses(text(ROWS, tmp_path / "plain.csv"), OFFICE))

    found = read_all(read_responses(FORMATS[format](ROWS, tmp_path), OFFICE))

    assert found == expected

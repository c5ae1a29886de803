"""What every test may use: where the shared data is, when it is there."""

from __future__ import annotations

from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data and reference figures beside the project; the test is skipped where it is absent."""
    folder = PROJECT.parent / "shared"
    if not (folder / "data").is_dir():
        pytest.skip("needs ../shared (real survey data), which is not here")
    return folder

"""A browser for the page tests: the machine's own Chromium, which may reach nothing but the file it is given."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from mainspring.report import write_report
from mainspring.scorecards import Scorecards
from tests.report.cast import respondents_survey


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """How pytest-playwright starts the browser."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        words = "needs Chromium (Debian: apt-get install chromium), which is not here"
        if os.environ.get("CI"):
            pytest.fail(words)
        pytest.skip(words)
    return {
        "executable_path": chromium,
        "args": ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
    }


@pytest.fixture(scope="session")
def small_survey() -> Scorecards:
    """Two waves of a few agencies: every kind of page, quick to look through."""
    return respondents_survey(tops=8, leaves=16, waves=(2017, 2018))


@pytest.fixture(scope="session")
def small_report(small_survey: Scorecards, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of the report on the small survey."""
    return write_report(small_survey, tmp_path_factory.mktemp("report")).as_uri()


@pytest.fixture(scope="session")
def large_survey() -> Scorecards:
    """One wave, 250 units and more."""
    return respondents_survey()


@pytest.fixture(scope="session")
def large_report(large_survey: Scorecards, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report on the large survey."""
    return write_report(large_survey, tmp_path_factory.mktemp("report"))

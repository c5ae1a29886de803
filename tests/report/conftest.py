"""Reports to look at, and a browser to look at them with."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from mainspring.report import write_report
from mainspring.scorecards import Scorecards
from tests.report.cast import respondents_survey


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The machine's own Chromium: it must be there where `CI` is set."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        words = "needs Chromium (Debian: apt-get install chromium), which is not here"
        if os.environ.get("CI"):
            pytest.fail(words)
        pytest.skip(words)
    with sync_playwright() as playwright:
        options = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        started = playwright.chromium.launch(executable_path=chromium, args=options)
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh page, as wide as a desk's screen."""
    opened = browser.new_page(viewport={"width": 1280, "height": 900})
    yield opened
    opened.close()


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

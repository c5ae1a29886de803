"""The handbook as a site: every page is there and linked, it can be searched, and nobody is kept out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped] # it carries no types
from playwright.sync_api import Browser, Page

from mainspring.errors import ReportError
from mainspring.practices import load_catalogue
from mainspring.report.handbook import write_handbook
from tests.practices.cast import with_a_nurse

BOOK = load_catalogue()
KINDS = ("index", "red-tape-hunt", "draw-cases-by-lot", "obstacle-rules", "work", "evidence", "profiles", "guide")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_handbook(BOOK, tmp_path_factory.mktemp("handbook"), pdf=False).parent


@pytest.fixture
def index(browser: Browser, site: Path) -> Iterator[Page]:
    page = browser.new_page()
    page.goto((site / "index.html").as_uri())
    yield page
    page.close()


def shown(page: Page) -> list[str]:
    return [item.inner_text() for item in page.locator(".practices > li[data-who] > a").all() if item.is_visible()]


def test_every_practice_has_its_page_and_every_link_leads_somewhere(site: Path) -> None:
    pages = {file.name: file.read_text(encoding="utf-8") for file in site.glob("*.html")}
    assert {f"{id}.html" for id in BOOK.entries} < pages.keys()
    for name, text in pages.items():
        for target, _, anchor in (link.partition("#") for link in re.findall(r'href="([^"]*)"', text)):
            if target.startswith(("https:", "data:")):
                continue
            assert (site / (target or name)).is_file(), (name, target)
            if anchor:
                assert f'id="{anchor}"' in pages[target or name], (name, target, anchor)


def test_people_are_found_from_the_practices_whose_lever_they_show_and_by_what_they_agreed_to(tmp_path: Path) -> None:
    folder = write_handbook(with_a_nurse(BOOK), tmp_path, pdf=False).parent
    pages = {file.stem: file.read_text(encoding="utf-8") for file in folder.glob("*.html")}
    linked = {id for id in BOOK.entries if '<a href="profiles.html#person-11">Night nurse</a>' in pages[id]}
    assert linked == {id for id, entry in BOOK.entries.items() if "peers" in entry.practice.levers}
    own = pages["profiles"][pages["profiles"].index('id="person-11"') :]
    assert "Nobody waits alone." in own
    assert "<strong>calls</strong>" in own
    assert not any("Bello" in page or "Smallville" in page for page in pages.values())


def test_nothing_is_fetched_from_elsewhere(site: Path) -> None:
    for file in site.iterdir():
        if file.suffix in (".html", ".css", ".js"):
            assert not re.search(r'(?:src|url)\s*[=(]\s*"?https?:', file.read_text(encoding="utf-8"))


def test_what_speaks_against_a_practice_stands_first_on_its_page(site: Path) -> None:
    said = (site / "bonus-for-what-counts.html").read_text(encoding="utf-8")
    known = said[said.index('id="known"') :]
    assert known.index("Against it") < known.index("Pointing both ways") < known.index("For it")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("name", KINDS)
def test_axe_finds_nothing_and_nothing_runs_out(
    name: str, width: int, scheme: str, site: Path, browser: Browser
) -> None:
    page = browser.new_page(
        viewport={"width": width, "height": 900}, color_scheme="dark" if scheme == "dark" else "light"
    )
    page.goto((site / f"{name}.html").as_uri())
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


def test_words_find_practices(index: Page) -> None:
    assert len(shown(index)) == len(BOOK.entries)
    index.get_by_label("Find a practice").fill("signature")
    assert "Take out one signature for three months" in shown(index)
    assert len(shown(index)) < 10
    index.get_by_label("Find a practice").fill("xylophone")
    assert shown(index) == []
    assert "No practice fits" in index.locator("#tally").inner_text()


def test_choices_narrow_the_list(index: Page) -> None:
    index.get_by_label("Who starts it").select_option("citizen")
    assert len(shown(index)) == sum(entry.practice.who == "citizen" for entry in BOOK.entries.values())
    assert not index.get_by_role("heading", name="Peers").is_visible()
    index.get_by_label("Who starts it").select_option("")
    index.get_by_label("What is in the way").select_option("means")
    assert len(shown(index)) == sum("means" in entry.practice.obstacles for entry in BOOK.entries.values())


def test_without_a_script_the_whole_list_is_there(site: Path, browser: Browser) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto((site / "index.html").as_uri())
    assert len(shown(page)) == len(BOOK.entries)
    assert not page.locator("form").is_visible()
    page.context.close()


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("", encoding="utf-8")
    with pytest.raises(ReportError, match="The handbook cannot be written"):
        write_handbook(BOOK, tmp_path / "taken")

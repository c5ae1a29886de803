"""The report as its readers meet it: in a browser, by eye, by ear, by keyboard, on a telephone and on paper."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped] # it carries no types
from playwright.sync_api import Browser, Page, expect

from mainspring.report import write_report
from mainspring.scorecards import Scorecards
from tests.report.cast import published_survey, respondents_survey

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
UNFOLD = "document.querySelectorAll('details').forEach(fold => { if (fold.checkVisibility()) fold.open = true })"


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> str:
    survey = respondents_survey(tops=3, leaves=2, waves=(2017, 2018))
    return write_report(survey, tmp_path_factory.mktemp("tiny")).as_uri()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing(browser: Browser, tiny: str, width: int, scheme: Literal["light", "dark"]) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    for place in ("", "#u-a01"):
        page.goto("about:blank")
        page.goto(tiny + place)
        page.evaluate(UNFOLD)
        found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}}).response
        assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found["violations"]] == []
        assert {"color-contrast", "target-size"} <= {rule["id"] for rule in found["passes"]}
    page.close()


def test_no_request_is_made_and_nothing_is_complained_of(page: Page, small_report: str) -> None:
    requests: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(small_report)
    page.goto(f"{small_report}#u-a01")
    page.wait_for_timeout(200)
    assert {url for url in requests if not url.startswith("data:")} == {small_report}
    assert complaints == []
    fonts = page.evaluate("document.fonts.ready.then(fonts => [...fonts].map(font => font.status))")
    assert set(fonts) == {"loaded"}


@pytest.mark.parametrize("place", ["", "#u-a01", "#u-a03"])
def test_a_telephone_does_not_scroll_sideways(browser: Browser, small_report: str, place: str) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 640})
    page.goto(small_report + place)
    page.evaluate(UNFOLD)
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.close()


def test_typing_finds_a_unit(page: Page, small_report: str) -> None:
    page.goto(small_report)
    field = page.get_by_role("combobox", name="Find a unit")
    field.fill("weath agen")
    expect(page.get_by_role("option").first).to_contain_text("Agency for Weather")
    field.press("ArrowDown")
    expect(page.get_by_role("option", selected=True)).to_contain_text("Agency for Weather")
    field.press("Enter")
    expect(page.get_by_role("heading", level=2, name="Agency for Weather")).to_be_focused()
    assert page.title().startswith("Agency for Weather")
    expect(page.locator("#overview")).to_be_hidden()


def test_typing_finds_a_withheld_unit_and_says_why(page: Page, large_report: Path) -> None:
    page.goto(large_report.as_uri())
    closed = page.locator("#tree .closed b").first
    name = closed.text_content() or ""
    page.get_by_role("combobox").fill(name)
    option = page.locator("#found li[aria-disabled]").first
    expect(option).to_contain_text("Withheld:")
    option.click(force=True)
    assert "#" not in page.url


def test_what_is_not_there_is_said_not_to_be(page: Page, small_report: str) -> None:
    page.goto(small_report)
    page.get_by_role("combobox").fill("zzz")
    expect(page.locator("#tally")).to_have_text("0 found")
    expect(page.locator("#found")).to_be_hidden()


def test_the_map_is_one_stop_of_the_tab_key_and_arrows_walk_it(page: Page, small_report: str) -> None:
    page.goto(small_report)
    assert page.locator(".level-1 .plot a[tabindex='0']").count() == 1
    page.locator(".level-1 .plot a[tabindex='0']").focus()
    first = page.locator(".level-1 .readout").text_content() or ""
    assert re.search(r"empowerment [\d.]+ \([\d.]+ to [\d.]+\), compliance", first)
    for key in ("ArrowRight", "ArrowLeft", "ArrowUp", "ArrowDown"):
        page.keyboard.press(key)
    assert page.evaluate("document.activeElement.closest('.plot') !== null")
    name = (page.locator(".level-1 .readout").text_content() or "").split(":")[0]
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=2, name=name)).to_be_visible()


def test_a_dot_shows_its_intervals_when_pointed_at(page: Page, small_report: str) -> None:
    page.goto(small_report)
    dot = page.locator(".level-1 .plot a").last
    expect(dot.locator("line").first).to_have_css("visibility", "hidden")
    dot.locator(".hit").hover()
    expect(dot.locator("line").first).to_have_css("visibility", "visible")
    page.get_by_label("All intervals").check()
    expect(page.locator(".level-1 .plot a line").first).to_have_css("visibility", "visible")


def test_the_map_shows_one_level_at_a_time(page: Page, small_report: str) -> None:
    page.goto(small_report)
    expect(page.locator(".map.level-2")).to_be_hidden()
    page.get_by_role("radio", name="sub-agencies").check()
    expect(page.locator(".map.level-2")).to_be_visible()
    expect(page.locator(".map.level-1")).to_be_hidden()


def test_the_first_tab_skips_to_the_content(page: Page, small_report: str) -> None:
    page.goto(f"{small_report}#u-a01")
    page.locator("body").press("Tab")
    page.evaluate("document.querySelector('.skip').focus()")
    page.keyboard.press("Enter")
    expect(page.locator("#u-a01 h2")).to_be_focused()
    assert page.url.endswith("#u-a01")


def test_everything_can_be_read_without_scripts(browser: Browser, small_report: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(small_report)
    expect(page.get_by_role("combobox")).to_be_hidden()
    page.locator("#tree a").first.click()
    expect(page.locator(".unit:target h2")).to_be_visible()
    expect(page.locator("#overview")).to_be_hidden()
    page.goto(f"{small_report}#everything")
    assert page.locator(".unit").first.is_visible()
    assert page.locator(".unit").last.is_visible()
    context.close()


@pytest.mark.parametrize(
    "survey",
    [
        respondents_survey(tops=12, leaves=24),
        respondents_survey(tops=12, leaves=24, waves=(2016, 2017, 2018)),
        published_survey(tops=4, leaves=12),
    ],
    ids=["one wave", "waves", "published"],
)
def test_a_unit_is_one_page_of_paper(page: Page, tmp_path: Path, survey: Scorecards) -> None:
    page.goto(write_report(survey, tmp_path).as_uri())
    link = page.locator("#tree a").last.get_attribute("href")
    page.evaluate("link => { location.hash = link }", link)
    printed = page.pdf(format="A4")
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1


def test_meaning_is_not_by_colour_alone(page: Page, small_report: str) -> None:
    """What cannot be told apart is a hollow dot and says so; parent and median are other shapes at other places."""
    page.goto(f"{small_report}#u-a02")
    for row in page.locator("#u-a02 .profile tbody tr:not(.group)").all():
        beside = (row.locator("td").last.text_content() or "").strip()
        hollow = row.locator("circle.o").count() == 1
        assert hollow == (beside in ("cannot be told apart", "no difference"))

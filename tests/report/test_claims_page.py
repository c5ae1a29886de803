"""The page of the book's claims, as a reader sees it."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped] # it carries no types
from playwright.sync_api import Page

from mainspring.disclosure import Cleared, clear_claims
from mainspring.evidence import Claims
from mainspring.report import write_report
from mainspring.scorecards import Scorecards
from tests.evidence.book_claims.cast import survey, without

TRUTH = {"of_compliance": 0.3, "slope": 0.3}


@pytest.fixture(scope="session")
def cleared() -> Cleared[Claims]:
    """For the book, against it, too small to matter, and not asked."""
    some = without(survey(seed=11, people=8_000, offices=100, **TRUTH), "observability")
    return clear_claims(some.moments(), some.instrument)


@pytest.fixture(scope="session")
def found(cleared: Cleared[Claims]) -> Claims:
    return cleared.content


@pytest.fixture(scope="session")
def address(small_survey: Scorecards, cleared: Cleared[Claims], tmp_path_factory: pytest.TempPathFactory) -> str:
    return write_report(small_survey, tmp_path_factory.mktemp("claims"), cleared).as_uri()


def test_every_claim_has_its_verdict_whether_for_the_book_or_against_it(
    page: Page, address: str, found: Claims
) -> None:
    page.goto(f"{address}#claims")
    assert {"supported", "contradicted", "not tested"} <= {claim.verdict for claim in found.claims}
    for claim in found.claims:
        if claim.verdict == "not tested":
            assert page.locator("#claims li", has_text=f"{claim.id}. {claim.statement}").is_visible()
            continue
        row = page.locator("#claims tr.group", has_text=f"{claim.id}. {claim.statement}")
        assert row.locator("td").inner_text() == claim.verdict.capitalize()
        assert page.locator("#claims h3", has_text=claim.statement).inner_text().endswith(claim.verdict)
        for sentence in claim.sentences:
            assert page.locator("#claims p", has_text=sentence).is_visible()


def test_verdicts_for_and_against_look_the_same(page: Page, address: str) -> None:
    page.goto(f"{address}#claims")
    looks = {
        page.locator("#claims tr.group b", has_text=word).first.evaluate(
            "it => [getComputedStyle(it).fontSize, getComputedStyle(it).fontWeight, getComputedStyle(it).color].join()"
        )
        for word in ("Supported", "Contradicted")
    }
    assert len(looks) == 1


def test_what_must_be_known_first_stands_before_the_verdicts(page: Page, address: str) -> None:
    page.goto(f"{address}#claims")
    warning = page.locator("#claims li", has_text="that takes a pilot").bounding_box()
    table = page.locator("#claims table.claims").bounding_box()
    assert warning is not None
    assert table is not None
    assert warning["y"] < table["y"]


def test_the_overview_leads_to_the_page_and_the_page_has_a_title_of_its_own(page: Page, address: str) -> None:
    page.goto(address)
    assert not page.locator("#claims").is_visible()
    page.get_by_role("link", name="Which, how clearly, and what that rests on").click()
    assert page.locator("#claims").is_visible()
    assert page.title().startswith("The book’s claims")


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_accessible_and_nothing_runs_out_of_it(page: Page, address: str, width: int, scheme: str) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(f"{address}#claims")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert Axe().run(page).response["violations"] == []


def test_a_report_without_claims_says_nothing_of_them(small_survey: Scorecards, tmp_path: Path) -> None:
    assert "The book’s claims" not in write_report(small_survey, tmp_path).read_text(encoding="utf-8")


def test_the_estimate_is_drawn_at_its_place_beside_the_band(page: Page, address: str, found: Claims) -> None:
    page.goto(f"{address}#claims")
    part = next(one for one in found.parts() if one.id == "people")
    picture = page.locator("#claims svg.claim", has=page.locator("circle")).and_(page.get_by_label(part.label))
    box, dot = picture.bounding_box(), picture.locator("circle").bounding_box()
    assert box is not None
    assert dot is not None
    place = (dot["x"] + dot["width"] / 2 - box["x"]) / box["width"]
    assert place == pytest.approx((part.estimate + 1) / 2, abs=0.01)

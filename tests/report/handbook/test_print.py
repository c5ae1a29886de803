"""The handbook on paper: one accessible PDF with every practice in it, and Markdown as data."""

from __future__ import annotations

import re
from pathlib import Path

from mainspring.practices import fit_to_work, load_catalogue
from mainspring.report.handbook import handbook_pdf
from mainspring.report.handbook.markdown import blocks, html
from mainspring.report.handbook.work_map import settings, work_map
from tests.practices.cast import study, with_a_nurse
from tests.report.test_pdf import text

KNOWN = {"one-2020": study("one-2020")}
TEXT = "## Why\n\nIt is **so** [one-2020].\nThen *that*.\n\n- a\n- b\n\n| x | y |\n| --- | --- |\n| 1 | [see](other-page) |\n\n> said\n"


def test_every_practice_is_in_the_pdf_which_meets_its_standard(tmp_path: Path) -> None:
    file = tmp_path / "handbook.pdf"
    file.write_bytes(handbook_pdf(with_a_nurse(load_catalogue())))  # the compiler refuses what is not PDF/UA-1
    assert b"pdfuaid" in file.read_bytes()
    plain = re.sub(r"\s+", " ", text(file))
    for entry in load_catalogue().entries.values():
        assert entry.practice.title in plain
        assert entry.practice.steps[0][:30] in plain
    assert "Batool Asadi" in plain
    assert "She calls the day shift." in plain
    assert "Bello" not in plain
    helped = sum("peers" in entry.practice.levers for entry in load_catalogue().entries.values())
    assert plain.count("People who work like this: Night nurse.") == helped


def test_markdown_becomes_html_with_studies_and_practices_linked() -> None:
    made = html(TEXT, KNOWN)
    assert '<strong>so</strong> (<a href="evidence.html#one-2020">one-2020 2020</a>)' in made
    assert '<a href="other-page.html">see</a>' in made
    assert made.count("<br") == 1
    assert "&lt;b&gt;" in html("<b>no markup</b>", {})


def test_markdown_becomes_blocks() -> None:
    heading, paragraph, list_, table, quote = blocks(TEXT, KNOWN)
    assert heading == {"kind": "heading", "level": 2, "runs": [{"text": "Why"}]}
    assert paragraph["runs"] == [
        {"text": "It is "},
        {"text": "so", "strong": True},
        {"text": " (one-2020 2020)."},
        {"break": True},
        {"text": "Then "},
        {"text": "that", "emph": True},
        {"text": "."},
    ]
    assert (list_["kind"], list_["ordered"], len(list_["items"])) == ("list", False, 2)
    assert table["rows"] == [[[{"text": "x"}], [{"text": "y"}]], [[{"text": "1"}], [{"text": "see"}]]]
    assert quote["kind"] == "quote"


def test_the_map_shows_more_room_where_less_is_seen_and_people_care() -> None:
    by_place = {(care, seen): (int(room), int(checks)) for care, seen, room, checks in settings()}
    assert by_place["100", "0"][0] > by_place["20", "0"][0]
    assert by_place["100", "0"][1] == 0
    assert by_place["20", "80"][1] > by_place["20", "40"][1]
    drawn = work_map(alone=False)
    assert drawn.count('class="room"') == drawn.count('class="checks"') == 36 + 1  # and one each in the legend
    assert "<style>" not in drawn
    assert "<style>" in work_map()


def test_a_unit_s_place_is_on_the_map() -> None:
    answers = {"team": {"noticed": "b", "figures": "b", "unchecked": "a"}}
    assert 'class="at"' in work_map(fit_to_work(answers))
    assert 'class="at"' not in work_map()

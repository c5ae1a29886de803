"""The printed report: what a reader of paper, of the text layer, or of a screen reader finds in it."""

from __future__ import annotations

import re
import shutil
import subprocess
import zlib
from dataclasses import replace
from pathlib import Path

import pytest

from mainspring.disclosure import Released, Withheld
from mainspring.errors import ReportError
from mainspring.report import write_pdf
from mainspring.report.drawings import small_panel, strip
from mainspring.report.profile import profile
from mainspring.report.trend import trend
from mainspring.report.view import Book
from mainspring.scorecards.model import Scorecards, UnitPath
from tests.report.cast import published_survey, respondents_survey

WAVES = (2015, 2016, 2017, 2018, 2019)


@pytest.fixture(scope="module")
def survey() -> Scorecards:
    return respondents_survey(tops=12, leaves=80)


@pytest.fixture(scope="module")
def waves() -> Scorecards:
    return respondents_survey(tops=4, leaves=8, waves=WAVES)


@pytest.fixture(scope="module")
def published() -> Scorecards:
    return published_survey(tops=5, leaves=20)


def structure(pdf: Path) -> str:
    """Everything in a PDF that is not a picture or a font, unpacked."""
    raw = pdf.read_bytes()
    unpacked = [raw]
    for stream in re.finditer(rb"/FlateDecode.*?stream\r?\n(.*?)endstream", raw, re.DOTALL):
        unpacked.append(zlib.decompressobj().decompress(stream[1]))
    return b"\n".join(unpacked).decode("latin-1")


def alternatives(pdf: Path) -> list[str]:
    """The words for each picture; "" where a picture has none."""
    found = []
    for figure in re.finditer(r"/S/Figure.*?endobj", structure(pdf), re.DOTALL):
        words = re.search(r"/Alt(?:<FEFF([0-9A-F]+)>|\((.*?)\))", figure[0], re.DOTALL)
        if words is None:
            found.append("")
        else:
            found.append(bytes.fromhex(words[1]).decode("utf-16-be") if words[1] else words[2])
    return found


def pages(pdf: Path) -> int:
    return len(re.findall(r"/Type/Page\b", structure(pdf)))


def text(pdf: Path) -> str:
    """The text layer, with single spaces."""
    if shutil.which("pdftotext") is None:
        pytest.skip("needs pdftotext (poppler-utils) to read the text layer")
    run = subprocess.run(
        ["pdftotext", "-raw", "-enc", "UTF-8", str(pdf), "-"], capture_output=True, text=True, check=True
    )
    return " ".join(run.stdout.split())


def renamed(survey: Scorecards, path: UnitPath, name: str) -> Scorecards:
    return replace(
        survey,
        cells=tuple(
            replace(card, unit=replace(card.unit, name=name)) if card.unit.path == path else card
            for card in survey.cells
        ),
    )


def withheld_unit(survey: Scorecards) -> UnitPath:
    return next(card.unit.path for card in survey.cells if isinstance(card.n, Withheld) and not card.unit.fold)


@pytest.mark.parametrize("unit", [(), ("A03",), ("A00", "A0000")])
def test_declares_itself_accessible(survey: Scorecards, tmp_path: Path, unit: UnitPath) -> None:
    inside = structure(write_pdf(survey, tmp_path / "report.pdf", unit))
    assert "<pdfuaid:part>1</pdfuaid:part>" in inside
    assert "/Marked true" in inside
    assert "/Lang(en)" in inside
    assert "/StructTreeRoot" in inside
    assert "Survey of Federal Staff</rdf:li>" in inside  # the title, in the metadata
    assert inside.count("/S/H1") == 1
    assert "/S/H2" in inside
    assert "/Scope/Column" in inside


def test_every_picture_has_words(waves: Scorecards, tmp_path: Path) -> None:
    words = alternatives(write_pdf(waves, tmp_path / "overview.pdf"))
    maps = [said for said in words if said.startswith("Map of ")]
    assert "Map of 4 agencies, each a dot: empowerment across" in maps[0]
    assert any(said.startswith("Autonomy: ") for said in words)
    assert all(words)


def test_a_profile_prints_the_numbers_of_the_scorecard(survey: Scorecards, tmp_path: Path) -> None:
    printed = text(write_pdf(survey, tmp_path / "unit.pdf", ("A01",)))
    card = survey.of(("A01",))
    assert card is not None
    values = {**card.constructs, **card.indices}
    assert len(values) == 13
    for value in values.values():
        assert isinstance(value, Released)
        assert f"{value.value:.1f}" in printed
        assert f"{value.conf_low:.1f} to {value.conf_high:.1f}" in printed


def test_a_profile_prints_parent_and_median_beside(survey: Scorecards, tmp_path: Path) -> None:
    printed = text(write_pdf(survey, tmp_path / "unit.pdf", ("A01",)))
    everybody = survey.of(())
    assert everybody is not None
    above = everybody.constructs["autonomy"]
    assert isinstance(above, Released)
    assert f"{above.value:.1f}" in printed
    assert f"{survey.medians[2018, 1, 'autonomy']:.1f}" in printed
    assert "Beside everybody" in printed
    assert "Beside the median agency" in printed


def test_what_is_withheld_says_why(survey: Scorecards, tmp_path: Path) -> None:
    printed = text(write_pdf(survey, tmp_path / "unit.pdf", ("A03",)))
    assert (
        "Withheld: fewer than ten people answered, or a smaller group's result could be worked out from it" in printed
    )
    assert "10% or less" in printed
    assert "Not comparable with earlier waves: the question changed" in printed


def test_the_overview_counts_what_is_withheld(survey: Scorecards, tmp_path: Path) -> None:
    printed = text(write_pdf(survey, tmp_path / "overview.pdf"))
    assert "What we cannot show" in printed
    (withheld,) = survey.withheld
    assert f"{withheld.units.hidden} of {withheld.units.of}" in printed
    for sentence in withheld.units.reasons:
        assert sentence.removeprefix("Withheld: ") in printed


def test_the_maps_figures_are_in_a_table(survey: Scorecards, tmp_path: Path) -> None:
    printed = text(write_pdf(survey, tmp_path / "overview.pdf"))
    assert "The figures of the map of sub-agencies" in printed
    card = survey.of(("A00", "A0000"))
    assert card is not None
    for value in (card.constructs["empowerment"], card.constructs["compliance"]):
        assert isinstance(value, Released)
        assert f"{value.value:.1f} {value.conf_low:.1f} to {value.conf_high:.1f}" in printed


def test_a_unit_without_units_or_waves_takes_one_page(survey: Scorecards, tmp_path: Path) -> None:
    assert pages(write_pdf(survey, tmp_path / "unit.pdf", ("A00", "A0000"))) == 1


def test_published_scores_have_no_intervals_and_say_so(published: Scorecards, tmp_path: Path) -> None:
    printed = text(write_pdf(published, tmp_path / "overview.pdf"))
    assert "the publisher gives no intervals" in printed
    assert "95% interval" not in printed
    assert "This survey did not ask" in printed


def test_a_trend_prints_every_wave(waves: Scorecards, tmp_path: Path) -> None:
    printed = text(write_pdf(waves, tmp_path / "unit.pdf", ("A01",)))
    for wave in WAVES:
        card = waves.of(("A01",), wave)
        assert card is not None
        value = card.constructs["autonomy"]
        assert isinstance(value, Released)
        assert f"{value.value:.1f} {value.conf_low:.1f} to {value.conf_high:.1f}" in printed
    assert "Satisfaction, 2018: Reworded in 2018." in printed


def test_a_line_does_not_cross_a_changed_question(waves: Scorecards) -> None:
    told = trend(Book(waves), ("A01",))
    assert told is not None
    panel = next(panel for panel in told.constructs if panel.measure.id == "satisfaction")
    drawn = small_panel(panel, told.waves)
    assert [len(run) for run in drawn["lines"]] == [3, 2]
    assert drawn["breaks"] == [0.625]


def test_an_interval_is_drawn_where_it_lies(survey: Scorecards) -> None:
    row = profile(Book(survey), ("A01",)).rows[0]
    assert isinstance(row.value, Released)
    drawn = strip(row)
    assert drawn is not None
    assert drawn["at"] == pytest.approx(row.value.value / 100, abs=1e-5)
    assert row.value.conf_low == pytest.approx(100 * drawn["low"], abs=1e-3)
    assert row.value.conf_high == pytest.approx(100 * drawn["high"], abs=1e-3)


def test_a_bound_is_drawn_as_a_range_without_a_dot(survey: Scorecards) -> None:
    row = next(row for row in profile(Book(survey), ("A03",)).rows if row.measure.id == "leave")
    drawn = strip(row)
    assert drawn is not None
    assert (drawn["at"], drawn["low"], drawn["high"]) == (None, 0.0, 0.1)


@pytest.mark.parametrize(
    "name",
    [
        "#panic() $x^2$ *bold* _it_ `raw` @ref <label>",
        r"Office \ of [brackets] {braces} \u{41}",
        "Office \"of\" 'quotes' // and /* comments */ -- ~ ... = heading",
        "Ministère de l’Éducation",
        "<script>alert('x')</script> &amp;",
    ],
)
def test_a_units_name_is_printed_as_it_is(survey: Scorecards, tmp_path: Path, name: str) -> None:
    printed = text(write_pdf(renamed(survey, ("A01",), name), tmp_path / "unit.pdf", ("A01",)))
    # Where letters stand close, pdftotext guesses at spaces.
    assert name.replace(" ", "") in printed.replace(" ", "")


def test_control_characters_become_spaces(survey: Scorecards, tmp_path: Path) -> None:
    assert "Bureau of Weather" in text(
        write_pdf(renamed(survey, ("A01",), "Bureau\x07of\nWeather"), tmp_path / "unit.pdf", ("A01",))
    )


def test_a_unit_without_a_name_goes_by_its_code(survey: Scorecards, tmp_path: Path) -> None:
    assert "A01" in text(write_pdf(renamed(survey, ("A01",), " "), tmp_path / "unit.pdf", ("A01",)))


def test_letters_that_no_font_has_are_refused_not_left_out(survey: Scorecards, tmp_path: Path) -> None:
    private = "\N{LINEAR B SYLLABLE B008 A}\U0010fffd"
    with pytest.raises(ReportError, match="No font on this machine has all the letters"):
        write_pdf(renamed(survey, ("A01",), private), tmp_path / "unit.pdf", ("A01",))
    assert list(tmp_path.iterdir()) == []


def test_the_same_scorecards_give_the_same_bytes(survey: Scorecards, tmp_path: Path) -> None:
    first = write_pdf(survey, tmp_path / "one.pdf").read_bytes()
    assert first == write_pdf(survey, tmp_path / "two.pdf").read_bytes()
    assert b"CreationDate" not in first


@pytest.mark.parametrize(
    ("unit", "near"),
    [
        (("A1",), "A01 ("),
        (("A00", "AO0001"), "A00/A0001 ("),
        (("Office of Public Works",), "A01 (Office of Public Works)"),
        (("grain",), "A03 (Bureau of Grain)"),
        (("A01", "arb"), "Near to it: A01"),
        (("nothing like it",), "such as A00"),
    ],
)
def test_an_unknown_unit_is_answered_with_those_near_it(
    survey: Scorecards, tmp_path: Path, unit: UnitPath, near: str
) -> None:
    with pytest.raises(ReportError, match=re.escape(f"There is no unit {'/'.join(unit)}.")) as told:
        write_pdf(survey, tmp_path / "unit.pdf", unit)
    assert near in str(told.value)
    assert "codes from the top with / between them" in str(told.value)


def test_a_withheld_unit_is_refused_with_the_reason(survey: Scorecards, tmp_path: Path) -> None:
    unit = withheld_unit(survey)
    card = survey.of(unit)
    assert card is not None
    assert isinstance(card.n, Withheld)
    with pytest.raises(ReportError, match=re.escape(card.n.sentence)) as told:
        write_pdf(survey, tmp_path / "unit.pdf", unit)
    assert f"Above it there is {unit[0]}." in str(told.value)


def test_a_unit_that_cannot_be_shown_is_not_suggested(survey: Scorecards, tmp_path: Path) -> None:
    closed = "/".join(withheld_unit(survey))
    with pytest.raises(ReportError) as told:
        write_pdf(survey, tmp_path / "unit.pdf", (*closed[:-1].split("/")[:-1], closed.split("/")[-1] + "x"))
    assert f"{closed} (" not in str(told.value)


def test_a_heading_without_results_of_its_own_points_to_what_it_holds(published: Scorecards, tmp_path: Path) -> None:
    with pytest.raises(ReportError, match=r"Within it there is A00/A0000 \("):
        write_pdf(published, tmp_path / "unit.pdf", ("A00",))


def test_nothing_is_left_behind_where_the_file_cannot_be_written(survey: Scorecards, tmp_path: Path) -> None:
    taken = tmp_path / "taken.pdf"
    taken.mkdir()
    with pytest.raises(ReportError, match="cannot be written"):
        write_pdf(survey, taken, ("A01",))
    assert [path.name for path in tmp_path.iterdir()] == ["taken.pdf"]


def test_scorecards_without_cells_make_no_pdf(survey: Scorecards, tmp_path: Path) -> None:
    with pytest.raises(ReportError, match="no result to report on"):
        write_pdf(replace(survey, cells=()), tmp_path / "unit.pdf")

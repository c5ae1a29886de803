"""A report's breakdowns are read back as its JSON tells them, and attacked as they are read."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from mainspring.disclosure.attack import Finding, attack_path, read_cells, read_release
from mainspring.disclosure.attack.findings import UNLISTED
from mainspring.disclosure.facts import Codes, Facts, Group
from mainspring.disclosure.values import Reason
from mainspring.instrument import load_instrument
from mainspring.moments import summarise
from mainspring.report import write_report
from mainspring.responses import read_responses
from mainspring.responses.simulated import SimulationOptions, write_simulated
from mainspring.scorecards import Scorecards, as_json, score

BY = "supervisory status"


@pytest.fixture(scope="module")
def scorecards(tmp_path_factory: pytest.TempPathFactory) -> Scorecards:
    """A small survey by supervisory status, some of its groups withheld."""
    instrument, path = load_instrument("us-fevs-2018"), tmp_path_factory.mktemp("survey") / "fevs.csv"
    write_simulated(instrument, SimulationOptions(rows=500, seed=5, units=(3, 9)), path)
    moments = summarise(read_responses(path, instrument), by=["AGENCY", "LEVEL1", "DSUPER"])
    return score(moments, instrument, breakdowns=["DSUPER"])


@pytest.fixture(scope="module")
def page(scorecards: Scorecards, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_report(scorecards, tmp_path_factory.mktemp("page"))


@pytest.fixture(scope="module")
def facts(page: Path) -> Facts:
    return read_release(page)[0]


@pytest.fixture(scope="module")
def as_page(scorecards: Scorecards) -> dict[Group, Group]:
    """The groups of the JSON that are on units' pages, as a page names them."""
    names = {card.unit.path: card.unit.name for card in scorecards.cells}
    folds = {card.unit.path for card in scorecards.cells if card.unit.fold}
    found = {}
    for card in scorecards.groups:
        path, by = card.unit.path, card.breakdown
        assert by is not None
        if path[:-1] in folds:  # the same people as above
            continue
        above: Codes = tuple((f"level {d}", names[path[:d]]) for d in range(1, len(path) + 1))
        unit: Codes = tuple(zip(card.unit.keys, path, strict=True))
        found[Group(card.wave, unit, ((by.column, by.code),))] = Group(card.wave, above, ((BY, by.name),))
    return found


def edited(page: Path, pattern: str, by: str, tmp_path: Path) -> list[Finding]:
    """What is learned from the report with the first match changed."""
    text, times = re.subn(pattern, by, page.read_text(encoding="utf-8"), count=1, flags=re.DOTALL)
    assert times == 1
    (tmp_path / "report.html").write_text(text, encoding="utf-8")
    return list(attack_path(tmp_path).findings)


def test_groups_have_the_people_and_values_that_the_json_gives_them(
    scorecards: Scorecards, facts: Facts, as_page: dict[Group, Group]
) -> None:
    told = read_cells(json.loads(json.dumps(as_json(scorecards))), "scores.json", Path("scores.json")).facts
    on_page = {group: there for group, there in as_page.items() if there in facts.people}
    of_pages = {group: there for group, there in as_page.items() if Group(2018, there.unit) in facts.people}
    assert on_page == of_pages
    people = {there: told.people[group] for group, there in on_page.items()}
    named = {group: n for group, n in facts.people.items() if all(code != UNLISTED for _, code in group.unit)}
    assert people == {group: n for group, n in named.items() if group.breakdown}
    assert set(people.values()) > {None}
    measures = {measure for group, measure in facts.values if group.breakdown}
    assert {"autonomy", "motivation", "eei"} <= measures
    for group, there in on_page.items():
        for measure in measures:
            value, read = told.values[group, measure], facts.values[there, measure]
            assert (value is None) == (read is None)
            if value is not None and read is not None:
                assert value.bound == read.bound
                assert abs(value.value - read.value) <= facts.half_width + 1e-9


def test_a_report_with_breakdowns_tells_nothing(page: Path) -> None:
    assert attack_path(page).findings == ()


def test_a_group_of_four_is_caught(page: Path, tmp_path: Path) -> None:
    found = edited(page, r'(<p class="lead">Not stated) \([\d,]+ people\)', r"\1 (4 people)", tmp_path)
    [small] = [one for one in found if one.route == "small group"]
    assert "Not stated (2018) is shown with 4 people, where 10 are the fewest." in small.what


def test_a_value_of_four_answers_is_caught(page: Path, tmp_path: Path) -> None:
    found = edited(page, r"(<th scope=rowgroup[^>]*>Autonomy.*?</small><td>)[\d,]+", r"\g<1>4", tmp_path)
    [small] = [one for one in found if one.route == "small group"]
    assert small.people == 4
    assert small.what.startswith("Autonomy of ")


def test_a_group_that_its_unit_s_others_leave_over_is_caught(page: Path, facts: Facts, tmp_path: Path) -> None:
    whole = facts.people[Group(2018)]
    assert whole is not None
    hidden = f'<p class="remark">Not shown: Supervisors. Withheld: {Reason.PROTECTED.value.format(minimum="ten")}.</p>'
    told = [n for group, n in facts.people.items() if group.breakdown and not group.unit and n is not None]
    first = re.search(r'<p class="lead">(\S[^(<]*) \(([\d,]+) people\): .*?</p>', page.read_text(encoding="utf-8"))
    assert first is not None
    less = int(first[2].replace(",", "")) + whole - sum(told) - 7
    by = rf'<p class="lead">{first[1]} ({less} people): as others.</p>{hidden}'
    found = edited(page, re.escape(first[0]), by, tmp_path)
    assert f"{BY} Supervisors (2018) has 7 people." in {one.what for one in found if one.route == "subtraction"}


def test_a_value_in_place_of_a_withheld_one_is_caught(page: Path, tmp_path: Path) -> None:
    row = r"(<th scope=rowgroup[^>]*>Motivation<th scope=row>[^<]*)<td>.*?\n"
    found = edited(page, row, r'\1<td colspan=4 class=no>Withheld: a reason<svg><circle cx="61%"/></svg>\n', tmp_path)
    assert any(one.route == "left beside" and 'cx="61%"' in one.what for one in found)


PAGE = """<section class="page own unit" id="u-{id}"><p class="trail"><a>Overview</a>{above}</p><h2>{name}</h2>
<p class="quiet">{n} people answered in 2018.</p><table class="profile"><tr><th>Autonomy<td><td>{value}</table>{rest}</section>"""
WHOLE = PAGE.format(id="all", above="", name="Everybody", n=203, value=60.0, rest="")
UNITS = [
    PAGE.format(id=id, above=" › Everybody", name=id, n=n, value=value, rest="")
    for id, n, value in (("A", 101, 61.0), ("B", 50, 58.0))
]


def listing(folded: Reason) -> str:
    """A report of two units and two withheld ones, "all other units" without a page."""
    closed = "<li><span class=closed><b>{}</b> <small>Withheld: {}</small></span></li>".format
    small, why = (one.value.format(minimum="ten") for one in (Reason.PROTECTED, folded))
    names = [closed("C", small), closed("D", small), closed("All other units", why)]
    tree = f'<div id="tree"><ul><li><a>A</a></li><li><a>B</a></li>{"".join(names)}</ul></div>'
    return f"<body>{tree}{WHOLE}{''.join(UNITS)}</body>"


FOLD = "all other units by level 1 (2018) has 52 people."


def learned(path: Path) -> set[str]:
    return {one.what for one in attack_path(path).findings}


@pytest.mark.parametrize(("reason", "secret"), [(Reason.TELLING, False), (Reason.PROTECTED, True)])
def test_people_of_a_unit_that_only_its_answers_keep_off_a_page_are_no_secret(
    reason: Reason, secret: bool, tmp_path: Path
) -> None:
    (tmp_path / "report.html").write_text(listing(reason), encoding="utf-8")
    [facts] = read_release(tmp_path)
    fold = Group(2018, (("level 1", "*"),))
    assert facts.people[fold] is None
    assert (fold in facts.at_least) is not secret
    assert facts.values[fold, "Autonomy"] is None
    assert (FOLD in learned(tmp_path)) is secret


REST = '<li class="rest"><span class="closed"><b>Other staff</b> <small>Counted above</small></span></li>'


@pytest.mark.parametrize(("rest", "secret"), [("", False), (REST, True)])
def test_a_list_of_units_is_all_there_are_unless_it_says_that_others_are_counted(
    rest: str, secret: bool, tmp_path: Path
) -> None:
    small = f"<li><span class=closed><b>C</b> <small>Withheld: {Reason.PROTECTED.value}</small></span></li>"
    tree = f'<div id="tree"><ul><li><a>A</a></li><li><a>B</a></li>{small}{rest}</ul></div>'
    (tmp_path / "report.html").write_text(f"<body>{tree}{WHOLE}{''.join(UNITS)}</body>", encoding="utf-8")
    assert ("level 1 C (2018) has 52 people." in learned(tmp_path)) is not secret


def test_a_unit_whose_page_is_of_an_earlier_wave_may_have_nobody_in_the_last(tmp_path: Path) -> None:
    earlier = PAGE.format(id="C", above=" › Everybody", name="C", n=30, value=50.0, rest="").replace("2018", "2017")
    items = "".join(f'<li><a href="#u-{id}">{id}</a></li>' for id in "ABC")
    tree = f'<div id="tree"><ul>{items}{REST}</ul></div>'
    (tmp_path / "report.html").write_text(f"<body>{tree}{WHOLE}{''.join(UNITS)}{earlier}</body>", encoding="utf-8")
    [facts] = read_release(tmp_path)
    gone = Group(2018, (("level 1", "C"),))
    assert (facts.people[gone], facts.at_least[gone]) == (None, 0)
    assert not learned(tmp_path)


def by_grade(page: str, **people: int) -> str:
    """A unit's page with its groups of grades."""
    said = "".join(f"<p class=lead>{name} ({n} people): as others.</p>" for name, n in people.items())
    title = "<h3>By grade: no group can be told apart from the whole unit</h3>"
    return page.replace("</section>", f"{title}{said}</section>")


def test_units_without_a_page_have_the_groups_that_others_leave_over(tmp_path: Path) -> None:
    text = listing(Reason.PROTECTED)
    for page, x, y in ((WHOLE, 120, 83), (UNITS[0], 70, 31), (UNITS[1], 50, 0)):
        text = text.replace(page, by_grade(page, X=x, Y=y) if y else by_grade(page, X=x))
    (tmp_path / "report.html").write_text(text, encoding="utf-8")
    [facts] = read_release(tmp_path)
    of_x, of_y = (Group(2018, (("level 1", "C"),), (("grade", name),)) for name in "XY")
    assert facts.people[of_x] is facts.people[of_y] is None
    assert facts.at_least[of_x] == 0  # 120 less 70 and 50 leaves nobody
    assert of_y not in facts.at_least  # 83 less 31 leaves somebody


def test_groups_hide_nothing_that_is_told_without_them(tmp_path: Path) -> None:
    text = listing(Reason.PROTECTED)
    for page, x, y in ((WHOLE, 120, 83), (UNITS[0], 70, 31), (UNITS[1], 30, 20)):
        text = text.replace(page, by_grade(page, X=x, Y=y))
    (tmp_path / "report.html").write_text(text, encoding="utf-8")
    assert FOLD in learned(tmp_path)


def test_units_of_the_same_name_are_two(tmp_path: Path) -> None:
    items = "".join(f'<li><a href="#u-{id}">Prisons</a></li>' for id in ("A", "B"))
    prisons = [re.sub(r"<h2>.</h2>", "<h2>Prisons</h2>", page) for page in UNITS]
    text = f'<body><div id="tree"><ul>{items}</ul></div>{WHOLE}{"".join(prisons)}</body>'
    (tmp_path / "report.html").write_text(text, encoding="utf-8")
    assert sorted(n for n in read_release(tmp_path)[0].people.values() if n is not None) == [50, 101, 203]


def test_the_sample_of_the_fevs_tells_nothing_by_supervisory_status(shared: Path, tmp_path: Path) -> None:
    path = shared / "data" / "us-fevs" / "fevs_2018_sample.csv.gz"
    instrument = load_instrument("us-fevs-2018-sample")
    moments = summarise(read_responses(path, instrument), by=["AGENCY", "DSUPER"])
    page = write_report(score(moments, instrument, breakdowns=["DSUPER"]), tmp_path)
    facts = read_release(page)[0]
    assert sum(n is not None for group, n in facts.people.items() if group.breakdown) > 10
    assert attack_path(page).findings == ()

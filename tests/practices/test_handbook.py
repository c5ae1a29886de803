"""The handbook as it is: enough of everything, in plain words, no sentence twice, and nothing said without grounds."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from mainspring.practices import FAMILIES, Entry, grade, load_catalogue

BOOK = load_catalogue()
ENTRIES = list(BOOK.entries.values())


def of(**wanted: str) -> list[Entry]:
    return [entry for entry in ENTRIES if all(getattr(entry.practice, key) == value for key, value in wanted.items())]


def texts(entry: Entry) -> list[str]:
    practice = entry.practice
    return [
        practice.in_short, practice.cost, *practice.steps, practice.first_conversation, *practice.when, *practice.when_not,
        *practice.risks, practice.compliance_risk, practice.unknown, practice.pilot.how, entry.page,
    ]  # fmt: skip


def sentences(text: str) -> list[str]:
    return [one.strip() for one in re.split(r"(?<=[.!?:])\s+|\n+", text) if len(re.findall(r"\w+", one)) > 6]


def reading_grade(text: str) -> float:
    """The automated readability index (Smith and Senter 1967): the school year that a text asks for; twelve-year-olds are in the 7th."""
    plain = re.sub(r"\[[a-z0-9-]+\]|[|#*>-]", " ", text)
    said = [one for one in re.split(r"(?<=[.!?:])\s+|\n+", plain) if len(one.split()) > 2]
    words = [word for one in said for word in re.findall(r"[\w’']+", one)]
    return 4.71 * sum(map(len, words)) / len(words) + 0.5 * len(words) / len(said) - 21.43


@pytest.mark.parametrize("lever", ["autonomy", "competence", "peers", "purpose"])
def test_there_are_ten_practices_of_each_lever(lever: str) -> None:
    first = [entry for entry in ENTRIES if entry.practice.levers[0] == lever and entry.practice.who != "citizen"]
    assert len(first) >= 10


def test_there_are_enough_of_compliance_for_heads_and_ministries_and_for_citizens() -> None:
    assert len(ENTRIES) >= 40
    assert sum(entry.practice.is_compliance for entry in ENTRIES) >= 8
    assert len(of(who="agency")) >= 6
    assert len(of(who="ministry")) >= 6
    assert len(of(who="citizen")) >= 4
    assert BOOK.hurdles.keys() == FAMILIES.keys()


def test_no_sentence_stands_on_two_pages() -> None:
    found = Counter(
        sentence for entry in ENTRIES for sentence in {one for text in texts(entry) for one in sentences(text)}
    )
    assert [sentence for sentence, times in found.items() if times > 1] == []


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)
def test_a_page_is_plain_and_can_be_started_from(entry: Entry) -> None:
    practice = entry.practice
    assert reading_grade("\n".join(texts(entry))) < 7
    assert 150 <= len(entry.page.split()) <= 450
    assert entry.page.count("\n## ") + entry.page.startswith("## ") >= 2
    assert "“" in practice.first_conversation
    assert not re.search(r"—|\b(?:stakeholder|leverage|foster|robust|holistic|buy-in)", "\n".join(texts(entry)))
    if practice.is_compliance:
        assert practice.dials.compliance == "more"
    else:
        assert practice.dials.empowerment == "more"


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)
def test_what_speaks_against_a_practice_is_among_its_studies_and_first(entry: Entry) -> None:
    found = grade(entry.practice, BOOK.register)
    told = {one.study.id for one in found.findings}
    flipped = entry.practice.is_compliance
    contrary = {
        study.id
        for study in BOOK.register.on(entry.practice.levers)
        if study.direction in ("mixed", "for" if flipped else "against")
    }
    assert contrary <= told
    order = [one.bearing for one in found.findings]
    assert order == sorted(order, key=["against", "mixed", "for", "context"].index)


@pytest.mark.parametrize("family", FAMILIES)
def test_an_obstacle_says_what_each_can_do_and_some_practices_meet_it(family: str) -> None:
    hurdle = BOOK.hurdles[family]  # type: ignore[index]  # its key is a family
    assert len(hurdle.obstacle.done) == 4
    assert reading_grade("\n".join([*hurdle.obstacle.signs, *hurdle.obstacle.done, hurdle.page])) < 7.5
    assert sum(family in entry.practice.obstacles for entry in ENTRIES) >= 8

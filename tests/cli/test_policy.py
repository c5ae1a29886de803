"""`mainspring policy`, and --minimum beside --policy, as somebody types them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mainspring.disclosure import FLOOR, POLICIES
from tests.cli.cast import mainspring


def test_the_list_has_every_policy_with_its_minimum() -> None:
    lines = mainspring("policy", "list").out.splitlines()
    assert [line.split()[:2] for line in lines] == [[one.name, str(one.minimum)] for one in POLICIES.values()]


def test_a_policy_is_told_in_plain_words() -> None:
    said = " ".join(mainspring("policy", "show", "pulse").out.split())
    assert "shown of 8 people or more" in said
    assert "“90 or more” or “10 or less”" in said
    assert "shown where 10 people or more wrote" in said
    assert f"no option shows groups of fewer than {FLOOR}" in said
    assert "nothing is withheld for a smaller group's sake" in mainspring("policy", "show", "open").out.replace(
        "\n", " "
    )


def test_machines_get_the_fields() -> None:
    found = json.loads(mainspring("policy", "show", "rule-of-ten", "--json").out)
    assert (found["minimum"], found["score_width"], found["text"], found["floor"]) == (10, 20.0, None, 5)
    assert len(json.loads(mainspring("policy", "show", "--json").out)["policies"]) == len(POLICIES)


def test_a_policy_that_is_none_names_those_there_are() -> None:
    done = mainspring("policy", "show", "rule-of-tne")
    assert done.code == 1
    assert "Choose one of rule-of-ten, people-survey, pulse, open" in done.err


COMMANDS = {
    "scores": ("scores",),
    "report": ("report",),
    "claims": ("claims",),
    "measure": ("measure",),
    "fit": ("fit", "motivation ~ autonomy"),
    "moments": ("moments", "--share", "-o", "out.moments"),
}


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS.keys())
@pytest.mark.parametrize(
    ("rules", "says"),
    [
        (("--minimum", "9"), "A minimum of 9 is weaker than the 10 of policy rule-of-ten. Give 10 or more."),
        (("--policy", "open", "--minimum", "3"), "A minimum of 3 is weaker than the 5 of policy open"),
        (("--policy", "none"), "There is no policy called 'none'"),
    ],
)
def test_weaker_rules_are_refused_before_the_file_is_read(
    command: tuple[str, ...], rules: tuple[str, ...], says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = mainspring(*command, "no such file.csv", *rules)
    assert done.code == 1
    assert says in done.err
    assert list(tmp_path.iterdir()) == []


def test_a_stricter_minimum_withholds_more(survey: Path, tmp_path: Path) -> None:
    """AJAA has 30 people."""

    def scores(minimum: str) -> Any:
        to = ("--json", "--minimum", minimum, "--ledger", str(tmp_path / minimum))
        return json.loads(mainspring("scores", survey, "--by", "LEVEL1", *to).out)

    few, many = scores("10"), scores("31")
    assert many["policy"]["minimum"] == 31
    office = [next(cell["n"] for cell in found["cells"] if cell["unit"] == {"LEVEL1": "AJAA"}) for found in (few, many)]
    assert office == [30, None]

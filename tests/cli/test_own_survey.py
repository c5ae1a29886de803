"""Somebody with a survey of their own: draft a codebook, complete it, check it, and see the scores."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pyreadstat
import pytest

from mainspring.disclosure import Reason, Withheld
from tests.cli.cast import mainspring

LABELS: dict[int | float, str] = {1: "Never", 2: "Seldom", 3: "At times", 4: "Often", 5: "Always", 9: "Cannot say"}
QUESTIONS: dict[str, str | None] = {"q1": "I decide how I do my work", "q2": "I need approval for small things"}
HEADER = "person,team,q1,q2,leaving"
ANSWERS = [
    (f"{team}{n}", team, q1, q2, "YN"[n % 2])
    for team in ("Quay", "Pilots")
    for n, (q1, q2) in enumerate(zip(3 * "12345", 3 * "13599", strict=True))
]
"""Two teams of fifteen. Of each, nine have something to say on the second question."""

COMPLETED = """
[[units]]
id = "TEAM"
label = "Team"
columns = ["team"]

[constructs.autonomy]
label = "Autonomy"
role = "empowerment"
items = ["q1"]

[constructs.compliance]
label = "Compliance"
role = "compliance"
items = ["q2"]

[constructs.leave]
label = "Intent to leave"
role = "outcome"
column = ["leaving"]
yes = ["Y"]
no = ["N"]
"""


def as_csv(folder: Path) -> Path:
    path = folder / "harbour.csv"
    path.write_text("\n".join([HEADER, *map(",".join, ANSWERS)]) + "\n", encoding="utf-8")
    return path


def as_sav(folder: Path) -> Path:
    path = folder / "harbour.sav"
    frame = pd.DataFrame(ANSWERS, columns=HEADER.split(",")).astype({"q1": float, "q2": float})
    labels = dict.fromkeys(QUESTIONS, LABELS)
    pyreadstat.write_sav(frame, str(path), column_labels=QUESTIONS, variable_value_labels=labels)
    return path


def completed(draft: str) -> str:
    """What the analyst makes of the draft: 9 is do-not-know, the team is a unit, and what the items measure."""
    before, rest = draft.split("[attributes.team]")
    after = rest[rest.index("[attributes.leaving]") :]
    return f"{before}{after}{COMPLETED}"


@pytest.mark.parametrize("write", [as_csv, as_sav])
def test_from_a_data_file_to_scores_with_a_codebook_of_ones_own(write: Callable[[Path], Path], tmp_path: Path) -> None:
    data, codebook = write(tmp_path), tmp_path / "harbour.toml"

    drafted = mainspring("codebook", "new", data, "--out", codebook)
    assert drafted.out.endswith(f"complete it, then run `mainspring codebook check {codebook}`.\n")
    codebook.write_text(completed(codebook.read_text(encoding="utf-8")), encoding="utf-8")

    checked = mainspring("codebook", "check", codebook)
    assert checked.out == f"{codebook}: harbour is in order: 2 items, 3 constructs.\n"

    scored = mainspring("scores", data, "--codebook", codebook, "--json")
    everybody, pilots, quay = json.loads(scored.out)["cells"]
    assert (everybody["n"], pilots["unit"], quay["unit"]) == (30, {"TEAM": "Pilots"}, {"TEAM": "Quay"})
    assert quay["constructs"]["autonomy"]["value"] == pytest.approx(50)
    assert quay["constructs"]["compliance"] == {
        "status": "withheld",
        "reason": Withheld(Reason.TELLING).sentence,
    }
    assert everybody["constructs"]["compliance"]["value"] == pytest.approx(50)
    assert everybody["constructs"]["leave"]["value"] == pytest.approx(100 * 16 / 30)


def test_the_draft_is_in_order_before_anything_is_completed(tmp_path: Path) -> None:
    draft = tmp_path / "harbour.toml"
    mainspring("codebook", "new", as_sav(tmp_path), "--out", draft)

    assert mainspring("codebook", "check", draft).out == f"{draft}: harbour is in order: 2 items, 0 constructs.\n"


def test_the_draft_of_a_labelled_file_has_its_labels(tmp_path: Path) -> None:
    draft = mainspring("codebook", "new", as_sav(tmp_path)).out

    assert 'codes = { 1 = "Never", 2 = "Seldom", 3 = "At times", 4 = "Often", 5 = "Always" }' in draft
    assert 'do_not_know = ["9"]  # GUESS' in draft
    assert 'label = "I decide how I do my work"' in draft


def test_a_codebook_that_is_not_in_order_is_told_line_by_line(tmp_path: Path) -> None:
    codebook = tmp_path / "harbour.toml"
    mainspring("codebook", "new", as_csv(tmp_path), "--out", codebook)
    text = completed(codebook.read_text(encoding="utf-8")).replace('items = ["q1"]', 'items = ["q11"]')
    codebook.write_text(text.replace('role = "outcome"', 'role = "result"'), encoding="utf-8")

    done = mainspring("codebook", "check", codebook)

    lines = text.splitlines()
    role, items = lines.index('role = "outcome"') + 1, lines.index('items = ["q11"]') + 1
    assert (done.code, done.out) == (1, "")
    assert f"harbour.toml, line {items}: " in done.err
    assert f"harbour.toml, line {role}: " in done.err
    assert "Did you mean q1?" in done.err


def test_a_codebook_and_a_file_that_do_not_fit_say_what_is_missing(tmp_path: Path) -> None:
    data, codebook = as_csv(tmp_path), tmp_path / "harbour.toml"
    mainspring("codebook", "new", data, "--out", codebook)
    data.write_text(data.read_text(encoding="utf-8").replace(",q2,", ",Q7,", 1), encoding="utf-8")

    done = mainspring("scores", data, "--codebook", codebook)

    assert done.code == 1
    assert done.err.startswith("harbour.csv: There is no column q2, which instrument harbour needs")
    assert "weight" not in done.err

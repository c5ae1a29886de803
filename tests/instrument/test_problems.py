"""What is wrong with a codebook is told all at once, each with its line, in words that help."""

from __future__ import annotations

from pathlib import Path

import pytest

from mainspring.errors import CodebookError, Problem
from mainspring.instrument import check_codebook

VALID = """\
[instrument]
id = "staff-2020"
title = "Staff survey 2020"
survey = "staff"
wave = 2020

[columns]
id = ["RESPONDENT"]
weight = ["WEIGHT"]

[[units]]
id = "AGENCY"
label = "Agency"

[[units]]
id = "TEAM"
label = "Team"
columns = ["TEAM", "GROUP"]

[scales.agree]
codes = { 1 = "No", 2 = "Neither", 3 = "Yes" }
positive = [3]
do_not_know = ["X"]
missing = ["-"]

[scales.agree_strictly]
like = "agree"
do_not_know = []

[items.Q1]
label = "Clear goals"
scale = "agree"

[items.Q2]
label = "Free to choose"
scale = "agree"

[items.Q3]
label = "Likes the work"
scale = "agree_strictly"
wording = ["0000000000000000000000000000000000000000000000000000000000000000"]

[constructs.autonomy]
label = "Autonomy"
role = "empowerment"
items = [
    "Q2",
    "Q3",
]
reversed = ["Q3"]

[constructs.empowerment]
label = "Empowerment"
role = "empowerment"
of = ["autonomy"]

[constructs.leave]
label = "Intent to leave"
role = "outcome"
column = ["LEAVING"]
yes = ["B"]
no = ["A"]

[indices.engagement]
label = "Engagement"
kind = "percent_positive"
items = ["Q1", "Q3"]

[indices.overall]
label = "Overall"
kind = "mean_of"
of = ["engagement"]

[attributes.SEX]
label = "Sex"
codes = { M = "Male", F = "Female" }

[attributes.SEX.indicators.female]
label = "Women"
yes = ["F"]
no = ["M"]

[[trend_breaks]]
measure = "pp_Q1"
wave = 2019
reason = "Reworded."
"""


def problems(text: str, folder: Path) -> list[Problem]:
    file = folder / "codebook.toml"
    file.write_text(text, encoding="utf-8")
    try:
        check_codebook(file)
    except CodebookError as error:
        return [problem for problem in error.problems if problem.file == str(file)]
    return []


def line_of(part: str, text: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def test_the_codebook_that_the_cases_break_is_whole(tmp_path: Path) -> None:
    assert problems(VALID, tmp_path) == []


SYNTAX = [  # what is written, instead of what, what is said, and the text that stands on the line of the problem
    ("wave = ", "wave = 2020", "this is not valid TOML: invalid value (character 8).", "wave = "),
    ('label = "Agency', 'label = "Agency"', "illegal character '\\n' (character 16).", 'label = "Agency'),
    (
        "[items.Q1]\n[items.Q1]",
        "[items.Q1]",
        "cannot declare ('items', 'Q1') twice (character 10).",
        "[items.Q1]\nlabel",
    ),
    ("wave = 2020\nwave = 2021", "wave = 2020", "cannot overwrite a value (character 12).", "wave = 2021"),
]


@pytest.mark.parametrize(("new", "old", "said", "where"), SYNTAX)
def test_broken_toml(new: str, old: str, said: str, where: str, tmp_path: Path) -> None:
    text = VALID.replace(old, new, 1)
    (problem,) = problems(text, tmp_path)
    assert problem.what.endswith(said)
    assert problem.line == line_of(where, text)


FORM = [
    ('tittle = "Staff"', 'title = "Staff survey 2020"', 'unknown key "tittle". Did you mean title?'),
    ("wave = 20", "wave = 2020", "wave must be a year from 1900 to 2100, not the number 20."),
    ('wave = "2020"', "wave = 2020", 'wave must be a whole number, not "2020".'),
    ("wave = 2020-01-01", "wave = 2020", "wave must be a whole number, not a date or time."),
    ('id = "staff 2020"', 'id = "staff-2020"', 'id must be text without blanks, not "staff 2020".'),
    ("population = 1", 'survey = "staff"', "population must be true or false, not the number 1."),
    (
        'weight = "WEIGHT"',
        'weight = ["WEIGHT"]',
        'weight must be a list in square brackets, not "WEIGHT". Write ["WEIGHT"].',
    ),
    ("label = 3", 'label = "Agency"', "label must be text in quotes, not the number 3."),
    ('label = " "', 'label = "Agency"', 'label must be text that is not blank, not " ".'),
    (
        'codes = { a = "No", 2 = "So", 3 = "Yes" }',
        'codes = { 1 = "No", 2 = "Neither", 3 = "Yes" }',
        '"a" must be a whole number such as 1 or -2 (a code that is not a number belongs in do_not_know or missing).',
    ),
    ('positive = ["3"]', "positive = [3]", 'element 1 of positive must be a whole number, not "3".'),
    (
        'role = "good"',
        'role = "outcome"',
        'role must be one of "empowerment", "compliance", "outcome" or "context", not "good".',
    ),
    (
        'wording = ["00ff"]',
        f'wording = ["{64 * "0"}"]',
        'element 1 of wording must be 64 hexadecimal digits in lower case: the SHA-256 of the normalised wording, not "00ff".',
    ),
    ('[items]\nQ9 = "agree"', "[items.Q1]", 'Q9 must be a table, not "agree".'),
    ('    3,\n    "Q2",', '    "Q2",', "element 1 of items must be text in quotes, not the number 3."),
    ("[scale.agree]", "[scales.agree]", 'unknown key "scale". Did you mean scales?'),
    ('[published]\nname = ["a"]', "[[trend_breaks]]", "published has no group."),
]


@pytest.mark.parametrize(("new", "old", "said"), FORM)
def test_a_key_of_the_wrong_form(new: str, old: str, said: str, tmp_path: Path) -> None:
    text = VALID.replace(old, new, 1)
    found = [
        problem for problem in problems(text, tmp_path) if f"{problem.what} {problem.remedy or ''}".strip() == said
    ]
    wrong = next(line for line in new.splitlines() if not line.startswith("[items]"))
    assert [problem.line for problem in found] == [line_of(wrong, text)]


FIT = [
    ("", 'id = "staff-2020"', "the codebook has no id.", "[instrument]"),
    ("", "wave = 2020", "the codebook has no wave.", "[instrument]"),
    ("abstract = true", "wave = 2020", "this is a shared base, which cannot be used itself.", "abstract"),
    ('kind = "published"', 'survey = "staff"', "a codebook of kind published needs a table [published].", "[instrument]"),
    ('id = "agency"', 'id = "TEAM"', "there are two unit levels agency.", 'id = "agency"'),
    ("", 'label = "Team"', "unit level TEAM has no label.", '[[units]]\nid = "TEAM"'),
    ('columns = ["agency"]', 'columns = ["TEAM", "GROUP"]', "column agency is used twice", 'columns = ["agency"]'),
    ('codes = { 3 = "Yes" }', 'codes = { 1 = "No", 2 = "Neither", 3 = "Yes" }', "scale agree needs from 2 to 250 codes; it has 1.", "codes ="),
    ("positive = [3, 4]", "positive = [3]", "the scale has no code 4 to be positive. Its codes are 1, 2, 3.", "positive"),
    ("positive = [3, 3]", "positive = [3]", "the scale lists 3 twice in positive.", "positive"),
    ("", "positive = [3]", "scale agree has no positive.", "[scales.agree]"),
    ('missing = ["X"]', 'missing = ["-"]', 'code "X" stands under missing and under do_not_know.', "missing"),
    ('missing = ["2"]', 'missing = ["-"]', 'code "2" stands under missing and under codes.', "missing"),
    ('like = "agre"', 'like = "agree"', 'scale agree_strictly is like "agre", which the codebook does not have. Did you mean agree?', 'like = "agre"'),
    ('like = "agree_strictly"', 'like = "agree"', "scale agree_strictly is a copy of itself: agree_strictly like agree_strictly.", "like"),
    ('scale = "agred"', 'scale = "agree"', "item Q1 names scale agred, which the codebook does not have. Did you mean agree?", 'scale = "agred"'),
    ("", 'scale = "agree_strictly"', "item Q3 has no scale.", "[items.Q3]"),
    ("", 'label = "Free to choose"\n', "item Q2 has no label.", "[items.Q2]"),
    ("absent = true", 'label = "Free to choose"', "absent = true drops a table of the codebook that is extended", "absent"),
    ('columns = ["q1"]\nscale = "agree_strictly"', 'scale = "agree_strictly"', "column q1 is used twice: for item Q1 and for item Q3.", "columns = [\"q1\"]"),
    ('columns = ["weight"]\nscale = "agree_strictly"', 'scale = "agree_strictly"', "column weight is used twice: for the weight and for item Q3.", 'columns = ["weight"]'),
    ('columns = ["a", "A"]\nscale = "agree_strictly"', 'scale = "agree_strictly"', "item Q3 lists a twice in columns.", 'columns = ["a"'),
    ('    "Q4",', '    "Q2",', "construct autonomy names item Q4, which the codebook does not have. There is Q1, Q2 and Q3.", '"Q4"'),
    ('    "Q3",', '    "Q2",', "construct autonomy lists Q3 twice in items.", '    "Q3",\n]'),
    ('reversed = ["Q1"]', 'reversed = ["Q3"]', "construct autonomy reverses Q1, which is not one of its items.", "reversed"),
    ('of = ["autonomie"]', 'of = ["autonomy"]', "construct empowerment names construct autonomie, which the codebook does not have. Did you mean autonomy?", "of ="),
    ('of = ["empowerment"]', 'of = ["autonomy"]', "empowerment is made of itself: empowerment of empowerment.", "of ="),
    ("", 'of = ["autonomy"]', "construct empowerment needs exactly one of items, of and column; it has none of them.", "[constructs.empowerment]"),
    ('of = ["autonomy"]\nitems = ["Q1"]', 'of = ["autonomy"]', "construct empowerment needs exactly one of items, of and column; it has items and of.", "[constructs.empowerment]"),
    ("", 'column = ["LEAVING"]', "construct leave has yes or no but no column.", 'yes = ["B"]'),
    ("no = []", 'no = ["A"]', "construct leave needs codes that count as no.", "no = []"),
    ('no = ["A", "B"]', 'no = ["A"]', 'construct leave: code "B" stands under no and under yes.', "no ="),
    ('kind = "scaled_mean"', 'kind = "mean_of"', "index overall is of kind scaled_mean and cannot have of.", 'of = ["engagement"]'),
    ('of = ["overall"]', 'items = ["Q1", "Q3"]', "index engagement is of kind percent_positive and needs items.", "[indices.engagement]"),
    ("", 'codes = { M = "Male", F = "Female" }', "attribute SEX has no codes.", "[attributes.SEX]"),
    ('yes = ["W"]', 'yes = ["F"]', 'indicator female counts code "W" as yes, which attribute SEX does not have.', 'yes = ["W"]'),
    ("[attributes.SEX.indicators.leave]", "[attributes.SEX.indicators.female]", "the id leave is used twice: by construct leave and by indicator leave of SEX.", "[attributes.SEX.indicators.leave]"),
    ("[indices.pp_Q1]", "[indices.overall]", "the id pp_Q1 is used twice: by the percent positive of item Q1 and by index pp_Q1.", "[indices.pp_Q1]"),
    ('measure = "pp_Q7"', 'measure = "pp_Q1"', "the trend break names measure pp_Q7, which the codebook does not have.", "measure"),
    ("", 'reason = "Reworded."', "the trend break has no reason.", "[[trend_breaks]]"),
]  # fmt: skip


@pytest.mark.parametrize(("new", "old", "said", "where"), FIT)
def test_parts_that_do_not_fit_together(new: str, old: str, said: str, where: str, tmp_path: Path) -> None:
    text = VALID.replace(old, new, 1)
    found = [
        problem for problem in problems(text, tmp_path) if f"{problem.what} {problem.remedy or ''}".startswith(said)
    ]
    assert [problem.line for problem in found] == [line_of(where, text)]


def test_two_items_of_one_wording(tmp_path: Path) -> None:
    wording = f'wording = ["{64 * "0"}"]\n'
    text = VALID.replace("[items.Q2]\n", f"[items.Q2]\n{wording}")
    (problem,) = problems(text, tmp_path)
    assert problem.what == "item Q3 has the same wording as item Q2."


def test_a_longer_circle_is_told_once(tmp_path: Path) -> None:
    text = VALID.replace('of = ["engagement"]', 'of = ["ends"]')
    text += '[indices.ends]\nlabel = "Ends"\nkind = "mean_of"\nof = ["overall"]\n'
    (problem,) = problems(text, tmp_path)
    assert problem.what == "overall is made of itself: overall of ends of overall."


def test_problems_of_every_sort_come_together_in_the_order_of_lines(tmp_path: Path) -> None:
    text = VALID.replace('title = "Staff', 'tittle = "Staff').replace("positive = [3]", "positive = [9]")
    text = text.replace('    "Q2",', '    "Q8",').replace('yes = ["F"]', "yes = 3")
    assert [(problem.line, problem.what.split()[0]) for problem in problems(text, tmp_path)] == [
        (3, "unknown"),
        (22, "the"),
        (47, "construct"),
        (80, "yes"),
    ]


def test_what_follows_from_a_problem_is_not_told_as_another(tmp_path: Path) -> None:
    text = VALID.replace(
        '[items.Q3]\nlabel = "Likes the work"\nscale = "agree_strictly"', "[items.Q3]\nlabel = 3\nscale = 4"
    )
    assert [problem.what.split()[0] for problem in problems(text, tmp_path)] == ["label", "scale"]


def test_lines_are_those_of_an_editor_whatever_the_line_ends(tmp_path: Path) -> None:
    broken = VALID.replace("wave = 2020", "wave = 20").replace("\n", "\r\n")
    file = tmp_path / "windows.toml"
    file.write_bytes(b"\xef\xbb\xbf" + broken.encode())
    with pytest.raises(CodebookError) as caught:
        check_codebook(file)
    assert [problem.line for problem in caught.value.problems] == [5]


@pytest.mark.parametrize(
    ("content", "said", "line"),
    [
        (b"\n\ntitle = '\xff'\n", "the codebook is not UTF-8 text.", 3),
        (b"a = " + 5000 * b"[" + 5000 * b"]", "tables or lists are nested too deeply for a codebook.", 1),
        (b"\n[" + b".".join(500 * [b"a"]) + b"]", "tables or lists are nested too deeply for a codebook.", 2),
        (b"", "the codebook has no id.", 1),
    ],
)
def test_files_that_are_hardly_codebooks(content: bytes, said: str, line: int, tmp_path: Path) -> None:
    file = tmp_path / "odd.toml"
    file.write_bytes(content)
    with pytest.raises(CodebookError) as caught:
        check_codebook(file)
    assert (caught.value.problems[0].what, caught.value.problems[0].line) == (said, line)

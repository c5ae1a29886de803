"""A codebook may extend another: a file beside it, or a shipped one."""

from __future__ import annotations

from pathlib import Path

import pytest

from mainspring.errors import CodebookError
from mainspring.instrument import Instrument, TrendBreak, check_codebook, load_instrument

BASE = """\
[instrument]
id = "base"
title = "Base"
abstract = true
survey = "staff"
source = "Statistics office"
notes = ["To be replaced."]
[[units]]
id = "AGENCY"
label = "Agency"
residual = ["XX"]
names = { A = "First" }
[[units]]
id = "TEAM"
label = "Team"
[scales.agree]
codes = { 1 = "No", 2 = "Yes" }
positive = [2]
[scales.agree_or_x]
like = "agree"
do_not_know = ["X"]
[items.Q1]
label = "One"
scale = "agree"
[items.Q2]
label = "Two"
scale = "agree_or_x"
columns = ["Q2", "Q02"]
[items.Q3]
label = "Three"
scale = "agree"
[constructs.autonomy]
label = "Autonomy"
items = ["Q1", "Q2"]
[indices.overall]
label = "Overall"
items = ["Q3"]
[attributes.SEX]
label = "Sex"
codes = { M = "Male" }
[[trend_breaks]]
measure = "Q1"
wave = 2019
reason = "Reworded."
[[trend_breaks]]
measure = "pp_Q3"
wave = 2019
reason = "Moved."
"""
HEAD = '[instrument]\nid = "own"\ntitle = "Own"\nwave = 2020\nextends = "base"\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "base.toml").write_text(BASE, encoding="utf-8")
    return tmp_path


def extended(folder: Path, text: str, head: str = HEAD, name: str = "own.toml") -> Instrument:
    (folder / name).write_text(head + text, encoding="utf-8")
    return check_codebook(folder / name)


def told(folder: Path, text: str, head: str = HEAD, name: str = "own.toml") -> list[str]:
    with pytest.raises(CodebookError) as caught:
        extended(folder, text, head, name)
    return [str(problem).replace(f"{folder}/", "") for problem in caught.value.problems]


def test_all_but_the_name_of_the_base_is_inherited(folder: Path) -> None:
    own = extended(folder, "")
    assert (own.id, own.title, own.wave) == ("own", "Own", 2020)
    assert (own.survey, own.source, own.notes) == ("staff", "Statistics office", ("To be replaced.",))
    assert [item.id for item in own.items] == ["Q1", "Q2", "Q3"]


def test_id_and_title_are_never_inherited(folder: Path) -> None:
    assert told(folder, "", '[instrument]\nwave = 2020\nextends = "base"\n') == [
        "own.toml, line 1: the codebook has no id.",
        "own.toml, line 1: the codebook has no title.",
    ]


def test_tables_merge_key_by_key_and_lists_replace(folder: Path) -> None:
    own = extended(
        folder,
        '[items.Q2]\nlabel = "Zwei"\n[attributes.SEX.codes]\nF = "Female"\n[constructs.autonomy]\nitems = ["Q3"]',
    )
    assert (own.items[1].label, own.items[1].columns) == ("Zwei", ("Q2", "Q02"))
    assert own.attributes[0].codes == {"M": "Male", "F": "Female"}
    assert own.constructs[0].items == ("Q3",)


def test_new_items_follow_those_of_the_base(folder: Path) -> None:
    own = extended(folder, '[items.Q0]\nlabel = "Zero"\nscale = "agree"\n[items.Q3]\nlabel = "Drei"')
    assert [item.label for item in own.items] == ["One", "Two", "Drei", "Zero"]


def test_unit_levels_merge_by_id(folder: Path) -> None:
    own = extended(
        folder, '[[units]]\nid = "OFFICE"\nlabel = "Office"\n[[units]]\nid = "AGENCY"\nnames = { B = "Second" }'
    )
    assert [level.id for level in own.units] == ["AGENCY", "TEAM", "OFFICE"]
    assert own.units[0].names == {"A": "First", "B": "Second"}
    assert own.units[0].residual == ("XX",)


def test_trend_breaks_are_appended(folder: Path) -> None:
    own = extended(folder, '[[trend_breaks]]\nmeasure = "Q2"\nwave = 2020\nreason = "New."')
    assert [each.measure for each in own.trend_breaks] == ["Q1", "pp_Q3", "Q2"]


def test_a_change_to_a_scale_reaches_those_that_are_like_it(folder: Path) -> None:
    own = extended(folder, '[scales.agree]\ncodes = { 3 = "Very" }\npositive = [2, 3]')
    scale = own.items[1].scale
    assert (scale.codes, scale.labels, scale.positive) == ((1, 2, 3), ("No", "Yes", "Very"), (2, 3))
    assert scale.do_not_know == ("X",)


def test_what_is_absent_is_dropped_with_its_trend_breaks(folder: Path) -> None:
    own = extended(
        folder, '[items.Q3]\nabsent = true\n[indices.overall]\nabsent = true\n[[units]]\nid = "TEAM"\nabsent = true'
    )
    assert [item.id for item in own.items] == ["Q1", "Q2"]
    assert own.indices == ()
    assert [level.id for level in own.units] == ["AGENCY"]
    assert own.trend_breaks == (TrendBreak("Q1", 2019, "Reworded."),)


def test_a_construct_that_still_needs_a_dropped_item_is_told_where_it_is_dropped(folder: Path) -> None:
    assert told(folder, "[items.Q2]\nabsent = true") == [
        "own.toml, line 7: item Q2 is dropped here, but construct autonomy names it (base.toml, line 34). "
        "Change [constructs.autonomy] in this file, or drop it, too, with absent = true."
    ]


def test_only_what_the_base_has_can_be_dropped(folder: Path) -> None:
    assert told(folder, "[constructs.autonomie]\nabsent = true") == [
        "own.toml, line 7: there is no construct autonomie to drop in base.toml. Did you mean autonomy?"
    ]


def test_a_problem_is_put_in_the_file_that_holds_the_key(folder: Path) -> None:
    (folder / "base.toml").write_text(BASE.replace('label = "One"', "label = 1"), encoding="utf-8")
    assert told(folder, '[items.Q2]\nscale = "agreed"') == [
        "own.toml, line 7: item Q2 names scale agreed, which the codebook does not have. Did you mean agree or agree_or_x?",
        "base.toml, line 23: label must be text in quotes, not the number 1.",
    ]


def test_extensions_can_be_extended(folder: Path) -> None:
    extended(folder, "[items.Q3]\nabsent = true\n[indices.overall]\nabsent = true")
    head = '[instrument]\nid = "newer"\ntitle = "Newer"\nextends = "own"\n'
    newer = extended(folder, '[items.Q3]\nlabel = "Asked again"\nscale = "agree"', head, "newer.toml")
    assert (newer.wave, newer.items[-1].label, newer.indices) == (2020, "Asked again", ())


def test_a_file_of_ones_own_can_extend_a_shipped_codebook(tmp_path: Path) -> None:
    head = '[instrument]\nid = "ours"\ntitle = "Ours"\nextends = "us-fevs-2018"\n'
    ours = extended(tmp_path, '[items.Q1]\nlabel = "First"', head, "us-fevs-2018.toml")
    shipped = load_instrument("us-fevs-2018")
    assert ours.item("Q1").label == "First"
    assert ours.constructs == shipped.constructs


@pytest.mark.parametrize(
    ("extends", "said"),
    [
        ("bass", 'line 5: extends "bass", but there is no such file in this folder and no such shipped codebook. Did you mean base?'),
        ("../base", 'line 5: extends "../base", but there is no such file in this folder and no such shipped codebook. Did you mean base?'),
        ("own", 'line 5: extends "own", but there is no such file in this folder and no such shipped codebook.'),
    ],
)  # fmt: skip
def test_a_base_that_is_not_there(extends: str, said: str, folder: Path) -> None:
    problem, *others = told(folder, "", HEAD.replace('"base"', f'"{extends}"'))
    assert problem.removeprefix("own.toml, ").startswith(said)
    assert others == []


def test_problems_of_form_are_told_even_if_the_base_is_not_there(folder: Path) -> None:
    assert len(told(folder, "[items.Q1]\nlabel = 1", HEAD.replace('"base"', '"bass"'))) == 2


def test_codebooks_that_extend_each_other(folder: Path) -> None:
    (folder / "base.toml").write_text(BASE.replace("abstract = true", 'extends = "own"'), encoding="utf-8")
    (problem,) = told(folder, "")
    assert problem == "base.toml, line 4: the codebook extends itself: own.toml extends base.toml extends own.toml."


def test_a_base_that_is_not_toml(folder: Path) -> None:
    (folder / "base.toml").write_text("[instrument", encoding="utf-8")
    (problem,) = told(folder, "")
    assert problem.startswith("base.toml, line 1: this is not valid TOML")


def test_how_a_codebook_is_written_does_not_change_its_fingerprint(folder: Path) -> None:
    own = extended(folder, "")
    whole = BASE.replace('id = "base"\ntitle = "Base"\nabstract = true', 'id = "own"\ntitle = "Own"\nwave = 2020')
    (folder / "whole.toml").write_text(f"# comment\n{whole}", encoding="utf-8")
    assert check_codebook(folder / "whole.toml") == own


def test_any_change_of_content_changes_the_fingerprint(folder: Path) -> None:
    assert extended(folder, '[items.Q1]\nlabel = "Uno"').fingerprint != extended(folder, "").fingerprint

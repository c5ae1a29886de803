"""A draft guesses what columns are, says that it guesses, and is itself a valid codebook whatever the columns."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mainspring.instrument import DraftColumn, Instrument, check_codebook
from mainspring.instrument.draft import draft_codebook
from mainspring.instrument.guess import guess

AGREE = {"1": "Strongly disagree", "2": "Disagree", "3": "Neither", "4": "Agree", "5": "Strongly agree"}
MANY = tuple(f"{number:04}" for number in range(20))
UNITS = tuple(f"U{number}" for number in range(20))


def checked(draft: str) -> Instrument:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "draft.toml"
        file.write_text(draft, encoding="utf-8")
        return check_codebook(file)


def drafted(*columns: DraftColumn) -> Instrument:
    return checked(draft_codebook(columns, "Staff survey 2021"))


def kind(column: DraftColumn) -> str:
    guesses = guess([column])
    (found,) = [name for name in ("weight", "id", "items", "attributes", "units", "ignored") if getattr(guesses, name)]
    return found


KINDS = [
    ("weight", DraftColumn("POSTWT", distinct=("1.5", "0.7"), numeric=True)),
    ("weight", DraftColumn("Survey weight", distinct=("1", "2"), numeric=True)),
    ("attributes", DraftColumn("weight class", distinct=("light", "heavy"))),
    ("id", DraftColumn("RandomID", distinct=MANY, numeric=True)),
    ("id", DraftColumn("respondent_id", distinct=MANY)),
    ("items", DraftColumn("Q1", distinct=("5", "4", "1"), numeric=True)),
    ("items", DraftColumn("Q1", distinct=("5.0", "4.0", "1.0"), numeric=True)),
    ("items", DraftColumn("Q1", distinct=("7", "2", "3", "99", ""), numeric=True)),
    ("items", DraftColumn("Q1", distinct=("5", "3", "1", "X"))),
    ("items", DraftColumn("Q1", values=AGREE)),
    ("attributes", DraftColumn("age", values={"1": "Under 30", "2": "30 to 49", "3": "50 or over"}, numeric=True)),
    ("attributes", DraftColumn("sex", distinct=("1", "2"), numeric=True)),
    ("attributes", DraftColumn("DSEX", distinct=("A", "B", ""))),
    ("units", DraftColumn("LEVEL1", distinct=UNITS)),
    ("units", DraftColumn("state", values={str(n): f"State {n}" for n in range(50)}, numeric=True)),
    ("ignored", DraftColumn("pay", distinct=tuple(f"{n}.5" for n in range(20)), numeric=True)),
    ("ignored", DraftColumn("pay", distinct=MANY, numeric=True)),
    ("ignored", DraftColumn("comment", distinct=tuple(f"I think that {n}" for n in range(20)))),
    ("ignored", DraftColumn("empty", distinct=("",))),
]


@pytest.mark.parametrize(("expected", "column"), KINDS)
def test_what_a_column_is_taken_for(expected: str, column: DraftColumn) -> None:
    assert kind(column) == expected


def test_columns_with_the_same_codes_and_labels_share_a_scale() -> None:
    instrument = drafted(
        *(DraftColumn(name, values=AGREE) for name in ("Q1", "Q2")), DraftColumn("Q3", distinct=("1", "3", "7"))
    )
    assert [item.scale.id for item in instrument.items] == ["scale_1_to_5", "scale_1_to_5", "scale_1_to_7"]


def test_a_lone_scale_without_opinion_words_becomes_items_when_shared() -> None:
    stages = {"1": "Red", "2": "Amber", "3": "Green"}
    assert len(drafted(DraftColumn("a", values=stages)).items) == 0
    assert len(drafted(DraftColumn("a", values=stages), DraftColumn("b", values=stages)).items) == 2


SET_ASIDE = [  # codes and labels, do not know, not answered
    ({**AGREE, "8": "Don't know"}, ("8",), ()),
    ({**AGREE, "6": "No basis to judge", "7": "Prefer not to say"}, ("6",), ("7",)),
    ({**AGREE, "X": "Not applicable", "-9": "Refused"}, ("X",), ("-9",)),
    (dict.fromkeys("12345X", ""), ("X",), ()),
    (dict.fromkeys(["1", "2", "3", "9", "99"], ""), ("9", "99"), ()),
]


@pytest.mark.parametrize(("values", "do_not_know", "missing"), SET_ASIDE)
def test_codes_that_are_set_aside(
    values: dict[str, str], do_not_know: tuple[str, ...], missing: tuple[str, ...]
) -> None:
    (item,) = drafted(DraftColumn("Q1", values=values)).items
    assert item.scale.codes == (1, 2, 3, 4, 5)
    assert (item.scale.do_not_know, item.scale.missing) == (do_not_know, missing)
    assert item.scale.positive == (4, 5)


def test_a_scale_that_begins_with_its_positive_end() -> None:
    values = {"1": "Strongly agree", "2": "Agree", "3": "Disagree", "4": "Strongly disagree"}
    draft = draft_codebook([DraftColumn("Q1", values=values)], "Survey")
    assert checked(draft).items[0].scale.positive == (1, 2)
    assert "`reversed`" in draft


def test_what_a_draft_says_of_the_file() -> None:
    instrument = drafted(
        DraftColumn("RESPID", distinct=MANY),
        DraftColumn("wgt", distinct=("0.5", "1.5"), numeric=True),
        DraftColumn("LEVEL1", "Office", distinct=UNITS),
        DraftColumn("Q 1", "Clear  goals", AGREE),
        DraftColumn("DSEX", "Sex", {"A": "Male", "B": "Female"}),
        DraftColumn("pay [$]", distinct=("1.25",), numeric=True),
    )
    assert (instrument.id, instrument.wave) == ("staff-survey-2021", 2021)
    assert (instrument.id_columns, instrument.weight_columns) == (("RESPID",), ("wgt",))
    assert [(level.id, level.label) for level in instrument.units] == [("LEVEL1", "Office")]
    assert [(item.id, item.label, item.columns) for item in instrument.items] == [("Q_1", "Clear goals", ("Q 1",))]
    assert [(each.label, each.codes) for each in instrument.attributes] == [("Sex", {"A": "Male", "B": "Female"})]
    assert instrument.ignored == ("pay [[]$]",)


def test_blank_and_repeated_names_are_left_out_and_told() -> None:
    draft = draft_codebook([DraftColumn("Q1", values=AGREE), DraftColumn("q1"), DraftColumn(" ")], "Survey")
    assert [item.id for item in checked(draft).items] == ["Q1"]
    assert "# Left out, blank or a repeated name:  # q1\n" in draft
    assert draft.count("# Left out") == 2


def test_names_that_become_one_id_stay_two() -> None:
    instrument = drafted(DraftColumn("Q 1", values=AGREE), DraftColumn("Q_1", values=AGREE))
    assert [(item.id, item.columns[0]) for item in instrument.items] == [("Q_1", "Q 1"), ("Q_1_2", "Q_1")]


names = st.one_of(
    st.text(max_size=12), st.sampled_from(["Q1", "q1", "Q 1", 'say "x"', "ünï", "a.b", "id", "WEIGHT", "\x7f", "'"])
)
codes = st.one_of(
    st.sampled_from(["1", "2", "3", "4", "5", "6.0", "8", "99", "-1", "X", "", "A", "B"]), st.text(max_size=5)
)
columns = st.builds(
    DraftColumn,
    name=names,
    label=st.text(max_size=12),
    values=st.dictionaries(codes, st.one_of(st.text(max_size=8), st.sampled_from(["Agree", "Don't know", "Refused"])), max_size=8),
    distinct=st.lists(codes, max_size=20, unique=True).map(tuple),
    numeric=st.booleans(),
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(columns, max_size=8), st.text(max_size=12))
def test_any_draft_is_a_codebook_that_knows_every_column_once(made: list[DraftColumn], title: str) -> None:
    instrument = checked(draft_codebook(made, title))
    read = [item.columns for item in instrument.items] + [level.columns for level in instrument.units]
    read += [attribute.columns for attribute in instrument.attributes]
    known = [name for (name,) in read] + [*instrument.id_columns, *instrument.weight_columns]
    assert len(known) + len(instrument.ignored) == len({each.name.casefold() for each in made if each.name.strip()})
    assert set(known) <= {each.name for each in made}

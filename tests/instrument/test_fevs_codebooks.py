"""The FEVS codebooks against the facts: tables that anyone can check, and the publisher's own codebooks where they are at hand."""

from __future__ import annotations

import gzip
import re
from fnmatch import fnmatchcase
from itertools import combinations
from pathlib import Path

import fastexcel
import polars as pl
import pytest

from mainspring.errors import CodebookError
from mainspring.instrument import Instrument, load_instrument
from mainspring.instrument.wording import normalise, wording_hash

OLD, NEW = range(2010, 2020), range(2020, 2024)
YEARS = [*OLD, *NEW]
WITH_OFFICIAL_CODEBOOK = [2010, 2011, 2012, 2013, 2017, 2018]

INDICES = {  # intrinsic work experience | leaders lead | supervisors | global satisfaction
    **dict.fromkeys(OLD, "3 4 6 11 12 | 53 54 56 60 61 | 47 48 49 51 52 | 40 69 70 71"),
    2020: "2 3 4 6 7 | 26 27 28 30 31 | 21 22 23 24 25 | 17 36 37 38",
    2021: "2 3 4 6 7 | 32 33 34 36 37 | 27 28 29 30 31 | 23 42 43 44",
    2022: "2 3 4 6 7 | 55 56 57 59 60 | 46 48 49 50 52 | 43 68 69 70",
    2023: "2 3 4 6 7 | 57 58 59 61 62 | 48 50 51 52 54 | 46 70 71 72",
}
FURTHER = {  # opportunity to improve skills, reasonable workload, differences in performance, satisfied with recognition
    **dict.fromkeys(OLD, "1 10 24 65"),
    2020: "1 5 12 35",
    2021: "1 5 12 41",
    2022: "1 5 16 67",
    2023: "1 5 17 69",
}
CONSTRUCTS = {
    **dict.fromkeys(
        OLD,
        "autonomy 3 30 63 | competence 1 18 47 68 | peers 20 26 | purpose 12 13 56 | compliance 16 19 57"
        " | motivation 7 8 5 | satisfaction 40 69 71 | performance 28 39 | contingent 23 24 25 33"
        " | supervisor 48 49 51 52 | pay 70",
    ),
    2020: "autonomy 2 | competence 1 21 | purpose 7 28 | satisfaction 17 36 38 | supervisor 22 23 24 25 | pay 37",
    2021: "autonomy 2 | competence 1 27 | purpose 7 34 | satisfaction 23 42 44 | supervisor 28 29 30 31 | pay 43",
    2022: "autonomy 2 | competence 1 46 | purpose 7 57 | satisfaction 43 68 70 | supervisor 48 49 50 52 | pay 69",
    2023: "autonomy 2 | competence 1 48 | purpose 7 59 | satisfaction 46 70 72 | supervisor 50 51 52 54 | pay 71",
}
MAY_BE_X = {*range(9, 20), *range(21, 28), *range(29, 40), *range(41, 48), *range(53, 63)}
QUALITY, SATISFIED = {28, 52, 60}, set(range(63, 72))

LEAVING = {  # years: column, codes for no, for other reasons (retirement included), for another job inside, outside
    (2010, 2011): ("DLEAVING", "A", "BE", "C", "D"),
    tuple(range(2012, 2020)): ("DLEAVING", "A", "D", "B", "C"),
    (2020,): ("DLEAVINGB", "A", "B", "C", "D"),
    (2021, 2022, 2023): ("DLEAVING", "A", "B", "C", "D"),
}
INDICATORS = {
    **dict.fromkeys((2010, 2011), "supervisor_role female minority tenure_10_20 tenure_over_20"),
    **dict.fromkeys((2012, 2013, 2014, 2016), "supervisor_role female minority"),
    2015: "supervisor_role female minority degree degree_beyond",
    **dict.fromkeys(
        (2017, 2018, 2019), "supervisor_role female minority tenure_10_20 tenure_over_20 degree degree_beyond"
    ),
    **dict.fromkeys(NEW, "supervisor_role female tenure_10_20 tenure_over_20"),
}
SECOND_LEVEL = {  # the column of the level below the agency, as the publisher's codebook or import program of the year calls it
    **dict.fromkeys((2010, 2011, 2012), "SUBELEM"),
    **dict.fromkeys((2013, 2014, 2015, 2016), "PLEVEL1"),
    **dict.fromkeys((2017, 2018, 2019), "LEVEL1"),
}
FURTHER_COLUMNS = {  # columns of real files that are no items of ours and must not stop a reading
    2010: ["Q72", "Q78", "DLOC", "DPAYCAT", "DAGYTEN", "DRETIRE"],
    2013: ["Q84", "PLEVEL2", "DMIL", "DDIS", "DPAYCAT"],
    2014: ["Q79", "DEDUC", "DFEDTEN", "DAGEGRP"],
    2019: ["RANDOM", "Q34", "Q73", "Q75_10", "Q77"],
    2020: ["RandomID", "Q38", "V13", "DLEAVINGA", "DLEAVINGC", "DRNO"],
    2022: ["RandomID", "Q15_6", "Q99", "DHISP"],
    2023: ["RandomID", "Year", "Q90"],
}


def fevs(year: int) -> Instrument:
    return load_instrument(f"us-fevs-{year}")


def q(numbers: str) -> tuple[str, ...]:
    return tuple(f"Q{number}" for number in numbers.split())


def constructs_of(year: int) -> dict[str, tuple[str, ...]]:
    parts = (part.strip().partition(" ") for part in CONSTRUCTS[year].split("|"))
    return {id: q(numbers) for id, _, numbers in parts}


def question(year: int, item: str) -> int:
    """The number, in 2010-2019, of the question that `item` is in `year`."""
    if year in OLD:
        return int(item[1:])
    then, now = (f"{INDICES[y]} {FURTHER[y]}".replace("|", " ") for y in (2010, year))
    return dict(zip(q(now), map(int, then.split()), strict=True))[item]


def official_wordings(folder: Path, year: int) -> dict[int, str]:
    book = folder / "data" / "us-fevs"
    if year < 2017:
        text = re.split(r"(?m)^(?:VALUE LABELS|Response Values)", (book / f"{year} codebook (text).txt").read_text())[0]
        found = {int(m[1]): " ".join(m[2].split()) for m in re.finditer(r"(?ms)^(\d+)\.\s+(.*?)(?=^\d+\.\s|\Z)", text)}
    else:
        reader = fastexcel.read_excel(str(book / f"{year} PRDF Codebook.xlsx"))
        rows = reader.load_sheet("Core Survey Items", header_row=None).to_polars().rows()
        found = {int(row[0]): row[1].strip() for row in rows if str(row[0] or "").isdigit()}
    return {number: wording for number, wording in found.items() if number <= 71}


def official_units(folder: Path, year: int) -> set[str]:
    """Codes of units, of both levels, in the publisher's codebook."""
    book = folder / "data" / "us-fevs"
    if year < 2017:
        text = re.split(r"(?m)^Agency:?\s*$", (book / f"{year} codebook (text).txt").read_text())[1]
        return set(re.findall(r"(?m)^\s{0,5}\|?([A-Z0-9_]{2,4})\s{2,}\|?\S", re.split(r"(?m)^PLEVEL2", text)[0]))
    sheet = fastexcel.read_excel(str(book / f"{year} PRDF Codebook.xlsx")).load_sheet(
        "Work Unit Information", header_row=None
    )
    return {code.strip() for code, name in sheet.to_polars().rows() if code and name}


@pytest.mark.parametrize("year", YEARS)
def test_indices_are_made_of_the_numbers_of_their_year(year: int) -> None:
    index = {each.id: each for each in fevs(year).indices}
    parts = [index[id].items for id in ("eei_intrinsic", "eei_leaders", "eei_supervisors", "gsi")]
    assert parts == [q(numbers) for numbers in INDICES[year].split("|")]
    assert index["eei"].of == ("eei_intrinsic", "eei_leaders", "eei_supervisors")
    assert list(index) == ["eei_intrinsic", "eei_leaders", "eei_supervisors", "eei", "gsi"]


@pytest.mark.parametrize("year", YEARS)
def test_constructs_are_made_of_the_numbers_of_their_year(year: int) -> None:
    constructs = fevs(year).constructs
    assert {each.id: each.items for each in constructs if each.items} == constructs_of(year)
    whole = {each.id: each.of for each in constructs if each.of}
    assert whole == ({"empowerment": ("autonomy", "competence", "peers", "purpose")} if year in OLD else {})


@pytest.mark.parametrize("year", YEARS)
def test_a_file_holds_the_items_that_are_known_for_its_year(year: int) -> None:
    known = {f"Q{n}" for n in range(1, 72)} if year in OLD else {*q(INDICES[year].replace("|", " ")), *q(FURTHER[year])}
    redacted = {"Q34"} if year == 2019 else set()
    assert {item.id for item in fevs(year).items} == known - redacted


@pytest.mark.parametrize("year", OLD)
def test_do_not_know_is_an_answer_to_exactly_the_questions_that_offer_it(year: int) -> None:
    allowed = {question(year, item.id) for item in fevs(year).items if item.scale.do_not_know == ("X",)}
    assert allowed == {2019: MAY_BE_X - {34} | {52}}.get(year, MAY_BE_X)
    assert not [item.id for item in fevs(year).items if item.scale.do_not_know not in ((), ("X",))]


@pytest.mark.parametrize("year", NEW)
def test_do_not_know_is_accepted_everywhere_where_no_list_is_at_hand(year: int) -> None:
    assert {item.scale.do_not_know for item in fevs(year).items} == {("X",)}


@pytest.mark.parametrize("year", YEARS)
def test_answers_run_from_one_to_five_and_four_and_five_are_positive(year: int) -> None:
    kinds = {
        "Strongly disagree": set(range(1, 72)) - QUALITY - SATISFIED,
        "Very poor": QUALITY,
        "Very dissatisfied": SATISFIED,
    }
    for item in fevs(year).items:
        assert (item.scale.codes, item.scale.positive) == ((1, 2, 3, 4, 5), (4, 5))
        assert question(year, item.id) in kinds[item.scale.labels[0]]


@pytest.mark.parametrize(("years", "facts"), LEAVING.items())
def test_codes_of_intent_to_leave_follow_the_year(
    years: tuple[int, ...], facts: tuple[str, str, str, str, str]
) -> None:
    column, stay, other, inside, outside = facts
    expected = {
        "leave": (inside + outside, stay + other),
        "leave_any": (other + inside + outside, stay),
        "leave_outside": (outside, stay + other + inside),
    }
    for year in years:
        shares = {each.id: each for each in fevs(year).constructs if each.column}
        assert {each.column for each in shares.values()} == {(column,)}
        assert {id: (set(s.yes), set(s.no)) for id, s in shares.items()} == {
            id: (set(yes), set(no)) for id, (yes, no) in expected.items()
        }


@pytest.mark.parametrize("year", YEARS)
def test_indicators_exist_only_where_the_years_codes_give_them(year: int) -> None:
    indicators = {each.id: each for attribute in fevs(year).attributes for each in attribute.indicators}
    assert set(indicators) == set(INDICATORS[year].split())
    assert indicators["supervisor_role"].yes == (("B", "C") if year in (2010, 2011) else ("B",))
    assert (indicators["female"].yes, indicators["female"].no) == (("B",), ("A",))
    if "minority" in indicators:
        assert (indicators["minority"].yes, indicators["minority"].no) == (
            (("1",), ("2",)) if year < 2017 else (("A",), ("B",))
        )
    if "tenure_10_20" in indicators:
        codes = (("E", "F"), ("G",)) if year in (2010, 2011) else (("B",), ("C",))
        assert (indicators["tenure_10_20"].yes, indicators["tenure_over_20"].yes) == codes


@pytest.mark.parametrize("year", YEARS)
def test_a_blank_demographic_answer_was_masked(year: int) -> None:
    assert all(attribute.masked_when_blank for attribute in fevs(year).attributes)


@pytest.mark.parametrize("year", YEARS)
def test_units_are_read_from_the_columns_of_the_year_and_pools_are_no_units(year: int) -> None:
    levels = fevs(year).units
    assert [level.id for level in levels] == (["AGENCY", "LEVEL1"] if year in OLD else ["AGENCY"])
    assert levels[0].is_residual("XX")
    if year in OLD:
        assert levels[1].columns[0] == SECOND_LEVEL[year]
        assert levels[1].is_residual("TRZZ")


def test_a_sub_agency_code_is_named_after_what_it_meant_in_its_year() -> None:
    named = {year: fevs(year).level("LEVEL1").names["IN05"] for year in (2010, 2012, 2013, 2014, 2019)}
    assert named == {
        2010: "Bureau of Land Management",
        2012: "National Park Service",
        **dict.fromkeys((2013, 2014, 2019), "U.S. Geological Survey"),
    }


@pytest.mark.parametrize("year", YEARS)
def test_names_of_units_are_written_to_be_read(year: int) -> None:
    names = [name for level in fevs(year).units for name in level.names.values()]
    abbreviations = {"U.S.", "EPA", "NASA", "EEOC", "GSA", "IT", "HR", "TRICARE"}
    shouting = {word for name in names for word in re.findall(r"\b[A-Z.]{2,}", name)} - abbreviations
    assert not shouting
    assert not [name for name in names if re.search(r"&|\s{2}|^\s|\s$|^[a-z]", name)]


@pytest.mark.parametrize("year", WITH_OFFICIAL_CODEBOOK)
def test_every_unit_of_the_official_codebook_has_a_name(shared: Path, year: int) -> None:
    levels = fevs(year).units
    named = {code for level in levels for code in level.names}
    pooled = {code for code in official_units(shared, year) if any(level.is_residual(code) for level in levels)}
    unnamed = official_units(shared, year) - named - pooled
    assert len(official_units(shared, year)) > 150
    assert not unnamed


@pytest.mark.parametrize(("year", "columns"), FURTHER_COLUMNS.items())
def test_further_columns_of_an_official_file_are_accepted(year: int, columns: list[str]) -> None:
    patterns = [pattern.casefold() for pattern in fevs(year).ignored]
    assert not [
        column for column in columns if not any(fnmatchcase(column.casefold(), pattern) for pattern in patterns)
    ]


def test_rounded_random_numbers_are_no_ids() -> None:
    assert [year for year in YEARS if not fevs(year).id_columns] == [2019, 2020, 2021, 2022, 2023]


@pytest.mark.parametrize("year", WITH_OFFICIAL_CODEBOOK)
def test_official_wordings_are_known_by_their_hashes(shared: Path, year: int) -> None:
    wordings = official_wordings(shared, year)
    assert sorted(wordings) == list(range(1, 72))
    instrument = fevs(year)
    assert not [n for n, wording in wordings.items() if wording_hash(wording) not in instrument.item(f"Q{n}").wording]


def test_a_wording_of_before_2018_does_not_pass_for_the_new_one() -> None:
    for item in ("Q12", "Q29", "Q56"):
        before, since = fevs(2017).item(item).wording, fevs(2018).item(item).wording
        assert not set(before) & set(since)
        assert fevs(2019).item(item).wording == since


@pytest.mark.parametrize("year", YEARS)
def test_labels_are_short_and_in_our_own_words(year: int) -> None:
    items = fevs(year).items
    assert all(0 < len(item.label) <= 45 for item in items)
    assert len({item.label for item in items}) == len(items)
    assert not [item.id for item in items if wording_hash(item.label) in item.wording or item.question]


@pytest.mark.parametrize("year", WITH_OFFICIAL_CODEBOOK)
def test_no_label_is_an_official_wording(shared: Path, year: int) -> None:
    official = {normalise(wording) for wording in official_wordings(shared, year).values()}
    assert not [item.id for item in fevs(year).items if normalise(item.label) in official]


@pytest.mark.parametrize("year", NEW)
def test_a_question_keeps_its_label_under_its_new_number(year: int) -> None:
    labels = {item.id: item.label for item in fevs(2010).items}
    assert not [item.id for item in fevs(year).items if item.label != labels[f"Q{question(year, item.id)}"]]


@pytest.mark.parametrize("year", OLD)
def test_the_rewordings_of_2018_break_the_trends_of_their_questions_alone(year: int) -> None:
    assert {(each.measure, each.wave) for each in fevs(year).trend_breaks} == {
        ("Q12", 2018),
        ("Q29", 2018),
        ("Q56", 2018),
    }


def test_two_questions_of_one_number_are_never_drawn_as_one_line() -> None:
    reworded = {"Q12", "Q29", "Q56"}
    for early, late in combinations(YEARS, 2):
        broken = {each.measure for each in fevs(late).trend_breaks if early < each.wave <= late}
        for item in {item.id for item in fevs(early).items} & {item.id for item in fevs(late).items} - reworded:
            assert (item in broken) == (question(early, item) != question(late, item)), (early, late, item)


@pytest.mark.parametrize("year", NEW)
def test_constructs_with_fewer_questions_break_in_2020_and_indices_go_on(year: int) -> None:
    broken = {each.measure for each in fevs(year).trend_breaks if not each.measure.startswith("Q")}
    assert broken == {id for id, items in constructs_of(year).items() if len(items) < len(constructs_of(2019)[id])}
    assert all(fevs(year).construct(id).warning for id in broken)


@pytest.mark.parametrize("year", OLD)
def test_compliance_carries_its_warning(year: int) -> None:
    assert ".76 with empowerment" in (fevs(year).construct("compliance").warning or "")


def test_only_complete_files_weigh_up_to_the_population() -> None:
    assert all(fevs(year).population for year in YEARS)
    assert not load_instrument("us-fevs-2018-sample").population


@pytest.mark.parametrize("base", ["us-fevs-2010-2019", "us-fevs-2020-2023"])
def test_a_shared_base_cannot_be_used_itself(base: str) -> None:
    with pytest.raises(CodebookError, match="shared base"):
        load_instrument(base)


def test_the_sample_holds_nothing_that_its_codebook_does_not_know(shared: Path) -> None:
    instrument = load_instrument("us-fevs-2018-sample")
    data = gzip.decompress((shared / "data" / "us-fevs" / "fevs_2018_sample.csv.gz").read_bytes())
    values = {column.name: set(column.unique()) for column in pl.read_csv(data, infer_schema=False)}
    expected = {item.id: {str(code) for code in item.scale.codes} for item in instrument.items}
    expected |= {attribute.columns[0]: set(attribute.codes) for attribute in instrument.attributes}
    leave = instrument.construct("leave")
    expected[leave.column[0]] = {*leave.yes, *leave.no}
    for level in instrument.units:
        expected[level.columns[0]] = {
            code for code in values[level.columns[0]] if code in level.names or level.is_residual(code)
        }
    assert {
        column: found - expected[column]
        for column, found in values.items()
        if column in expected and found - expected[column]
    } == {}
    assert set(values) - set(expected) == {"RANDOM", "POSTWT"}


def test_the_sample_counts_what_the_official_file_counts() -> None:
    sample, whole = load_instrument("us-fevs-2018-sample"), fevs(2018)
    assert sample.indices == whole.indices
    assert [c for c in sample.constructs if c.id != "leave"] == [
        c for c in whole.constructs if not c.id.startswith("leave")
    ]
    assert [[i.id for i in a.indicators] for a in sample.attributes] == [
        [i.id for i in a.indicators] for a in whole.attributes
    ]

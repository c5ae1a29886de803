"""`mainspring measure` and `fit` as a new user types them, with good input and bad."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.cast import mainspring


def test_moments_made_with_the_items_say_the_same_as_the_survey(survey: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept.moments"
    asked = ["autonomy,purpose,motivation", "--groups", "DSUPER"]
    assert mainspring("moments", str(survey), "--by", "AGENCY", "--items-of", *asked, "-o", str(kept)).code == 0
    one, other = (mainspring("measure", str(file), "--constructs", *asked, "--json") for file in (survey, kept))
    assert json.loads(one.out) == json.loads(other.out)


def test_moments_without_the_items_say_how_to_make_them(survey: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept.moments"
    assert mainspring("moments", str(survey), "--by", "AGENCY", "-o", str(kept)).code == 0
    done = mainspring("measure", str(kept), "--constructs", "autonomy,purpose")
    assert done.code == 1
    assert "--items-of autonomy,purpose" in done.err


def test_the_tables_name_every_construct_and_what_may_be_compared(tmp_path: Path) -> None:
    large = tmp_path / "large.parquet"
    simulated = ["simulate", "--layout", "us-fevs-2018", "--rows", "6000", "--units", "3,6", "--out", str(large)]
    assert mainspring(*simulated).code == 0
    done = mainspring("measure", str(large), "--groups", "DSEX", "--constructs", "autonomy,purpose,motivation")
    assert done.code == 0
    for word in ("autonomy", "motivation", "omega", "One factor for each construct", "scalar", "across DSEX"):
        assert word in done.out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--constructs", "autonomy,nonsense"], "Construct 'nonsense' has no items"),
        (["--groups", "NOPE"], "There is no attribute 'NOPE'"),
    ],
)
def test_bad_input_is_named(arguments: list[str], says: str, survey: Path) -> None:
    done = mainspring("measure", str(survey), *arguments)
    assert done.code == 1
    assert says in done.err


def test_a_fit_from_moments_is_the_fit_from_the_survey(survey: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept.moments"
    formula = "leave ~ motivation * empowerment | AGENCY"
    made = mainspring("moments", str(survey), "--by", "AGENCY", "--products", "motivation:empowerment", "-o", str(kept))
    assert made.code == 0
    options = ["--by", "AGENCY", "--vcov", "iid", "--json"]
    one, other = (json.loads(mainspring("fit", formula, str(file), *options).out) for file in (survey, kept))
    assert one.keys() == other.keys()
    assert one["n"] == other["n"]
    for a, b in zip(one["terms"], other["terms"], strict=True):
        assert a["estimate"] == pytest.approx(b["estimate"], rel=1e-9)


def test_a_formula_is_underlined_and_a_picture_has_a_known_format(survey: Path, tmp_path: Path) -> None:
    done = mainspring("fit", "leave ~ + motivation", str(survey))
    assert done.code == 1
    assert "^" in done.err
    done = mainspring("fit", "leave ~ motivation", str(survey), "--plot", str(tmp_path / "fit.bmp"))
    assert done.code == 1
    assert ".svg, .png, .html" in done.err


def test_a_picture_is_written_whole(survey: Path, tmp_path: Path) -> None:
    for name in ("fit.svg", "fit.html"):
        done = mainspring(
            "fit", "leave ~ motivation + purpose", str(survey), "--vcov", "iid", "--plot", str(tmp_path / name)
        )
        assert done.code == 0, done.err
    assert "<svg" in (tmp_path / "fit.svg").read_text()
    assert "purpose" in (tmp_path / "fit.html").read_text()
    assert not list(tmp_path.glob(".*"))


def test_moments_are_not_taken_for_those_of_another_codebook(survey: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept.moments"
    assert mainspring("moments", str(survey), "--by", "AGENCY", "-o", str(kept)).code == 0
    for command in (
        ["fit", "leave ~ motivation", str(kept)],
        ["measure", str(kept), "--constructs", "autonomy,purpose"],
    ):
        done = mainspring(*command, "--codebook", "us-fevs-2014")
        assert done.code == 1
        assert "made with us-fevs-2018, not with this version of us-fevs-2014" in done.err

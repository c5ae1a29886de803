"""What a question to moments is refused for, and what is said of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mainspring.errors import ModelError
from mainspring.evidence import FitOptions, fit
from tests.evidence.cast import SURVEY, staff

STAFF = staff()
MOMENTS = STAFF.moments()


def refused(formula: str, options: FitOptions | None = None) -> str:
    with pytest.raises(ModelError) as caught:
        fit(formula, MOMENTS, SURVEY, options)
    return str(caught.value)


def test_unknown_variables_are_all_named_with_the_nearest() -> None:
    said = refused("leave ~ femal + bot | office")
    assert "'femal'" in said
    assert "Did you mean female?" in said
    assert "'bot'" in said


def test_a_product_that_was_not_declared_says_how_to() -> None:
    assert "--products a:female" in refused("leave ~ a + female + a:female")


def test_an_item_on_both_sides_is_named() -> None:
    assert "a1, a2, a3 would stand on both sides: in both and in a." in refused("both ~ a")
    assert "b1, b2 would stand on both sides: in long and in b." in refused("long ~ b")


@pytest.mark.parametrize(
    ("formula", "options"),
    [
        ("leave ~ a | grade", None),
        ("leave ~ a + (1 | grade)", None),
        ("leave ~ a", FitOptions(cluster="grade")),
    ],
)
def test_a_column_that_cells_are_not_made_by_is_explained(formula: str, options: FitOptions | None) -> None:
    said = refused(formula, options)
    assert "The cells of these moments are by agency, office, not by grade" in said
    assert "--by agency,office,grade" in said


def test_columns_are_matched_without_case() -> None:
    assert fit("leave ~ a | OFFICE", MOMENTS, SURVEY, FitOptions(cluster="Office")).cluster == "office"


@pytest.mark.parametrize("option", [{"vcov": "HC1"}, {"weights": "mine"}])
def test_an_option_that_does_not_exist_names_those_that_do(option: dict[str, str]) -> None:
    with pytest.raises(ModelError, match="Choose one of"):
        FitOptions(**option)  # type: ignore[arg-type]  # a value that the type does not allow is what is to be refused


def test_nobody_with_all_variables_is_an_error() -> None:
    nobody = staff(50)
    nobody.people.items[3:5] = 0
    with pytest.raises(ModelError, match="Nobody has all of leave, b"):
        fit("leave ~ b", nobody.moments(), SURVEY)


def test_people_without_a_unit_are_left_out_and_said() -> None:
    labels = [path if path[1] != "o00" else (path[0], "") for path in MOMENTS.paths]
    found = fit("leave ~ a | office", replace(MOMENTS, paths=tuple(labels)), SURVEY)
    assert any("People without office: left out" in note for note in found.notes)
    assert found.n < fit("leave ~ a | office", MOMENTS, SURVEY).n


def test_a_survey_without_weights_is_fitted_without() -> None:
    plain = replace(SURVEY, weight_columns=())
    assert fit("leave ~ a", MOMENTS, plain).weights == "none"


def test_the_frame_has_the_one_vocabulary() -> None:
    frame = fit("leave ~ a + b | office", MOMENTS, SURVEY).frame()
    names = ["term", "estimate", "std_error", "conf_low", "conf_high", "df", "p_value", "n", "clusters"]
    assert frame.columns == names
    assert frame["term"].to_list() == ["a", "b"]
    assert (frame["conf_low"] < frame["estimate"]).all()


def test_moments_of_another_codebook_are_refused() -> None:
    with pytest.raises(ModelError, match="were made with small, not with this version of small"):
        fit("leave ~ a", MOMENTS, replace(SURVEY, fingerprint="another"))

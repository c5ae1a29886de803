"""Reasons in tables: short in the cell, in full under it."""

from __future__ import annotations

from mainspring.disclosure import Reason, Released, Withheld
from mainspring.report.marks import marks_of
from mainspring.report.words import withheld_words

FEW, ALIKE = Withheld(Reason.PROTECTED), Withheld(Reason.TELLING)
CHANGED = Withheld(Reason.NOT_COMPARABLE)


def test_a_reason_of_one_cell_stands_in_it() -> None:
    found = marks_of([FEW, Released(50.0), CHANGED])
    assert found.of(FEW) == withheld_words(FEW)
    assert found.notes == ()


def test_a_reason_of_several_cells_is_said_once_under_them() -> None:
    found = marks_of([FEW, FEW])
    assert found.of(FEW) == "Withheld"
    assert found.notes == (("Withheld", withheld_words(FEW).removeprefix("Withheld: ")),)


def test_reasons_that_begin_alike_get_letters_even_if_one_stands_alone() -> None:
    found = marks_of([ALIKE, FEW, FEW, CHANGED])
    assert [found.of(value) for value in (ALIKE, FEW)] == ["Withheld (a)", "Withheld (b)"]
    assert [cell for cell, _ in found.notes] == ["Withheld (a)", "Withheld (b)"]
    assert found.of(CHANGED) == withheld_words(CHANGED)


def test_a_short_reason_is_always_said() -> None:
    absent = Withheld(Reason.NOT_ASKED)
    assert marks_of([absent] * 9).of(absent) == "This survey did not ask"


def test_in_narrow_cells_even_one_is_said_under_the_table() -> None:
    assert marks_of([CHANGED], fewest=1).of(CHANGED) == "Not comparable with earlier waves"

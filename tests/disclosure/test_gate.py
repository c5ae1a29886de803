"""The gate for cross-products, against people who are counted one by one."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from mainspring.disclosure import load_policy
from mainspring.disclosure.fold import OTHERS, folded
from mainspring.disclosure.gate import Gate, gate_of, joint_counts
from mainspring.moments import CellPath

Floats = npt.NDArray[np.float64]
Units = dict[CellPath, Floats]
NAMES = ("member", "woman", "pay", "joy", "member:pay")
GATE = Gate(NAMES, 10, (0, 1))
TEN = load_policy("rule-of-ten")


def people(n: int, seed: int = 0) -> Floats:
    """Two indicators and two scores of n people, on 0-100, a quarter in each of the four groups."""
    rng = np.random.default_rng(seed)
    four = np.arange(n) % 4
    return np.column_stack([100 * (four > 1), 100 * (four % 2), 25 * rng.integers(0, 5, n), rng.uniform(0, 100, n)])


def sums(*groups: Floats) -> Floats:
    """Packed sums of each group, with the product of the first indicator and the first score."""
    found = []
    for x in groups:
        z = np.column_stack([np.ones(len(x)), x - 50, (x[:, 0] - 50) * (x[:, 2] - 50) / 100 - 50])
        found.append((z.T @ z)[np.tril_indices(z.shape[1])])
    return np.array(found)


def passes(x: Floats) -> bool:
    return bool(GATE.passes(sums(x))[0])


def test_joint_counts_are_those_of_people_counted_one_by_one() -> None:
    rng = np.random.default_rng(1)
    x = np.column_stack([100 * rng.integers(0, 2, (500, 2)), rng.uniform(0, 100, (500, 2))])
    has, other = x[:, 0] > 0, x[:, 1] > 0
    groups = [has & other, has & ~other, ~has & other, ~has & ~other]
    found = joint_counts(sums(x), np.array([1]), np.array([2]))
    assert found[0, 0].tolist() == [int(group.sum()) for group in groups]


def test_an_indicator_is_what_everybody_has_at_an_end() -> None:
    assert gate_of(sums(people(40), people(60)), NAMES, TEN).indicators == (0, 1)


def test_a_group_of_enough_people_of_every_kind_passes() -> None:
    assert passes(people(40))
    assert GATE.fewest == 15
    assert Gate(NAMES, 30, (0, 1)).fewest == 30


def but(x: Floats, who: npt.NDArray[np.bool_], column: int, value: float) -> Floats:
    changed = x.copy()
    changed[who, column] = value
    return changed


FOUR = people(40)
MEMBER, WOMAN = FOUR[:, 0] > 0, FOUR[:, 1] > 0
BROKEN = {
    "too few": (FOUR[:14], "fewer than 15 people"),
    "nine in one of four groups": (FOUR[1:], "in one of the groups by member and woman"),
    "nobody has both": (but(people(80), np.arange(80) % 4 == 3, 1, 0), "in one of the groups by member and woman"),
    "everybody is a member": (but(FOUR, ~MEMBER, 0, 100), "in one of the groups by member"),
    "one score for all": (but(FOUR, MEMBER | ~MEMBER, 3, 60.0), "joy is the same for everybody"),
    "all women at the end": (but(FOUR, WOMAN, 3, 100.0), "are at one end of a score"),
    "all who are no members at the end": (but(FOUR, ~MEMBER, 3, 0.0), "are at one end of a score"),
    "all members alike, and the product tells": (but(FOUR, MEMBER, 2, 75.0), "member:pay would tell"),
    "women who are members at the end, and the product tells": (but(FOUR, MEMBER & WOMAN, 2, 0.0), "member:pay would"),
}


@pytest.mark.parametrize(("x", "says"), BROKEN.values(), ids=BROKEN.keys())
def test_a_group_that_tells_of_people_is_stopped_and_the_rule_is_named(x: Floats, says: str) -> None:
    assert not passes(x)
    assert any(says in fault for fault in GATE.faults(sums(x)[0]))


def test_what_passes_has_no_faults() -> None:
    assert list(GATE.faults(sums(FOUR)[0])) == []


def test_a_group_that_passes_may_take_in_any_other() -> None:
    for x, _ in BROKEN.values():
        assert passes(np.vstack([FOUR, x]))


def fold(units: Units) -> dict[CellPath, CellPath]:
    return dict(zip(units, folded(list(units), sums(*units.values()), GATE), strict=True))


def test_units_that_pass_stay_as_they_are() -> None:
    units: Units = {("A", "a1"): people(40, 1), ("A", "a2"): people(60, 2)}
    assert fold(units) == {path: path for path in units}


def test_small_units_are_counted_together_below_their_agency() -> None:
    found = fold({("A", "a1"): people(40, 1), ("A", "a2"): people(24, 2), ("A", "a3"): people(24, 3)})
    assert found == {
        ("A", "a1"): ("A", "a1"),
        ("A", "a2"): ("A", f"A/{OTHERS}"),
        ("A", "a3"): ("A", f"A/{OTHERS}"),
    }


def test_where_the_small_ones_are_too_few_together_the_smallest_other_joins_them() -> None:
    found = fold({("A", "a1"): people(60, 1), ("A", "a2"): people(4, 2), ("A", "a3"): people(40, 3)})
    assert found[("A", "a1")] == ("A", "a1")
    assert found[("A", "a2")] == found[("A", "a3")] == ("A", f"A/{OTHERS}")


def test_an_agency_that_is_too_small_as_a_whole_is_counted_together_with_other_agencies() -> None:
    units: Units = {
        ("A", "a1"): people(8, 1),
        ("A", "a2"): people(12, 2),
        ("B", "b1"): people(40, 3),
        ("C", "c1"): people(60, 4),
    }
    found = fold(units)
    assert found[("A", "a1")] == found[("A", "a2")] == found[("B", "b1")] == (OTHERS, OTHERS)
    assert found[("C", "c1")] == ("C", "c1")


def test_a_tiny_agency_takes_in_a_cell_of_a_large_one_and_not_all_of_it() -> None:
    units: Units = {
        ("A", "a1"): people(4, 1),
        ("B", "b1"): people(80, 2),
        ("B", "b2"): people(40, 3),
        ("B", "b3"): people(60, 4),
    }
    found = fold(units)
    assert found[("A", "a1")] == found[("B", "b2")] == (OTHERS, OTHERS)
    assert [found[path] for path in (("B", "b1"), ("B", "b3"))] == [("B", "b1"), ("B", "b3")]


def test_what_is_folded_in_two_agencies_stays_two_units() -> None:
    """Fixed effects of offices go by the office's label alone."""
    units: Units = {(a, f"{a}{i}"): people(n, i) for a in "AB" for i, n in enumerate((40, 24, 24))}
    assert len({path[1] for path in fold(units).values()}) == 4


def test_everybody_alone_is_one_unit() -> None:
    assert fold({(): people(40)}) == {(): ()}

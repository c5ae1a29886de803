"""The attack on files of moments succeeds where a file leaks, each leak by its own route, and learns nothing where it does not."""

from __future__ import annotations

import contextlib
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from mainspring.disclosure import load_policy, share
from mainspring.disclosure.attack.findings import Attack
from mainspring.disclosure.attack.sums.moments import attack_moments, attack_sums
from mainspring.disclosure.attack.sums.pooled import attack_part
from mainspring.disclosure.attack.sums.pooled import without as without_own
from mainspring.disclosure.attack.sums.rules import RULES, Sums
from mainspring.disclosure.attack.sums.sets import attack_sets
from mainspring.disclosure.attack.sums.totals import four_groups, of_sums, of_those_with, rows_of, through_product
from mainspring.disclosure.attack.sums.twice import attack_twice, left_over
from mainspring.disclosure.gate import Gate
from mainspring.errors import AttackError, MomentsError
from mainspring.evidence import for_claims
from mainspring.instrument import load_instrument
from mainspring.moments import Moments, MomentsOptions, load, pool, reduced, save, summarise
from mainspring.responses import FIRST_CODE, read_responses
from mainspring.responses.simulated import SimulationOptions
from tests.evidence.cast import SURVEY, VARIABLES, Staff, staff
from tests.laws.cast import Survey, survey
from tests.moments.cast import by_hand

Floats = npt.NDArray[np.float64]
TEN = load_policy("rule-of-ten")
NAMES = ("member", "woman", "pay", "joy", "member:pay")


def people(n: int, seed: int = 0) -> Floats:
    """Two shares and two scores of n people, a quarter in each of the four groups."""
    rng = np.random.default_rng(seed)
    four = np.arange(n) % 4
    return np.column_stack([100 * (four > 1), 100 * (four % 2), 25 * rng.integers(0, 5, n), rng.uniform(0, 100, n)])


def sums_of(x: Floats) -> Floats:
    """T of one unit, through what a file would hold: sums from 50, with the product of the first share and score."""
    z = np.column_stack([np.ones(len(x)), x - 50, (x[:, 0] - 50) * (x[:, 2] - 50) / 100 - 50])
    return of_sums((z.T @ z)[None])


def learned(x: Floats) -> dict[str, int]:
    """Routes that succeed on one unit, with how many people each is about."""
    told = [one for rule in RULES for one in rule(Sums(sums_of(x), NAMES, 10))]
    return {one.route: int(one.people[0]) for one in told if one.at[0]}


def but(who: npt.NDArray[np.bool_], column: int, value: float, n: int = 40) -> Floats:
    changed = people(n)
    changed[who, column] = value
    return changed


FOUR = people(40)
MEMBER, WOMAN = FOUR[:, 0] > 0, FOUR[:, 1] > 0
LEAKY = {
    "small units": FOUR[:14],
    "solving": FOUR[:5],
    "one share": but(~MEMBER, 0, 100),
    "pairs": FOUR[1:],
    "unanimous": but(MEMBER | ~MEMBER, 3, 60.0),
    "ends": but(WOMAN, 3, 100.0),
    "products": but(MEMBER, 2, 75.0),
}


@pytest.mark.parametrize(("route", "x"), LEAKY.items(), ids=LEAKY.keys())
def test_what_leaks_is_found_by_its_route(route: str, x: Floats) -> None:
    assert route in learned(x)


def test_what_does_not_leak_tells_nothing() -> None:
    assert learned(FOUR) == {}


def test_groups_are_counted_as_people_are() -> None:
    rng = np.random.default_rng(5)
    x = np.column_stack([100 * rng.integers(0, 2, (300, 2)), rng.uniform(0, 100, (300, 2))])
    f, g, T = x[:, 0] > 0, x[:, 1] > 0, sums_of(x)
    assert four_groups(T, 1, 2)[0].tolist() == [(f & g).sum(), (f & ~g).sum(), (~f & g).sum(), (~f & ~g).sum()]
    np.testing.assert_allclose(np.ravel(of_those_with(T, 1, 4)), [x[f, 3].sum(), x[~f, 3].sum()])
    those, others = through_product(T, 3, 5)
    np.testing.assert_allclose(those[0, 1:5], ((x[f, 2] - 50)[:, None] * x[f]).sum(axis=0), atol=1e-6)
    np.testing.assert_allclose(others[0, 1:5], ((x[~f, 2] - 50)[:, None] * x[~f]).sum(axis=0), atol=1e-6)


def test_margins_of_20_and_15_show_one_person_and_with_the_product_that_person_s_answer() -> None:
    """Twenty are members and fifteen are women: both are enough. One woman is a member."""
    x = people(60, 7)
    x[:, :2] = 0
    x[:20, 0] = x[19:34, 1] = 100
    T = sums_of(x)
    assert four_groups(T, 1, 2)[0].tolist() == [1, 19, 14, 26]
    answer = through_product(T, 3, 5)[0][0, 2] / 100 + 50
    assert answer == pytest.approx(x[19, 2], abs=1e-9)
    assert learned(x) == {"pairs": 1, "products": 1}


def test_without_the_product_a_share_that_one_person_has_gives_all_that_person_s_scores() -> None:
    x = people(40)
    x[:, 0] = 0
    x[7, 0] = 100
    assert [of_those_with(sums_of(x), 1, s)[0][0] for s in (3, 4)] == pytest.approx(x[7, 2:].tolist())


@pytest.mark.parametrize("n", [1, 2])
def test_one_or_two_people_are_read_off_whole(n: int) -> None:
    x = np.random.default_rng(3).uniform(0, 100, (n, 4))
    found = rows_of(sums_of(x)[0])
    assert found is not None
    np.testing.assert_allclose(sorted(found[:, :4].tolist()), sorted(x.tolist()), atol=1e-6)


def share_of(some: Staff, path: Path, *variables: str) -> Path:
    done = share(reduced(some.moments(), variables or ("a", "b", "leave", "female")), SURVEY, TEN)
    save(done.moments, path, asdict(done.manifest))
    return path


def kept(moments: Moments, path: Path) -> Path:
    save(moments, path)
    return path


def routes(attack: Attack) -> set[str]:
    assert attack.tried
    return {finding.route for finding in attack.findings}


STAFF = staff(6_000, 41, 40)


def without(some: Staff, *gone: int) -> Staff:
    """The same staff without some people."""
    here = np.setdiff1d(np.arange(len(some.office)), gone)
    one = some.people
    people_here = replace(one, items=one.items[:, here], categories=one.categories[:, here], weights=one.weights[here])
    return Staff(people_here, some.office[here], some.grade[here])


def test_a_file_that_was_not_made_to_leave_home_shows_the_answers_of_single_persons(tmp_path: Path) -> None:
    some = staff(60, 3, 30)
    moments = some.moments(("office",))
    cell = int(np.flatnonzero(moments.n == 1)[0])
    found = attack_moments(kept(moments, tmp_path / "home.moments"))
    assert {"small units", "counts of answers", "who lacks what", "single questions"} <= routes(found)
    (person,) = np.flatnonzero(some.office == int(moments.paths[cell][0].removeprefix("o")))
    items = [moments.schema.items.index(f"{item}") for item in ("a1", "b2", "c1")]
    answers = moments.item_counts[cell].argmax(axis=1)  # where a lone person's 1 stands
    assert answers[items].tolist() == some.people.items[[0, 4, 5], person].tolist()


def test_a_file_for_sharing_tells_nothing(tmp_path: Path) -> None:
    assert attack_moments(share_of(STAFF, tmp_path / "away.moments")).findings == ()


def test_a_manifest_alone_makes_no_file_safe(tmp_path: Path) -> None:
    moments = reduced(STAFF.moments(), ("a", "b", "leave", "female"))
    save(moments, tmp_path / "forged.moments", {"minimum": 0})
    found = attack_moments(tmp_path / "forged.moments")
    assert {"small units", "pairs", "who lacks what"} <= routes(found)
    assert all(finding.where == "forged.moments" for finding in found.findings)


def test_two_files_with_a_person_less_give_that_person_s_answers(tmp_path: Path) -> None:
    scores = by_hand(STAFF.people)
    gone = int(np.flatnonzero(~np.isnan(scores["a"] + scores["b"]))[0])
    fewer = without(STAFF, gone)
    one, two = (share_of(some, tmp_path / name, "a", "b") for some, name in ((STAFF, "one"), (fewer, "two")))
    found = attack_twice(one, two)
    assert routes(found) == {"differencing"}
    assert "the answers of" in found.findings[0].what
    answers = rows_of(left_over(load(one), load(two))[()])
    assert answers is not None
    np.testing.assert_allclose(answers, [[scores["a"][gone], scores["b"][gone]]], atol=1e-6)


def test_two_sets_of_variables_tell_of_those_who_have_one_and_not_the_other(tmp_path: Path) -> None:
    some = staff(600, 41, 12)
    some.people.items[np.where(some.people.items < FIRST_CODE)] = FIRST_CODE
    some.people.items[3:5, :7] = 0  # seven have no b
    one, two = (share_of(some, tmp_path / f"{len(set_)}", *set_) for set_ in (("a", "long"), ("a", "b", "long")))
    assert routes(attack_twice(one, two)) == {"differencing"}


def test_two_surveys_that_only_look_alike_tell_nothing(tmp_path: Path) -> None:
    other = replace(staff(6_010, 42, 40).moments(), sources={"other.csv": "1" * 64})
    done = share(reduced(other, ("a", "b", "leave", "female")), SURVEY, TEN)
    save(done.moments, tmp_path / "other.moments", asdict(done.manifest))
    assert attack_twice(share_of(STAFF, tmp_path / "one.moments"), tmp_path / "other.moments").findings == ()


def test_a_country_that_takes_its_own_from_a_pool_of_two_is_left_with_the_other_s(tmp_path: Path) -> None:
    mine = replace(STAFF.moments(), sources={"mine.csv": "1" * 64})
    tiny = replace(staff(8, 5, 2).moments(), sources={"tiny.csv": "2" * 64})
    both = kept(pool({"NO": mine, "IS": tiny}), tmp_path / "both.moments")
    found = attack_part(both, kept(mine, tmp_path / "mine.moments"))
    assert {"small units", "counts of answers"} <= routes(found)
    assert max(finding.people for finding in found.findings) <= 8
    with pytest.raises(AttackError, match="none of its countries"):
        attack_part(both, kept(replace(tiny, sources={"x": "3" * 64}), tmp_path / "x.moments"))
    with pytest.raises(AttackError, match="not pooled"):
        attack_part(tmp_path / "mine.moments", tmp_path / "mine.moments")


def test_a_pool_of_what_may_leave_tells_the_insider_nothing(tmp_path: Path) -> None:
    parts = {}
    for number, country in enumerate(("NO", "DK")):
        some = replace(staff(3_000, number, 12).moments(), sources={f"{country}.csv": country})
        parts[country] = share(reduced(some, ("a", "b", "leave", "female")), SURVEY, TEN).moments
    both = kept(pool(parts), tmp_path / "both.moments")
    assert attack_part(both, kept(parts["NO"], tmp_path / "no.moments")).findings == ()
    assert attack_moments(both).findings == ()


@pytest.mark.parametrize("policy", ["rule-of-ten", "pulse", "open"])
@pytest.mark.parametrize("seed", range(4))
def test_simulated_surveys_that_are_shared_tell_nothing(tmp_path: Path, seed: int, policy: str) -> None:
    rng = np.random.default_rng(seed)
    units = (int(rng.integers(1, 6)), int(rng.integers(6, 60)))
    home: Survey = survey("us-fevs-2018", tmp_path, SimulationOptions(int(rng.integers(500, 6_000)), seed, units))
    options = MomentsOptions(
        ("leave", "motivation", "empowerment", "female"), ("motivation:empowerment", "female:motivation")
    )
    done = share(home.moments(options), home.instrument, load_policy(policy))
    save(done.moments, tmp_path / "away.moments", asdict(done.manifest))
    assert attack_moments(tmp_path / "away.moments").findings == ()


@pytest.mark.parametrize("by", ["AGENCY", "LEVEL1", "AGENCY,LEVEL1", ""])
def test_the_fevs_sample_that_is_shared_tells_nothing(shared: Path, tmp_path: Path, by: str) -> None:
    instrument = load_instrument("us-fevs-2018-sample")
    file = shared / "data" / "us-fevs" / "fevs_2018_sample.csv.gz"
    moments = summarise(read_responses(file, instrument), by.split(",") if by else [], for_claims(instrument))
    done = share(moments, instrument, TEN)
    save(done.moments, tmp_path / "away.moments", asdict(done.manifest))
    assert attack_moments(tmp_path / "away.moments").findings == ()


def test_files_are_combined_in_every_way(tmp_path: Path) -> None:
    mine = replace(STAFF.moments(), sources={"mine.csv": "1" * 64})
    tiny = replace(staff(8, 5, 2).moments(), sources={"tiny.csv": "2" * 64})
    paths = [kept(mine, tmp_path / "mine"), kept(pool({"NO": mine, "IS": tiny}), tmp_path / "both")]
    known = np.flatnonzero(~np.isnan(np.stack([by_hand(STAFF.people)[name] for name in VARIABLES])).any(axis=0))
    gone = kept(replace(without(STAFF, int(known[0])).moments(), sources={"mine.csv": "1" * 64}), tmp_path / "again")
    found = {finding.where for finding in attack_sets([*paths, gone]).findings}
    assert {"mine", "both", "mine and again", "both without mine"} <= found


def test_the_gate_and_the_attack_written_apart_agree_on_random_groups() -> None:
    """Of groups at the edge of every rule, those pass of which nothing is learned."""
    rng, gate = np.random.default_rng(8), Gate(NAMES, 10, (0, 1))
    let_out = 0
    for _ in range(400):
        x = people(int(rng.integers(14, 160)), int(rng.integers(1 << 30)))
        x[:, :2] = 100 * (rng.random((len(x), 2)) < rng.choice([0.35, 0.5, 0.65], 2))
        for _ in range(int(rng.integers(0, 3))):  # a group of people, by shares or not, get the same score
            who = np.ones(len(x), dtype=bool)
            for share_ in range(int(rng.integers(0, 3))):
                who &= x[:, share_] == rng.choice([0, 100])
            x[who, int(rng.integers(2, 4))] = rng.choice([0.0, 50.0, 100.0])
        z = np.column_stack([np.ones(len(x)), x - 50, (x[:, 0] - 50) * (x[:, 2] - 50) / 100 - 50])
        passed = bool(gate.passes((z.T @ z)[np.tril_indices(6)][None])[0])
        assert passed == (learned(x) == {})
        let_out += passed
    assert 60 < let_out < 340


def test_what_random_staff_share_or_pool_tells_nothing_to_anybody() -> None:
    sets = (("a", "b"), ("a", "leave"), ("a", "b", "leave", "female"), ("both", "a", "b", "long", "a:b"))
    parts: dict[str, Moments] = {}
    for seed in range(30):
        rng = np.random.default_rng(seed)
        some = staff(int(rng.integers(200, 3_000)), seed, int(rng.integers(2, 40))).moments()
        policy = load_policy(("rule-of-ten", "pulse", "open")[seed % 3])
        with contextlib.suppress(MomentsError):  # where even everybody together may not leave
            done = share(reduced(some, sets[seed % 4]), SURVEY, policy).moments
            assert attack_sums(done, policy.minimum, "") == []
            parts[str(seed)] = replace(done, sources={f"{seed}.csv": str(seed)})
    assert len(parts) > 20
    ten = {name: part for name, part in parts.items() if part.schema.variables == sets[0]}
    pooled = pool(ten)
    assert attack_sums(without_own(pooled, ten[min(ten)]), 5, "") == []

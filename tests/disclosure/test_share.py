"""What may be shared, what is refused and why, and what is told of it."""

from __future__ import annotations

from dataclasses import asdict, replace

import numpy as np
import pytest

from mainspring.disclosure import OTHERS, Policy, load_policy, share
from mainspring.errors import MomentsError
from mainspring.moments import Moments, digest, pool, reduced
from tests.evidence.cast import SURVEY, staff

TEN = load_policy("rule-of-ten")
STAFF = staff(12_000, 41, 40)
SET = ("a", "b", "leave", "female")


def moments(*variables: str) -> Moments:
    return reduced(STAFF.moments(), variables or SET)


def refused(some: Moments, policy: Policy = TEN) -> str:
    with pytest.raises(MomentsError) as caught:
        share(some, SURVEY, policy)
    return str(caught.value)


def test_only_people_with_all_variables_and_nothing_but_their_products_are_shared() -> None:
    found = share(STAFF.moments(), SURVEY, TEN).moments
    assert (found.schema.items, found.schema.categories, found.schema.scores, found.schema.blocks) == ((), {}, (), {})
    assert not any(part.size for part in (found.item_counts, found.category_counts, found.power_sums))
    assert len(found.patterns) == len(found.n)
    assert set(found.patterns.tolist()) == {2 ** len(found.schema.variables) - 1}
    assert found.n.tolist() == found.products[:, 1, 0].tolist()


def test_the_same_moments_give_the_same_file() -> None:
    assert digest(share(moments(), SURVEY, TEN).moments) == digest(share(moments(), SURVEY, TEN).moments)


def test_a_stricter_policy_has_fewer_and_larger_units() -> None:
    ten, thirty = (share(moments(), SURVEY, policy).moments for policy in (TEN, TEN.stricter(30)))
    assert len(thirty.n) < len(ten.n)
    assert thirty.n.sum() == ten.n.sum()
    assert thirty.n.min() >= 4 * 30


def test_too_few_people_are_refused_without_saying_how_few() -> None:
    said = refused(reduced(staff(20, 5).moments(), ("a", "b")))
    assert said == (
        "Even everybody together may not leave under this policy: fewer than 10 people have all 2 variables (the policy's 10, "
        "and 3 for each variable). Declare fewer variables, or others."
    )


def test_an_indicator_that_everybody_has_is_named() -> None:
    women = staff(2_000, 41, 12)
    women.people.categories[0] = 4
    said = refused(reduced(women.moments(), ("a", "female")))
    assert "fewer than 10 people, or nobody, are in one of the groups by female" in said


def test_a_product_goes_with_its_parts_and_is_not_of_two_indicators() -> None:
    assert "a:b would be shared without b" in refused(moments("a", "a:b"))
    both = moments("leave", "female", "a:b")
    two = replace(both, schema=replace(both.schema, variables=("leave", "female", "leave:female")))
    assert "leave:female is a product of two yes-or-no variables" in refused(two)
    square = replace(moments("a", "leave", "a:b"), schema=replace(both.schema, variables=("a", "leave", "a:a")))
    assert "a:a is a square" in refused(square)


def test_nobody_with_all_variables_is_too_few_people() -> None:
    nobody = staff(50)
    nobody.people.items[3:5] = 0
    assert "fewer than 10 people have all 3 variables" in refused(reduced(nobody.moments(), ("a", "b", "a:b")))


def test_moments_of_another_codebook_or_without_variables_are_not_shared() -> None:
    with pytest.raises(MomentsError, match="were made with small, not with this version"):
        share(moments(), replace(SURVEY, fingerprint="another"), TEN)
    assert "no variables to share" in refused(reduced(STAFF.moments(), ()))


def test_pooled_and_shared_moments_are_not_shared_again() -> None:
    once = share(moments(), SURVEY, TEN.stricter(30)).moments
    assert "are for sharing already" in refused(once)
    neighbour = replace(moments(), sources={"other.csv": "1"})
    assert "These moments are pooled" in refused(pool({"NO": moments(), "DK": neighbour}))


def test_the_manifest_tells_what_was_done() -> None:
    found = share(moments(), SURVEY, TEN.stricter(30))
    manifest, done = found.manifest, found.moments
    complete = len(STAFF.rows("leave", ("a", "b", "female"), weighted=False).y)
    assert abs(manifest.people - complete) <= 5
    assert manifest.people % 10 == manifest.left_out % 10 == 0
    assert manifest.left_out == pytest.approx(12_000 - complete, abs=5)
    folds = {path[-1] for path in done.paths if path[-1].endswith(OTHERS)}
    assert set(manifest.folds) == folds
    assert manifest.units == len(done.n) == manifest.units_before - sum(manifest.folds.values()) + len(folds)
    assert manifest.content == digest(done)
    assert manifest.variables == {"a": "A", "b": "B", "leave": "Leave", "female": "Women"}


def test_the_manifest_is_told_in_plain_words() -> None:
    manifest = share(moments(), SURVEY, TEN.stricter(30)).manifest
    told = manifest.text()
    assert "A small survey (small), wave 2024" in told
    assert f"no unit with fewer than {manifest.fewest} people" in told
    assert "- female: Women" in told
    assert manifest.content in told
    assert "Comparison with other releases" in told
    assert all(f"- {label}: {units} units as one" in told for label, units in manifest.folds.items())
    assert max(len(line) for line in told.splitlines()) <= 100
    assert asdict(manifest)["policy"] == "rule-of-ten"


def test_a_share_above_a_threshold_is_named_as_such() -> None:
    base = moments("a", "leave")
    named = replace(base, schema=replace(base.schema, variables=("a", "a>=75")))
    assert share(named, SURVEY, TEN).manifest.variables["a>=75"] == "A of 75 or more, a share of people"


def test_sums_stay_what_they_were() -> None:
    before = moments()
    after = share(before, SURVEY, TEN).moments
    whole = before.patterns == 2 ** len(SET) - 1
    np.testing.assert_allclose(after.products.sum(axis=0), before.products[whole].sum(axis=0), rtol=1e-12)

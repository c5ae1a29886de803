"""The pass against the definitions: every statistic equals the one worked out respondent by respondent."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from mainspring.errors import MomentsError
from mainspring.moments import Moments, MomentsOptions, summarise, unpacked
from tests.moments.cast import AGENCIES, INSTRUMENT, OFFICES, People, by_hand, people

BY = ("agency", "office")
SURVEY = people(3_000, seed=1)
OPTIONS = MomentsOptions(products=("a:b",))


@pytest.fixture(scope="module")
def moments() -> Moments:
    return summarise(SURVEY.responses(batch=700), by=BY, options=OPTIONS)


def of_cell(path: tuple[str, ...], some: People = SURVEY) -> npt.NDArray[np.bool_]:
    return np.asarray((some.agency == AGENCIES.index(path[0])) & (some.office == OFFICES.index(path[1])))


def test_cells_are_every_combination_in_order_of_their_labels(moments: Moments) -> None:
    assert moments.paths == tuple(sorted((agency, office) for agency in AGENCIES for office in OFFICES))
    assert moments.n.tolist() == [of_cell(path).sum() for path in moments.paths]
    np.testing.assert_allclose(moments.weight, [SURVEY.weights[of_cell(path)].sum() for path in moments.paths])
    np.testing.assert_allclose(moments.weight2, [(SURVEY.weights[of_cell(path)] ** 2).sum() for path in moments.paths])


def test_every_response_is_counted_with_and_without_weight(moments: Moments) -> None:
    for c, path in enumerate(moments.paths):
        here = of_cell(path)
        for codes, counts, weights in (
            (SURVEY.items, moments.item_counts, moments.item_weights),
            (SURVEY.categories, moments.category_counts, moments.category_weights),
        ):
            for i, column in enumerate(codes):
                assert counts[c, i].tolist() == np.bincount(column[here], minlength=8).tolist()
                expected = np.bincount(column[here], weights=SURVEY.weights[here], minlength=8)
                np.testing.assert_allclose(weights[c, i], expected, rtol=1e-12)


def test_power_sums_are_those_of_the_scores_by_hand(moments: Moments) -> None:
    scores, w = by_hand(SURVEY), SURVEY.weights
    for c, path in enumerate(moments.paths):
        for j, id in enumerate(moments.schema.scores):
            here = of_cell(path) & ~np.isnan(scores[id])
            x, v = scores[id][here] - 50, w[here]
            expected = [len(x), v.sum(), v @ x, v @ x**2, v @ v, v**2 @ x, v**2 @ x**2]
            np.testing.assert_allclose(moments.power_sums[c, j], expected, rtol=1e-10, atol=1e-7)


def test_products_of_a_pattern_are_those_of_exactly_its_people(moments: Moments) -> None:
    scores = by_hand(SURVEY)
    scores["a:b"] = (scores["a"] - 50) * (scores["b"] - 50) / 100
    ids = moments.schema.variables
    table = np.stack([scores[id] for id in ids])
    known = ~np.isnan(table)
    masks = (known.T @ (1 << np.arange(len(ids)))).astype(np.uint64)
    z = np.vstack([np.ones(len(masks)), np.where(known, table - 50, 0.0)])
    for cell, mask, product in zip(moments.pattern_cell, moments.patterns, moments.products, strict=True):
        here = of_cell(moments.paths[cell]) & (masks == mask)
        assert product[1, 0] == here.sum()
        np.testing.assert_allclose(unpacked(product[0]), (z[:, here] * SURVEY.weights[here]) @ z[:, here].T, atol=1e-6)
        np.testing.assert_allclose(unpacked(product[1]), z[:, here] @ z[:, here].T, atol=1e-6)
    assert moments.products[:, 1, 0].sum() == moments.n.sum()


def test_a_bound_tells_who_reaches_it() -> None:
    found = summarise(SURVEY.responses(batch=700), options=MomentsOptions(("a", "a>=75"), ("a>=75:b",)))

    scores = by_hand(SURVEY)["a"]
    known = scores[~np.isnan(scores)]
    patterns = found.products[(found.patterns & np.uint64(2)) > 0]
    total, above = unpacked(patterns[:, 1].sum(0))[0, :3:2]
    assert total == len(known)
    assert above / total + 50 == pytest.approx(100 * (known >= 75).mean(), rel=1e-12)


@pytest.mark.parametrize(("construct", "columns", "turned"), [("a", [0, 1, 2], 2), ("long", [0, 1, 2, 3, 4, 5], 5)])
def test_item_products_are_of_people_who_answered_all_items_of_the_construct(
    moments: Moments, construct: str, columns: list[int], turned: int
) -> None:
    """Both ways to them: by every combination of answers where those are few, else person by person."""
    answers = SURVEY.answers()[columns]
    complete = ~np.isnan(answers).any(axis=0)
    items = (answers[:, complete] - 1) / np.array([2 if column == 1 else 4 for column in columns])[:, None] * 100
    items[columns.index(turned)] = 100 - items[columns.index(turned)]
    z = np.vstack([np.ones(items.shape[1]), items])
    np.testing.assert_allclose(unpacked(moments.blocks[construct][0]), (z * SURVEY.weights[complete]) @ z.T)
    np.testing.assert_allclose(unpacked(moments.blocks[construct][1]), z @ z.T)


def test_without_cells_there_is_one_of_everybody() -> None:
    everybody = summarise(SURVEY.responses(batch=1_000))
    assert everybody.paths == ((),)
    assert everybody.n.tolist() == [3_000]


def test_names_of_columns_are_matched_without_case() -> None:
    assert summarise(SURVEY.responses(batch=1_000), by=["AGENCY"]).schema.by == ("agency",)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (MomentsOptions(variables=("femal",)), "has no variable 'femal'. Did you mean female?"),
        (MomentsOptions(products=("a",)), "'a' is not a product of two variables"),
        (MomentsOptions(products=("a:c",)), "has no variable 'c'"),
    ],
)
def test_a_variable_that_the_instrument_lacks_is_named(options: MomentsOptions, says: str) -> None:
    with pytest.raises(MomentsError, match=says.replace(".", r"\.").replace("?", r"\?")):
        summarise(SURVEY.responses(batch=1_000), options=options)


def test_scores_alone_need_no_products() -> None:
    bare = summarise(SURVEY.responses(batch=1_000), by=BY, options=MomentsOptions(variables=()))
    assert bare.products.shape == (0, 2, 1)
    assert bare.power_sums.shape == (12, len(INSTRUMENT.constructs) + len(INSTRUMENT.indices), 7)

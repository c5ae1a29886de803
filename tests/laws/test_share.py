"""What is shared: nobody is lost by folding, every unit passes a check made on rows, and models are those of the same people."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from mainspring.disclosure import Shared, load_policy, share
from mainspring.disclosure.fold import folded
from mainspring.disclosure.gate import gate_of
from mainspring.errors import MomentsError
from mainspring.evidence import FitOptions, fit
from mainspring.moments import (
    CellPath,
    MomentsOptions,
    digest,
    listwise,
    load,
    load_manifest,
    pool,
    reduced,
    save,
    unpacked,
)
from mainspring.responses.simulated import SimulationOptions
from tests.laws.cast import Floats, Survey, survey

PLAIN = ("leave", "motivation", "empowerment", "female")
PRODUCTS = ("motivation:empowerment", "female:motivation")
OPTIONS = MomentsOptions(PLAIN, PRODUCTS)
VARIABLES = (*PLAIN, *PRODUCTS)
POLICIES = ("rule-of-ten", "pulse", "open")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Survey:
    """8,000 people in units as uneven as the real ones."""
    return survey("us-fevs-2018", tmp_path_factory.mktemp("home"), SimulationOptions(rows=8_000, seed=4))


@pytest.fixture(scope="module")
def shared(home: Survey) -> dict[str, Shared]:
    moments = home.moments(OPTIONS)
    return {name: share(moments, home.instrument, load_policy(name)) for name in POLICIES}


def rows_of(home: Survey) -> tuple[Floats, Floats, list[CellPath]]:
    """The variables from 50, weights and units of the people who have all variables."""
    z = np.column_stack([home.values(name) - 50 for name in VARIABLES])
    known = ~np.isnan(z.sum(axis=1))
    return z[known], home.weight()[known], [unit for unit, here in zip(home.units(), known, strict=True) if here]


def units_in(home: Survey, policy: str) -> dict[CellPath, CellPath]:
    """The unit of a shared file that the people of each unit are in. Only this is taken from the code that is tested."""
    found = home.moments(OPTIONS)
    sums, people = listwise(found, VARIABLES, weighted=False)
    paths = [path for path, n in zip(found.paths, people, strict=True) if n]
    lower = np.tril_indices(1 + len(VARIABLES))
    plain = sums[people > 0][:, *lower]
    return dict(zip(paths, folded(paths, plain, gate_of(plain, VARIABLES, load_policy(policy))), strict=True))


@pytest.mark.parametrize("policy", POLICIES)
def test_every_unit_holds_the_sums_of_its_rows_and_nobody_is_lost(
    home: Survey, shared: dict[str, Shared], policy: str
) -> None:
    z, weight, units = rows_of(home)
    found = shared[policy].moments
    into = units_in(home, policy)
    here = [into[path] for path in units]
    assert found.n.sum() == len(z)
    assert (found.patterns == 2 ** len(VARIABLES) - 1).all()
    for cell, path in enumerate(found.paths):
        who = np.array([one == path for one in here])
        rows = np.column_stack([np.ones(who.sum()), z[who]])
        assert found.n[cell] == who.sum()
        heavy, plain = unpacked(found.products[cell])
        np.testing.assert_allclose(plain, rows.T @ rows, rtol=1e-10, atol=1e-6)
        np.testing.assert_allclose(heavy, rows.T @ (rows * weight[who][:, None]), rtol=1e-10, atol=1e-6)


@pytest.mark.parametrize("policy", POLICIES)
def test_every_unit_passes_a_check_made_on_rows(home: Survey, shared: dict[str, Shared], policy: str) -> None:
    """All groups by leaving, by sex and by both are large enough; no score is the same, or at one end, for all of any."""
    z, _, units = rows_of(home)
    found, minimum = shared[policy].moments, load_policy(policy).minimum
    into = units_in(home, policy)
    here = [into[path] for path in units]
    for path in found.paths:
        rows = z[[one == path for one in here]]
        assert len(rows) >= max(minimum, 3 * len(VARIABLES))
        scores, leave, female = rows[:, 1:3], rows[:, 0] > 0, rows[:, 3] > 0
        for group in (leave, ~leave, female, ~female, *(a & b for a in (leave, ~leave) for b in (female, ~female))):
            assert group.sum() >= minimum
            assert not (np.abs(scores[group].mean(axis=0)) == 50).any()
        assert (np.ptp(scores, axis=0) > 0).all()
        assert np.ptp(scores[female][:, 0]) > 0
        assert np.ptp(scores[~female][:, 0]) > 0


def test_the_sums_over_units_are_those_of_everybody_who_has_all_variables(
    home: Survey, shared: dict[str, Shared]
) -> None:
    for weighted in (True, False):
        before, people = listwise(home.moments(OPTIONS), VARIABLES, weighted=weighted)
        after, kept = listwise(shared["rule-of-ten"].moments, VARIABLES, weighted=weighted)
        np.testing.assert_allclose(after.sum(axis=0), before.sum(axis=0), rtol=1e-12)
        assert kept.sum() == people.sum()


@pytest.fixture(scope="module")
def agencies(tmp_path_factory: pytest.TempPathFactory) -> Survey:
    """Three agencies that are large, and offices of which some are not."""
    return survey("us-fevs-2018", tmp_path_factory.mktemp("agencies"), SimulationOptions(4_000, 6, (3, 60)))


@pytest.mark.parametrize(
    "formula",
    ["leave ~ motivation * empowerment + female | AGENCY", "leave ~ motivation * empowerment + female + (1 | AGENCY)"],
)
def test_a_model_with_coarser_effects_than_what_is_folded_is_that_of_the_same_people(
    agencies: Survey, formula: str
) -> None:
    moments = agencies.moments(MomentsOptions(PLAIN, ("motivation:empowerment",)))
    done = share(moments, agencies.instrument, load_policy("rule-of-ten"))
    assert done.manifest.folds
    assert {path[0] for path in done.moments.paths} == {path[0] for path in moments.paths}
    how = FitOptions(cluster="AGENCY" if "(" not in formula else None)
    one, other = (fit(formula, some, agencies.instrument, how) for some in (done.moments, moments))
    np.testing.assert_allclose(one.estimate, other.estimate, rtol=1e-10)
    np.testing.assert_allclose(one.std_error, other.std_error, rtol=1e-8)
    assert one.n == other.n


def test_a_shared_file_is_read_back_and_fitted(agencies: Survey, tmp_path: Path) -> None:
    done = share(agencies.moments(MomentsOptions(PLAIN)), agencies.instrument, load_policy("rule-of-ten"))
    save(done.moments, tmp_path / "home.moments", {"content": done.manifest.content})
    again = load(tmp_path / "home.moments")
    formula = "leave ~ motivation + female | LEVEL1"
    one, other = (fit(formula, some, agencies.instrument) for some in (again, done.moments))
    assert one.estimate.tolist() == other.estimate.tolist()
    assert load_manifest(tmp_path / "home.moments") == {"content": digest(again)}
    save(agencies.moments(MomentsOptions(PLAIN)), tmp_path / "kept.moments")
    assert load_manifest(tmp_path / "kept.moments") is None


def test_one_survey_is_not_pooled_with_itself_however_it_was_shared(home: Survey, agencies: Survey) -> None:
    policy = load_policy("rule-of-ten")
    full = home.moments(MomentsOptions(PLAIN))
    once = share(full, home.instrument, policy).moments
    again = share(reduced(full, PLAIN[:2]), home.instrument, policy).moments
    for other in (once, again, full):
        with pytest.raises(MomentsError, match="is in two of these moments"):
            pool({"NO": once, "DK": other})
    neighbour = share(agencies.moments(MomentsOptions(PLAIN)), agencies.instrument, policy).moments
    assert pool({"NO": once, "DK": neighbour}).n.sum() == once.n.sum() + neighbour.n.sum()


def test_a_shared_file_and_a_full_one_are_pooled_on_what_both_have(home: Survey, agencies: Survey) -> None:
    """The full one still has people who lack some variables: a model of the others counts them."""
    shared = share(home.moments(MomentsOptions(PLAIN)), home.instrument, load_policy("rule-of-ten")).moments
    full = agencies.moments()
    both = pool({"NO": shared, "DK": full})
    assert both.schema.variables == PLAIN
    assert (both.schema.items, both.schema.blocks, both.schema.instrument) == ((), {}, "us-fevs-2018")
    _, people = listwise(full, ("leave", "motivation"), weighted=False)
    assert fit("leave ~ motivation", both, home.instrument).n == shared.n.sum() + people.sum()

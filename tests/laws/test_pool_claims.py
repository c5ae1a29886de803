"""The claims on pooled moments are those on the people of all countries in one file, and say what each country has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import pytest

from mainspring.disclosure import load_policy, share
from mainspring.evidence import Claims, ClaimsOptions, Part, claims, for_claims
from mainspring.moments import COUNTRY, Moments, pool, summarise
from mainspring.responses import Batch, Responses
from tests.evidence.book_claims.cast import INSTRUMENT, LEAVING, survey

HOMES = {
    "DK": survey(31, people=7_000, offices=9),
    "NO": survey(32, people=7_000, offices=8),
    "SE": survey(33, people=8_000, offices=10, on_performance=-0.4),
}


def home(name: str) -> Moments:
    return replace(HOMES[name].moments(), sources={"survey.csv": name})


def together() -> Moments:
    """The pass over everybody at once, with the country as a column and offices that say whose they are."""
    parts = {name: some.responses() for name, some in HOMES.items()}
    labels = [f"{name}/o{at:04d}" for name, some in HOMES.items() for at in range(int(some.office.max()) + 1)]
    first = dict(zip(HOMES, np.cumsum([0, *(int(some.office.max()) + 1 for some in HOMES.values())]), strict=False))

    def batches(by: Sequence[str]) -> Iterator[Batch]:
        assert list(by) == [COUNTRY, "office"]
        for at, (name, part) in enumerate(parts.items()):
            for batch in part.batches(["office"]):
                office = (batch.units[0] + first[name]).astype(np.int32)
                country = np.full(len(office), at, dtype=np.int32)
                yield replace(batch, units=(country, office), labels=(list(HOMES), labels))

    people = sum(len(some.office) for some in HOMES.values())
    responses = Responses(INSTRUMENT, 2024, {"all.csv": "0" * 64}, people, LEAVING, batches)
    return summarise(responses, [COUNTRY, "office"], for_claims(INSTRUMENT))


def numbers(found: Claims) -> list[float]:
    return [value for part in found.parts() for value in (part.estimate, part.std_error, part.conf_low, part.p_value)]


@pytest.fixture(scope="module")
def found() -> Claims:
    return claims(pool({name: home(name) for name in HOMES}), INSTRUMENT)


def test_pooled_claims_are_those_of_everybody_in_one_file(found: Claims) -> None:
    whole = claims(together(), INSTRUMENT)
    assert [part.verdict for part in found.parts()] == [part.verdict for part in whole.parts()]
    np.testing.assert_allclose(numbers(found), numbers(whole), rtol=1e-6, equal_nan=True)
    linear = [(one, other) for one, other in zip(found.parts(), whole.parts(), strict=True) if one.claim != "C4"]
    for one, other in linear:
        np.testing.assert_allclose(one.estimate, other.estimate, rtol=1e-10, equal_nan=True)


def test_what_may_leave_home_gives_the_same_claims(found: Claims) -> None:
    """Offices are large enough here for none to be folded; everybody answered everything."""
    shared = {name: share(home(name), INSTRUMENT, load_policy("rule-of-ten")).moments for name in HOMES}
    assert {part.paths for part in shared.values()} == {home(name).paths for name in HOMES}
    pooled = claims(pool(shared), INSTRUMENT, ClaimsOptions(same_people=True))
    assert [part.verdict for part in pooled.parts()] == [part.verdict for part in found.parts()]
    np.testing.assert_allclose(numbers(pooled), numbers(found), rtol=1e-6, equal_nan=True)


def part(found: Claims, claim: str, id: str) -> Part:
    return next(one for one in found.parts() if (one.claim, one.id) == (claim, id))


def test_each_country_alone_is_what_it_would_have_had_by_itself(found: Claims) -> None:
    assert found.countries == tuple(HOMES)
    alone = {name: claims(home(name), INSTRUMENT) for name in HOMES}
    for one in (part(found, "C2", "performance"), part(found, "C4", "slopes"), part(found, "C6", "people")):
        near = 1e-4 if one.claim == "C4" else 1e-9  # C4 is searched for once, not from several places
        over = one.countries
        assert over is not None
        expected = [part(alone[name], one.claim, one.id).estimate for name in over.countries]
        np.testing.assert_allclose(over.own, expected, rtol=near)
        rest = claims(pool({name: home(name) for name in ("NO", "SE")}), INSTRUMENT)
        assert over.without[0] == pytest.approx(part(rest, one.claim, one.id).estimate, rel=near)


def test_a_country_that_is_otherwise_is_seen(found: Claims) -> None:
    over = part(found, "C2", "performance").countries
    assert over is not None
    assert over.own[2] < 0 < over.own[0]
    assert over.p_value < 0.001
    assert over.i2 > 0.9
    said = next(note for note in part(found, "C2", "performance").notes if "countries alone" in note)
    assert "(SE) to" in said
    assert "more than chance. Without any one of them" in said


def test_the_units_of_a_country_are_drawn_to_their_own_country(found: Claims) -> None:
    units = {name: part(claims(home(name), INSTRUMENT), "C1", "majority") for name in HOMES}
    pooled = part(found, "C1", "majority")
    counts = {name: one.estimate * (one.clusters or 0) for name, one in units.items()}
    assert pooled.estimate * (pooled.clusters or 0) == pytest.approx(sum(counts.values()))

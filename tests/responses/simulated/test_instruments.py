"""Any instrument with respondents can be simulated; what cannot is refused with what would work."""

from __future__ import annotations

import numpy as np
import polars as pl
import pyarrow as pa
import pytest

from mainspring.errors import MainspringError
from mainspring.instrument import Construct, Instrument, Item, Scale, UnitLevel, load_instrument
from mainspring.responses import DO_NOT_KNOW, FIRST_CODE, NOT_ANSWERED
from mainspring.responses.simulated import SimulationOptions, read_simulated, simulate, truth
from tests.responses.simulated.cast import correlation

SEVEN = Scale("seven", tuple(range(1, 8)), ("",) * 7, (6, 7))
TWO = Scale("two", (0, 1), ("no", "yes"), (1,), do_not_know=("?",))
ODD = Instrument(
    id="odd",
    title="Odd",
    survey="odd",
    wave=2026,
    kind="respondents",
    source="",
    items=(Item("up", "Up", SEVEN, ("up",)), Item("down", "Down", SEVEN, ("down",)), Item("yes", "Yes", TWO, ("yes",))),
    constructs=(
        Construct("autonomy", "Autonomy", "empowerment", items=("up", "down"), reversed=("down",)),
        Construct("voted", "Voted", "context", column=("vote",), yes=("y",), no=("n",)),
    ),
    indices=(),
    attributes=(),
    units=(),
)


@pytest.fixture(scope="module")
def odd() -> pl.DataFrame:
    return pl.DataFrame(pl.from_arrow(pa.Table.from_batches(simulate(ODD, SimulationOptions(rows=50_000, seed=2)))))


def test_scales_of_any_length_follow_the_truth(odd: pl.DataFrame) -> None:
    found = truth(ODD, SimulationOptions(rows=50_000, seed=2))
    for column in ("up", "down", "yes", "vote"):
        codes = found.question(column).coding.codes
        answers = odd[column].cast(pl.String)
        shares = [(answers.drop_nulls().filter(answers.drop_nulls() != "?") == code).mean() for code in codes]
        assert shares == pytest.approx(found.probabilities(column)[0], abs=0.01), column


def test_a_reversed_item_runs_against_its_construct(odd: pl.DataFrame) -> None:
    up, down = (odd[name].cast(pl.Float64).fill_null(np.nan).to_numpy() for name in ("up", "down"))

    assert correlation(up, down) < -0.4


def test_without_units_ids_or_weights_there_are_onlyanswers_of(odd: pl.DataFrame) -> None:
    (batch, *_) = read_simulated(ODD, SimulationOptions(rows=1_000)).batches([])

    assert odd.columns == ["up", "down", "yes", "vote"]
    assert set(batch.weights) == {1.0}
    assert set(np.unique(batch.items)) <= {NOT_ANSWERED, DO_NOT_KNOW, *range(FIRST_CODE, FIRST_CODE + 7)}


def test_levels_may_be_many() -> None:
    levels = tuple(UnitLevel(name, name, (name,)) for name in ("country", "agency", "team"))
    instrument = Instrument(**{name: getattr(ODD, name) for name in ODD.__slots__} | {"units": levels})
    batch = next(simulate(instrument, SimulationOptions(rows=5_000, units=(2, 6, 60))))

    assert [len(batch[name].unique()) for name in ("country", "agency", "team")] == [2, 6, 60]


# What cannot be simulated


@pytest.mark.parametrize(
    ("rows", "seed", "units", "message"),
    [
        (0, 0, (), "0 rows cannot be simulated"),
        (2**40, 0, (), "Ask for 1 to"),
        (10, -1, (), "seed -1 is negative"),
        (10, 0, (12_000, 100), "12000,100 make no tree"),
        (10, 0, (0, 5), "make no tree"),
        (-1, -1, (), "rows cannot be simulated.*\n.*negative"),
    ],
)
def test_impossible_options_are_refused(rows: int, seed: int, units: tuple[int, ...], message: str) -> None:
    with pytest.raises(MainspringError, match=f"(?s){message}"):
        SimulationOptions(rows, seed, units)


def test_numbers_of_units_must_fit_the_levels() -> None:
    with pytest.raises(MainspringError, match=r"2 numbers of units .* instrument us-fevs-2022, which are: AGENCY"):
        simulate(load_instrument("us-fevs-2022"), SimulationOptions(rows=10, units=(10, 20)))


def test_published_scores_have_nobody_to_simulate() -> None:
    with pytest.raises(MainspringError, match="there is nobody to simulate"):
        simulate(load_instrument("uk-csps"), SimulationOptions(rows=10))


def test_cells_cannot_be_made_by_what_was_not_asked(fevs: Instrument) -> None:
    with pytest.raises(MainspringError, match=r"no column SHOE_SIZE.*Use AGENCY, LEVEL1"):
        read_simulated(fevs, SimulationOptions(rows=10)).batches(["SHOE_SIZE"])

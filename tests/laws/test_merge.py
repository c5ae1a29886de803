"""One law for every statistic: merged parts are what all respondents together would have given."""

from __future__ import annotations

import itertools
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mainspring.errors import MomentsError
from mainspring.moments import Moments, MomentsOptions, load, load_schema, merge, save, storage, summarise
from tests.moments.cast import people

SURVEY = people(2_000, seed=2)
OPTIONS = MomentsOptions(products=("a:b",))


def moments(rows: slice, batch: int = 300) -> Moments:
    found = summarise(SURVEY.some(rows).responses(batch), by=["agency", "office"], options=OPTIONS)
    return replace(found, sources={f"{rows}.csv": f"{rows}"})


EVERYBODY = moments(slice(None))


def assert_same(a: Moments, b: Moments) -> None:
    """Counts to the last digit, sums to the rounding of a sum."""
    for field in fields(Moments):
        one, other = getattr(a, field.name), getattr(b, field.name)
        if field.name == "blocks":
            assert one.keys() == other.keys()
            for id in one:
                np.testing.assert_allclose(one[id], other[id], rtol=1e-12)
        elif isinstance(one, np.ndarray) and one.dtype == np.float64:
            np.testing.assert_allclose(one, other, rtol=1e-10, atol=1e-8, err_msg=field.name)
        elif isinstance(one, np.ndarray):
            np.testing.assert_array_equal(one, other, err_msg=field.name)
        elif field.name != "sources":
            assert one == other, field.name


@settings(max_examples=40, deadline=None)
@given(cuts=st.lists(st.integers(0, 2_000), max_size=4), batch=st.integers(50, 2_000))
def test_merging_parts_is_adding_all(cuts: list[int], batch: int) -> None:
    edges = sorted({0, *cuts, 2_000})
    parts = [moments(slice(start, stop), batch) for start, stop in itertools.pairwise(edges)]
    assert_same(merge(*parts), EVERYBODY)


def test_merging_does_not_mind_the_order() -> None:
    a, b, c = (moments(slice(start, start + 700)) for start in (0, 700, 1_400))
    assert_same(merge(c, merge(a, b)), EVERYBODY)


def test_a_file_of_moments_gives_back_every_digit(tmp_path: Path) -> None:
    save(EVERYBODY, tmp_path / "all.moments")
    again = load(tmp_path / "all.moments")
    assert {id: block.tolist() for id, block in again.blocks.items()} == {
        id: block.tolist() for id, block in EVERYBODY.blocks.items()
    }
    for field in fields(Moments):
        one, other = getattr(EVERYBODY, field.name), getattr(again, field.name)
        if isinstance(one, np.ndarray):
            np.testing.assert_array_equal(one, other, err_msg=field.name)
        elif field.name != "blocks":
            assert one == other


def test_a_file_that_was_changed_is_refused_even_if_it_can_be_read(tmp_path: Path) -> None:
    """One person more in one cell, and everything else as it was: only the hash tells."""
    changed = EVERYBODY.n.copy()
    changed[0] += 1
    file = tmp_path / "all.moments"
    save(EVERYBODY, file)
    with pa.memory_map(str(file)) as source, pa.ipc.open_file(source) as reader:
        table = reader.read_all()
    table = table.set_column(table.column_names.index("n"), "n", pa.array(changed))
    with pa.OSFile(str(file), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)
    with pytest.raises(MomentsError, match="its hash differs"):
        load(file)


def test_a_file_of_another_version_says_which(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage, "FORMAT", "mainspring moments 1")
    save(EVERYBODY, tmp_path / "old.moments")
    monkeypatch.undo()
    with pytest.raises(MomentsError, match=r"made by Mainspring .* in the format 'mainspring moments 1'"):
        load(tmp_path / "old.moments")


def test_what_a_file_is_of_can_be_had_without_its_content(tmp_path: Path) -> None:
    save(EVERYBODY, tmp_path / "all.moments")
    assert load_schema(tmp_path / "all.moments") == EVERYBODY.schema
    with pytest.raises(MomentsError, match="There is no such file"):
        load_schema(tmp_path / "none.moments")


def test_the_same_file_twice_is_refused_whatever_its_name() -> None:
    again = replace(EVERYBODY, sources={"copy.csv": next(iter(EVERYBODY.sources.values()))})
    with pytest.raises(MomentsError, match=r"copy\.csv is in two of these moments .*with the same content"):
        merge(EVERYBODY, again)


@pytest.mark.parametrize("keep", [0.0, 1e-5, 1e-3, 0.5, 0.99])
def test_a_damaged_file_is_refused(tmp_path: Path, keep: float) -> None:
    save(EVERYBODY, tmp_path / "all.moments")
    whole = (tmp_path / "all.moments").read_bytes()
    (tmp_path / "cut.moments").write_bytes(whole[: int(keep * len(whole))])
    with pytest.raises(MomentsError, match="not a whole file of moments"):
        load(tmp_path / "cut.moments")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"wave": 2025}, "differ in wave: 2024 and 2025"),
        ({"instrument": "other"}, "differ in instrument: 'small' and 'other'"),
        ({"fingerprint": "g"}, r"differ in fingerprint \(.*\): 'f' and 'g'"),
        ({"by": ("agency",)}, "differ in by"),
        ({"variables": ("a",)}, "differ in variables"),
    ],
)
def test_what_does_not_fit_is_not_merged(change: dict[str, object], says: str) -> None:
    other = replace(EVERYBODY, schema=replace(EVERYBODY.schema, **change))  # type: ignore[arg-type]  # a table of changes
    with pytest.raises(MomentsError, match=says):
        merge(EVERYBODY, other)

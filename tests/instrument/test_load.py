"""Instruments are loaded by id or path; what is not there is answered with what is."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from mainspring.errors import CodebookError
from mainspring.instrument import list_instruments, load_instrument
from mainspring.instrument.shipped import FOLDER

IDS = [summary.id for summary in list_instruments()]


@pytest.mark.parametrize("id", IDS)
def test_every_shipped_codebook_loads_as_what_the_list_says(id: str) -> None:
    instrument = load_instrument(id)
    (summary,) = [each for each in list_instruments() if each.id == id]
    assert (instrument.id, instrument.title) == (summary.id, summary.title)
    assert (instrument.wave, instrument.kind) == (summary.wave, summary.kind)
    assert len(instrument.fingerprint) == 64


def test_shared_bases_are_not_listed() -> None:
    files = {file.stem for file in FOLDER.glob("*.toml")}
    assert files - set(IDS) == {"us-fevs-2010-2019", "us-fevs-2020-2023"}


def test_instruments_differ_in_their_fingerprints() -> None:
    assert len({load_instrument(id).fingerprint for id in IDS}) == len(IDS)


def test_a_path_loads_the_same_instrument() -> None:
    assert load_instrument(str(FOLDER / "us-fevs-2018.toml")) == load_instrument("us-fevs-2018")


def test_an_unknown_id_is_answered_with_the_nearest_ones() -> None:
    with pytest.raises(CodebookError, match=r'no shipped codebook "us-fevs-2108"\. Did you mean us-fevs-2018'):
        load_instrument("us-fevs-2108")


def test_a_shared_base_cannot_be_loaded() -> None:
    with pytest.raises(CodebookError, match=r"us-fevs-2010-2019\.toml, line \d+: this is a shared base"):
        load_instrument("us-fevs-2010-2019")


def test_a_file_that_is_not_there_is_answered_with_one_that_is(tmp_path: Path) -> None:
    (tmp_path / "staff-2020.toml").touch()
    with pytest.raises(CodebookError, match=r"cannot be read: No such file.* Did you mean staff-2020\.toml"):
        load_instrument(tmp_path / "staff-2002.toml")


def test_the_file_name_of_a_shipped_codebook_is_answered_with_its_id() -> None:
    with pytest.raises(CodebookError, match=r"cannot be read: .* Did you mean us-fevs-2018"):
        load_instrument("us-fevs-2018.toml")


def test_a_folder_is_not_a_codebook(tmp_path: Path) -> None:
    with pytest.raises(CodebookError, match=r"cannot be read: Is a directory"):
        load_instrument(tmp_path)


def test_listing_codebooks_imports_nothing_slow() -> None:
    program = (
        "import sys\nfrom mainspring.instrument import list_instruments\nlist_instruments()\n"
        "print(*{'pydantic', 'polars', 'pyarrow', 'numba', 'numpy'} & sys.modules.keys())"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []

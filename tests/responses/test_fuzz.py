"""Damaged files: whatever bytes are flipped or lost, a file is read or a problem is told; nothing else is ever raised."""

from __future__ import annotations

import resource
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mainspring.errors import MainspringError
from mainspring.instrument import Instrument, load_instrument
from mainspring.responses import ReadOptions, read_responses, survey_columns
from tests.responses.cast import OFFICE, people, read_all
from tests.responses.files import FORMATS

ROWS = [{**row, "NOTE": "çà"} for row in people(30)]
FILES = [name for name in FORMATS if not name.startswith(("polars", "pandas", "pyarrow"))]

REAL = {
    "us-fevs/fevs_2018_sample.csv.gz": 150_000,
    "uk-csps/2014_csps2014_allorganisations_20141120.csv": None,
    "uk-csps/2019_Civil-Service-People-Survey-2019-All-Organisation-Scores-CSV-format.csv": None,
    "uk-csps/2020_Civil_Service_People_Survey_2020-_All_organisation_scores.ods": None,
    "us-fevs/2018 PRDF Codebook.xlsx": None,
}
TRIES = 1 + 2_000 // (len(FILES) + len(REAL))
MOST_MEMORY = 1 << 19
"""In kilobytes: half a gigabyte."""

# Where, as a share of the file, and what is changed there: bits flipped, a byte set, the rest cut off.
Harm = tuple[float, str, int]
HARM = st.lists(
    st.tuples(
        st.floats(0, 1, exclude_max=True),
        st.sampled_from(["flip", "flip", "flip", "set", "cut"]),
        st.sampled_from([1, 2, 4, 8, 16, 32, 64, 128, 255, 0]),
    ),
    min_size=1,
    max_size=12,
)
many = settings(max_examples=TRIES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def harmed(content: bytes, harm: Sequence[Harm]) -> bytes:
    found = bytearray(content)
    for share, kind, value in harm:
        at = int(share * len(found))
        if kind == "cut":
            del found[at:]
        elif at < len(found):
            found[at] = found[at] ^ value if kind == "flip" else value
    return bytes(found)


def read_or_tell(path: Path, instrument: Instrument, sheet: str | None = None) -> None:
    """Read a file to its end in both ways, and let nothing through but what a user can mend."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    options = ReadOptions(sheet=sheet)
    with suppress(MainspringError):
        survey_columns(path, options)
    with suppress(MainspringError):
        read_all(read_responses(path, instrument, options), ())
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < MOST_MEMORY


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return {name: FORMATS[name](ROWS, tmp_path_factory.mktemp("whole")) for name in FILES}


@pytest.mark.parametrize("format", FILES)
@many
@given(harm=HARM)
def test_a_damaged_file_is_read_or_refused(
    format: str, whole: dict[str, Path], tmp_path: Path, harm: list[Harm]
) -> None:
    path = tmp_path / whole[format].name
    path.write_bytes(harmed(whole[format].read_bytes(), harm))

    read_or_tell(path, OFFICE)


@pytest.mark.parametrize("name", REAL)
@many
@given(harm=HARM)
def test_a_damaged_real_file_is_read_or_refused(name: str, shared: Path, tmp_path: Path, harm: list[Harm]) -> None:
    content = (shared / "data" / name).read_bytes()[: REAL[name]]
    path = tmp_path / Path(name).name
    path.write_bytes(harmed(content, harm))

    read_or_tell(path, load_instrument("us-fevs-2018-sample"), "Table_1" if path.suffix == ".ods" else "Demographics")

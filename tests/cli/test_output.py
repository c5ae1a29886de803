"""What is written appears whole or not at all: on a disk that fills, and in a place that cannot be written."""

from __future__ import annotations

import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import polars as pl
import pytest

from tests.cli.cast import Done, everything_in, mainspring

CODEBOOK = ("--codebook", "us-fevs-2018")
LAYOUT = ("--layout", "us-fevs-2018", "--rows", "2000")

COMMANDS: dict[str, tuple[list[str], str]] = {
    "a report": (["report", "SURVEY", *CODEBOOK, "--out"], "report.html"),
    "scores as CSV": (["scores", "SURVEY", *CODEBOOK, "--csv", "--out"], "scores.csv"),
    "scores as JSON": (["scores", "SURVEY", *CODEBOOK, "--json", "--out"], "scores.json"),
    "scores as Parquet": (["scores", "SURVEY", *CODEBOOK, "--parquet", "--out"], "scores.parquet"),
    "scores as a table": (["scores", "SURVEY", *CODEBOOK, "--out"], "scores.txt"),
    "moments": (["moments", "SURVEY", *CODEBOOK, "--out"], "survey.moments"),
    "a simulated CSV": (["simulate", *LAYOUT, "--out"], "new.csv"),
    "a simulated CSV in gz": (["simulate", *LAYOUT, "--out"], "new.csv.gz"),
    "a simulated Parquet": (["simulate", *LAYOUT, "--out"], "new.parquet"),
    "a simulated Arrow": (["simulate", *LAYOUT, "--out"], "new.arrow"),
    "a draft of a codebook": (["codebook", "new", "SURVEY", "--out"], "draft.toml"),
}


def run(command: str, survey: Path, out: Path) -> Done:
    arguments, _ = COMMANDS[command]
    return mainspring(*(survey if one == "SURVEY" else one for one in arguments), out)


@contextmanager
def full_disk(room: int = 500) -> Iterator[None]:
    """No file may grow beyond so many bytes, which is how a write ends on a disk that fills."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("command", COMMANDS)
def test_a_disk_that_fills_leaves_what_was_there(command: str, survey: Path, tmp_path: Path) -> None:
    out = tmp_path / COMMANDS[command][1]
    out.write_text("from last time", encoding="utf-8")

    with full_disk():
        done = run(command, survey, out)

    assert (done.code, done.out) == (1, "")
    assert str(out) in done.err
    assert "File too large" in done.err
    assert "another place" in done.err
    assert everything_in(tmp_path) == [out.name]
    assert out.read_text(encoding="utf-8") == "from last time"


@pytest.mark.parametrize("command", COMMANDS)
def test_a_place_below_a_file_cannot_be_written(command: str, survey: Path, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file", encoding="utf-8")

    done = run(command, survey, tmp_path / "taken" / COMMANDS[command][1])

    assert (done.code, done.out) == (1, "")
    assert str(tmp_path / "taken") in done.err
    assert everything_in(tmp_path) == ["taken"]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_folder_in_the_place_of_the_file_is_left_alone(command: str, survey: Path, tmp_path: Path) -> None:
    out = tmp_path / COMMANDS[command][1]
    (out / "report.html").mkdir(parents=True)

    done = run(command, survey, out)

    assert (done.code, done.out) == (1, "")
    assert str(out) in done.err
    assert everything_in(tmp_path) == [out.name, f"{out.name}/report.html"]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_file_takes_the_place_of_the_one_from_last_time(command: str, survey: Path, tmp_path: Path) -> None:
    out = tmp_path / "made" / "here" / COMMANDS[command][1]
    out.parent.mkdir(parents=True)
    out.write_text("from last time", encoding="utf-8")

    done = run(command, survey, out)

    assert (done.code, done.err) == (0, "")
    assert everything_in(out.parent) == [out.name]
    assert not out.read_bytes().startswith(b"from last time")


def test_folders_on_the_way_are_made(survey: Path, tmp_path: Path) -> None:
    done = mainspring("scores", survey, *CODEBOOK, "--parquet", "--out", tmp_path / "a" / "b" / "scores.parquet")

    assert done.code == 0
    assert pl.read_parquet(tmp_path / "a" / "b" / "scores.parquet").height > 0


def test_the_installed_command_ends_with_the_same_message_and_no_traceback(survey: Path) -> None:
    command = Path(sys.executable).with_name("mainspring")
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [command, "scores", survey, *CODEBOOK, "--csv"], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )

    assert done.returncode == 1
    assert done.stderr == "The system: No space left on device. Nothing was written.\n"

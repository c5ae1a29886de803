"""The help of every command ends in an example that works when it is pasted."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from mainspring.cli import app
from tests.cli.cast import mainspring
from tests.disclosure.attack.cast import cell, release, written

EXAMPLE = re.compile(r"^ *Example:\n\n *(mainspring .*)\n\n", re.MULTILINE)


def commands(group: object, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every command that does something, by the words that call it."""
    below = getattr(group, "commands", None)
    if below is None:
        yield path
        return
    for name, command in below.items():
        yield from commands(command, (*path, name))


COMMANDS = sorted(commands(typer.main.get_command(app)))


@pytest.fixture
def desk(survey: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the files that the examples speak of."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "fevs_2018.csv").write_bytes(survey.read_bytes())
    assert mainspring("codebook", "new", "fevs_2018.csv", "--out", "my-survey.toml").code == 0
    for seed, country in enumerate(("norway", "denmark")):
        made = ["--layout", "us-fevs-2018", "--rows", "300", "--units", "2,4", "--seed", str(seed), "--out", "home.csv"]
        assert mainspring("simulate", *made).code == 0
        assert mainspring("moments", "home.csv", "--by", "AGENCY", "-o", f"{country}.moments").code == 0
    assert mainspring("fit", "motivation ~ autonomy", "fevs_2018.csv").code == 0  # the ledger has an entry
    assert mainspring("handbook", "copy", "ask-back", "our-practices").code == 0
    (tmp_path / "out").mkdir()
    written(release(cell("", 60), cell("A", 30), cell("B", 30)), tmp_path / "out" / "scores.json")
    return tmp_path


def example(command: tuple[str, ...]) -> str:
    """The example in a command's help, as a terminal of 80 columns shows it."""
    shown = mainspring(*command, "--help").out
    found = EXAMPLE.search(shown)
    assert found, shown
    return found[1]


@pytest.mark.parametrize("command", COMMANDS, ids=[" ".join(command) for command in COMMANDS])
def test_the_example_is_of_that_command_and_fits_on_one_line(command: tuple[str, ...]) -> None:
    assert shlex.split(example(command))[1 : 1 + len(command)] == list(command)


@pytest.mark.parametrize("command", COMMANDS, ids=[" ".join(command) for command in COMMANDS])
@pytest.mark.usefixtures("desk")
def test_the_example_works_when_pasted(command: tuple[str, ...]) -> None:
    if command == ("fetch",):
        pytest.skip("asks the publisher's server, which tests leave in peace")
    done = mainspring(*shlex.split(example(command))[1:])

    assert (done.code, done.err) == (0, "")
    assert done.out


def test_the_help_lists_every_command() -> None:
    shown = mainspring("--help").out

    assert all(re.search(rf"^  {command[0]} ", shown, re.MULTILINE) for command in COMMANDS)


def test_the_version_is_that_of_the_package() -> None:
    from mainspring import __version__

    assert mainspring("--version").out == f"{__version__}\n"

"""`mainspring moments --engine spark`: the same command, and what it says where something is missing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from mainspring.moments import load
from tests.cli.cast import mainspring


@pytest.fixture
def folder(survey: Path, tmp_path: Path) -> Path:
    """The survey as two files in one folder."""
    header, *rows = survey.read_text(encoding="utf-8").splitlines(keepends=True)
    parts = tmp_path / "fevs_2018"
    parts.mkdir()
    (parts / "a.csv").write_text(header + "".join(rows[:200]), encoding="utf-8")
    (parts / "b.csv").write_text(header + "".join(rows[200:]), encoding="utf-8")
    return parts


@pytest.mark.usefixtures("spark")
def test_spark_gives_the_same_moments(survey: Path, folder: Path, tmp_path: Path) -> None:
    asked = ["--by", "AGENCY,LEVEL1", "--products", "motivation:empowerment"]
    there = mainspring("moments", "--engine", "spark", folder.as_uri(), *asked, "-o", tmp_path / "there.moments")
    here = mainspring("moments", survey, *asked, "-o", tmp_path / "here.moments")

    assert (there.code, there.err) == (0, "")
    assert there.out.split(":")[0] == here.out.split(":")[0] == "600 respondents in 7 cells"
    found, expected = load(tmp_path / "there.moments"), load(tmp_path / "here.moments")
    assert (found.schema, found.paths) == (expected.schema, expected.paths)
    np.testing.assert_array_equal(found.item_counts, expected.item_counts)
    np.testing.assert_allclose(found.products, expected.products, rtol=1e-12, atol=1e-6)


@pytest.mark.usefixtures("spark")
def test_files_that_no_instrument_fits_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x,y\n1,2\n", encoding="utf-8")

    done = mainspring("moments", "--engine", "spark", tmp_path / "a.csv", "-o", tmp_path / "a.moments")

    assert done.code == 1
    assert done.err.startswith("a.csv: None of the instruments that Mainspring knows fits this file's columns.")


def test_without_pyspark_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)  # which is how Python marks a module that cannot be imported

    done = mainspring("moments", "--engine", "spark", "s3a://surveys/fevs", "-o", tmp_path / "a.moments")

    assert done.code == 1
    assert 'Install it with `pip install "mainspring[spark]"`.' in done.err


def test_without_java_it_says_what_to_install(folder: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-c", "from mainspring.cli import main; main()"]
    asked = ["moments", "--engine", "spark", str(folder), "-o", str(tmp_path / "a.moments")]
    bare = {name: value for name, value in os.environ.items() if name not in ("JAVA_HOME", "PYSPARK_SUBMIT_ARGS")}

    done = subprocess.run(
        [*command, *asked], env=bare | {"PATH": str(tmp_path)}, capture_output=True, text=True, check=False
    )

    assert done.returncode == 1
    assert done.stderr.startswith("Spark needs Java, and there is none here. Install Java 17 or newer")
    assert not (tmp_path / "a.moments").exists()


def test_an_engine_that_there_is_not_is_wrong_usage(tmp_path: Path) -> None:
    assert mainspring("moments", "a.csv", "--engine", "dask", "-o", tmp_path / "a.moments").code == 2

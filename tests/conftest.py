"""What every test may use: where the shared data is, when it is there."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

PROJECT = Path(__file__).parents[1]


@pytest.fixture(autouse=True, scope="session")
def _ledgers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder outside the project for what tests release; fixtures that several tests share have one ledger there."""
    folder = tmp_path_factory.mktemp("ledgers")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MAINSPRING_LEDGER", str(folder / "all.jsonl"))
        yield folder


@pytest.fixture(autouse=True)
def ledger(_ledgers: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Path:
    """Every test has a ledger of its own."""
    path = _ledgers / f"{hashlib.sha256(request.node.nodeid.encode()).hexdigest()}.jsonl"
    monkeypatch.setenv("MAINSPRING_LEDGER", str(path))
    return path


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data and reference figures beside the project; the test is skipped where it is absent."""
    folder = PROJECT.parent / "shared"
    if not (folder / "data").is_dir():
        pytest.skip("needs ../shared (real survey data), which is not here")
    return folder


@pytest.fixture(scope="session")
def java() -> None:
    """The test is skipped where there is no Java; it must be there where `CI` is set."""
    if not os.environ.get("JAVA_HOME") and shutil.which("java") is None:
        words = "needs Java 17 or newer (Debian: apt-get install default-jre-headless), which is not here"
        if os.environ.get("CI"):
            pytest.fail(words)
        pytest.skip(words)


@pytest.fixture(scope="session")
def spark(request: pytest.FixtureRequest) -> Iterator[SparkSession]:
    """A Spark on this machine that gives a task three attempts."""
    request.getfixturevalue("java")
    from mainspring.moments.spark import spark_session

    settings = {
        "spark.ui.enabled": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.sql.shuffle.partitions": "2",
        "spark.executorEnv.PYTHONPATH": f"{PROJECT}/src{os.pathsep}{PROJECT}",  # what tests send is found by its name
    }
    given = " ".join(f"--conf {name}={value}" for name, value in settings.items())
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYSPARK_SUBMIT_ARGS", f"--master local[2,3] {given} pyspark-shell")
        with spark_session() as session:
            yield session

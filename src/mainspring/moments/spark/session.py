"""Spark itself: a session where there is none, the settings that reading needs, and errors in words."""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import IO, TYPE_CHECKING, Final

from mainspring.errors import MomentsError, Problem, SurveyFileError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

SETTINGS: Final = {
    "spark.sql.caseSensitive": "true",  # two columns with one name are the survey's trouble, told by its reader
    "spark.sql.csv.parser.columnPruning.enabled": "false",  # else rows with too many fields go unnoticed
    "spark.sql.sources.partitionColumnTypeInference.enabled": "false",  # the unit 01 is not the unit 1
    "spark.sql.files.ignoreCorruptFiles": "false",
    "spark.sql.files.ignoreMissingFiles": "false",
    "spark.sql.execution.arrow.maxRecordsPerBatch": "32768",
}
CAUSE: Final = re.compile(r"^Caused by: (?:[\w.$]+: )?(.+)$", re.MULTILINE)
JAVA: Final = re.compile(r"^: (?:[\w.$]+(?:Exception|Error): )*(.+)$", re.MULTILINE)
REMEDIES: Final = {
    "PATH_NOT_FOUND": "Check the address: it is that of a file or a folder.",
    "No module named": "Every executor needs Mainspring: see docs/how-to/spark-cluster.md.",
    "S3AFileSystem not found": "Start Spark with the package org.apache.hadoop:hadoop-aws of its Hadoop's version.",
    "No FileSystem for scheme": "Start Spark with the package that reads such addresses.",
    "CSV header does not conform": "All files need the same columns in the same order; in Parquet the order does not matter.",
}


@contextmanager
def spark_session() -> Iterator[SparkSession]:
    """The session that is there, as in a notebook; else a new one, which ends with the block.

    A new one takes its master and everything else from where Spark looks for it: spark-submit, spark-defaults.conf, or
    PYSPARK_SUBMIT_ARGS. What it says while it runs stays off the screen.

    Raises MomentsError if pyspark or Java is missing, or Spark does not start.
    """
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        remedy = 'Install it with `pip install "mainspring[spark]"`.'
        raise MomentsError(Problem("The engine spark needs pyspark, which is not installed.", remedy=remedy)) from error
    there = _active()
    if there is not None:
        yield there
        return
    started = _start(SparkSession.builder.appName("mainspring"))
    try:
        yield started
    finally:
        started.stop()


@contextmanager
def settings(session: SparkSession) -> Iterator[None]:
    """Set what reading a survey needs; afterwards the session is as it was."""
    before = {name: session.conf.get(name, None) for name in SETTINGS}
    try:
        for name, value in SETTINGS.items():
            session.conf.set(name, value)
        yield
    finally:
        for name, was in before.items():
            if was is None:
                session.conf.unset(name)
            else:
                session.conf.set(name, was)


@contextmanager
def told(name: str) -> Iterator[None]:
    """Turn what Spark says went wrong into a SurveyFileError about the survey `name`, without the stack of Java's calls."""
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        yield
    except (PySparkException, Py4JError) as error:
        text = str(error)
        remedy = next((words for sign, words in REMEDIES.items() if sign in text), "Spark's own log has the rest.")
        raise SurveyFileError(Problem(f"Spark stopped: {_last_words(text)}", name, remedy=remedy)) from error


def _last_words(text: str) -> str:
    """The first cause in Java, the last line of a traceback, or the only line there is."""
    causes = CAUSE.findall(text) or JAVA.findall(text)
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith((" ", "\t"))]
    said = causes[-1] if causes else lines[-1] if "Traceback" in text else lines[0]
    said = re.sub(r"^\[[\w.]+\] |\s*SQLSTATE: \w+$", "", said.strip())
    return said if said.endswith(".") else f"{said}."


def _active() -> SparkSession | None:
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    with suppress(PySparkException):  # which is what there is instead of an answer "none"
        return SparkSession.active()
    return None


def _start(builder: SparkSession.Builder) -> SparkSession:
    with _hushed() as said:
        given = os.environ.get("PYSPARK_PYTHON")
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # a new session on this machine works with this Python
        try:
            return builder.getOrCreate()
        except Exception as error:  # whatever keeps Spark from starting: its launcher has no error of its own
            said.seek(0)
            raise _not_started(said.read().decode(errors="replace")) from error
        finally:
            if given is None:
                del os.environ["PYSPARK_PYTHON"]


def _not_started(said: str) -> MomentsError:
    if not os.environ.get("JAVA_HOME") and shutil.which("java") is None:
        remedy = "Install Java 17 or newer, for example with `apt-get install default-jre-headless`, or set JAVA_HOME."
        return MomentsError(Problem("Spark needs Java, and there is none here.", remedy=remedy))
    lines = [line.strip() for line in said.splitlines() if line.strip() and not line.startswith(("\t", "WARNING"))]
    what = f"Spark does not start: {lines[-1] if lines else 'it does not say why'}"
    return MomentsError(Problem(what, remedy="Try `pyspark`, which says more; Spark needs Java 17 or newer."))


@contextmanager
def _hushed() -> Iterator[IO[bytes]]:
    """Let a program that is started in the block, and all that it starts, write its error output to a temporary file."""
    with tempfile.TemporaryFile() as said:
        screen = os.dup(2)
        os.dup2(said.fileno(), 2)
        try:
            yield said
        finally:
            os.dup2(screen, 2)
            os.close(screen)

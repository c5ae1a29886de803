"""`summarise` on Spark: each task makes the moments of its partition, and they merge where the program runs."""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import pyarrow as pa

from mainspring.errors import SurveyFileError
from mainspring.instrument import Instrument
from mainspring.moments.merging import merge
from mainspring.moments.model import Moments
from mainspring.moments.plan import MomentsOptions
from mainspring.moments.single_pass import one_pass, prepare
from mainspring.moments.spark.dataset import Dataset, open_dataset
from mainspring.moments.spark.identities import repeated_ids
from mainspring.moments.spark.session import settings, spark_session, told
from mainspring.moments.storage import from_bytes, to_bytes
from mainspring.responses import ReadOptions
from mainspring.responses.findings import Findings, from_json
from mainspring.responses.layout import Headings
from mainspring.responses.parts import PartedSurvey
from mainspring.responses.sources import Cells

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

SCHEMA: Final = "moments binary, findings string"


def summarise_on_spark(
    source: str | DataFrame,
    instrument: Instrument,
    by: Sequence[str] = (),
    options: MomentsOptions | None = None,
    reading: ReadOptions | None = None,
) -> Moments:
    """Turn a survey that Spark can read into moments: those that `summarise` makes of all its rows in one file.

    Tasks write nothing, and give the same whenever they are run: one that is lost is run again, and changes nothing.

    Parameters
    ----------
    source : the address of a Parquet or CSV file, or of a folder of them (s3a://, hdfs://, file:// or a plain path); or a Spark
        data frame.
    instrument : what the survey asked. by, options : as `summarise` takes them. reading : as `read_responses` takes it.

    Raises
    ------
    SurveyFileError : with all problems of the header, or else of all rows in all files; or with what Spark says went wrong.
    MomentsError : for a variable that the instrument does not have, and if Spark or Java is missing.
    """
    with spark_session() as session, told(_name(source)), settings(session):
        data = open_dataset(session, source)
        asked = PartedSurvey(data.name, data.columns, instrument, reading or ReadOptions(), tuple(by))
        survey = asked.checked()
        prepare(survey.part(0, ()).responses(), by, options)  # what cannot be is told before the machines set to work
        total, parts = _gathered(_partials(data, survey, options))
        problems = survey.problems(parts, dict(zip(total.paths, total.n.tolist(), strict=True)) if total else {})
        if (column := asked.id_column()) is not None:
            problems += repeated_ids(data, column)
    if problems or total is None:
        raise SurveyFileError(problems)
    return replace(total, sources={data.name: _digest(parts)})


def column_names_on_spark(source: str) -> tuple[str, ...]:
    """The names of a survey's columns, without the questions that headings may hold; its rows are not read.

    Raises SurveyFileError and MomentsError as `summarise_on_spark` does.
    """
    with spark_session() as session, told(_name(source)), settings(session):
        headings = Headings(open_dataset(session, source).columns)
        return tuple(name for at in range(len(headings.columns)) if (name := headings.short_name(at)).strip())


@dataclass(frozen=True, slots=True)
class Task:
    """What an executor does with a partition; it travels there, and needs nothing but the partition's rows."""

    survey: PartedSurvey
    options: MomentsOptions | None

    def __call__(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Give one row, the partition's moments and findings; none for a partition without rows."""
        from pyspark import TaskContext

        context = TaskContext.get()
        number, threads = (0, 1) if context is None else (context.partitionId(), context.cpus())
        part = self.survey.part(number, batches)
        moments = one_pass(part.responses(), self.survey.by, self.options, max(1, threads))
        found = part.findings()
        if found.rows or found.misfits.met:
            content = to_bytes(moments) if found.rows else None
            row: list[Cells] = [pa.array([content], pa.binary()), pa.array([found.to_json()])]
            yield pa.RecordBatch.from_arrays(row, names=["moments", "findings"])


def _partials(data: Dataset, survey: PartedSurvey, options: MomentsOptions | None) -> Iterator[tuple[bytes, str]]:
    """What each partition gave, in their order: all are worked on at once, and come one by one."""
    from pyspark import StorageLevel

    names = [column.name for column in survey.columns]
    rows = data.rows(names, sorted(column.name for column in survey.needed(by=())))
    with warnings.catch_warnings():
        # Spark asks for pandas' version even where, as here, no pandas is used.
        warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
        kept = rows.mapInArrow(Task(survey, options), SCHEMA).persist(StorageLevel.DISK_ONLY)
    try:
        kept.count()
        yield from ((row["moments"], row["findings"]) for row in kept.toLocalIterator(prefetchPartitions=True))
    finally:
        kept.unpersist()


def _gathered(partials: Iterable[tuple[bytes, str]]) -> tuple[Moments | None, list[Findings]]:
    """The moments of all partitions, merged as they come, and what each found."""
    total, parts = None, []
    for content, findings in partials:
        parts.append(from_json(findings))
        if content is not None:
            moments = from_bytes(content, "what an executor sent")
            total = moments if total is None else merge(total, moments)
    return total, parts


def _digest(parts: Iterable[Findings]) -> str:
    """A SHA-256 of the rows that does not mind their order, nor how they lie in files: of their number and the sum of their hashes."""
    parts = list(parts)
    rows, checksum = sum(part.rows for part in parts), sum(part.checksum for part in parts) % (1 << 64)
    return hashlib.sha256(f"{rows} rows {checksum:016x}".encode()).hexdigest()


def _name(source: str | DataFrame) -> str:
    return source if isinstance(source, str) else "the data frame"

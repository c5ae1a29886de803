"""A survey as Spark sees it: files in one folder, or a data frame."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from mainspring.errors import Problem, SurveyFileError
from mainspring.responses.sources import RawColumn, heading

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame, SparkSession
    from pyspark.sql.types import DataType

FORMATS: Final[dict[str, Literal["parquet", "csv"]]] = {
    ".parquet": "parquet",
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
}
PACKED: Final = (".gz", ".bz2", ".zst")
MISFIT: Final = "_mainspring_misfit"


@dataclass(frozen=True, slots=True)
class Dataset:
    """A survey, not yet read.

    Attributes
    ----------
    name : what messages call it. frame : its rows. columns : its columns, as readers know them.
    place : the file of a row, its line, and whether it has more or fewer fields than the header.
    """

    name: str
    frame: DataFrame
    columns: tuple[RawColumn, ...]
    place: tuple[Column, Column, Column]

    def rows(self, names: Sequence[str], hashed: Sequence[str]) -> DataFrame:
        """The columns called so, and behind them what `mainspring.responses.parts` calls EXTRA; `hashed` goes into the hash.

        Raises SurveyFileError if a column holds lists or records.
        """
        from pyspark.sql import functions

        cells = [self._cell(name).alias(f"c{at}") for at, name in enumerate(names)]
        file, line, misfit = self.place
        hashes = functions.xxhash64(*(self._cell(name) for name in hashed))
        return self.frame.select(
            *cells, file.alias("file"), line.alias("line"), misfit.alias("misfit"), hashes.alias("hash")
        )

    def column(self, name: str) -> Column:
        """A column by its name, whatever letters are in it."""
        from pyspark.sql import functions

        return functions.col("`" + name.replace("`", "``") + "`")

    def kind(self, name: str) -> DataType:
        """What a column holds."""
        return self.frame.schema[name].dataType

    def _cell(self, name: str) -> Column:
        from pyspark.sql import types

        kind = self.kind(name)
        if isinstance(kind, types.NumericType | types.StringType | types.NullType):
            return self.column(name)
        if isinstance(kind, types.ArrayType | types.MapType | types.StructType):
            what = f"The column holds something else than numbers or text ({kind.simpleString()})."
            raise SurveyFileError(Problem(what, self.name, column=name, remedy="Give one value in each cell."))
        return self.column(name).cast("string")


def open_dataset(session: SparkSession, source: str | DataFrame) -> Dataset:
    """Open a folder of Parquet or CSV files, or one of them, by its address; or take a data frame.

    Raises SurveyFileError if there are no such files, or files of several formats.
    """
    from pyspark.sql import functions

    unknown = (functions.lit(None).cast("string"), functions.lit(None).cast("long"), functions.lit(False))
    if not isinstance(source, str):
        return Dataset("the data frame", source, _columns(source), unknown)
    name, source = source.rstrip("/").rsplit("/", 1)[-1], _address(source)
    file = functions.col("_metadata.file_name")
    if _format(session.read.text(source).inputFiles(), name) == "parquet":
        frame = session.read.parquet(source, mergeSchema=True)
        line = functions.col("_metadata.row_index") + 2  # the header counts as one, as in every table of this kind
        return Dataset(name, frame, _columns(frame), (file, line, unknown[2]))
    frame = _read_text(session, source, name)
    columns = tuple(RawColumn(one) for one in frame.columns[:-1])
    return Dataset(name, frame, columns, (file, unknown[1], functions.col(MISFIT).isNotNull()))


def _address(source: str) -> str:
    """The address of a file or a folder here, if a relative path is one: Spark's own process may work in another folder."""
    here = Path(source)
    return here.absolute().as_uri() if not here.is_absolute() and here.exists() else source


def _read_text(session: SparkSession, source: str, name: str) -> DataFrame:
    """All columns of delimited files as text, and behind them MISFIT, which holds something where a row has another width."""
    from pyspark.sql.types import StringType, StructField, StructType

    first = session.read.text(source).where("trim(value) <> ''").head()  # a header: rows stay where they are
    delimiter, headings = heading(first[0] if first else "", name)
    frame = session.read.csv(
        source,
        schema=StructType([StructField(one, StringType()) for one in (*headings, MISFIT)]),
        sep=delimiter,
        header=True,
        enforceSchema=False,  # which is how Spark compares the header of every file with it
        escape='"',
        columnNameOfCorruptRecord=MISFIT,
    )
    return frame.toDF(*(one.strip() for one in headings), MISFIT)


def _format(files: Sequence[str], name: str) -> Literal["parquet", "csv"]:
    kinds = {FORMATS.get(_suffix(file), _suffix(file) or "no suffix") for file in files}
    if kinds == {"parquet"}:
        return "parquet"
    if kinds == {"csv"}:
        return "csv"
    what = (
        f"These are files of other or several kinds ({', '.join(sorted(kinds))})." if kinds else "There are no files."
    )
    remedy = (
        "Through Spark, Mainspring reads a folder of .parquet files, or one of .csv, .tsv or .txt, with or without .gz."
    )
    raise SurveyFileError(Problem(what, name, remedy=remedy))


def _suffix(file: str) -> str:
    last = file.rsplit("/", 1)[-1].lower()
    for packed in PACKED:
        last = last.removesuffix(packed)
    return "." + last.rpartition(".")[2] if "." in last else ""


def _columns(frame: DataFrame) -> tuple[RawColumn, ...]:
    from pyspark.sql.types import NumericType

    return tuple(RawColumn(one.name, numeric=isinstance(one.dataType, NumericType)) for one in frame.schema)

"""Respondents' ids, which no partition can check by itself: Spark counts them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from mainspring.errors import Problem
from mainspring.moments.spark.dataset import Dataset
from mainspring.responses.identities import MOST_NAMED, repeated, without_id

if TYPE_CHECKING:
    from pyspark.sql import Column, Row

SPACE = " \t\n\r\f\v"


def repeated_ids(data: Dataset, column: str) -> Iterator[Problem]:
    """Rows without an id, and ids that more than one row has, with some of them; ids themselves stay with the executors."""
    from pyspark.sql import functions as f

    file, line, misfit = data.place
    whole = data.frame.where(~misfit)
    ids = whole.select(_key(data, column).alias("id"), f.struct(file.alias("file"), line.alias("line")).alias("place"))
    counted = ids.groupBy("id").agg(f.count("*").alias("n"), f.min("place").alias("one"), f.max("place").alias("other"))
    wrong = counted.where("id is null or n > 1")
    (found,) = wrong.agg(
        f.sum(f.expr("if(id is null, n, 0)")).alias("blank"), f.sum(f.expr("if(id is null, 0, n - 1)")).alias("again")
    ).collect()
    if found["blank"]:
        yield replace(without_id(found["blank"], column), file=data.name)
    if found["again"]:
        rows = wrong.where("id is not null").orderBy("one", "id").limit(MOST_NAMED).collect()
        yield replace(repeated(found["again"], [_named(row) for row in rows], column), file=data.name)


def _key(data: Dataset, column: str) -> Column:
    """What tells respondents apart: as in a file, without spaces around a text, and null where nothing is left."""
    from pyspark.sql import functions as f
    from pyspark.sql.types import FractionalType, NumericType

    cell = data.column(column)
    if isinstance(data.kind(column), FractionalType):
        return f.when(~f.isnan(cell.cast("double")), cell)
    if isinstance(data.kind(column), NumericType):
        return cell
    return f.nullif(f.btrim(cell.cast("string"), f.lit(SPACE)), f.lit(""))


def _named(row: Row) -> str:
    one, other = _place(row["one"]), _place(row["other"])
    if not one:
        return f"{row['id']} in {row['n']} rows"
    return f"{row['id']} twice in {one}" if one == other else f"{row['id']} in {one} and in {other}"


def _place(place: Row) -> str:
    line = "" if place["line"] is None else f" on line {place['line']}"
    return f"{place['file']}{line}" if place["file"] else ""

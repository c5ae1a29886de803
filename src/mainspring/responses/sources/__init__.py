"""Readers of survey files, one file for each format: open a path or a data frame as a `Table`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from mainspring.responses.options import ReadOptions
from mainspring.responses.sources.columnar import open_arrow, open_parquet
from mainspring.responses.sources.delimited import heading, open_delimited
from mainspring.responses.sources.formats import format_of
from mainspring.responses.sources.frames import open_frame
from mainspring.responses.sources.statistical import open_statistical
from mainspring.responses.sources.table import Cells, RawBatch, RawColumn, Table, failure
from mainspring.responses.sources.unpack import DataFile, digest, find_data
from mainspring.responses.sources.workbooks import open_workbook

__all__ = ["Cells", "RawBatch", "RawColumn", "Table", "digests", "failure", "heading", "open_table"]


def open_table(source: object, options: ReadOptions) -> Table:
    """Open a file, whatever its format, or a data frame.

    Raises SurveyFileError if there is no such file, or none of the readers can read it.
    """
    if not isinstance(source, str | Path):
        return open_frame(source)
    return _open_file(find_data(Path(source)), options)


def _open_file(data: DataFile, options: ReadOptions) -> Table:
    kind = format_of(data)
    if kind == "delimited":
        return open_delimited(data)
    if kind == "parquet":
        return open_parquet(data)
    if kind == "arrow":
        return open_arrow(data)
    if kind == "workbook":
        return open_workbook(data, options.sheet)
    return open_statistical(data, kind)


def digests(source: object) -> Mapping[str, str]:
    """The SHA-256 of the file by its name; nothing for a data frame."""
    return {Path(source).name: digest(Path(source))} if isinstance(source, str | Path) else {}

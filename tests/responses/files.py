"""Respondents written to every format that can be written here."""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pandas as pd
import polars as pl
import pyarrow as pa
import pyreadstat
from pyarrow import feather, ipc, parquet

from tests.responses.cast import NUMBERS, Row, csv_text

Write = Callable[[Sequence[Row], Path], Any]


def typed(rows: Sequence[Row]) -> pl.DataFrame:
    """The rows as a data frame: small whole numbers, decimals, text; blanks are nulls."""
    columns = []
    for name in rows[0]:
        texts = pl.Series(name, [row[name] or None for row in rows], dtype=pl.String)
        kind = {"ID": pl.Int64, "WEIGHT": pl.Float64}.get(name, pl.Int8)
        columns.append(texts.cast(kind) if name in NUMBERS else texts)
    return pl.DataFrame(columns)


def for_statistics(rows: Sequence[Row]) -> pd.DataFrame:
    """The rows as statistics programs have them: all numbers with decimals, and blank texts."""
    frame = typed(rows)
    return pd.DataFrame(
        {
            name: frame[name].cast(pl.Float64).to_numpy() if name in NUMBERS else frame[name].fill_null("").to_list()
            for name in frame.columns
        }
    )


def text(rows: Sequence[Row], path: Path, encoding: str = "utf-8", **how: str) -> Path:
    path.write_bytes(csv_text(rows, **how).encode(encoding))
    return path


def write_parquet(rows: Sequence[Row], path: Path) -> Path:
    parquet.write_table(typed(rows).to_arrow(), path, row_group_size=25)
    return path


def write_texts_as_parquet(rows: Sequence[Row], path: Path) -> Path:
    pl.DataFrame(rows).write_parquet(path)
    return path


def write_arrow(rows: Sequence[Row], path: Path) -> Path:
    table = typed(rows).to_arrow()
    with pa.OSFile(str(path), "wb") as sink, ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table, max_chunksize=25)
    return path


def write_stream(rows: Sequence[Row], path: Path) -> Path:
    table = typed(rows).to_arrow()
    with pa.OSFile(str(path), "wb") as sink, ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return path


def write_feather(rows: Sequence[Row], path: Path) -> Path:
    feather.write_feather(typed(rows).to_arrow(), str(path), compression="zstd")
    return path


def write_sav(rows: Sequence[Row], path: Path, **more: Any) -> Path:
    pyreadstat.write_sav(for_statistics(rows), str(path), **more)
    return path


def write_dta(rows: Sequence[Row], path: Path) -> Path:
    pyreadstat.write_dta(for_statistics(rows), str(path))
    return path


def write_por(rows: Sequence[Row], path: Path) -> Path:
    # The writer, not the format, knows plain ASCII only.
    plain = [{name: value.encode("ascii", "replace").decode() for name, value in row.items()} for row in rows]
    pyreadstat.write_por(for_statistics(plain), str(path))
    return path


def write_xpt(rows: Sequence[Row], path: Path) -> Path:
    pyreadstat.write_xport(for_statistics(rows), str(path))
    return path


def cells(rows: Sequence[Row]) -> list[list[object]]:
    """A sheet: the header, then numbers as numbers."""
    body: list[list[object]] = [
        [None if not v else float(v) if name in NUMBERS else v for name, v in row.items()] for row in rows
    ]
    return [list(rows[0]), *body]


XLSX = {
    "[Content_Types].xml": """<?xml version="1.0"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="xml" ContentType="application/xml"/>
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Override PartName="/xl/workbook.xml"
 ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>""",
    "_rels/.rels": """<?xml version="1.0"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Target="xl/workbook.xml"
 Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>""",
}
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def xlsx(sheets: Mapping[str, Iterable[Iterable[object]]], path: Path) -> Path:
    """A workbook with just what a reader needs; a text that begins with = becomes a formula without its result."""
    names = "".join(f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(sheets, 1))
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{RELATIONS}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n, _ in enumerate(sheets, 1)
    )
    package = RELATIONS.replace("officeDocument/2006", "package/2006")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in XLSX.items():
            archive.writestr(name, content)
        archive.writestr(
            "xl/workbook.xml", f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>{names}</sheets></workbook>'
        )
        archive.writestr("xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{package}">{links}</Relationships>')
        for n, rows in enumerate(sheets.values(), 1):
            body = "".join(
                f'<row r="{r}">{"".join(_xlsx_cell(r, c, v) for c, v in enumerate(row))}</row>'
                for r, row in enumerate(rows, 1)
            )
            archive.writestr(
                f"xl/worksheets/sheet{n}.xml", f'<worksheet xmlns="{MAIN}"><sheetData>{body}</sheetData></worksheet>'
            )
    return path


def _xlsx_cell(row: int, column: int, value: object) -> str:
    place = f'r="{chr(65 + column)}{row}"'
    if value is None:
        return ""
    if not isinstance(value, str):
        return f"<c {place}><v>{value}</v></c>"
    if value.startswith("="):
        return f"<c {place}><f>{value[1:]}</f></c>"
    return f'<c {place} t="inlineStr"><is><t>{escape(value)}</t></is></c>'


def ods(rows: Iterable[Iterable[object]], path: Path, manifest: str = "") -> Path:
    """An OpenDocument workbook of one sheet."""
    body = "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in rows)
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", f"<manifest>{manifest}</manifest>")
        archive.writestr(
            "content.xml",
            f'<office:document-content {spaces}><office:body><office:spreadsheet><table:table table:name="Data">'
            f"{body}</table:table></office:spreadsheet></office:body></office:document-content>",
        )
    return path


def _ods_cell(value: object) -> str:
    if value is None:
        return "<table:table-cell/>"
    if not isinstance(value, str):
        return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
    return f'<table:table-cell office:value-type="string"><text:p>{escape(value)}</text:p></table:table-cell>'


def gz(path: Path) -> Path:
    """The same file with gz around it."""
    packed = path.with_name(path.name + ".gz")
    packed.write_bytes(gzip.compress(path.read_bytes()))
    return packed


def zipped(path: Path, *others: Path) -> Path:
    """The same file in a zip archive, perhaps with others."""
    packed = path.with_suffix(".zip")
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for one in (path, *others):
            archive.write(one, one.name)
    return packed


FORMATS: Mapping[str, Write] = {
    "tsv": lambda rows, folder: text(rows, folder / "a.tsv", delimiter="\t"),
    "semicolons": lambda rows, folder: text(rows, folder / "a.csv", delimiter=";"),
    "byte-order mark": lambda rows, folder: text(rows, folder / "a.csv", "utf-8-sig"),
    "utf-16": lambda rows, folder: text(rows, folder / "a.csv", "utf-16"),
    "cp1252": lambda rows, folder: text(rows, folder / "a.csv", "cp1252"),
    "CRLF": lambda rows, folder: text(rows, folder / "a.csv", newline="\r\n"),
    "bare CR": lambda rows, folder: text(rows, folder / "a.csv", newline="\r"),
    "csv.gz": lambda rows, folder: gz(text(rows, folder / "a.csv")),
    "csv in zip": lambda rows, folder: zipped(text(rows, folder / "a.csv")),
    "gz without saying so": lambda rows, folder: gz(text(rows, folder / "a.csv")).rename(folder / "a.txt"),
    "parquet": lambda rows, folder: write_parquet(rows, folder / "a.parquet"),
    "parquet of texts": lambda rows, folder: write_texts_as_parquet(rows, folder / "a.parquet"),
    "parquet.gz": lambda rows, folder: gz(write_parquet(rows, folder / "a.parquet")),
    "arrow": lambda rows, folder: write_arrow(rows, folder / "a.arrow"),
    "arrow stream": lambda rows, folder: write_stream(rows, folder / "a.arrows"),
    "feather": lambda rows, folder: write_feather(rows, folder / "a.feather"),
    "sav": lambda rows, folder: write_sav(rows, folder / "a.sav"),
    "zsav": lambda rows, folder: write_sav(rows, folder / "a.zsav", compress=True),
    "sav in zip": lambda rows, folder: zipped(write_sav(rows, folder / "a.sav")),
    "por": lambda rows, folder: write_por(rows, folder / "a.por"),
    "dta": lambda rows, folder: write_dta(rows, folder / "a.dta"),
    "xpt": lambda rows, folder: write_xpt(rows, folder / "a.xpt"),
    "xlsx": lambda rows, folder: xlsx({"Data": cells(rows)}, folder / "a.xlsx"),
    "xlsx.gz": lambda rows, folder: gz(xlsx({"Data": cells(rows)}, folder / "a.xlsx")),
    "ods": lambda rows, folder: ods(cells(rows), folder / "a.ods"),
    "polars": lambda rows, _: typed(rows),
    "polars, lazy": lambda rows, _: typed(rows).lazy(),
    "polars, categories": lambda rows, _: typed(rows).with_columns(pl.col(pl.String).cast(pl.Categorical)),
    "pandas": lambda rows, _: for_statistics(rows),
    "pandas, objects": lambda rows, _: pd.DataFrame(rows).astype(object),
    "pyarrow": lambda rows, _: typed(rows).to_arrow(),
}

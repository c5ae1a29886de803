"""Moments on disk: one Arrow IPC file, a row for each cell, everything else in its metadata."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.ipc

from mainspring import __version__
from mainspring.errors import MomentsError, Problem
from mainspring.moments.model import TABLES, Moments, Schema, packed

FORMAT = "mainspring moments 2"
"""What a file says it is; a change of what it holds or means is another number."""


def save(moments: Moments, path: Path, manifest: Mapping[str, Any] | None = None) -> None:
    """Write moments to one file, whole or not at all; a file that is to be shared also holds its manifest, in plain values.

    Raises MomentsError if the file cannot be written; what was there before is then untouched.
    """
    table = _table(moments, manifest)
    part = path.parent / f".{path.name}.part"
    try:
        with pa.OSFile(str(part), "wb") as sink:
            _write(table, sink)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        what = f"The moments cannot be written: {error.strerror or error}. Nothing was left behind."
        raise MomentsError(
            Problem(what, file=str(path), remedy="Free space there, or choose another place.")
        ) from error


def to_bytes(moments: Moments) -> bytes:
    """What `save` writes to a file."""
    sink = pa.BufferOutputStream()
    _write(_table(moments), sink)
    return sink.getvalue().to_pybytes()


def _write(table: pa.Table, sink: pa.NativeFile) -> None:
    with pa.ipc.new_file(sink, table.schema, options=pa.ipc.IpcWriteOptions(compression="zstd")) as writer:
        writer.write_table(table)


def _table(moments: Moments, manifest: Mapping[str, Any] | None = None) -> pa.Table:
    columns: dict[str, Any] = {
        "path": pa.array([list(path) for path in moments.paths], pa.list_(pa.string())),
        "n": pa.array(moments.n),
        "weight": pa.array(moments.weight),
        "weight2": pa.array(moments.weight2),
        **{name: _fixed(getattr(moments, name)) for name in TABLES if getattr(moments, name).size},
    }
    starts = np.searchsorted(moments.pattern_cell, np.arange(len(moments.n) + 1))
    columns["patterns"] = pa.ListArray.from_arrays(pa.array(starts, pa.int32()), pa.array(moments.patterns))
    columns["products"] = pa.ListArray.from_arrays(pa.array(starts, pa.int32()), _fixed(moments.products))
    about = {
        "format": FORMAT,
        "version": __version__,
        "schema": asdict(moments.schema),
        "blocks": {id: block.tolist() for id, block in moments.blocks.items()},
        "sources": dict(moments.sources),
        "sha256": digest(moments),
        "manifest": manifest,
    }
    return pa.table(columns).replace_schema_metadata({"mainspring": json.dumps(about)})


def load(path: Path) -> Moments:
    """Read moments back.

    Raises MomentsError if the file is missing, damaged, not a file of moments, or of another version's format.
    """
    with _opened(path) as (reader, about):
        return _checked(reader, about)


def from_bytes(content: bytes, name: str) -> Moments:
    """Read back what `to_bytes` gave; MomentsError, which calls it `name`, as `load` raises it."""
    with _reading(pa.BufferReader(content), name) as (reader, about):
        return _checked(reader, about)


def load_schema(path: Path) -> Schema:
    """What the moments of a file are of, without reading or checking them.

    Raises MomentsError as `load` does, save for damage beyond the file's own description.
    """
    with _opened(path) as (_, about):
        return _schema(about)


def load_manifest(path: Path) -> dict[str, Any] | None:
    """What a file that was made to be shared says of itself; None for any other file of moments.

    Raises MomentsError as `load_schema` does.
    """
    with _opened(path) as (_, about):
        manifest: dict[str, Any] | None = about.get("manifest")
        return manifest


@contextmanager
def _opened(path: Path) -> Iterator[tuple[Any, dict[str, Any]]]:
    """A file's reader and what it says of itself; whatever is wrong in the block is a MomentsError about the file."""
    if not path.is_file():
        raise MomentsError(Problem("There is no such file.", file=str(path), remedy="Check the name and the folder."))
    try:
        source = pa.memory_map(str(path))
    except OSError as error:
        raise _not_whole(error, str(path)) from error
    with source, _reading(source, str(path)) as found:
        yield found


@contextmanager
def _reading(source: pa.NativeFile, name: str) -> Iterator[tuple[Any, dict[str, Any]]]:
    try:
        with pa.ipc.open_file(source) as reader:
            about = json.loads(reader.schema.metadata[b"mainspring"])
            if about["format"] != FORMAT:
                made = f"it was made by Mainspring {about['version']} in the format {about['format']!r}"
                raise ValueError(f"{made}, and this one reads {FORMAT!r}")
            yield reader, about
    except (OSError, pa.ArrowInvalid, KeyError, TypeError, ValueError) as error:
        raise _not_whole(error, name) from error


def _not_whole(error: Exception, name: str) -> MomentsError:
    remedy = "Make it again with `mainspring moments SURVEY -o FILE`."
    return MomentsError(Problem(f"This is not a whole file of moments ({error}).", file=name, remedy=remedy))


def _checked(reader: Any, about: dict[str, Any]) -> Moments:
    """The moments in a file, if they are what it says; ValueError if not."""
    found = _read(reader.read_all(), about)
    if digest(found) != about["sha256"]:
        raise ValueError("its content is not what it says it is: its hash differs")
    return found


def digest(moments: Moments) -> str:
    """The SHA-256 of everything that moments hold: a file whose own differs was damaged, or changed by hand."""
    found = hashlib.sha256()
    for field in fields(moments):
        value = getattr(moments, field.name)
        if isinstance(value, np.ndarray):
            found.update(np.ascontiguousarray(value).data)
        elif field.name == "blocks":
            found.update(b"".join(id.encode() + np.ascontiguousarray(value[id]).tobytes() for id in sorted(value)))
        else:
            plain = asdict(value) if isinstance(value, Schema) else dict(value) if isinstance(value, Mapping) else value
            found.update(json.dumps(plain, sort_keys=True).encode())
    return found.hexdigest()


def _schema(about: dict[str, Any]) -> Schema:
    return Schema(**{name: _tuples(value) for name, value in about["schema"].items()})


def _read(table: pa.Table, about: dict[str, Any]) -> Moments:
    schema = _schema(about)
    cells, variables = len(table), len(schema.variables)
    shapes = {
        "item_counts": (cells, len(schema.items), schema.width),
        "item_weights": (cells, len(schema.items), schema.width),
        "category_counts": (cells, len(schema.categories), schema.width),
        "category_weights": (cells, len(schema.categories), schema.width),
        "power_sums": (cells, len(schema.scores), 7),
    }
    patterns: Any = table["patterns"].combine_chunks()
    products: Any = table["products"].combine_chunks()
    arrays: dict[str, Any] = {
        name: _flat(table[name]).reshape(shape)
        if name in table.column_names
        else np.zeros(shape, np.int64 if name.endswith("counts") else np.float64)
        for name, shape in shapes.items()
    }
    return Moments(
        schema=schema,
        paths=tuple(tuple(path or ()) for path in table["path"].to_pylist()),
        n=table["n"].to_numpy(),
        weight=table["weight"].to_numpy(),
        weight2=table["weight2"].to_numpy(),
        **arrays,
        pattern_cell=np.repeat(np.arange(cells, dtype=np.int32), np.asarray(patterns.value_lengths())),
        patterns=np.asarray(patterns.flatten()),
        products=np.array(products.flatten().flatten()).reshape(-1, 2, packed(variables + 1)),
        blocks={id: np.array(block) for id, block in about["blocks"].items()},
        sources=about["sources"],
    )


def _fixed(array: npt.NDArray[Any]) -> Any:
    size = int(np.prod(array.shape[1:]))
    return pa.FixedSizeListArray.from_arrays(pa.array(np.ascontiguousarray(array).reshape(-1)), size)


def _flat(column: Any) -> npt.NDArray[Any]:
    return np.array(column.combine_chunks().flatten())


def _tuples(value: Any) -> Any:
    """JSON has lists and objects where a schema has tuples and mappings of tuples."""
    if isinstance(value, list):
        return tuple(value)
    return {key: tuple(items) for key, items in value.items()} if isinstance(value, dict) else value

"""Blocks as the publisher would print them: official column names, order, codes, and blanks that do not say why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from mainspring.responses.model import DO_NOT_KNOW, FIRST_CODE
from mainspring.responses.simulated import kernel
from mainspring.responses.simulated.draw import Block, Survey
from mainspring.responses.simulated.questions import Question

FIRST_ID: Final = 10**11
"""Official ids have twelve digits."""
TEXT: Final = pa.dictionary(pa.int32(), pa.string())
"""Texts that repeat. Positions are of 32 bits, as they are on the way into and out of Parquet: narrower ones take longer."""
HALF: Final = np.uint64(19)
HALF_BITS: Final = np.uint64(2**19 - 1)


@dataclass(frozen=True, slots=True)
class Column:
    """How a question's canonical responses are written.

    Attributes
    ----------
    written : shape (256,): for each canonical response the number to write (int8), or its position in `texts` (int32); negative
        where nothing is written.
    texts : what positions stand for; None where numbers are written.
    """

    name: str
    written: npt.NDArray[np.signedinteger]
    texts: pa.StringArray | None

    @property
    def type(self) -> pa.DataType:
        """Its Arrow type."""
        return pa.int8() if self.texts is None else TEXT

    def write(self, answers: npt.NDArray[np.uint8]) -> pa.Array[Any]:
        """Canonical responses (n,) as the file has them."""
        values = kernel.look_up(answers, self.written)
        # Arrow takes these buffers as they are; from an array and a mask it would make others, which takes longer than drawing.
        present = np.packbits(values >= 0, bitorder="little")
        buffers: list[pa.Buffer | None] = [pa.py_buffer(present.data), pa.py_buffer(values.data)]
        if self.texts is None:
            return pa.Array.from_buffers(pa.int8(), answers.size, buffers)
        return pa.DictionaryArray.from_buffers(TEXT, answers.size, buffers, self.texts)


@dataclass(frozen=True, slots=True)
class Layout:
    """The official columns of an instrument's file, ready to be filled from blocks."""

    survey: Survey
    columns: tuple[Column, ...]
    schema: pa.Schema
    unit_codes: tuple[pa.StringArray, ...]

    def write(self, block: Block) -> pa.RecordBatch:
        """A block of respondents as rows of the file."""
        instrument, units = self.survey.instrument, self.survey.units
        arrays: list[pa.Array[Any]] = []
        if instrument.id_columns:
            rows = np.arange(block.first_row, block.first_row + block.leaves.size, dtype=np.uint64)
            arrays.append(pa.array(respondent_ids(rows, self.survey.options.seed)))
        for codes, positions in zip(self.unit_codes, units.ancestors, strict=True):
            arrays.append(pa.DictionaryArray.from_arrays(pa.array(positions[block.leaves]), codes))
        arrays += [column.write(row) for column, row in zip(self.columns, block.answers, strict=True)]
        if instrument.weight_columns:
            arrays.append(pa.array(block.weights))
        return pa.record_batch(arrays, schema=self.schema)


def official_layout(survey: Survey) -> Layout:
    """The columns of this survey's file: id, units from coarse to fine, items, characteristics, shares, weight."""
    instrument = survey.instrument
    columns = tuple(_column(question) for question in survey.questionnaire.questions)
    fields: list[pa.Field[Any]] = [
        *(pa.field(name, pa.int64()) for name in instrument.id_columns[:1]),
        *(pa.field(level.columns[0], TEXT) for level in instrument.units),
        *(pa.field(column.name, column.type) for column in columns),
        *(pa.field(name, pa.float64()) for name in instrument.weight_columns[:1]),
    ]
    codes = tuple(pa.array(level, pa.string()) for level in survey.units.codes)
    return Layout(survey, columns, pa.schema(fields), codes)


def _column(question: Question) -> Column:
    coding = question.coding
    texts = [*coding.codes, *coding.do_not_know[:1]]
    places = [*range(FIRST_CODE, FIRST_CODE + len(coding.codes)), DO_NOT_KNOW][: len(texts)]
    # A column of numbers alone stays numbers; with an X or letters among them it is text, as any reader of the CSV would find.
    numbers = all(text.isdecimal() and int(text) < 128 for text in texts)
    written = np.full(256, -1, dtype=np.int32)
    written[places] = [int(text) for text in texts] if numbers else range(len(texts))
    if numbers:
        return Column(question.column, written.astype(np.int8), None)
    return Column(question.column, written, pa.array(texts, pa.string()))


def respondent_ids(rows: npt.NDArray[np.uint64], seed: int) -> npt.NDArray[np.int64]:
    """Twelve-digit ids, shape (n,), that tell nothing about the row and are never given twice.

    A Feistel network of four rounds on 38 bits: each round can be undone, so two rows cannot meet.
    Source: Luby and Rackoff (1988), How to construct pseudorandom permutations, SIAM Journal on Computing 17(2).
    """
    keys = np.random.SeedSequence(seed, spawn_key=(2,)).generate_state(4, np.uint64)
    left, right = rows >> HALF, rows & HALF_BITS
    for key in keys:
        # Multiply and keep high bits: every bit of the half and the key matters to each bit of the result.
        mixed = (right ^ key) * np.uint64(0x9E3779B97F4A7C15)
        left, right = right, left ^ (mixed >> np.uint64(45))
    return FIRST_ID + ((left << HALF) | right).astype(np.int64)

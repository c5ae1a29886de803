"""A survey whose rows lie in many places: each part is read on its own, by the same reader, and all are judged together."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from mainspring.errors import Problem
from mainspring.instrument import Instrument
from mainspring.responses.findings import Findings, Place, Tally
from mainspring.responses.header import check_header
from mainspring.responses.layout import lay_out
from mainspring.responses.model import Responses
from mainspring.responses.options import ReadOptions
from mainspring.responses.read import Survey, refuse_published
from mainspring.responses.sources import RawBatch, RawColumn

EXTRA: Final = ("file", "line", "misfit", "hash")
"""What comes with each row after its columns: text, int64, bool and int64; the first two may be null, where that is not known."""

ROWS_OF_A_PART: Final = 1 << 40
"""Rows are numbered through all parts, each of which begins at a multiple of this."""


@dataclass(frozen=True, slots=True)
class Unread:
    """The table of a survey in parts: it has a header, and rows elsewhere."""

    name: str
    columns: tuple[RawColumn, ...]
    rows: None = None
    size: None = None

    def batches(self, positions: Sequence[int]) -> Iterator[RawBatch]:
        """Nothing: parts have the rows."""
        del positions
        return iter(())

    def lines(self, rows: Collection[int]) -> Mapping[int, int]:
        """The number of a row stands for its line until its place is looked up; one below zero has none."""
        return {row: row for row in rows if row >= 0}


@dataclass(frozen=True, slots=True)
class PartedSurvey:
    """What whoever reads a part must know; plain values, which travel to other machines.

    Attributes
    ----------
    name : what messages call the survey. columns : those of all parts. by : the columns of cells.
    """

    name: str
    columns: tuple[RawColumn, ...]
    instrument: Instrument
    options: ReadOptions
    by: tuple[str, ...]

    def checked(self) -> PartedSurvey:
        """The same, with only the columns that parts must have.

        Raises SurveyFileError and CodebookError as `read_responses` does for what the header shows, and for a name in `by`.
        """
        refuse_published(self.instrument)
        survey = self._survey()
        check_header(survey.table, survey.layout, self.instrument, self.options.ignore)
        return replace(self, columns=self.needed(self.by), options=replace(self.options, progress=None))

    def needed(self, by: Sequence[str]) -> tuple[RawColumn, ...]:
        """The columns that a reader of parts uses for such cells; ids are not among them."""
        survey = self._survey()
        reader = replace(survey, layout=replace(survey.layout, id=None)).reader(by)
        return tuple(self.columns[position] for position in reader.positions())

    def id_column(self) -> str | None:
        """The name of the column that tells respondents apart; None if there is none."""
        position = self._survey().layout.id
        return None if position is None else self.columns[position].name

    def part(self, number: int, batches: Iterable[pa.RecordBatch]) -> Part:
        """One part, the only one with this number: its rows as record batches with `columns` and then EXTRA."""
        return Part(self, number, batches)

    def problems(self, parts: Sequence[Findings], cells: Mapping[tuple[str, ...], int]) -> list[Problem]:
        """What is wrong with the rows of all parts; `cells` are their labels, with the number of people in each."""
        places = {row: place for part in parts for row, place in part.places.items()}
        known = sorted(places, key=lambda row: (places[row][0] or "", places[row][1] or 0, row))
        rank = {row: at for at, row in enumerate(known)}  # the first is the first by its file and line
        reader = self._survey().reader(self.by)
        misfit = Tally()
        for part in parts:
            tallies = tuple(tally.renumbered(rank.__getitem__) for tally in part.tallies)
            reader.take(replace(part, tallies=tallies))
            misfit.add(part.misfits)
        reader.take_units(cells)
        ordered = [places[row] for row in known]
        found = [self._placed(problem, ordered) for problem in reader.problems(whole=not misfit.met)]
        return [*found, *(_misfits(count, file) for file, (count, _) in sorted(misfit.met.items()))]

    def _placed(self, problem: Problem, places: Sequence[Place]) -> Problem:
        file, line = (None, None) if problem.line is None else places[problem.line]
        return replace(problem, file=file or self.name, line=line)

    def _survey(self) -> Survey:
        table = Unread(self.name, self.columns)
        return Survey(table, lay_out(self.instrument, self.columns), self.instrument, self.options)


class Part:
    """A part of a survey as a table; it can be read once."""

    rows: None = None
    size: None = None

    def __init__(self, survey: PartedSurvey, number: int, batches: Iterable[pa.RecordBatch]) -> None:
        self.name = survey.name
        self.columns = survey.columns
        self._batches = batches
        self._offset = number * ROWS_OF_A_PART
        self._misfits = Tally()
        self._places: dict[int, Place] = {}
        self._checksum = 0
        layout = replace(lay_out(survey.instrument, survey.columns), id=None)
        self._survey = Survey(self, layout, survey.instrument, survey.options)
        self._reader = self._survey.reader(survey.by)

    def responses(self) -> Responses:
        """The part as responses, its cells by the survey's columns; what is wrong with its rows is in `findings`, not raised."""
        return self._survey.responses({}, lambda _: self._reader.read())

    def findings(self) -> Findings:
        """What was found, once all batches have been read."""
        found = self._reader.findings
        return replace(
            found,
            tallies=tuple(tally.renumbered(self._offset.__add__) for tally in found.tallies),
            misfits=self._misfits,
            places={self._offset + row: place for row, place in self._places.items()},
            checksum=self._checksum % (1 << 64),
        )

    def batches(self, positions: Sequence[int]) -> Iterator[RawBatch]:
        """Hand over the columns, rows of another width left out, and note where wrong rows are."""
        first = 0
        for whole in self._batches:
            batch = self._without_misfits(whole)
            if not batch.num_rows:
                continue
            yield RawBatch([batch.column(position) for position in positions], 0)
            file, line, _, hashes = batch.columns[len(self.columns) :]
            self._checksum += int(np.sum(np.asarray(hashes).view(np.uint64)))
            for row in (row for tally in self._reader.tallies() for _, row in tally.met.values() if row >= first):
                self._places[row] = (file[row - first].as_py(), line[row - first].as_py())
            first += batch.num_rows

    def lines(self, rows: Collection[int]) -> Mapping[int, int]:
        """Nothing: lines are told where all parts are judged."""
        del rows
        return {}

    def _without_misfits(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        file, _, misfit, _ = batch.columns[len(self.columns) :]
        names = file.filter(misfit).to_pylist()
        for name in names:
            self._misfits.note(name or self.name, 1, 0)
        return batch.filter(pc.invert(misfit)) if names else batch


def _misfits(count: int, file: str) -> Problem:
    rows = "1 row has" if count == 1 else f"{count:,} rows have"
    remedy = (
        "Look for delimiters, quotation marks or line breaks inside a text; Parquet files cannot have this trouble."
    )
    return Problem(f"{rows} more or fewer fields than the header.", file, remedy=remedy)

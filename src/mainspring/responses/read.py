"""From a survey file, whatever its format, to canonical responses."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mainspring.errors import CodebookError, Problem, SurveyFileError
from mainspring.instrument import Instrument
from mainspring.responses.codes import category_columns
from mainspring.responses.header import check_header
from mainspring.responses.layout import Layout, lay_out
from mainspring.responses.model import Batch, Category, Responses
from mainspring.responses.options import ReadOptions
from mainspring.responses.rows import RowReader
from mainspring.responses.sources import Table, digests, open_table
from mainspring.responses.units import ByColumn

if TYPE_CHECKING:
    from narwhals.typing import IntoFrame


def read_responses(
    source: str | Path | IntoFrame, instrument: Instrument, options: ReadOptions | None = None
) -> Responses:
    """Open a survey file and check that it is what the instrument says.

    Parameters
    ----------
    source : a path, or a data frame that narwhals supports (polars, pandas, pyarrow and others, lazy ones too).
    instrument : what the survey asked, from a codebook of kind "respondents".
    options : the wave, sheet and further columns of this file, and whom to tell of progress.

    Raises
    ------
    SurveyFileError : at once, with all problems that the file's header shows. Problems of its rows (unknown codes, weights, ids,
        units with two parents) are raised together by `Responses.batches`, after the last row.
    CodebookError : if the instrument is one of published scores.
    """
    refuse_published(instrument)
    options = options or ReadOptions()
    table = open_table(source, options)
    survey = Survey(table, lay_out(instrument, table.columns), instrument, options)
    check_header(table, survey.layout, instrument, options.ignore)
    return survey.responses(digests(source), survey.batches)


def refuse_published(instrument: Instrument) -> None:
    """Raise CodebookError for an instrument without respondents."""
    if instrument.kind != "respondents":
        what = f"Instrument {instrument.id} describes published scores of organisations, not answers of respondents."
        raise CodebookError(Problem(what, remedy="Read its files with read_published, or choose another codebook."))


@dataclass(frozen=True, slots=True)
class Survey:
    """A file and where it has what its instrument names; each call of `batches` reads it anew."""

    table: Table
    layout: Layout
    instrument: Instrument
    options: ReadOptions

    @property
    def read(self) -> Instrument:
        """The instrument with no more than what is to be read."""
        return self.instrument if self.options.only is None else self.instrument.only(self.options.only)

    def responses(self, sources: Mapping[str, str], batches: Callable[[Sequence[str]], Iterator[Batch]]) -> Responses:
        """The survey as the next room takes it, its rows read by `batches`."""
        return Responses(
            instrument=self.read,
            wave=self.instrument.wave if self.options.wave is None else self.options.wave,
            sources=sources,
            rows=self.table.rows,
            categories=tuple(Category(one.names[0], one.coding.codes) for one in category_columns(self.read)),
            batches=batches,
        )

    def batches(self, by: Sequence[str]) -> Iterator[Batch]:
        """Read the rows; SurveyFileError at once as `reader` has it, and after the last row with all that is wrong."""
        return self.reader(by).batches(self.options.progress)

    def reader(self, by: Sequence[str]) -> RowReader:
        """A reader of the rows; SurveyFileError for a name in `by` that the file does not have, or has twice."""
        columns = [self.by_column(name) for name in by]
        self._refuse_twice(by, columns)
        layout = self.layout if self.options.only is None else lay_out(self.read, self.table.columns)
        return RowReader(self.table, layout, self.read, columns)

    def by_column(self, name: str) -> ByColumn:
        """A unit level by its id or column, an attribute by its column, or any other column."""
        headings = self.layout.headings
        wanted = name.strip().casefold()
        for level in self.instrument.units:
            names = [level.id, *level.columns]
            position = headings.find(level.columns)
            if wanted in (one.casefold() for one in names) and position is not None:
                return ByColumn(level.id, position, level)
        for field, column in zip(self.layout.categories, category_columns(self.instrument), strict=True):
            if field is not None and wanted in (one.casefold() for one in column.names):
                return ByColumn(column.names[0], field.position, decoder=field.decoder)
        position = headings.find([name])
        if position is None:
            raise SurveyFileError(
                Problem(f"There is no column {name} to make cells by.", self.table.name, remedy=self._offer())
            )
        return ByColumn(headings.columns[position].name, position)

    def _refuse_twice(self, by: Sequence[str], columns: Sequence[ByColumn]) -> None:
        positions = [column.position for column in columns]
        if len(set(positions)) < len(positions):
            what = f"Cells cannot be made twice by the same column: {', '.join(by)}."
            raise SurveyFileError(Problem(what, self.table.name, remedy="Name each column once."))

    def _offer(self) -> str:
        levels = [level.id for level in self.instrument.units if self.layout.headings.find(level.columns) is not None]
        attributes = [attribute.columns[0] for attribute in self.instrument.attributes]
        return f"Use {', '.join([*levels, *attributes])}, or any other column of the file."

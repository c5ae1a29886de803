"""Published organisation scores in: whatever a year's file looks like, the same value comes out."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from mainspring.errors import CodebookError, Problem, SurveyFileError
from mainspring.instrument import Instrument
from mainspring.instrument.published import PublishedLayout
from mainspring.responses.published.cells import Scale, scale_of, years_in
from mainspring.responses.published.columns import measured_columns
from mainspring.responses.published.doubts import Panel, find_doubts
from mainspring.responses.published.headings import Recogniser
from mainspring.responses.published.layout import Contents, find_contents
from mainspring.responses.published.lines import Line, joined_lines, not_percentages
from mainspring.responses.published.organisations import NamedRow, Register, benchmark_kind
from mainspring.responses.published.scores import PublishedBenchmark, PublishedScores, Statistic
from mainspring.responses.published.series import read_series
from mainspring.responses.published.tables import Table, read_tables
from mainspring.responses.sources.unpack import digest

# Headings stand below a title and a few remarks at most.
_LEADING: Final = 50


def read_published(
    path: Path | str, instrument: Instrument, wave: int | None = None
) -> PublishedScores | PublishedBenchmark:
    """Read a publisher's file: organisation scores of one wave, or a benchmark over the years where it holds nothing else.

    Parameters
    ----------
    path : a CSV file or a workbook, as published.
    instrument : from a codebook of kind "published".
    wave : the year, where neither the file nor its name says it.

    Raises
    ------
    CodebookError
        if the instrument is not one of published scores.
    SurveyFileError
        with all problems of the file.
    """
    path = Path(path)
    layout = _layout(instrument)
    tables = read_tables(path)
    contents = find_contents(tables, layout)
    sources = {path.name: digest(path)}
    if contents.organisations:
        return _scores(contents, instrument, wave or _wave(tables, contents, layout), sources)
    if len(contents.series) == 1:
        return read_series(contents.series[0], instrument, layout, sources)
    what = f"has no column for organisations ({' or '.join(layout.organisation)}) beside one for their group or code."
    raise SurveyFileError(
        Problem(what, path.name, remedy=f"{instrument.id} reads files of organisation scores as published.")
    )


def is_published(path: Path | str, instrument: Instrument) -> bool:
    """Whether a file's first rows look like those that `read_published` reads; False for a file that cannot be read."""
    layout = _layout(instrument)
    try:
        contents = find_contents(read_tables(Path(path), _LEADING), layout)
    except SurveyFileError:
        return False
    recogniser = Recogniser(instrument, layout, 0, contents.lexicon)
    headings = [table.header.cells[at] for table in contents.organisations for at in table.measures]
    return bool(contents.series) or any(recogniser.measure(heading).known for heading in headings)


def _layout(instrument: Instrument) -> PublishedLayout:
    if instrument.published is None:
        raise CodebookError(
            f"{instrument.id} is not a codebook of published scores. Use one of kind published, such as uk-csps."
        )
    return instrument.published


def _wave(tables: Sequence[Table], contents: Contents, layout: PublishedLayout) -> int:
    """The year that the file itself gives, or else its name: the first place with exactly one."""
    with_scores = [found.table for found in contents.organisations]
    titles = [row.cells for table in tables[:1] if table not in with_scores for row in table.rows[:1]]
    rows = [NamedRow("", row.cell(t.code), row.cell(t.name)) for t in contents.organisations for row in t.body]
    places: list[Iterable[str]] = [
        [text for found in contents.organisations for text in found.above],
        [text for cells in titles for text in cells],
        [row.name for row in rows if benchmark_kind(row, layout)],
        [tables[0].file],
    ]
    for texts in places:
        years = years_in(list(texts))
        if len(years) == 1:
            return years.pop()
    remedy = "Give the year with --wave, or as four digits in the file's name."
    raise SurveyFileError(Problem("does not say which year it is of.", tables[0].file, remedy=remedy))


def _scores(contents: Contents, instrument: Instrument, wave: int, sources: Mapping[str, str]) -> PublishedScores:
    layout = _layout(instrument)
    recogniser = Recogniser(instrument, layout, wave, contents.lexicon)
    columns = measured_columns(contents.organisations, recogniser, instrument)
    lines, problems = joined_lines(columns, contents.notes)
    scale = scale_of(cell for line in lines for cell in line.cells.values())
    series, unread = _series(contents, instrument, sources)
    problems = [*columns.problems, *problems, *not_percentages(columns, scale, layout), *unread]
    rows = [line for line in lines if benchmark_kind(line.named, layout) is None]
    if not rows and not problems:
        problems = [contents.organisations[0].table.problem("has headings but no organisation with scores.")]
    if problems:
        raise SurveyFileError(problems)
    organisations = Register(layout).organisations([line.named for line in rows])
    keys = [organisation.key for organisation in organisations]
    measures = columns.measures
    values = _values(rows, measures, scale)
    absent = np.argwhere(np.isnan(values)).tolist()
    doubts = find_doubts(Panel(values, measures, wave), instrument, layout)
    unknown = ((" ".join(heading.split()), id) for id, heading in columns.unknown.items())
    return PublishedScores(
        instrument=instrument,
        wave=wave,
        sources=dict(sources),
        organisations=tuple(organisations),
        measures=measures,
        values=values,
        marks={(keys[row], measures[at]): rows[row].cells.get(measures[at], "") for row, at in absent},
        flags={(keys[row], measure): sentence for (row, measure), sentence in doubts.items()},
        benchmarks=_benchmarks(lines, layout, scale),
        series=tuple(series),
        decimals=scale.decimals,
        notes=tuple(f'"{heading}" is not in {instrument.id}: read as {id}.' for heading, id in unknown),
    )


def _series(
    contents: Contents, instrument: Instrument, sources: Mapping[str, str]
) -> tuple[list[PublishedBenchmark], list[Problem]]:
    """The benchmarks over the years that stand beside the scores, and what is wrong with those that cannot be read."""
    series: list[PublishedBenchmark] = []
    problems: list[Problem] = []
    for table in contents.series:
        try:
            series.append(read_series(table, instrument, _layout(instrument), sources))
        except SurveyFileError as error:
            problems += error.problems
    return series, problems


def _values(lines: Sequence[Line], measures: Sequence[str], scale: Scale) -> npt.NDArray[np.float64]:
    cells = [[_number(line.cells.get(measure, ""), scale) for measure in measures] for line in lines]
    return np.array(cells, dtype=np.float64).reshape(len(lines), len(measures))


def _benchmarks(lines: Sequence[Line], layout: PublishedLayout, scale: Scale) -> dict[Statistic, dict[str, float]]:
    kinds = [(benchmark_kind(line.named, layout), line) for line in lines]
    return {
        kind: {measure: _number(cell, scale) for measure, cell in line.cells.items()}
        for kind, line in kinds
        if kind is not None
    }


def _number(cell: str, scale: Scale) -> float:
    value = scale.percent(cell)
    return math.nan if value is None else value

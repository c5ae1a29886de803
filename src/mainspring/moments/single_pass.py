"""The only pass over people."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from queue import Queue
from threading import Event, Thread

from mainspring.instrument import Instrument
from mainspring.moments.builder import MomentsBuilder
from mainspring.moments.model import Moments, Schema
from mainspring.moments.plan import MomentsOptions, plan
from mainspring.responses import Batch, Responses

THREADS = os.cpu_count() or 1


def summarise(responses: Responses, by: Sequence[str] = (), options: MomentsOptions | None = None) -> Moments:
    """Turn responses into moments, in one pass and constant memory.

    Parameters
    ----------
    responses : what `read_responses` gave.
    by : columns from coarse to fine, matched without case, whose combinations are the cells.
    options : which variables get cross-products; all of the instrument's constructs and indicators if None.

    Raises
    ------
    SurveyFileError : with all problems of all rows, if a row is not what the instrument says.
    MomentsError : for a variable that the instrument does not have.
    """
    return one_pass(responses, by, options, THREADS)


def one_pass(responses: Responses, by: Sequence[str], options: MomentsOptions | None, threads: int) -> Moments:
    """The same on so many threads: a task that shares its machine with others has its own number."""
    builder = prepare(responses, by, options)
    with ThreadPoolExecutor(threads) as pool:
        for batch in ahead(responses.batches(by)):
            builder.add(batch, pool)
    return builder.finish(responses.sources)


def prepare(responses: Responses, by: Sequence[str], options: MomentsOptions | None) -> MomentsBuilder:
    """A builder for these responses, before any of them is read.

    Raises MomentsError for a variable that the instrument does not have.
    """
    instrument = responses.instrument
    work = plan(instrument, responses.categories, options or MomentsOptions())
    schema = Schema(
        instrument=instrument.id,
        fingerprint=instrument.fingerprint,
        wave=responses.wave,
        by=column_names(instrument, by),
        items=tuple(item.id for item in instrument.items),
        categories={category.column: category.codes for category in responses.categories},
        width=work.width,
        scores=work.scores,
        variables=work.variables,
        blocks={block.id: block.items for block in work.blocks},
    )
    return MomentsBuilder(schema, work)


def column_names(instrument: Instrument, by: Sequence[str]) -> tuple[str, ...]:
    """The names in `by` as the instrument writes them; a name that it does not have stays as it is."""
    columns = [name for attribute in instrument.attributes for name in attribute.columns]
    known = {name.casefold(): name for name in [*columns, *(level.id for level in instrument.units)]}
    return tuple(known.get(name.casefold(), name) for name in by)


def ahead(batches: Iterator[Batch]) -> Iterator[Batch]:
    """The same batches, each read in a thread of its own while the one before it is being summarised.

    An error while reading is raised here, in its turn. If the caller stops early, so does the reading.
    """
    ready: Queue[Batch | BaseException | None] = Queue(maxsize=2)
    stopped = Event()

    def read() -> None:
        try:
            for batch in batches:
                ready.put(batch)
                if stopped.is_set():
                    return
            ready.put(None)
        except BaseException as error:  # whatever went wrong is the caller's to see
            ready.put(error)

    reader = Thread(target=read, daemon=True)
    reader.start()
    try:
        while (found := ready.get()) is not None:
            if isinstance(found, BaseException):
                raise found
            yield found
    finally:
        stopped.set()
        while reader.is_alive():
            if not ready.empty():
                ready.get_nowait()
            reader.join(timeout=0.01)

"""A progress bar for work that takes longer than two seconds, on a terminal only."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

PATIENCE = 2.0
"""Seconds after which somebody who waits wants to see that something moves."""


@contextmanager
def reading(what: str) -> Iterator[Callable[[int, int | None], None]]:
    """Give a function to call with (done, total); its bar appears after PATIENCE and goes away at the end."""
    if not sys.stderr.isatty():
        yield lambda *_: None
        return
    from rich.console import Console  # rich is slow to load, and seldom needed
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeRemainingColumn(),
    )
    bar = Progress(*columns, console=Console(stderr=True), transient=True)
    task = bar.add_task(what, total=None)
    began = time.monotonic()
    shown = False

    def show(done: int, total: int | None) -> None:
        nonlocal shown
        if not shown and time.monotonic() - began > PATIENCE:
            bar.start()
            shown = True
        bar.update(task, completed=done, total=total)

    try:
        yield show
    finally:
        if shown:
            bar.stop()

"""Files of moments that may leave home, and what is to be said when countries pool theirs."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import typer

from mainspring.cli.output import whole
from mainspring.disclosure import load_policy, share
from mainspring.instrument import Instrument
from mainspring.moments import Moments, MomentsOptions, save


def declared(options: MomentsOptions) -> tuple[str, ...]:
    """The one set of variables that a file for sharing has; BadParameter if it is not declared."""
    if options.variables is None:
        what = "--share needs the variables that may leave: declare one set of them, as in --variables motivation,autonomy,leave"
        raise typer.BadParameter(what)
    if options.item_sets:
        raise typer.BadParameter("--items-of keeps the answers to single questions, which --share never does")
    return (*options.variables, *options.products)


def write_shared(moments: Moments, instrument: Instrument, policy: str | None, out: Path) -> str:
    """Write what may leave to `out` and its manifest in plain language beside it; return what to say of them.

    Raises MomentsError if nothing may leave.
    """
    found = share(moments, instrument, load_policy(policy or "rule-of-ten"))
    beside = out.with_name(f"{out.name}.txt")
    save(found.moments, out, asdict(found.manifest))
    with whole(beside) as part:
        part.write_text(found.manifest.text(), encoding="utf-8")
    return f"{out} may leave home; what it holds is told in {beside}\n{found.manifest.summary()}"


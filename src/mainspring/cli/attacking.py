"""`mainspring attack`: what can be learned from what was released."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from mainspring.disclosure.attack import Attack

MOST_TOLD = 20
"""So many findings of a route are printed, the rest counted; --json has all of them."""


def attack(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH...", help="Files that were released, or folders of them.")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="JSON: what was tried, and every finding.")] = False,
) -> None:
    """Try to learn what a release does not show: by subtraction, bounds, extremes, standard errors, waves and other releases.

    Exit code 1 if anything was learned.

    Example:

        mainspring attack out/
    """
    from mainspring.cli.output import show
    from mainspring.disclosure.attack import attack_paths

    done = attack_paths(paths)
    show(_json(done) if as_json else _words(done), None)
    if done.findings:
        raise typer.Exit(1)


def _json(done: Attack) -> str:
    found = [{"route": one.route, "what": one.what, "people": one.people, "where": one.where} for one in done.findings]
    return json.dumps({"tried": list(done.tried), "findings": found}, ensure_ascii=False) + "\n"


def _words(done: Attack) -> str:
    tried = "Tried: " + "; ".join(done.tried) + ".\n"
    if not done.findings:
        return f"Nothing was learned.\n{tried}"
    lines = []
    for route in dict.fromkeys(one.route for one in done.findings):
        found = [one for one in done.findings if one.route == route]
        lines.append(f"By {route}, {len(found)}:")
        lines += [f"  {one.what} About {_people(one.people)}. ({one.where})" for one in found[:MOST_TOLD]]
        if len(found) > MOST_TOLD:
            lines.append(f"  and {len(found) - MOST_TOLD} more: --json has them all.")
    number = len(done.findings)
    head = "One thing was learned" if number == 1 else f"{number:,} things were learned"
    return f"{head} that the release does not show.\n" + "\n".join(lines) + f"\n{tried}"


def _people(number: int) -> str:
    return "one person" if number == 1 else f"{number:,} people"

"""`mainspring policy`: list and show what may be shown under each policy."""

from __future__ import annotations

import json as js
import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from mainspring.disclosure import Policy

app = typer.Typer(help="List and show confidentiality policies.", no_args_is_help=True, rich_markup_mode=None)

WIDTH = 100
FOR = {
    "rule-of-ten": "any survey of your own, and microdata of units that a reader can name",
    "people-survey": "organisation scores that a publisher has released already, as the UK does",
    "pulse": "a pulse that was run under a promise which says eight",
    "open": "data that are public in full already, by their owner's own declaration; it protects little",
}
"""What each preset is for."""


@app.command(name="list")
def list_policies() -> None:
    """List the policies: their minimum, and what they are for.

    Example:

        mainspring policy list
    """
    from mainspring.disclosure import POLICIES

    width = max(map(len, POLICIES))
    for policy in POLICIES.values():
        typer.echo(f"{policy.name:{width}}  {policy.minimum:2} people or more  {FOR[policy.name]}")


@app.command()
def show(
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="A policy's name. [default: all]")] = None,
    json: Annotated[bool, typer.Option("--json", help="JSON instead of words.")] = False,
) -> None:
    """Show in plain words what may be shown under a policy, and what is withheld.

    Example:

        mainspring policy show rule-of-ten
    """
    from mainspring.disclosure import FLOOR, POLICIES, load_policy

    chosen = list(POLICIES.values()) if name is None else [load_policy(name)]
    if json:
        found = [as_json(policy) for policy in chosen]
        typer.echo(js.dumps({"floor": FLOOR, "policies": found} if name is None else {**found[0], "floor": FLOOR}))
        return
    typer.echo("\n\n".join(in_words(policy) for policy in chosen))
    typer.echo(
        "\n"
        + _filled(
            f"Whatever the policy, no option shows groups of fewer than {FLOOR} people. --minimum makes one stricter, never weaker."
        )
    )


def as_json(policy: Policy) -> dict[str, Any]:
    """A policy as plain values."""
    return {
        "name": policy.name,
        "for": FOR[policy.name],
        "minimum": policy.minimum,
        "code_extremes": policy.code_extremes,
        "complements": policy.complements,
        "text": policy.text,
        "score_width": policy.score_width if policy.complements else None,
    }


def in_words(policy: Policy) -> str:
    """A policy in plain words."""
    return "\n".join([f"{policy.name}: for {FOR[policy.name]}", *(_filled(line, "- ") for line in _rules(policy))])


def _rules(policy: Policy) -> Iterator[str]:
    yield f"Smallest group: a score, a count or a model is shown of {policy.minimum} people or more."
    if policy.code_extremes:
        yield (
            "Extremes: a share that would tell what everybody answered, or all but one or two, is shown as “90 or more” or “10 or less”; "
            "so is a mean within five points of an end."
        )
    else:
        yield "Extremes: shown as they are."
    if policy.complements:
        yield (
            "Complements: larger groups are withheld, too, where a smaller one could be worked out from them. Whoever works at a withheld "
            f"count stays at least {policy.minimum} people in the dark, and at a withheld score {policy.score_width:g} points of 100."
        )
    else:
        yield "Complements: nothing is withheld for a smaller group's sake, so that a smaller group may be worked out."
    yield (
        "Text: what people wrote is never shown."
        if policy.text is None
        else f"Text: shown where {policy.text} people or more wrote."
    )


def _filled(text: str, mark: str = "") -> str:
    return textwrap.fill(text, WIDTH, initial_indent=mark, subsequent_indent=" " * len(mark))

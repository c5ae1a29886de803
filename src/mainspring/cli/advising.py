"""`mainspring advise` and `mainspring assess`: what a unit may try, and how well it fits its work."""

from __future__ import annotations

import json as js
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from mainspring.cli.options import Cells, Reading
from mainspring.cli.output import whole

if TYPE_CHECKING:
    from mainspring.practices import Advice, Advised, Fit

WIDTH: Final = 100


class Powers(StrEnum):
    """Who asks."""

    manager = "manager"
    agency = "agency"
    ministry = "ministry"


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks, for which unit, knowing what of its work."""

    unit: Annotated[str, typer.Option(metavar="UNIT", help="Such as AGENCY=HS,LEVEL1=HS02, or HS/HS02.")]
    powers: Annotated[Powers, typer.Option(help="Who asks: what you may start.")] = Powers.manager
    fit: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Answers about the unit's work, see `mainspring assess`.")
    ] = None
    catalogue: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Your agency's own practices, beside the handbook's.")
    ] = None


def advise(
    file: Annotated[Path, typer.Argument(metavar="SURVEY", help="A survey file, or moments.")],
    reading: Reading,
    rules: Cells,
    asking: Asking,
    json: Annotated[bool, typer.Option("--json", help="JSON instead of words.")] = False,
) -> None:
    """Advise a unit: at most five practices, each with why, what it may cost, when not, and the pilot that would tell.

    Example:

        mainspring advise fevs_2018.csv --by AGENCY,LEVEL1 --unit AF/AF0J
    """
    from mainspring.cli.releasing import scores_release, show_recorded
    from mainspring.cli.surveys import read_files, scores_alone
    from mainspring.practices import advise as advised
    from mainspring.practices import find_unit, load_catalogue, read_answers

    rules.chosen()
    answers = None if asking.fit is None else read_answers(asking.fit)
    book = load_catalogue(asking.catalogue)
    read = read_files(reading.request([file], rules.breakdown), scores_alone)
    scorecards = read.scorecards(rules.chosen(read.usual_policy), rules.rosters, rules.ledger)
    card = find_unit(scorecards, asking.unit)
    advice = advised(scorecards, card, book, asking.powers.value, answers)
    text = js.dumps(_plain(advice), ensure_ascii=False) if json else "\n".join(_lines(advice))
    show_recorded(text + "\n", scores_release("advice", scorecards, None), None, rules.ledger)


def assess(
    answers: Annotated[
        Path | None,
        typer.Argument(metavar="[ANSWERS]", help="A file of answers; without it, one to fill in is printed."),
    ] = None,
    map: Annotated[Path | None, typer.Option(metavar="FILE", help="Also the work's place on the map, as .svg.")] = None,
    json: Annotated[bool, typer.Option("--json", help="JSON instead of words.")] = False,
) -> None:
    """Ask twelve questions about a team's work, or say what their answers mean for its two dials.

    Example:

        mainspring assess
    """
    from mainspring.practices import empty_answers, fit_to_work, read_answers

    if answers is None:
        typer.echo(empty_answers())
        return
    found = fit_to_work(read_answers(answers))
    if map is not None:
        from mainspring.report.handbook import work_map

        with whole(map) as part:
            part.write_text(work_map(found), encoding="utf-8")
    typer.echo(js.dumps(asdict(found), ensure_ascii=False) if json else "\n".join(_fit_lines(found)))


def _lines(advice: Advice) -> Iterator[str]:
    from mainspring.practices import words

    yield f"{advice.card.unit.name}, {advice.card.wave}"
    yield ""
    if advice.closed is not None:
        closed = f"Nothing is shown of this unit. {advice.closed.sentence}. There is a way to ask the team itself:"
        yield fill(closed, WIDTH)
        for line in words.guide_lines():
            yield from ("", fill(line, WIDTH, subsequent_indent="   " if line[0].isdigit() else ""))
        return
    yield fill(words.lead(advice), WIDTH)
    if advice.fit is not None:
        yield ""
        yield from _fit_lines(advice.fit)
    for number, one in enumerate(advice.practices, start=1):
        yield ""
        yield from _practice(number, one)
    if not advice.practices:
        yield from ("", fill(words.nothing(advice), WIDTH))
    yield ""
    yield fill(f"Not advised: {' '.join(words.out_words(advice))}", WIDTH)
    yield fill("This is about how a team is led. Nothing in it can be used to rate a person.", WIDTH)


def _practice(number: int, one: Advised) -> Iterator[str]:
    from mainspring.practices import words

    practice = one.entry.practice
    yield f"{number}. {practice.title} ({one.entry.id})"
    for name, text in (
        ("What", practice.in_short),
        ("Why", words.why(one)),
        ("Evidence", words.evidence_words(one.grade)),
        ("Cost", practice.cost),
        ("Gives up", practice.compliance_risk),
        ("Not when", " ".join(practice.when_not)),
        ("To tell", f"{words.DESIGN[practice.pilot.design]}. {practice.pilot.how}"),
    ):
        yield fill(f"{name}: {text}", WIDTH, initial_indent="   ", subsequent_indent="   ")


def _fit_lines(found: Fit) -> Iterator[str]:
    from mainspring.practices import words

    yield from (fill(line, WIDTH) for line in words.fit_words(found))


def _plain(advice: Advice) -> dict[str, Any]:
    from mainspring.practices import words

    return {
        "unit": dict(zip(advice.card.unit.keys, advice.card.unit.path, strict=False)),
        "name": advice.card.unit.name,
        "wave": advice.card.wave,
        "powers": advice.asker,
        "withheld": advice.closed.sentence if advice.closed else None,
        "lead": None if advice.closed else words.lead(advice),
        "levers": [asdict(gap) for gap in advice.gaps],
        "fit": None if advice.fit is None else asdict(advice.fit) | {"words": list(words.fit_words(advice.fit))},
        "practices": [
            {
                "id": one.entry.id,
                "title": one.entry.practice.title,
                "lever": one.gap.lever if one.gap else "compliance",
                "why": words.why(one),
                "support": one.grade.support,
                "evidence": words.evidence_words(one.grade),
                "cost": one.entry.practice.cost,
                "may_cost": one.entry.practice.compliance_risk,
                "when_not": one.entry.practice.when_not,
                "pilot": one.entry.practice.pilot.model_dump(),
            }
            for one in advice.practices
        ],
        "not_advised": {reason: list(ids) for reason, ids in (advice.out or {}).items()},
        "guide": list(words.guide_lines()) if advice.closed else None,
    }

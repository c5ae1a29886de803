"""Mainspring reads staff surveys and shows how people are managed, without showing a person.

The main job is five calls: `load_instrument`, `read_responses`, `summarise`, `score`, `write_report`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mainspring.disclosure import (
        clear_claims,
        clear_fit,
        clear_measurement,
        clear_published_claims,
        clear_shrunken,
        load_policy,
        share,
    )
    from mainspring.evidence import ClaimsOptions, FitOptions, claims, claims_published, fit, for_claims, shrink
    from mainspring.instrument import load_instrument
    from mainspring.moments import ItemSet, MomentsOptions, load, merge, pool, save, summarise, summarise_on_spark
    from mainspring.practices import advise, find_unit, load_catalogue, read_answers
    from mainspring.report import write_pdf, write_report
    from mainspring.responses import ReadOptions, read_responses
    from mainspring.responses.published import read_published
    from mainspring.scorecards import as_frame, as_json, score, score_published
    from mainspring.scores import measure

__version__ = "0.1.0"

__all__ = [
    "ClaimsOptions",
    "FitOptions",
    "ItemSet",
    "MomentsOptions",
    "ReadOptions",
    "advise",
    "as_frame",
    "as_json",
    "claims",
    "claims_published",
    "clear_claims",
    "clear_fit",
    "clear_measurement",
    "clear_published_claims",
    "clear_shrunken",
    "find_unit",
    "fit",
    "for_claims",
    "load",
    "load_catalogue",
    "load_instrument",
    "load_policy",
    "measure",
    "merge",
    "pool",
    "read_answers",
    "read_published",
    "read_responses",
    "save",
    "score",
    "score_published",
    "share",
    "shrink",
    "summarise",
    "summarise_on_spark",
    "write_pdf",
    "write_report",
]

_ROOMS = {
    "disclosure": (
        "clear_claims",
        "clear_fit",
        "clear_measurement",
        "clear_published_claims",
        "clear_shrunken",
        "load_policy",
        "share",
    ),
    "evidence": ("ClaimsOptions", "FitOptions", "claims", "claims_published", "fit", "for_claims", "shrink"),
    "instrument": ("load_instrument",),
    "moments": ("ItemSet", "MomentsOptions", "load", "merge", "pool", "save", "summarise", "summarise_on_spark"),
    "practices": ("advise", "find_unit", "load_catalogue", "read_answers"),
    "report": ("write_pdf", "write_report"),
    "responses": ("ReadOptions", "read_responses"),
    "responses.published": ("read_published",),
    "scorecards": ("as_frame", "as_json", "score", "score_published"),
    "scores": ("measure",),
}


def __getattr__(name: str) -> object:
    """Load a room when something of it is first asked for: the command line starts without any of them."""
    for room, names in _ROOMS.items():
        if name in names:
            return getattr(import_module(f"mainspring.{room}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

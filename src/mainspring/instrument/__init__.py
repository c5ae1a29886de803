"""Codebooks become typed instruments: items, codes, constructs, per survey and wave."""

from mainspring.instrument.guess import DraftColumn
from mainspring.instrument.joined import joined, why_apart
from mainspring.instrument.load import check_codebook, load_instrument
from mainspring.instrument.match import Match, closest_instruments
from mainspring.instrument.model import (
    Attribute,
    Construct,
    Index,
    Indicator,
    Instrument,
    Item,
    Scale,
    TrendBreak,
    UnitLevel,
)
from mainspring.instrument.shipped import CodebookSummary, list_instruments

__all__ = [
    "Attribute",
    "CodebookSummary",
    "Construct",
    "DraftColumn",
    "Index",
    "Indicator",
    "Instrument",
    "Item",
    "Match",
    "Scale",
    "TrendBreak",
    "UnitLevel",
    "check_codebook",
    "closest_instruments",
    "joined",
    "list_instruments",
    "load_instrument",
    "why_apart",
]

"""Responses become counts and cross-products that add and merge; after this room nobody sees a person."""

from mainspring.moments.merge import merge
from mainspring.moments.model import CellPath, Moments, Schema, packed, unpacked
from mainspring.moments.plan import MomentsOptions
from mainspring.moments.storage import load, save
from mainspring.moments.summarise import summarise

__all__ = [
    "CellPath",
    "Moments",
    "MomentsOptions",
    "Schema",
    "load",
    "merge",
    "packed",
    "save",
    "summarise",
    "unpacked",
]

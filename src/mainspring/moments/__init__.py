"""Responses become counts and cross-products that add and merge; after this room nobody sees a person.

Published scores have no respondents: they pass through as they are.
"""

from mainspring.moments.kernel import CENTRE
from mainspring.moments.listwise import listwise
from mainspring.moments.merging import merge
from mainspring.moments.model import CellPath, Moments, Schema, not_made_with, packed, unpacked
from mainspring.moments.plan import ItemSet, MomentsOptions
from mainspring.moments.pooling import COUNTRY, countries_of, of_countries, pool
from mainspring.moments.single_pass import summarise
from mainspring.moments.spark import summarise_on_spark
from mainspring.moments.storage import load, load_schema, save
from mainspring.responses.published import PublishedBenchmark, PublishedScores, construct_values, why_absent

__all__ = [
    "CENTRE",
    "COUNTRY",
    "CellPath",
    "ItemSet",
    "Moments",
    "MomentsOptions",
    "PublishedBenchmark",
    "PublishedScores",
    "Schema",
    "construct_values",
    "countries_of",
    "listwise",
    "load",
    "load_schema",
    "merge",
    "not_made_with",
    "of_countries",
    "packed",
    "pool",
    "save",
    "summarise",
    "summarise_on_spark",
    "unpacked",
    "why_absent",
]

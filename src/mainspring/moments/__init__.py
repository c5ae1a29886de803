"""Responses become counts and cross-products that add and merge; after this room nobody sees a person.

Published scores have no respondents: they pass through as they are.
"""

from mainspring.moments.joining import InCommon, in_common, made_alike
from mainspring.moments.kernel import CENTRE
from mainspring.moments.listwise import listwise, mask_of
from mainspring.moments.merging import merge
from mainspring.moments.model import CellPath, Moments, Schema, not_made_with, packed, place, unpacked
from mainspring.moments.plan import ItemSet, MomentsOptions
from mainspring.moments.pooling import COUNTRY, countries_of, of_countries, pool
from mainspring.moments.reducing import reduced
from mainspring.moments.single_pass import summarise
from mainspring.moments.spark import summarise_on_spark
from mainspring.moments.storage import digest, load, load_manifest, load_schema, save
from mainspring.responses.published import (
    PublishedBenchmark,
    PublishedScores,
    construct_values,
    normal_name,
    why_absent,
)

__all__ = [
    "CENTRE",
    "COUNTRY",
    "CellPath",
    "InCommon",
    "ItemSet",
    "Moments",
    "MomentsOptions",
    "PublishedBenchmark",
    "PublishedScores",
    "Schema",
    "construct_values",
    "countries_of",
    "digest",
    "in_common",
    "listwise",
    "load",
    "load_manifest",
    "load_schema",
    "made_alike",
    "mask_of",
    "merge",
    "normal_name",
    "not_made_with",
    "of_countries",
    "packed",
    "place",
    "pool",
    "reduced",
    "save",
    "summarise",
    "summarise_on_spark",
    "unpacked",
    "why_absent",
]

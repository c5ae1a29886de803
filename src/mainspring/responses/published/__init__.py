"""Finished scores of organisations, as publishers give them: a sibling of responses, with no respondents."""

from mainspring.responses.published.constructs import construct_values
from mainspring.responses.published.organisations import normal_name
from mainspring.responses.published.read import is_published, read_published
from mainspring.responses.published.scores import (
    MARKS,
    Organisation,
    PublishedBenchmark,
    PublishedScores,
    why_absent,
)

__all__ = [
    "MARKS",
    "Organisation",
    "PublishedBenchmark",
    "PublishedScores",
    "construct_values",
    "is_published",
    "normal_name",
    "read_published",
    "why_absent",
]

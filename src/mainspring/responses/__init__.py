"""Survey files in, canonical responses out: one reader per format."""

from mainspring.responses.columns import column_names, survey_columns
from mainspring.responses.model import (
    DO_NOT_KNOW,
    FIRST_CODE,
    MASKED,
    NOT_ANSWERED,
    Batch,
    Category,
    Responses,
)
from mainspring.responses.options import Progress, ReadOptions
from mainspring.responses.read import read_responses

__all__ = [
    "DO_NOT_KNOW",
    "FIRST_CODE",
    "MASKED",
    "NOT_ANSWERED",
    "Batch",
    "Category",
    "Progress",
    "ReadOptions",
    "Responses",
    "column_names",
    "read_responses",
    "survey_columns",
]

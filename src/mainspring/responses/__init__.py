"""Survey files in, canonical responses out: one reader per format."""

from mainspring.responses.model import (
    DO_NOT_KNOW,
    FIRST_CODE,
    MASKED,
    NOT_ANSWERED,
    Batch,
    Category,
    Responses,
)

__all__ = ["DO_NOT_KNOW", "FIRST_CODE", "MASKED", "NOT_ANSWERED", "Batch", "Category", "Responses"]

"""When which dial pays for a unit's work: the model, the assessment that it is asked with, and the unit's place on its map."""

from __future__ import annotations

from mainspring.practices.fit.assessment import (
    ANYTHING,
    LETTERS,
    Answers,
    Question,
    Range,
    empty_answers,
    questions,
    ranges,
    read_answers,
)
from mainspring.practices.fit.model import Settings, Work, optimum, slopes, worth
from mainspring.practices.fit.place import DIALS, INPUTS, Change, Dial, Fit, Gain, Verdict, fit

__all__ = [
    "ANYTHING",
    "DIALS",
    "INPUTS",
    "LETTERS",
    "Answers",
    "Change",
    "Dial",
    "Fit",
    "Gain",
    "Question",
    "Range",
    "Settings",
    "Verdict",
    "Work",
    "empty_answers",
    "fit",
    "optimum",
    "questions",
    "ranges",
    "read_answers",
    "slopes",
    "worth",
]

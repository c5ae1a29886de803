"""The handbook: practices with graded evidence, how well they fit the work, and advice for a unit."""

from __future__ import annotations

from mainspring.practices import words
from mainspring.practices.advice import Advice, Advised, Asker, advise, fit_to_work
from mainspring.practices.catalogue import Catalogue, Entry, Hurdle, copy_practice, load_catalogue
from mainspring.practices.fit import Answers, Fit, Range, Work, empty_answers, questions, read_answers
from mainspring.practices.fit import optimum as best_dials
from mainspring.practices.gaps import Gap
from mainspring.practices.grade import SAYS, Finding, Grade, grade
from mainspring.practices.model import FAMILIES, WHO, Obstacle, Practice
from mainspring.practices.profiles import Consent, Profile
from mainspring.practices.prose import CITATION
from mainspring.practices.register import LEVERS, Register, Study
from mainspring.practices.units import find_unit

__all__ = [
    "CITATION",
    "FAMILIES",
    "LEVERS",
    "SAYS",
    "WHO",
    "Advice",
    "Advised",
    "Answers",
    "Asker",
    "Catalogue",
    "Consent",
    "Entry",
    "Finding",
    "Fit",
    "Gap",
    "Grade",
    "Hurdle",
    "Obstacle",
    "Practice",
    "Profile",
    "Range",
    "Register",
    "Study",
    "Work",
    "advise",
    "best_dials",
    "copy_practice",
    "empty_answers",
    "find_unit",
    "fit_to_work",
    "grade",
    "load_catalogue",
    "questions",
    "read_answers",
    "words",
]

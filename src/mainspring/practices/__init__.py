"""The handbook: practices with graded evidence, how well they fit the work, and advice for a unit."""

from __future__ import annotations

from mainspring.practices.catalogue import Catalogue, Entry, Hurdle, load_catalogue
from mainspring.practices.grade import SAYS, Finding, Grade, grade
from mainspring.practices.model import FAMILIES, WHO, Obstacle, Practice
from mainspring.practices.register import LEVERS, Register, Study

__all__ = [
    "FAMILIES",
    "LEVERS",
    "SAYS",
    "WHO",
    "Catalogue",
    "Entry",
    "Finding",
    "Grade",
    "Hurdle",
    "Obstacle",
    "Practice",
    "Register",
    "Study",
    "grade",
    "load_catalogue",
]

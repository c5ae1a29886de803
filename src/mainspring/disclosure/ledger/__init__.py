"""What left, and when: a file that nobody can change unnoticed, and that says no to what must not leave beside it."""

from mainspring.disclosure.ledger.chain import Ledger, Record, releasing
from mainspring.disclosure.ledger.counted import ModelFacts
from mainspring.disclosure.ledger.entry import NOTHING, Entry
from mainspring.disclosure.ledger.release import SCREEN, Release, Told
from mainspring.disclosure.ledger.shared import SharedFacts, shared_facts

__all__ = [
    "NOTHING",
    "SCREEN",
    "Entry",
    "Ledger",
    "ModelFacts",
    "Record",
    "Release",
    "SharedFacts",
    "Told",
    "releasing",
    "shared_facts",
]
